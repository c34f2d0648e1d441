"""What staff decide: the same table of moves and the same seats, but no deadline binds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mailreg.registration.seats import is_room_for, room_for, seats_needed
from mailreg.registration.statuses import CLOSED, UNDECIDED, is_allowed
from mailreg.registration.values import (
    Decision,
    Move,
    Reason,
    Refusal,
    Registration,
    Reply,
    Snapshot,
    StaffAction,
    Status,
    Verb,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """What a verb does."""

    target: Status
    sources: frozenset[Status] = frozenset(Status)  # beyond these the table of moves decides
    reply: Reply | None  # None: the applicant is not told


_RULES: Mapping[Verb, _Rule] = MappingProxyType(
    {
        Verb.APPROVE: _Rule(target=Status.CONFIRMED, reply=Reply.CONFIRMED),
        Verb.DECLINE: _Rule(target=Status.DECLINED, reply=Reply.DECLINED),
        Verb.WAITLIST: _Rule(target=Status.WAITLISTED, reply=Reply.WAITLISTED),
        Verb.ASK: _Rule(target=Status.INCOMPLETE, reply=Reply.INCOMPLETE),
        Verb.CANCEL: _Rule(target=Status.CANCELLED, reply=Reply.CANCELLED),
        Verb.REOPEN: _Rule(target=Status.PENDING, sources=CLOSED, reply=None),
        Verb.OFFER: _Rule(target=Status.OFFERED, reply=Reply.OFFERED),
    }
)


def decide_action(snapshot: Snapshot, action: StaffAction) -> Decision | Refusal:
    """Move everybody whom the verb can move, or take the last decision back.

    Refused, with what helps, where nobody can move or where the seats do not suffice.
    """
    if action.over_capacity and not (action.note or "").strip():
        return Refusal(
            code="note_needed",
            text="Giving a seat beyond the capacity needs a reason: add --note.",
        )
    if action.verb is Verb.UNDO:
        return _undo(snapshot, action)
    return _move(snapshot, action, _RULES[action.verb])


def _move(snapshot: Snapshot, action: StaffAction, rule: _Rule) -> Decision | Refusal:
    people = _movable(snapshot.registrations, rule)
    # Being asked is not a status: whoever is not pending is asked and stays what they are.
    if not people and action.verb is not Verb.ASK:
        return _not_allowed(snapshot, action.verb)
    moves = tuple(
        Move(
            number=person.number,
            before=person.status,
            after=rule.target,
            decline_reason=_reason(action, person) if rule.target is Status.DECLINED else None,
        )
        for person in people
    )
    return _settle(snapshot, action, moves, rule.reply)


def _reason(action: StaffAction, person: Registration) -> Reason:
    """What staff say, else what the case looks like."""
    return action.reason or (Reason.FULL if person.full else Reason.STAFF)


def _movable(registrations: tuple[Registration, ...], rule: _Rule) -> tuple[Registration, ...]:
    """Those who are open, or where nobody open can move, those who are closed."""
    able = [
        person
        for person in registrations
        if person.status in rule.sources and is_allowed(person.status, rule.target)
    ]
    still_open = [person for person in able if person.status not in CLOSED]
    return tuple(still_open or able)


def _undo(snapshot: Snapshot, action: StaffAction) -> Decision | Refusal:
    """Reverse the last decision, also where the table of moves has no way back."""
    current = {person.number: person for person in snapshot.registrations}
    moves = []
    for move in snapshot.last_moves:
        person = current.get(move.number)
        if person is None or person.status is not move.after:
            return Refusal(
                code="changed_since",
                text="This has changed since that decision; decide anew instead of undoing it.",
            )
        if move.before is not None:
            moves.append(_reversed(move, move.before, person))
    if not moves and not snapshot.is_undoable:
        return Refusal(
            code="nothing_to_undo", text="There is no decision of staff to take back here."
        )
    return _settle(snapshot, action, tuple(moves), Reply.CORRECTED)


def _reversed(move: Move, before: Status, person: Registration) -> Move:
    reason = (person.decline_reason or Reason.STAFF) if before is Status.DECLINED else None
    return Move(number=move.number, before=move.after, after=before, decline_reason=reason)


def _settle(
    snapshot: Snapshot, action: StaffAction, moves: tuple[Move, ...], reply: Reply | None
) -> Decision | Refusal:
    """The decision, unless it would sell a seat twice."""
    exceeds = not is_room_for(snapshot, moves)
    if exceeds and not action.over_capacity:
        return _no_room(snapshot, action.verb, moves)
    return Decision(
        moves=moves,
        is_full=_finds_no_room(snapshot, moves),
        reply=reply,
        is_over_capacity=exceeds,
    )


def _finds_no_room(snapshot: Snapshot, moves: tuple[Move, ...]) -> bool:
    """Whether those who are left without an answer could not all be confirmed now."""
    waiting = [
        Move(number=move.number, before=move.before, after=Status.CONFIRMED)
        for move in moves
        if move.after in UNDECIDED
    ]
    return not is_room_for(snapshot, waiting)


def _no_room(snapshot: Snapshot, verb: Verb, moves: tuple[Move, ...]) -> Refusal:
    seats = snapshot.venue
    remedy = "" if verb is Verb.UNDO else ", or waitlist or decline instead"
    return Refusal(
        code="no_room",
        text=(
            f"There is no room: {seats_needed(moves)} wanted, {room_for(snapshot, moves)} left "
            f"(capacity {seats.capacity}, sold elsewhere {seats.elsewhere}, "
            f"confirmed {seats.confirmed}, offered {seats.offered}, "
            f"held by pending {seats.held}). "
            f"Use --over-capacity with --note{remedy}."
        ),
    )


def _not_allowed(snapshot: Snapshot, verb: Verb) -> Refusal:
    return Refusal(
        code="not_allowed",
        text=(
            f"Cannot {verb}: {_census(snapshot.registrations)}. "
            f"Possible: {', '.join(_possible(snapshot))}."
        ),
    )


def _census(registrations: tuple[Registration, ...]) -> str:
    counts = Counter(person.status for person in registrations)
    if not counts:
        return "nobody is registered here"
    return ", ".join(f"{count} {status}" for status, count in counts.items())


def _possible(snapshot: Snapshot) -> list[Verb]:
    able = [verb for verb, rule in _RULES.items() if _movable(snapshot.registrations, rule)]
    undo = [Verb.UNDO] if snapshot.last_moves or snapshot.is_undoable else []
    return sorted({*able, Verb.ASK, *undo}, key=list(Verb).index)
