"""Why somebody has not got the sessions that they wished for, told to staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mailreg.event.values import Event, Session, SessionWhenFull
from mailreg.registration.board import Board
from mailreg.registration.sessions import group_wishes, is_open_to, others_with_room
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


def explain_sessions(
    application: Application, pools: Mapping[str, Seats], event: Event
) -> Iterator[str]:
    """One sentence for each group in which a confirmed person has nothing, or waits.

    Of those who are not confirmed, only that a wish is full.
    """
    for person in application.registrations:
        if person.status is Status.CONFIRMED:
            yield from _unmet(application, person, pools, event)
        elif any(key in pools for key in person.sessions):
            yield from _full(person, pools)


def _unmet(
    application: Application, person: Registration, pools: Mapping[str, Seats], event: Event
) -> Iterator[str]:
    board = Board((person,), pools)
    approve = f"`mailreg approve {application.reference}`"
    for group in group_wishes(person.sessions, event):
        states = {session.key: person.sessions[session.key] for session in group}
        if SessionState.GIVEN in states.values() or not board.knows(states):
            continue
        fits = [key for key, state in states.items() if is_open_to(board, key, state)]
        waits = [key for key, state in states.items() if state is SessionState.WAITING]
        if fits:
            yield f"{name_of(person)} has no seat in {fits[0]}, which has room: {approve} gives it."
        elif waits:
            yield f"{name_of(person)} waits for {waits[0]}: {_figures(pools[waits[0]])}."
        else:
            wish, then = group[0].key, _then(board, group[0], event).format(approve=approve)
            yield f"{name_of(person)} wished for {wish}: {_figures(pools[wish])}; {then}."


def _then(board: Board, full: Session, event: Event) -> str:
    if full.when_full is SessionWhenFull.ASK and not others_with_room(board, full, event):
        return "there is nothing with room to ask for instead, so staff decide"
    return _WHEN_FULL[full.when_full]


def _full(person: Registration, pools: Mapping[str, Seats]) -> Iterator[str]:
    for key in person.sessions:
        if key in pools and pools[key].free == 0:
            yield f"{name_of(person)} wished for {key}: {_figures(pools[key])}."


def _figures(seats: Seats) -> str:
    free = "no limit" if seats.free is None else f"{counted(seats.free, 'seat')} free"
    return f"{free} of {seats.capacity}, {seats.waitlisted} waiting"
