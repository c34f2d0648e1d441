"""The wishes and the seats of all sessions while one decision is worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mailreg.registration.values import Registration, Seats, SessionMove, SessionState

States = Mapping[str, SessionState]  # of one person, by session, first wish first


class Board:
    """What people have of each session; every change is counted against its pool.

    Forgotten once `moves` has been read. A pool that is not known has no room and no figures.
    """

    def __init__(self, people: Iterable[Registration], pools: Mapping[str, Seats]) -> None:
        self._before = {person.number: dict(person.sessions) for person in people}
        self._now = {number: dict(states) for number, states in self._before.items()}
        self._left = {key: _left(seats) for key, seats in pools.items()}
        self._waiting = {key: seats.waitlisted for key, seats in pools.items()}

    def add(self, number: int, wishes: Sequence[str]) -> None:
        """Somebody new, with nothing but wishes."""
        self._before[number] = {}
        self._now[number] = dict.fromkeys(wishes, SessionState.WISHED)

    def of(self, number: int) -> States:
        """The states of one person as they are now."""
        return dict(self._now[number])

    def knows(self, keys: Iterable[str]) -> bool:
        """Whether all these pools are known."""
        return all(key in self._left for key in keys)

    def has_room(self, key: str, *, ahead: int = 0) -> bool:
        """Whether one more fits after so many who are served first."""
        left = self._left.get(key, 0)
        return left is None or left > ahead

    def waiting(self, key: str) -> int:
        """How many wait for this session."""
        return self._waiting.get(key, 0)

    def set(self, number: int, key: str, after: SessionState | None) -> None:
        """Change one wish; `after` None withdraws it."""
        states = self._now[number]
        before = states.pop(key, None) if after is None else states.get(key)
        if after is not None:
            states[key] = after
        self._count(key, SessionState.GIVEN, before, after)
        self._count(key, SessionState.WAITING, before, after)

    def moves(self) -> tuple[SessionMove, ...]:
        """All that is different from before, each wish once."""
        return tuple(
            SessionMove(number=number, key=key, before=before, after=after)
            for number, states in self._now.items()
            for key in {**self._before[number], **states}
            if (before := self._before[number].get(key)) is not (after := states.get(key))
        )

    def _count(
        self,
        key: str,
        state: SessionState,
        before: SessionState | None,
        after: SessionState | None,
    ) -> None:
        change = (after is state) - (before is state)
        left = self._left.get(key)
        if state is SessionState.GIVEN and left is not None:
            self._left[key] = left - change
        if state is SessionState.WAITING and key in self._waiting:
            self._waiting[key] += change


def _left(seats: Seats) -> int | None:
    """Below zero where too many are seated: what such a session gets back is not free."""
    if seats.capacity is None:
        return None
    return seats.capacity - seats.elsewhere - seats.confirmed - seats.offered - seats.held
