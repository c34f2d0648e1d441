"""What becomes of an application that a later letter completes, changes or withdraws.

Who had a seat keeps it whatever comes of a change. Who comes for somebody takes that seat, that
place in the order and those sessions, in one step. Who is added, or was asked and has answered,
is decided as in a first letter; nobody answers too late who had written in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailreg.event.values import Event
from mailreg.registration.arrivals import CONFIRMED, Outcome, outcome_of, received
from mailreg.registration.comparing import Difference, Hurdle, Subject
from mailreg.registration.outcomes import reply_after
from mailreg.registration.seats import is_room_for
from mailreg.registration.sessions import (
    Rearrangement,
    follow_seats,
    has_room_for_wish,
    rearrange,
    wishes_of,
)
from mailreg.registration.staff import no_room, objection_to
from mailreg.registration.statuses import CLOSED, UNDECIDED, is_allowed
from mailreg.registration.values import (
    Arrival,
    Decision,
    Move,
    Refusal,
    Registration,
    Reply,
    Snapshot,
    StaffAction,
    Status,
)

ASKED = frozenset({Status.INCOMPLETE, Status.EXPIRED})  # whom an answer can complete


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What a letter changes at once, none of it with a hurdle."""

    differences: tuple[Difference, ...]
    arrival: Arrival  # newcomers; what everybody still lacks; whether a person must look
    approval: StaffAction | None = None  # staff make it, and confirm; None: the machine does

    def of(self, subject: Subject) -> list[Difference]:
        """The differences of one kind."""
        return [one for one in self.differences if one.subject is subject]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Some people do not come."""

    numbers: frozenset[int]
    is_answerable: bool


def with_full(
    differences: Sequence[Difference], snapshot: Snapshot, event: Event
) -> tuple[Difference, ...]:
    """The differences, those marked that wish for sessions of which no seat is left."""
    confirmed = {o.number for o in snapshot.registrations if o.status is Status.CONFIRMED}
    return tuple(
        replace(one, hurdle=Hurdle.FULL)
        if one.hurdle is None and one.number in confirmed and _finds_none(one, snapshot, event)
        else one
        for one in differences
    )


def _finds_none(one: Difference, snapshot: Snapshot, event: Event) -> bool:
    if one.subject is not Subject.SESSIONS or one.number is None:
        return False
    return not has_room_for_wish(snapshot, one.number, _group(one), one.wishes, event)


def _group(one: Difference) -> str:
    return one.field.partition(".answers.")[2]


def decide_follow_up(
    snapshot: Snapshot, action: Amendment | Withdrawal, event: Event, now: datetime
) -> Decision | Refusal:
    """What a later letter changes; only staff, who approve it, are ever refused."""
    if isinstance(action, Withdrawal):
        return decide_withdrawal(snapshot, action, event)
    return decide_amendment(snapshot, action, event, now)


def decide_withdrawal(snapshot: Snapshot, withdrawal: Withdrawal, event: Event) -> Decision:
    """The seat is free at once, and so are the sessions; nobody else is touched."""
    moves = tuple(
        Move(number=one.number, before=one.status, after=Status.CANCELLED)
        for one in snapshot.registrations
        if one.number in withdrawal.numbers and is_allowed(one.status, Status.CANCELLED)
    )
    sessions = follow_seats(snapshot, moves, event)
    is_told = bool(moves) and withdrawal.is_answerable
    return Decision(
        moves=moves,
        session_moves=sessions.moves,
        reply=Reply.CANCELLED if is_told else None,
    )


def decide_amendment(
    snapshot: Snapshot, amendment: Amendment, event: Event, now: datetime
) -> Decision | Refusal:
    """Substitutions, newcomers, answers and wishes in one decision, told in one reply.

    Only staff are refused, where there are fewer seats than people whom they would confirm.
    """
    objection = amendment.approval and objection_to(snapshot, amendment.approval, event, now)
    if objection:
        return objection
    substitutes = _substitute(snapshot, amendment)
    entering = _enter(snapshot, amendment, event, taken=len(substitutes) // 2)
    moves = (*substitutes, *entering.moves)
    is_over = amendment.approval is not None and not is_room_for(snapshot, moves)
    if is_over and amendment.approval and not amendment.approval.over_capacity:
        return no_room(snapshot, amendment.approval.verb, moves)
    sessions = rearrange(snapshot, moves, _rearrangement(moves, amendment, event), event)
    reply = _reply(snapshot, moves, entering.outcome, amendment)
    return Decision(
        moves=moves,
        is_full=(entering.outcome.is_full if entering.outcome else False) or sessions.is_full,
        reply=reply if amendment.arrival.is_answerable else None,
        is_over_capacity=is_over,
        session_moves=sessions.moves,
    )


def _substitute(snapshot: Snapshot, amendment: Amendment) -> tuple[Move, ...]:
    """One gives the seat up, the other has it: two moves for each pair, in that order."""
    people = {one.number: one for one in snapshot.registrations}
    moves: list[Move] = []
    for new, one in enumerate(amendment.of(Subject.SUBSTITUTE), start=_next(snapshot)):
        before = people[one.number or 0]
        moves.append(Move(number=before.number, before=before.status, after=Status.CANCELLED))
        moves.append(Move(number=new, before=None, after=before.status, queued_at=before.queued_at))
    return tuple(moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """Who is decided about, and how."""

    moves: tuple[Move, ...] = ()
    outcome: Outcome | None = None  # None: nobody is


def _enter(snapshot: Snapshot, amendment: Amendment, event: Event, *, taken: int) -> _Entry:
    """Those who are added, and those who were asked where nothing is missing any more."""
    gone = {one.number or 0 for one in amendment.of(Subject.SUBSTITUTE)}
    arrival = amendment.arrival
    asked = _asked(snapshot, gone)
    if amendment.approval is not None:
        asked = _approved(snapshot, gone, amendment.approval)
    elif arrival.missing:
        asked = []
    first = _next(snapshot) + taken
    new = range(first, first + len(arrival.attendees))
    if not asked and not new:
        return _Entry()
    wanted = [
        *(Move(number=one.number, before=one.status, after=Status.CONFIRMED) for one in asked),
        *(Move(number=number, before=None, after=Status.CONFIRMED) for number in new),
    ]
    if amendment.approval is not None:
        return _Entry(moves=tuple(wanted), outcome=CONFIRMED)
    has_room = is_room_for(snapshot, wanted)
    has_turn = has_room and not snapshot.has_queue
    outcome = outcome_of(arrival, event, has_turn=has_turn, is_new=bool(new))
    if any(one.status is Status.EXPIRED for one in asked):
        outcome = received(outcome)  # the table has no other way back
    return _Entry(
        moves=tuple(
            replace(move, after=outcome.status, decline_reason=outcome.decline_reason)
            for move in wanted
        ),
        outcome=replace(outcome, is_full=outcome.is_full or not has_room),
    )


def _approved(snapshot: Snapshot, gone: set[int], approval: StaffAction) -> list[Registration]:
    return [
        one
        for one in snapshot.registrations
        if one.status in UNDECIDED
        and one.number not in gone
        and (approval.numbers is None or one.number in approval.numbers)
    ]


def _asked(snapshot: Snapshot, gone: set[int]) -> list[Registration]:
    open_ = [one for one in snapshot.registrations if one.status not in CLOSED]
    people = open_ or snapshot.registrations
    return [one for one in people if one.status in ASKED and one.number not in gone]


def _next(snapshot: Snapshot) -> int:
    return 1 + max((one.number for one in snapshot.registrations), default=0)


def _rearrangement(moves: Sequence[Move], amendment: Amendment, event: Event) -> Rearrangement:
    substitutes = amendment.of(Subject.SUBSTITUTE)
    new = [move.number for move in moves if move.before is None]
    successors = zip(new, substitutes, strict=False)
    newcomers = zip(new[len(substitutes) :], amendment.arrival.attendees, strict=True)
    wishes: dict[int, dict[str, Sequence[str]]] = {}
    for one in amendment.of(Subject.SESSIONS):
        wishes.setdefault(one.number or 0, {})[_group(one)] = one.wishes
    return Rearrangement(
        wishes=wishes,
        newcomers={number: wishes_of(attendee, event) for number, attendee in newcomers},
        successors={number: one.number or 0 for number, one in successors},
    )


def _reply(
    snapshot: Snapshot, moves: Sequence[Move], outcome: Outcome | None, amendment: Amendment
) -> Reply:
    """A question stays a question; who enters is told how; all else is a change."""
    gone = {move.number for move in moves}
    is_machine = amendment.approval is None
    is_asked = (
        is_machine
        and bool(amendment.arrival.missing)
        and any(
            one.status is Status.INCOMPLETE and one.number not in gone
            for one in snapshot.registrations
        )
    )
    if is_asked:
        return Reply.INCOMPLETE
    told = Reply.UPDATED if outcome is None else outcome.reply
    return told if outcome is None else reply_after(snapshot.registrations, moves, told)
