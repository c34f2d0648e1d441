"""What becomes of the wishes for sessions, beside the seat at the venue and never instead of it.

Only who is confirmed has or awaits a place in a session. Of a group a person is given one session
at most. A pool that the snapshot does not have is not known: its wishes stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from mailreg.event.values import Event, Session, SessionWhenFull
from mailreg.extraction import Attendee
from mailreg.registration.board import Board, States
from mailreg.registration.values import (
    Move,
    Seats,
    SessionMove,
    SessionState,
    SessionTurn,
    Snapshot,
    Status,
)

# what a decision may do to a wish; undo reverses the last decision, wherever that leads
SESSION_MOVES: Mapping[SessionState, frozenset[SessionState]] = MappingProxyType(
    {
        SessionState.WISHED: frozenset(
            {SessionState.GIVEN, SessionState.WAITING, SessionState.REFUSED}
        ),
        SessionState.GIVEN: frozenset({SessionState.WISHED}),
        SessionState.WAITING: frozenset(
            {SessionState.WISHED, SessionState.GIVEN, SessionState.REFUSED}
        ),
        SessionState.REFUSED: frozenset({SessionState.WISHED}),
    }
)
SESSION_STARTS: frozenset[SessionState] = frozenset(SessionState) - {SessionState.REFUSED}
PLACED: frozenset[SessionState] = frozenset({SessionState.GIVEN, SessionState.WAITING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """What a decision about seats brings about in the sessions."""

    moves: tuple[SessionMove, ...] = ()
    is_full: bool = False  # a wish was left to staff: full, and nothing else to ask for


def count_session(
    taken: Mapping[SessionState, int], *, capacity: int | None, elsewhere: int = 0
) -> Seats:
    """The figures of a session from the number of wishes in each state."""
    return Seats(
        capacity=capacity,
        elsewhere=elsewhere,
        confirmed=taken.get(SessionState.GIVEN, 0),
        waitlisted=taken.get(SessionState.WAITING, 0),
        pending=taken.get(SessionState.WISHED, 0),
    )


def wishes_of(attendee: Attendee, event: Event) -> tuple[str, ...]:
    """The sessions that a letter wishes for: of a group the first wish before the second."""
    chosen = (
        session.key
        for session in event.sessions
        if attendee.answers.get(session.group or session.key)
        == (session.key if session.group else True)
    )
    in_second_place = (
        session.key
        for session in event.sessions
        if session.group and attendee.second_choices.get(session.group) == session.key
    )
    return tuple(dict.fromkeys((*chosen, *in_second_place)))


def begin_wishes(
    snapshot: Snapshot, wishes: Mapping[int, Sequence[str]], event: Event, *, are_confirmed: bool
) -> Allocation:
    """The first states of new people's wishes, by number; allocated where they are confirmed."""
    board = Board((), snapshot.sessions)
    for number, keys in wishes.items():
        board.add(number, keys)
    return _allocate(board, wishes if are_confirmed else (), event)


def follow_seats(
    snapshot: Snapshot, moves: Sequence[Move], event: Event, *, also: Iterable[int] = ()
) -> Allocation:
    """Who loses the seat gives the sessions back; who is confirmed is then given what there is.

    `also` are people who were confirmed before and are looked at once more.
    """
    board = Board(snapshot.registrations, snapshot.sessions)
    _release(board, moves)
    confirmed = {move.number for move in moves if move.after is Status.CONFIRMED}
    return _allocate(board, sorted({*confirmed, *also}), event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearrangement:
    """What a letter changes in the sessions, beside what the moves of its people bring about."""

    wishes: Mapping[int, Mapping[str, Sequence[str]]] = field(
        default_factory=dict
    )  # by number, by group
    newcomers: Mapping[int, Sequence[str]] = field(default_factory=dict)  # their wishes, by number
    successors: Mapping[int, int] = field(default_factory=dict)  # who comes ▶ in whose place


def rearrange(
    snapshot: Snapshot, moves: Sequence[Move], changes: Rearrangement, event: Event
) -> Allocation:
    """All of it on one board: a seat that one gives back another of them may have.

    Who takes somebody's place takes their sessions too, in whichever state. Who is confirmed is
    then given what there is.
    """
    board = Board(snapshot.registrations, snapshot.sessions)
    for number, before in changes.successors.items():
        _hand_over(board, before, number)
    _release(board, moves)
    for number, keys in changes.newcomers.items():
        board.add(number, keys)
    for number, groups in changes.wishes.items():
        for key, wishes in groups.items():
            _wish_anew(board, number, _keys_of(key, event), wishes)
    confirmed = _confirmed_after(snapshot, moves)
    new = {m.number for m in moves if m.before is not Status.CONFIRMED} | set(changes.wishes)
    entering = {move.number for move in moves if move.after is Status.CONFIRMED}
    return _allocate(board, sorted(new & (confirmed | entering)), event)


def _hand_over(board: Board, before: int, number: int) -> None:
    board.add(number, ())
    for key, state in board.of(before).items():
        if state in PLACED:
            board.set(before, key, SessionState.WISHED)
        board.set(number, key, state)


def _wish_anew(board: Board, number: int, keys: Sequence[str], wishes: Sequence[str]) -> None:
    """What is wished for no longer goes; what stays comes behind what is wished for before it."""
    for key in keys:
        if key in board.of(number):
            board.set(number, key, None)
    for key in wishes:
        board.set(number, key, SessionState.WISHED)


def _keys_of(key: str, event: Event) -> list[str]:
    """The sessions that an answer of that key chooses from."""
    return [one.key for one in event.sessions if (one.group or one.key) == key]


def has_room_for_wish(
    snapshot: Snapshot, number: int, key: str, wishes: Sequence[str], event: Event
) -> bool:
    """Whether somebody who changes the wishes of a group would be given one; true for no wish."""
    board = Board(snapshot.registrations, snapshot.sessions)
    _wish_anew(board, number, _keys_of(key, event), wishes)
    return not wishes or any(is_open_to(board, one, SessionState.WISHED) for one in wishes)


def give_waited_for(snapshot: Snapshot, turn: SessionTurn, event: Event) -> Allocation:
    """Give somebody the session that they wait for, where it has room and they need no seat first.

    Who waits for another of its group does not any more; who has one keeps that.
    """
    board = Board(snapshot.registrations, snapshot.sessions)
    if turn.number in _confirmed_after(snapshot, ()):
        states = board.of(turn.number)
        rivals = _rivals(turn.key, states, event)
        is_free_to = all(states[key] is not SessionState.GIVEN for key in rivals)
        waits = states.get(turn.key) is SessionState.WAITING
        if waits and is_free_to and board.has_room(turn.key):
            _choose(board, turn.number, turn.key, [turn.key, *rivals])
    return Allocation(moves=board.moves())


def reverse_sessions(
    snapshot: Snapshot, moves: Sequence[Move], event: Event
) -> tuple[SessionMove, ...]:
    """Put the wishes back to before the last decision, as `moves` put back the seats.

    What is full by now stays a wish, and what has changed since stays as it is: no undoing is
    refused for a session.
    """
    board = Board(snapshot.registrations, snapshot.sessions)
    confirmed = _confirmed_after(snapshot, moves)
    # who gives a session back comes first: it may be the one that another of them had
    for move in sorted(snapshot.last_session_moves, key=_turn):
        if move.number in confirmed or move.before not in PLACED:
            _put_back(board, move, event)
    _release(board, moves)
    return board.moves()


def _allocate(board: Board, numbers: Iterable[int], event: Event) -> Allocation:
    """Person by person, group by group: the first wish that has room."""
    unmet = [
        session
        for number in numbers
        for group in group_wishes(board.of(number), event)
        if (session := _give(board, number, group)) is not None
    ]
    return Allocation(
        moves=board.moves(),
        is_full=any(not may_ask_about(board, each, event) for each in unmet),
    )


def may_ask_about(board: Board, full: Session, event: Event) -> bool:
    """Whether the reply asks which other session it is to be; else it is left to staff."""
    is_to_ask = full.when_full is SessionWhenFull.ASK
    return is_to_ask and bool(others_with_room(board, full, event))


def others_with_room(board: Board, full: Session, event: Event) -> list[Session]:
    """What somebody may be asked to choose instead: of its group, with room for a newcomer."""
    return [
        other
        for other in event.sessions
        if full.group is not None
        and other.group == full.group
        and other.key != full.key
        and is_open_to(board, other.key, SessionState.WISHED)
    ]


def group_wishes(states: States, event: Event) -> list[list[Session]]:
    """The wishes that exclude each other, first wish first; one that stands alone is its own."""
    sessions = {session.key: session for session in event.sessions}
    groups: dict[tuple[bool, str], list[Session]] = {}
    for key, state in states.items():
        session = sessions.get(key)
        if session is not None and state is not SessionState.REFUSED:
            groups.setdefault(_group(session), []).append(session)
    return list(groups.values())


def _group(session: Session) -> tuple[bool, str]:
    """A group and a session that stands alone may have the same name."""
    return session.group is not None, session.group or session.key


def _give(board: Board, number: int, group: Sequence[Session]) -> Session | None:
    """Give a person one session of a group, or a place in its order; a full first wish is left."""
    states = board.of(number)
    keys = [session.key for session in group]
    if not board.knows(keys) or any(states[key] is SessionState.GIVEN for key in keys):
        return None
    chosen = next((key for key in keys if is_open_to(board, key, states[key])), None)
    if chosen is not None:
        _choose(board, number, chosen, keys)
        return None
    first = group[0]
    if first.when_full is not SessionWhenFull.WAITLIST:
        return first
    board.set(number, first.key, SessionState.WAITING)
    return None


def is_open_to(board: Board, key: str, state: SessionState) -> bool:
    """Whether there is room; who does not wait for a session stays behind those who do."""
    ahead = 0 if state is SessionState.WAITING else board.waiting(key)
    return board.has_room(key, ahead=ahead)


def _choose(board: Board, number: int, chosen: str, keys: Iterable[str]) -> None:
    """One is given; who waited for another of the group does not any more."""
    for key in keys:
        board.set(number, key, SessionState.GIVEN if key == chosen else SessionState.WISHED)


def _release(board: Board, moves: Iterable[Move]) -> None:
    for move in moves:
        if move.before is None or move.after is Status.CONFIRMED:
            continue
        for key, state in board.of(move.number).items():
            if state in PLACED:
                board.set(move.number, key, SessionState.WISHED)


def _confirmed_after(snapshot: Snapshot, moves: Iterable[Move]) -> frozenset[int]:
    after = {move.number: move.after for move in moves}
    return frozenset(
        person.number
        for person in snapshot.registrations
        if after.get(person.number, person.status) is Status.CONFIRMED
    )


def _turn(move: SessionMove) -> int:
    """Giving back, then waiting again, then having again."""
    return (move.before in PLACED) + (move.before is SessionState.GIVEN)


def _put_back(board: Board, move: SessionMove, event: Event) -> None:
    states = board.of(move.number)
    if states.get(move.key) is not move.after:
        return
    if move.before not in PLACED or _is_still_there(board, move, states, event):
        board.set(move.number, move.key, move.before)
    elif move.after is None:
        board.set(move.number, move.key, SessionState.WISHED)


def _is_still_there(board: Board, move: SessionMove, states: States, event: Event) -> bool:
    """Whether somebody can have again what they had."""
    rivals = _rivals(move.key, states, event)
    if any(states[key] is SessionState.GIVEN for key in rivals):
        return False
    return move.before is SessionState.WAITING or board.has_room(move.key)


def _rivals(key: str, states: States, event: Event) -> Collection[str]:
    groups = ([session.key for session in group] for group in group_wishes(states, event))
    return next((set(group) - {key} for group in groups if key in group), ())
