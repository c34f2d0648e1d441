"""Why people stand where they stand, told to staff in sentences; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from mailreg.event.values import Approval, Claim, Event, Offers
from mailreg.registration.explaining_sessions import SessionLines, explain_sessions
from mailreg.registration.offers import Party, is_too_late_to_offer, offer_deadline, whose_turn
from mailreg.registration.office import is_office_hour, next_opening
from mailreg.registration.seats import room_for
from mailreg.registration.statuses import SUMMARY_ORDER
from mailreg.registration.values import (
    Application,
    Move,
    Reason,
    Registration,
    Seats,
    Snapshot,
    Status,
    Verb,
)
from mailreg.registration.wording import (
    category_name,
    command,
    figures,
    free_seats,
    local_time,
    name_of,
    names_of,
    people,
    seats,
)
from mailreg.sentences import Listed, Sentence, Term, say, say_number

_DECLINED: Mapping[Reason, Sentence] = MappingProxyType(
    {
        Reason.FULL: say("there was no room"),
        Reason.CLOSED: say("the letter arrived after the registration had closed"),
        Reason.STAFF: say("staff said no"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Party):
    """An application on the waiting list, by its reference."""

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that is known about why an application stands where it stands."""

    application: Application
    venue: Seats
    sessions: Mapping[str, Seats] = field(default_factory=dict)  # by key, as in Snapshot
    line: tuple[Group, ...] = ()  # the event's whole waiting list in order, this one included
    session_lines: SessionLines = field(
        default_factory=dict
    )  # who waits for each session, in order
    recently_freed: int = 0  # free seats of the venue that an undo may still take back


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """The people of one status."""

    standing: Standing
    event: Event
    now: datetime
    people: tuple[Registration, ...]

    @property
    def who(self) -> str:
        return names_of(self.people)

    @property
    def number(self) -> int:
        return len(self.people)


def explain(standing: Standing, event: Event, now: datetime) -> tuple[Sentence, ...]:
    """Sentences for staff, at least one; what is left to do comes first. Names, but never diet."""
    registrations = standing.application.registrations
    if not registrations:
        return (say("Nobody is registered in this conversation."),)
    sentences: list[Sentence] = []
    for status in SUMMARY_ORDER:
        group = tuple(person for person in registrations if person.status is status)
        if group:
            case = _Case(standing=standing, event=event, now=now, people=group)
            sentences.extend(_SAYINGS[status](case))
    sentences.extend(
        explain_sessions(standing.application, standing.sessions, event, standing.session_lines)
    )
    return tuple(sentences)


def _incomplete(case: _Case) -> Iterator[Sentence]:
    missing = [
        Term("missing", each.value, each.value.replace("_", " "))
        for each in case.standing.application.missing
    ]
    yield say_number(
        "%(who)s is incomplete: no decision is possible without %(lacks)s.",
        "%(who)s are incomplete: no decision is possible without %(lacks)s.",
        case.number,
        who=case.who,
        lacks=Listed(missing) if missing else say("an answer that staff asked for"),
    )


def _pending(case: _Case) -> Iterator[Sentence]:
    yield say_number(
        "%(who)s is pending: complete, and waiting for a decision of staff.",
        "%(who)s are pending: complete, and waiting for a decision of staff.",
        case.number,
        who=case.who,
    )
    yield from _doubts(case)
    if case.event.approval is Approval.STAFF:
        yield say("The event leaves every decision to staff.", hint=' (approval = "staff")')
    yield _room(case)
    others = [each for each in case.standing.line if not _is_own(case, each)]
    if others:
        yield say_number(
            "%(num)s application on the waiting list: newcomers stay behind those who would fit.",
            "%(num)s applications on the waiting list: newcomers stay behind those who would fit.",
            len(others),
        )


def _doubts(case: _Case) -> Iterator[Sentence]:
    """Why the machine would have left it to staff in any event."""
    application, event = case.standing.application, case.event
    if application.needs_review:
        yield _review(application.reasons)
    if len(application.registrations) > event.max_people_per_letter:
        yield say(
            "It has %(people)s people, more than one letter may register.",
            hint=f" (max_people_per_letter = {event.max_people_per_letter})",
            people=len(application.registrations),
        )
    granted = [each.key for each in event.categories[1:] if each.claim is Claim.STAFF]
    for person in case.people:
        if person.category in granted:
            yield say(
                "%(name)s claims the category %(category)s, which staff grant.",
                name=name_of(person),
                category=category_name(event, person.category),
            )


def _review(reasons: Sequence[str]) -> Sentence:
    if not reasons:
        return say("A person must look first: no reason was kept.")
    terms = [Term("reason", reason.partition(":")[0], reason) for reason in reasons]
    return say("A person must look first: %(reasons)s", hint=".", reasons=Listed(terms))


def _room(case: _Case) -> Sentence:
    """Whether they fit, counted as a decision would count."""
    pool = case.standing.venue
    moves = [
        Move(number=person.number, before=person.status, after=Status.CONFIRMED)
        for person in case.people
    ]
    snapshot = Snapshot(venue=pool, registrations=case.standing.application.registrations)
    room = room_for(snapshot, moves)
    if room is None:
        return say("There is no limit to the seats.")
    if case.number <= room:
        return say(
            "There is room: %(needed)s needed, %(left)s left.", needed=case.number, left=room
        )
    return say(
        "There is no room: %(needed)s needed, %(left)s left (capacity %(capacity)s, sold elsewhere"
        " %(elsewhere)s, confirmed %(confirmed)s, offered %(offered)s, held by pending %(held)s).",
        needed=case.number,
        left=room,
        **figures(pool),
    )


def _waitlisted(case: _Case) -> Iterator[Sentence]:
    index = _index(case)
    yield _standing(case, index)
    yield from _lapses(case)
    yield _room(case)
    kept = case.standing.recently_freed
    if kept and case.event.offers is Offers.AUTOMATIC:
        yield say(
            "%(seats)s of these came free by a decision that can still be undone"
            " and can be offered by itself only after that.",
            seats=seats(kept),
        )
    if index is not None:
        yield from _order(case, index)


def _standing(case: _Case, index: int | None) -> Sentence:
    if index is None:
        return say_number(
            "%(who)s is on the waiting list.",
            "%(who)s are on the waiting list.",
            case.number,
            who=case.who,
        )
    return say_number(
        "%(who)s is on the waiting list, number %(place)s of %(total)s in the order.",
        "%(who)s are on the waiting list, number %(place)s of %(total)s in the order.",
        case.number,
        who=case.who,
        place=index + 1,
        total=len(case.standing.line),
    )


def _lapses(case: _Case) -> Iterator[Sentence]:
    for person in case.people:
        if person.queued_at is not None and person.lapses:
            yield say(
                "%(name)s let an offer lapse and went to the end of the order (%(when)s).",
                name=name_of(person),
                when=local_time(person.queued_at, case.event),
            )


def _order(case: _Case, index: int) -> Iterator[Sentence]:
    """Who comes first, who is passed over, and whose turn it is."""
    line, free = case.standing.line, _free(case)
    turns = whose_turn(line, free)
    ahead = [each for place, each in enumerate(line[:index]) if place in turns]
    if ahead:
        yield say(
            "Before it, and fitting into %(seats)s: %(groups)s.",
            seats=_seats(free),
            groups=_groups(ahead),
        )
    passed_over = [each for place, each in enumerate(line[:index]) if place not in turns]
    if passed_over and index in turns:
        yield say(
            "Passed over, because they do not fit into what is left: %(groups)s.",
            groups=_groups(passed_over),
        )
    if index in turns:
        yield from _part(line[index], turns[index])
        yield _turn(case)
    elif free and line[index].people > 1:
        yield say(
            "Its %(people)s stay together and do not fit into what is left; it keeps its place.",
            people=people(line[index].people),
        )


def _part(group: Group, offered: int) -> Iterator[Sentence]:
    if offered < group.people:
        yield say(
            "They take as many seats as there are: %(seats)s for %(people)s.",
            seats=seats(offered),
            people=people(group.people),
        )


def _turn(case: _Case) -> Sentence:
    reference = case.standing.application.reference
    if offer_deadline(case.now, case.event) <= case.now:
        return say(
            "It is its turn, but too late for an offer: %(command)s.",
            command=command(Verb.APPROVE, reference),
        )
    if case.event.offers is Offers.STAFF:
        return say(
            "It is its turn, and staff make the offers: %(command)s.",
            command=command(Verb.OFFER, reference),
        )
    if is_too_late_to_offer(case.now, case.event):
        return say(
            "It is its turn, but after offers_end nothing is offered by itself: %(command)s.",
            command=command(Verb.OFFER, reference),
        )
    if not is_office_hour(case.now, case.event):
        return say(
            "It is its turn: the offer is made in office hours, next from %(opening)s.",
            opening=local_time(next_opening(case.now, case.event), case.event),
        )
    return say("It is its turn: the offer is made at the next look at the clock.")


def _offered(case: _Case) -> Iterator[Sentence]:
    for person in case.people:
        values = {
            "name": name_of(person),
            "after": say("it expires")
            if person.lapses
            else say("back to the end of the waiting list"),
        }
        if person.offered_until is None:
            yield say("%(name)s is offered a seat; without an answer, %(after)s.", **values)
        else:
            yield say(
                "%(name)s is offered a seat until %(until)s; without an answer, %(after)s.",
                until=local_time(person.offered_until, case.event),
                **values,
            )


def _confirmed(case: _Case) -> Iterator[Sentence]:
    yield say_number("%(who)s is confirmed.", "%(who)s are confirmed.", case.number, who=case.who)


def _declined(case: _Case) -> Iterator[Sentence]:
    for person in case.people:
        yield say(
            "%(name)s is declined: %(why)s.",
            name=name_of(person),
            why=_DECLINED[person.decline_reason or Reason.STAFF],
        )


def _cancelled(case: _Case) -> Iterator[Sentence]:
    yield say_number(
        "%(who)s is cancelled: withdrawn, or replaced.",
        "%(who)s are cancelled: withdrawn, or replaced.",
        case.number,
        who=case.who,
    )


def _expired(case: _Case) -> Iterator[Sentence]:
    has_begun = case.now >= case.event.starts
    silent = say("not decided before the event began") if has_begun else say("not answered in time")
    for person in case.people:
        why = say("two offers lapsed") if person.lapses > 1 else silent
        yield say("%(name)s is expired: %(why)s.", name=name_of(person), why=why)


def _index(case: _Case) -> int | None:
    found = (index for index, each in enumerate(case.standing.line) if _is_own(case, each))
    return next(found, None)


def _is_own(case: _Case, group: Group) -> bool:
    return group.reference == case.standing.application.reference


def _free(case: _Case) -> int | None:
    """What the machine may offer now; staff may offer all that is free."""
    free = case.standing.venue.free
    if free is None or case.event.offers is Offers.STAFF:
        return free
    return max(0, free - case.standing.recently_freed)


def _seats(free: int | None) -> Sentence:
    return say("the seats, which have no limit") if free is None else free_seats(free)


def _groups(groups: Sequence[Group]) -> Listed:
    return Listed(
        say("%(reference)s (%(people)s)", reference=each.reference, people=people(each.people))
        for each in groups
    )


_SAYINGS: Mapping[Status, Callable[[_Case], Iterator[Sentence]]] = MappingProxyType(
    {
        Status.INCOMPLETE: _incomplete,
        Status.PENDING: _pending,
        Status.OFFERED: _offered,
        Status.WAITLISTED: _waitlisted,
        Status.CONFIRMED: _confirmed,
        Status.DECLINED: _declined,
        Status.EXPIRED: _expired,
        Status.CANCELLED: _cancelled,
    }
)
