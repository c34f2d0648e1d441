"""Why people stand where they stand, told to staff in sentences; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from mailreg.event.values import Approval, Claim, Event, Offers
from mailreg.registration.explaining_sessions import SessionLines, explain_sessions
from mailreg.registration.offers import is_too_late_to_offer, offer_deadline, whose_turn
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
)
from mailreg.registration.wording import counted, listed, local_time, name_of, names_of

_DECLINED: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.FULL: "there was no room",
        Reason.CLOSED: "the letter arrived after the registration had closed",
        Reason.STAFF: "staff said no",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An application on the waiting list."""

    reference: str
    people: int  # those of it who wait


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
    def verb(self) -> str:
        return "is" if len(self.people) == 1 else "are"


def explain(standing: Standing, event: Event, now: datetime) -> tuple[str, ...]:
    """Sentences for staff, at least one; what is left to do comes first. Names, but never diet."""
    people = standing.application.registrations
    if not people:
        return ("Nobody is registered in this conversation.",)
    sentences: list[str] = []
    for status in SUMMARY_ORDER:
        group = tuple(person for person in people if person.status is status)
        if group:
            case = _Case(standing=standing, event=event, now=now, people=group)
            sentences.extend(_SAYINGS[status](case))
    sentences.extend(
        explain_sessions(standing.application, standing.sessions, event, standing.session_lines)
    )
    return tuple(sentences)


def _incomplete(case: _Case) -> Iterator[str]:
    missing = [each.value.replace("_", " ") for each in case.standing.application.missing]
    lacks = listed(missing) if missing else "an answer that staff asked for"
    yield f"{case.who} {case.verb} incomplete: no decision is possible without {lacks}."


def _pending(case: _Case) -> Iterator[str]:
    yield f"{case.who} {case.verb} pending: complete, and waiting for a decision of staff."
    yield from _doubts(case)
    if case.event.approval is Approval.STAFF:
        yield 'The event leaves every decision to staff (approval = "staff").'
    yield _room(case)
    others = [each for each in case.standing.line if not _is_own(case, each)]
    if others:
        count = counted(len(others), "application")
        yield f"{count} on the waiting list: newcomers stay behind those who would fit."


def _doubts(case: _Case) -> Iterator[str]:
    """Why the machine would have left it to staff in any event."""
    application, event = case.standing.application, case.event
    if application.needs_review:
        reasons = listed(application.reasons) or "no reason was kept"
        yield f"A person must look first: {reasons}."
    people = len(application.registrations)
    if people > event.max_people_per_letter:
        limit = event.max_people_per_letter
        yield f"It has {people} people, more than max_people_per_letter = {limit}."
    granted = [each.key for each in event.categories[1:] if each.claim is Claim.STAFF]
    for person in case.people:
        if person.category in granted:
            yield f"{name_of(person)} claims the category {person.category}, which staff grant."


def _room(case: _Case) -> str:
    """Whether they fit, counted as a decision would count."""
    seats, needed = case.standing.venue, len(case.people)
    moves = [
        Move(number=person.number, before=person.status, after=Status.CONFIRMED)
        for person in case.people
    ]
    snapshot = Snapshot(venue=seats, registrations=case.standing.application.registrations)
    room = room_for(snapshot, moves)
    if room is None:
        return "There is no limit to the seats."
    if needed <= room:
        return f"There is room: {needed} needed, {room} left."
    return (
        f"There is no room: {needed} needed, {room} left (capacity {seats.capacity}, sold elsewhere"
        f" {seats.elsewhere}, confirmed {seats.confirmed}, offered {seats.offered}, held by pending"
        f" {seats.held})."
    )


def _waitlisted(case: _Case) -> Iterator[str]:
    index = _index(case)
    total = len(case.standing.line)
    place = "" if index is None else f", number {index + 1} of {total} in the order"
    yield f"{case.who} {case.verb} on the waiting list{place}."
    yield from _lapses(case)
    yield _room(case)
    kept = case.standing.recently_freed
    if kept and case.event.offers is Offers.AUTOMATIC:
        yield (
            f"{counted(kept, 'seat')} of these came free by a decision that can still be undone"
            " and can be offered by itself only after that."
        )
    if index is not None:
        yield from _order(case, index)


def _lapses(case: _Case) -> Iterator[str]:
    for person in case.people:
        if person.queued_at is not None and person.lapses:
            when = local_time(person.queued_at, case.event)
            yield f"{name_of(person)} let an offer lapse and went to the end of the order ({when})."


def _order(case: _Case, index: int) -> Iterator[str]:
    """Who comes first, who is passed over, and whose turn it is."""
    line, free = case.standing.line, _free(case)
    turns = whose_turn([each.people for each in line], free)
    ahead = [each for place, each in enumerate(line[:index]) if place in turns]
    if ahead:
        yield f"Before it, and fitting into {_seats(free)}: {_groups(ahead)}."
    passed_over = [each for place, each in enumerate(line[:index]) if place not in turns]
    if passed_over and index in turns:
        yield f"Passed over, because they do not fit into what is left: {_groups(passed_over)}."
    if index in turns:
        yield _turn(case)
    elif free and line[index].people > 1:
        people = counted(line[index].people, "person")
        yield f"Its {people} stay together and do not fit into what is left; it keeps its place."


def _turn(case: _Case) -> str:
    reference = case.standing.application.reference
    if offer_deadline(case.now, case.event) <= case.now:
        return f"It is its turn, but too late for an offer: `mailreg approve {reference}`."
    if case.event.offers is Offers.STAFF:
        return f"It is its turn, and staff make the offers: `mailreg offer {reference}`."
    if is_too_late_to_offer(case.now, case.event):
        ended = "It is its turn, but after offers_end nothing is offered by itself"
        return f"{ended}: `mailreg offer {reference}`."
    if not is_office_hour(case.now, case.event):
        opening = local_time(next_opening(case.now, case.event), case.event)
        return f"It is its turn: the offer is made in office hours, next from {opening}."
    return "It is its turn: the offer is made at the next look at the clock."


def _offered(case: _Case) -> Iterator[str]:
    for person in case.people:
        until = person.offered_until
        kept = "" if until is None else f" until {local_time(until, case.event)}"
        after = "it expires" if person.lapses else "back to the end of the waiting list"
        yield f"{name_of(person)} is offered a seat{kept}; without an answer, {after}."


def _confirmed(case: _Case) -> Iterator[str]:
    yield f"{case.who} {case.verb} confirmed."


def _declined(case: _Case) -> Iterator[str]:
    for person in case.people:
        yield f"{name_of(person)} is declined: {_DECLINED[person.decline_reason or Reason.STAFF]}."


def _cancelled(case: _Case) -> Iterator[str]:
    yield f"{case.who} {case.verb} cancelled: withdrawn, or replaced."


def _expired(case: _Case) -> Iterator[str]:
    has_begun = case.now >= case.event.starts
    silent = "not decided before the event began" if has_begun else "not answered in time"
    for person in case.people:
        why = "two offers lapsed" if person.lapses > 1 else silent
        yield f"{name_of(person)} is expired: {why}."


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


def _seats(free: int | None) -> str:
    return "the seats, which have no limit" if free is None else counted(free, "free seat")


def _groups(groups: Sequence[Group]) -> str:
    return listed(f"{each.reference} ({counted(each.people, 'person')})" for each in groups)


_SAYINGS: Mapping[Status, Callable[[_Case], Iterator[str]]] = MappingProxyType(
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
