"""Why somebody has not got the sessions that they wished for, told to staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailreg.event.values import Event, Offers, Session, SessionWhenFull
from mailreg.registration.board import Board
from mailreg.registration.sessions import group_wishes, is_open_to, may_ask_about
from mailreg.registration.values import (
    Application,
    Registration,
    Seats,
    SessionState,
    Status,
)
from mailreg.registration.wording import counted, name_of

_WHEN_FULL: Mapping[SessionWhenFull, str] = {
    SessionWhenFull.ASK: "the applicant is asked which other session it is to be",
    SessionWhenFull.WAITLIST: "{approve} gives a place in its order",
    SessionWhenFull.STAFF: "staff decide",
}


# by session: the reference and the number of everybody who waits for it, in order
SessionLines = Mapping[str, Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One person of an application, and all that is known of the sessions."""

    reference: str
    person: Registration
    pools: Mapping[str, Seats]
    lines: SessionLines
    event: Event

    @property
    def name(self) -> str:
        return name_of(self.person)

    @property
    def approve(self) -> str:
        return f"`mailreg approve {self.reference}`"


def explain_sessions(
    application: Application, pools: Mapping[str, Seats], event: Event, lines: SessionLines
) -> Iterator[str]:
    """One sentence for each group in which a confirmed person has nothing, or waits.

    Of those who are not confirmed, only that a wish is full.
    """
    for person in application.registrations:
        reference = application.reference
        case = _Case(reference=reference, person=person, pools=pools, lines=lines, event=event)
        if person.status is Status.CONFIRMED:
            yield from _unmet(case)
        elif any(key in pools for key in person.sessions):
            yield from _full(case)


def _unmet(case: _Case) -> Iterator[str]:
    board = Board((case.person,), case.pools)
    for group in group_wishes(case.person.sessions, case.event):
        states = {session.key: case.person.sessions[session.key] for session in group}
        if SessionState.GIVEN in states.values() or not board.knows(states):
            continue
        fits = [key for key, state in states.items() if is_open_to(board, key, state)]
        waits = [key for key, state in states.items() if state is SessionState.WAITING]
        if fits:
            yield f"{case.name} {_lacks(case, fits[0])}: {_giver(case, fits[0])}."
        elif waits:
            place, figures = _place(case, waits[0]), _figures(case.pools[waits[0]])
            yield f"{case.name} waits for {waits[0]}{place}: {figures}."
        else:
            wish, then = group[0].key, _then(board, group[0], case)
            yield f"{case.name} wished for {wish}: {_figures(case.pools[wish])}; {then}."


def _lacks(case: _Case, key: str) -> str:
    if _waits(case, key):
        return f"waits for {key}{_place(case, key)}, and it has room"
    return f"has no seat in {key}, which has room"


def _giver(case: _Case, key: str) -> str:
    """Who gives a seat that is there."""
    if _waits(case, key) and case.event.offers is Offers.AUTOMATIC:
        return f"it is given in its order, in office hours, or by {case.approve}"
    return f"{case.approve} gives it"


def _waits(case: _Case, key: str) -> bool:
    return case.person.sessions[key] is SessionState.WAITING


def _place(case: _Case, key: str) -> str:
    line = case.lines.get(key, ())
    own = (case.reference, case.person.number)
    return f", number {line.index(own) + 1} of {len(line)} in its order" if own in line else ""


def _then(board: Board, full: Session, case: _Case) -> str:
    if full.when_full is SessionWhenFull.ASK and not may_ask_about(board, full, case.event):
        return "there is nothing with room to ask for instead, so staff decide"
    return _WHEN_FULL[full.when_full].format(approve=case.approve)


def _full(case: _Case) -> Iterator[str]:
    for key in case.person.sessions:
        if key in case.pools and case.pools[key].free == 0:
            yield f"{case.name} wished for {key}: {_figures(case.pools[key])}."


def _figures(seats: Seats) -> str:
    free = "no limit" if seats.free is None else f"{counted(seats.free, 'seat')} free"
    return f"{free} of {seats.capacity}, {seats.waitlisted} waiting"
