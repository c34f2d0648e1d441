"""Why somebody has not got the sessions that they wished for, told to staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from mailreg.event.values import Event, Offers, Session, SessionWhenFull
from mailreg.registration.board import Board
from mailreg.registration.sessions import group_wishes, is_open_to, may_ask_about
from mailreg.registration.values import (
    Application,
    Registration,
    Seats,
    SessionState,
    Status,
    Verb,
)
from mailreg.registration.wording import command, name_of, seats_free, session_name
from mailreg.sentences import Sentence, Value, say

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
        return command(Verb.APPROVE, self.reference)

    def called(self, key: str) -> str:
        return session_name(self.event, key)


def explain_sessions(
    application: Application, pools: Mapping[str, Seats], event: Event, lines: SessionLines
) -> Iterator[Sentence]:
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


def _unmet(case: _Case) -> Iterator[Sentence]:
    board = Board((case.person,), case.pools)
    for group in group_wishes(case.person.sessions, case.event):
        states = {session.key: case.person.sessions[session.key] for session in group}
        if SessionState.GIVEN in states.values() or not board.knows(states):
            continue
        fits = [key for key, state in states.items() if is_open_to(board, key, state)]
        waits = [key for key, state in states.items() if state is SessionState.WAITING]
        if fits:
            yield _fitting(case, fits[0])
        elif waits:
            yield _waiting(case, waits[0])
        else:
            wish = group[0].key
            yield say(
                "%(name)s wished for %(session)s: %(figures)s; %(then)s.",
                **_values(case, wish),
                then=_then(board, group[0], case),
            )


def _fitting(case: _Case, key: str) -> Sentence:
    """There is room, and yet no seat was given."""
    values = _values(case, key) | {"giver": _giver(case, key)}
    if not _waits(case, key):
        return say("%(name)s has no seat in %(session)s, which has room: %(giver)s.", **values)
    if _place(case, key) is None:
        return say("%(name)s waits for %(session)s, and it has room: %(giver)s.", **values)
    return say(
        "%(name)s waits for %(session)s, number %(place)s of %(total)s in its order, and it has"
        " room: %(giver)s.",
        **values,
    )


def _waiting(case: _Case, key: str) -> Sentence:
    values = _values(case, key)
    if _place(case, key) is None:
        return say("%(name)s waits for %(session)s: %(figures)s.", **values)
    return say(
        "%(name)s waits for %(session)s, number %(place)s of %(total)s in its order: %(figures)s.",
        **values,
    )


def _values(case: _Case, key: str) -> dict[str, Value]:
    """All that a sentence about a person and a session may name."""
    return {
        "name": case.name,
        "session": case.called(key),
        "figures": _figures(case.pools[key]),
        "place": _place(case, key) or 0,
        "total": len(case.lines.get(key, ())),
    }


def _giver(case: _Case, key: str) -> Sentence:
    """Who gives a seat that is there."""
    if _waits(case, key) and case.event.offers is Offers.AUTOMATIC:
        return say(
            "it is given in its order, in office hours, or by %(approve)s", approve=case.approve
        )
    return say("%(approve)s gives it", approve=case.approve)


def _waits(case: _Case, key: str) -> bool:
    return case.person.sessions[key] is SessionState.WAITING


def _place(case: _Case, key: str) -> int | None:
    """From 1; None: not in the order."""
    line = case.lines.get(key, ())
    own = (case.reference, case.person.number)
    return line.index(own) + 1 if own in line else None


def _then(board: Board, full: Session, case: _Case) -> Sentence:
    match full.when_full:
        case SessionWhenFull.ASK if not may_ask_about(board, full, case.event):
            return say("there is nothing with room to ask for instead, so staff decide")
        case SessionWhenFull.ASK:
            return say("the applicant is asked which other session it is to be")
        case SessionWhenFull.WAITLIST:
            return say("%(approve)s gives a place in its order", approve=case.approve)
        case SessionWhenFull.STAFF:
            return say("staff decide")
        case _:
            assert_never(full.when_full)


def _full(case: _Case) -> Iterator[Sentence]:
    for key in case.person.sessions:
        if key in case.pools and case.pools[key].free == 0:
            yield say("%(name)s wished for %(session)s: %(figures)s.", **_values(case, key))


def _figures(pool: Seats) -> Sentence:
    if pool.free is None or pool.capacity is None:
        return say("no limit, %(waiting)s waiting", waiting=pool.waitlisted)
    return say(
        "%(seats)s of %(capacity)s, %(waiting)s waiting",
        seats=seats_free(pool.free),
        capacity=pool.capacity,
        waiting=pool.waitlisted,
    )
