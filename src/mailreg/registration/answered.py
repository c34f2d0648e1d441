"""What becomes of people who answer the offer of a seat: in time, or after it has lapsed.

An offer that is still kept is answered in time, however late the letter is read; so is one that
lapsed only because the letter was read late. A yes after that gives a seat only where the machine
may give one now, there is room and nobody else comes first; else the place in the order stays, and
who let two offers lapse waits for a decision of staff.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailreg.event.values import Event
from mailreg.registration.offers import may_offer
from mailreg.registration.outcomes import reply_after
from mailreg.registration.seats import is_room_for
from mailreg.registration.sessions import follow_seats
from mailreg.registration.values import (
    Decision,
    Move,
    Registration,
    Reply,
    Snapshot,
    Status,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferReply:
    """Yes and no to the offer of a seat, by the number of each person."""

    takes: frozenset[int] = frozenset()
    leaves: frozenset[int] = frozenset()
    received_at: datetime  # the server's, UTC
    is_answerable: bool = True  # an automatic answer may go out
    # until when (UTC) the offers that lapsed were kept, by number
    lapsed_at: Mapping[int, datetime] = field(default_factory=dict)


def decide_answer(snapshot: Snapshot, answer: OfferReply, event: Event, now: datetime) -> Decision:
    """Who takes a seat that is kept is confirmed; who leaves one is cancelled, and it is free."""
    people = {one.number: one for one in snapshot.registrations}
    leaving = _leave(people, answer)
    taking = tuple(
        Move(number=number, before=Status.OFFERED, after=Status.CONFIRMED)
        for number in sorted(answer.takes)
        if people[number].status is Status.OFFERED
    )
    late = _late(snapshot, answer, event, now, (*leaving, *taking))
    moves = (*leaving, *taking, *late)
    sessions = follow_seats(snapshot, moves, event)
    reply = _reply(snapshot, answer, moves)
    return Decision(
        moves=moves,
        is_full=sessions.is_full,
        reply=reply if answer.is_answerable else None,
        session_moves=sessions.moves,
    )


def _leave(people: Mapping[int, Registration], answer: OfferReply) -> tuple[Move, ...]:
    return tuple(
        Move(number=number, before=people[number].status, after=Status.CANCELLED)
        for number in sorted(answer.leaves)
        if people[number].status in (Status.OFFERED, Status.WAITLISTED)
    )


def _late(
    snapshot: Snapshot,
    answer: OfferReply,
    event: Event,
    now: datetime,
    others: Sequence[Move],
) -> tuple[Move, ...]:
    """What a yes brings to whom no seat is kept any more."""
    late = [
        one
        for one in snapshot.registrations
        if one.number in answer.takes and one.status in (Status.WAITLISTED, Status.EXPIRED)
    ]
    seated = tuple(
        Move(number=one.number, before=one.status, after=Status.CONFIRMED)
        for one in late
        if one.status is Status.WAITLISTED
    )
    in_time = all(answer.received_at < answer.lapsed_at.get(one.number, now) for one in late)
    is_turn = may_offer(now, event) and not snapshot.has_queue
    gets_seat = seated and (in_time or is_turn) and is_room_for(snapshot, (*others, *seated))
    reopened = tuple(
        Move(number=one.number, before=one.status, after=Status.PENDING)
        for one in late
        if one.status is Status.EXPIRED
    )
    return (*(seated if gets_seat else ()), *reopened)


def _reply(snapshot: Snapshot, answer: OfferReply, moves: Sequence[Move]) -> Reply | None:
    """The confirmation, the farewell, or that it is too late; nothing where nothing was asked."""
    outcomes = {move.after for move in moves}
    if Status.CONFIRMED in outcomes:
        return reply_after(snapshot.registrations, moves, Reply.CONFIRMED)
    if answer.takes:
        return Reply.LAPSED
    return Reply.CANCELLED if moves else None
