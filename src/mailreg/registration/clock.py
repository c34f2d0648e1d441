"""What time brings about: offers lapse and are made, and the event's start ends what is open."""

from __future__ import annotations

from datetime import datetime

from mailreg.event.values import Event
from mailreg.registration.offers import may_offer, offer_deadline
from mailreg.registration.outcomes import reply_after
from mailreg.registration.seats import is_room_for
from mailreg.registration.sessions import follow_seats, give_waited_for
from mailreg.registration.statuses import UNDECIDED
from mailreg.registration.values import (
    Decision,
    Move,
    Registration,
    Reply,
    SessionTurn,
    Snapshot,
    Status,
    Tick,
)


def decide_tick(snapshot: Snapshot, tick: Tick, event: Event, now: datetime) -> Decision:
    """One thing at a time, in the order of the lines below.

    At the start nobody is told, it is over; an offer said until when it held.
    """
    if now >= event.starts:
        return _moved(snapshot, _expired(snapshot), event)
    lapsed = _lapsed(snapshot, now)
    if lapsed:
        return _moved(snapshot, lapsed, event)
    if tick.is_given_up:
        return _give_up(snapshot)
    return _give(snapshot, tick, event, now) if may_offer(now, event) else Decision()


def _give(snapshot: Snapshot, tick: Tick, event: Event, now: datetime) -> Decision:
    if tick.offers_now:
        return _offer(snapshot, offer_deadline(now, event), tick.seats)
    if tick.session is not None and not _has_begun(tick.session, event, now):
        given = give_waited_for(snapshot, tick.session, event).moves
        return Decision(session_moves=given, reply=Reply.UPDATED if given else None)
    return Decision()


def _has_begun(turn: SessionTurn, event: Event, now: datetime) -> bool:
    begins = (one.starts for one in event.sessions if one.key == turn.key)
    return any(starts is not None and starts <= now for starts in begins)


def _moved(snapshot: Snapshot, moves: tuple[Move, ...], event: Event) -> Decision:
    sessions = follow_seats(snapshot, moves, event)
    return Decision(moves=moves, session_moves=sessions.moves)


def _expired(snapshot: Snapshot) -> tuple[Move, ...]:
    return tuple(
        Move(number=person.number, before=person.status, after=Status.EXPIRED)
        for person in snapshot.registrations
        if person.status in UNDECIDED
    )


def _give_up(snapshot: Snapshot) -> Decision:
    """Who was asked and has not answered is let go, and told; a later answer opens it again."""
    moves = tuple(
        Move(number=person.number, before=person.status, after=Status.EXPIRED)
        for person in snapshot.registrations
        if person.status is Status.INCOMPLETE
    )
    return Decision(moves=moves, reply=Reply.EXPIRED if moves else None)


def _lapsed(snapshot: Snapshot, now: datetime) -> tuple[Move, ...]:
    return tuple(
        _lapse(person, now)
        for person in snapshot.registrations
        if person.status is Status.OFFERED
        and person.offered_until is not None
        and person.offered_until <= now
    )


def _lapse(person: Registration, now: datetime) -> Move:
    """The first time to the end of the order, the second time out of it."""
    is_first = person.lapses == 0
    return Move(
        number=person.number,
        before=person.status,
        after=Status.WAITLISTED if is_first else Status.EXPIRED,
        queued_at=now if is_first else None,
        lapses=person.lapses + 1,
    )


def _offer(snapshot: Snapshot, until: datetime, seats: int | None) -> Decision:
    """All who wait are offered a seat, or nobody is; of a group that may be parted, the first."""
    waiting = [one for one in snapshot.registrations if one.status is Status.WAITLISTED]
    moves = tuple(
        Move(
            number=person.number,
            before=person.status,
            after=Status.OFFERED,
            offered_until=until,
        )
        for person in waiting[:seats]
    )
    if not moves or not is_room_for(snapshot, moves):
        return Decision()
    return Decision(moves=moves, reply=reply_after(snapshot.registrations, moves, Reply.OFFERED))
