"""What a reply tells somebody of the sessions that they wished for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailreg.event import Event, Session
from mailreg.registration.board import Board
from mailreg.registration.sessions import group_wishes, may_ask_about, others_with_room
from mailreg.registration.values import Registration, Seats, SessionState, Status
from mailreg.reply.values import ChosenSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """The sessions of an event while one reply is written."""

    event: Event
    pools: Mapping[str, Seats]  # by key, as they are now; empty where nobody has an open wish

    def chosen_by(self, person: Registration, language: str) -> tuple[ChosenSession, ...]:
        """What the person wished for, in the order of the event's file."""
        return tuple(
            self._chosen(person, session, language)
            for session in self.event.sessions
            if session.key in person.sessions
        )

    def _chosen(self, person: Registration, session: Session, language: str) -> ChosenSession:
        is_full = self._is_full(person, session)
        is_unmet = is_full and not self._has_another(person, session)
        others = self._alternatives(person, session) if is_unmet else ()
        return ChosenSession(
            name=self.event.text(session.name, language),
            state=person.sessions[session.key],
            alternatives=tuple(self.event.text(other.name, language) for other in others),
            is_full=is_full,
            is_unmet=is_unmet,
        )

    def _alternatives(self, person: Registration, full: Session) -> Sequence[Session]:
        """What the person is asked to choose from: the wish of the first place says whether."""
        board = Board((), self.pools)
        first, *_ = next(
            group for group in group_wishes(person.sessions, self.event) if full in group
        )
        if full is not first or not may_ask_about(board, full, self.event):
            return ()
        return others_with_room(board, full, self.event)

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
