"""What a reply tells somebody of the sessions that they wished for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mailreg.event import Event, Session
from mailreg.registration.board import Board
from mailreg.registration.sessions import others_with_room
from mailreg.registration.values import Registration, Seats, SessionState, Status
from mailreg.reply.values import ChosenSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """The sessions of an event while one reply is written."""

    event: Event
    pools: Mapping[str, Seats]  # by key, as they are now; empty where nobody has an open wish
    asked: tuple[str, ...]  # full ones, for which the reply asks another wish

    def chosen_by(self, person: Registration, language: str) -> tuple[ChosenSession, ...]:
        """What the person wished for, in the order of the event's file."""
        return tuple(
            ChosenSession(
                name=self.event.text(session.name, language),
                state=person.sessions[session.key],
                alternatives=self._alternatives(person, session, language),
                is_full=self._is_full(person, session),
                is_unmet=self._is_full(person, session) and not self._has_another(person, session),
            )
            for session in self.event.sessions
            if session.key in person.sessions
        )

    def _alternatives(self, person: Registration, full: Session, language: str) -> tuple[str, ...]:
        """The question is for who has a seat at the venue, and none in this group."""
        is_asked = full.key in self.asked and person.status is Status.CONFIRMED
        if not is_asked or self._has_another(person, full):
            return ()
        others = others_with_room(Board((), self.pools), full, self.event)
        return tuple(self.event.text(other.name, language) for other in others)

    def _is_full(self, person: Registration, session: Session) -> bool:
        """Whether a wish that is still open has no room; of the others it is not decided yet."""
        is_open = person.sessions[session.key] is SessionState.WISHED and has_open_wishes(person)
        seats = self.pools.get(session.key) if is_open else None
        return seats is not None and seats.free is not None and seats.free <= seats.waitlisted

    def _has_another(self, person: Registration, session: Session) -> bool:
        """Whether the person has, or waits for, another session of the same group."""
        return any(
            person.sessions.get(other.key) in {SessionState.GIVEN, SessionState.WAITING}
            for other in self.event.sessions
            if session.group and other.group == session.group
        )


def has_open_wishes(person: Registration) -> bool:
    """Whether somebody who has a seat at the venue lacks a session that they wished for."""
    has_seat = person.status is Status.CONFIRMED
    return has_seat and SessionState.WISHED in person.sessions.values()
