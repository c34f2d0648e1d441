"""What the machine decides about a letter that asks for places; its people are decided together.

By default that is little: a late letter is declined, a lacking one is asked, all else waits for
staff. With `approval = "automatic"` what is sure and fits is confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from mailreg.event.values import Approval, Claim, Event, WhenFull
from mailreg.registration.seats import is_room_for
from mailreg.registration.sessions import begin_wishes, wishes_of
from mailreg.registration.values import (
    Arrival,
    Decision,
    Move,
    Reason,
    Reply,
    Snapshot,
    Status,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of everybody in the letter."""

    status: Status
    reply: Reply
    decline_reason: Reason | None = None
    is_full: bool = False  # because there was no room, or somebody else comes first


_CLOSED = Outcome(status=Status.DECLINED, reply=Reply.CLOSED, decline_reason=Reason.CLOSED)
_ASKED = Outcome(status=Status.INCOMPLETE, reply=Reply.INCOMPLETE)
_LEFT_TO_STAFF = Outcome(status=Status.PENDING, reply=Reply.RECEIVED)
CONFIRMED = Outcome(status=Status.CONFIRMED, reply=Reply.CONFIRMED)
_WHEN_FULL: Mapping[WhenFull, Outcome] = MappingProxyType(
    {
        WhenFull.STAFF: Outcome(status=Status.PENDING, reply=Reply.RECEIVED, is_full=True),
        WhenFull.WAITLIST: Outcome(status=Status.WAITLISTED, reply=Reply.WAITLISTED, is_full=True),
        WhenFull.DECLINE: Outcome(
            status=Status.DECLINED,
            reply=Reply.DECLINED,
            decline_reason=Reason.FULL,
            is_full=True,
        ),
    }
)


def decide_arrival(snapshot: Snapshot, arrival: Arrival, event: Event) -> Decision:
    """New registrations, numbered on from those there are, one per attendee and at least one."""
    has_room = is_room_for(snapshot, _starts(snapshot, arrival, CONFIRMED))
    outcome = outcome_of(arrival, event, has_turn=has_room and not snapshot.has_queue)
    moves = _starts(snapshot, arrival, outcome)
    sessions = begin_wishes(
        snapshot,
        _wishes(moves, arrival, event),
        event,
        are_confirmed=outcome.status is Status.CONFIRMED,
    )
    is_full = outcome.is_full or (outcome is not _CLOSED and not has_room)
    return Decision(
        moves=moves,
        is_full=is_full or sessions.is_full,
        reply=outcome.reply if arrival.is_answerable else None,
        session_moves=sessions.moves,
    )


def _starts(snapshot: Snapshot, arrival: Arrival, outcome: Outcome) -> tuple[Move, ...]:
    first = 1 + max((person.number for person in snapshot.registrations), default=0)
    return tuple(
        Move(
            number=number,
            before=None,
            after=outcome.status,
            decline_reason=outcome.decline_reason,
        )
        for number in range(first, first + _people(arrival))
    )


def _wishes(moves: Sequence[Move], arrival: Arrival, event: Event) -> Mapping[int, tuple[str, ...]]:
    people = zip(moves, arrival.attendees, strict=False)  # a letter that names nobody is one person
    return {move.number: wishes_of(attendee, event) for move, attendee in people}


def _people(arrival: Arrival) -> int:
    """Somebody is to come even where the letter does not say who."""
    return max(1, len(arrival.attendees))


def outcome_of(arrival: Arrival, event: Event, *, has_turn: bool, is_new: bool = True) -> Outcome:
    """Deadlines go by the server's arrival time, however late the letter is read.

    None binds staff, who decide about what they take up. Who wrote in time and only answers now
    (`is_new` is false) is left to them.
    """
    if arrival.is_taken_up:
        return _LEFT_TO_STAFF
    if arrival.received_at >= event.closes:
        return _CLOSED if is_new else _LEFT_TO_STAFF
    if arrival.missing:
        return _ASKED
    if _is_for_staff(arrival, event):
        return _LEFT_TO_STAFF
    return CONFIRMED if has_turn else _WHEN_FULL[event.when_full]


def received(outcome: Outcome) -> Outcome:
    """The same left to staff; what is full stays so."""
    return replace(_LEFT_TO_STAFF, is_full=outcome.is_full)


def _is_for_staff(arrival: Arrival, event: Event) -> bool:
    """Whether a person must look; an applicant who cannot be told is not decided silently."""
    return (
        event.approval is Approval.STAFF
        or arrival.is_doubtful
        or not arrival.is_answerable
        or _people(arrival) > event.max_people_per_letter
        or _has_claim(arrival, event)
    )


def _has_claim(arrival: Arrival, event: Event) -> bool:
    """Whether somebody says to be of a category (a lower fee) that staff must grant."""
    granted = [each.key for each in event.categories[1:] if each.claim is Claim.STAFF]
    return any(person.answers.get(key) is True for person in arrival.attendees for key in granted)
