"""What staff decide: the same table of moves and the same seats, but no deadline binds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from mailreg.event.values import Event
from mailreg.registration.offers import offer_deadline
from mailreg.registration.outcomes import reply_after
from mailreg.registration.seats import is_room_for, room_for, seats_needed
from mailreg.registration.sessions import Allocation, follow_seats, reverse_sessions
from mailreg.registration.statuses import CLOSED, SEATED, UNDECIDED, is_allowed
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
from mailreg.registration.wording import figures
from mailreg.sentences import Series, Term, say


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


def decide_action(
    snapshot: Snapshot, action: StaffAction, event: Event, now: datetime
) -> Decision | Refusal:
    """Move everybody whom the verb can move, or take the last decision back.

    Refused, with what helps, where nobody can move or where the seats do not suffice.
    """
    refusal = objection_to(snapshot, action, event, now)
    if refusal is not None:
        return refusal
    if action.verb is Verb.UNDO:
        return _undo(snapshot, action, event, now)
    people = _concerned(snapshot, action)
    movable = _movable(people, _RULES[action.verb])
    if action.verb is Verb.APPROVE and not any(one.status not in CLOSED for one in movable):
        update = _update(snapshot, people, event)
        if update is not None:
            return update
    # Being asked is not a status: whoever is not pending is asked and stays what they are.
    if not movable and action.verb is not Verb.ASK:
        return _not_allowed(snapshot, action.verb, people)
    return _move(snapshot, action, movable, event, now)


def objection_to(
    snapshot: Snapshot, action: StaffAction, event: Event, now: datetime
) -> Refusal | None:
    """What is wrong with the wish itself."""
    if action.over_capacity and not (action.note or "").strip():
        return Refusal(
            code="note_needed",
            text=say("Giving a seat beyond the capacity needs a reason.", hint=": add --note"),
        )
    if action.numbers is not None and action.verb is Verb.UNDO:
        return Refusal(
            code="not_allowed",
            text=say(
                "An undo takes back the whole of the last decision.", hint=": leave out --person"
            ),
        )
    strangers = (action.numbers or frozenset()) - {one.number for one in snapshot.registrations}
    if strangers:
        return _no_such_person(snapshot, strangers)
    if action.verb is Verb.OFFER and offer_deadline(now, event) <= now:
        return Refusal(
            code="too_late",
            text=say(
                "The event begins within the hour, nobody could answer an offer.",
                hint=": use approve",
            ),
        )
    return None


def _no_such_person(snapshot: Snapshot, strangers: frozenset[int]) -> Refusal:
    unknown = ", ".join(str(number) for number in sorted(strangers))
    known = ", ".join(str(one.number) for one in snapshot.registrations)
    return Refusal(
        code="no_such_person",
        text=say(
            "There is no person %(unknown)s here; there is: %(known)s.",
            unknown=unknown,
            known=known or say("nobody"),
        ),
    )


def _concerned(snapshot: Snapshot, action: StaffAction) -> tuple[Registration, ...]:
    if action.numbers is None:
        return snapshot.registrations
    return tuple(one for one in snapshot.registrations if one.number in action.numbers)


def _movable(registrations: tuple[Registration, ...], rule: _Rule) -> tuple[Registration, ...]:
    """Those who are open, or where nobody open can move, those who are closed."""
    able = [
        person
        for person in registrations
        if person.status in rule.sources and is_allowed(person.status, rule.target)
    ]
    still_open = [person for person in able if person.status not in CLOSED]
    return tuple(still_open or able)


def _update(snapshot: Snapshot, people: tuple[Registration, ...], event: Event) -> Decision | None:
    """Give those who have a seat what has become free of their sessions; None: that is nothing."""
    found = follow_seats(snapshot, (), event, also=_confirmed(people))
    if not found.moves:
        return None
    return Decision(
        reply=Reply.UPDATED,
        session_moves=found.moves,
    )


def _confirmed(people: tuple[Registration, ...]) -> tuple[int, ...]:
    return tuple(one.number for one in people if one.status is Status.CONFIRMED)


def _move(
    snapshot: Snapshot,
    action: StaffAction,
    people: tuple[Registration, ...],
    event: Event,
    now: datetime,
) -> Decision | Refusal:
    rule = _RULES[action.verb]
    is_offer = rule.target is Status.OFFERED
    moves = tuple(
        Move(
            number=person.number,
            before=person.status,
            after=rule.target,
            decline_reason=_reason(action, person) if rule.target is Status.DECLINED else None,
            offered_until=offer_deadline(now, event) if is_offer else None,
        )
        for person in people
    )
    also = _confirmed(_concerned(snapshot, action)) if action.verb is Verb.APPROVE else ()
    sessions = follow_seats(snapshot, moves, event, also=also)
    return _settle(snapshot, action, moves, _reply(snapshot, moves, rule), sessions)


def _reason(action: StaffAction, person: Registration) -> Reason:
    """What staff say, else what the case looks like; who has a seat lacks at most a session."""
    is_full = person.full and person.status is not Status.CONFIRMED
    return action.reason or (Reason.FULL if is_full else Reason.STAFF)


def _reply(snapshot: Snapshot, moves: tuple[Move, ...], rule: _Rule) -> Reply | None:
    """A question stays a question, however people stand."""
    if rule.reply is None or rule.reply is Reply.INCOMPLETE:
        return rule.reply
    return reply_after(snapshot.registrations, moves, rule.reply)


def _undo(
    snapshot: Snapshot, action: StaffAction, event: Event, now: datetime
) -> Decision | Refusal:
    """Reverse the last decision, also where the tables of moves have no way back."""
    if _is_substitution(snapshot.last_moves):
        return Refusal(
            code="erased",
            text=say(
                "Somebody came instead, and the diet of who left is erased: this cannot be taken"
                " back. Cancel the one, reopen and approve the other, and ask for the diet."
            ),
        )
    current = {person.number: person for person in snapshot.registrations}
    moves = []
    for move in snapshot.last_moves:
        person = current.get(move.number)
        if person is None or person.status is not move.after:
            return Refusal(
                code="changed_since",
                text=say(
                    "This has changed since that decision; decide anew instead of undoing it."
                ),
            )
        if move.before is not None:
            moves.append(_reversed(move, move.before, person, offer_deadline(now, event)))
        elif is_allowed(person.status, Status.CANCELLED):
            moves.append(Move(number=move.number, before=move.after, after=Status.CANCELLED))
    if not moves and not snapshot.last_session_moves and not snapshot.is_undoable:
        return Refusal(
            code="nothing_to_undo", text=say("There is no decision of staff to take back here.")
        )
    sessions = Allocation(moves=reverse_sessions(snapshot, moves, event))
    return _settle(snapshot, action, tuple(moves), Reply.CORRECTED, sessions)


def _is_substitution(moves: tuple[Move, ...]) -> bool:
    """Somebody new beside somebody who is cancelled, in one step."""
    return any(one.before is None for one in moves) and any(
        one.after is Status.CANCELLED for one in moves
    )


def _reversed(move: Move, before: Status, person: Registration, until: datetime) -> Move:
    """An offer that comes back is kept as long as one made now, where its own time is forgotten."""
    reason = (person.decline_reason or Reason.STAFF) if before is Status.DECLINED else None
    return Move(
        number=move.number,
        before=move.after,
        after=before,
        decline_reason=reason,
        offered_until=(person.offered_until or until) if before is Status.OFFERED else None,
    )


def _settle(
    snapshot: Snapshot,
    action: StaffAction,
    moves: tuple[Move, ...],
    reply: Reply | None,
    sessions: Allocation,
) -> Decision | Refusal:
    """The decision, unless it would sell a seat twice."""
    exceeds = not is_room_for(snapshot, moves)
    if exceeds and not action.over_capacity:
        return no_room(snapshot, action.verb, moves)
    return Decision(
        moves=moves,
        is_full=sessions.is_full or _finds_no_room(snapshot, moves),
        reply=reply,
        is_over_capacity=exceeds,
        session_moves=sessions.moves,
    )


def _finds_no_room(snapshot: Snapshot, moves: tuple[Move, ...]) -> bool:
    """Whether those who are left without an answer could not all be confirmed now."""
    left = UNDECIDED - SEATED
    moved = {move.number for move in moves}
    unmoved = [
        Move(number=one.number, before=one.status, after=Status.CONFIRMED)
        for one in snapshot.registrations
        if one.number not in moved and one.status in left
    ]
    waiting = [replace(move, after=Status.CONFIRMED) for move in moves if move.after in left]
    answered = [move for move in moves if move.after not in left]
    return bool(waiting or unmoved) and not is_room_for(snapshot, [*answered, *waiting, *unmoved])


def no_room(snapshot: Snapshot, verb: Verb, moves: tuple[Move, ...]) -> Refusal:
    """Why nobody is given a seat, with the figures and what helps."""
    remedy = "" if verb is Verb.UNDO else ", or waitlist or decline instead"
    return Refusal(
        code="no_room",
        text=say(
            "There is no room: %(wanted)s wanted, %(left)s left (capacity %(capacity)s, sold"
            " elsewhere %(elsewhere)s, confirmed %(confirmed)s, offered %(offered)s, held by"
            " pending %(held)s).",
            hint=f" Use --over-capacity with --note{remedy}.",
            wanted=seats_needed(moves),
            left=room_for(snapshot, moves) or 0,
            **figures(snapshot.venue),
        ),
    )


def _not_allowed(snapshot: Snapshot, verb: Verb, people: tuple[Registration, ...]) -> Refusal:
    possible = (Term("verb", each.value) for each in _possible(snapshot, people))
    return Refusal(
        code="not_allowed",
        text=say(
            "Cannot %(verb)s: %(census)s. Possible: %(possible)s.",
            verb=Term("verb", verb.value),
            census=_census(people),
            possible=Series(possible),
        ),
    )


def _census(registrations: tuple[Registration, ...]) -> str:
    counts = Counter(person.status for person in registrations)
    if not counts:
        return say("nobody is registered here")
    return Series(
        say("%(number)s %(status)s", number=count, status=Term("status", status.value))
        for status, count in counts.items()
    )


def _possible(snapshot: Snapshot, people: tuple[Registration, ...]) -> list[Verb]:
    able = [verb for verb, rule in _RULES.items() if _movable(people, rule)]
    undo = [Verb.UNDO] if snapshot.last_moves or snapshot.is_undoable else []
    return sorted({*able, Verb.ASK, *undo}, key=list(Verb).index)
