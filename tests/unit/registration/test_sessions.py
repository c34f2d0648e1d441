"""What becomes of the wishes for sessions, line by line of the rules."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mailreg.event import Event
from mailreg.event.values import SessionWhenFull
from mailreg.registration.sessions import SESSION_MOVES, SESSION_STARTS, count_session, wishes_of
from mailreg.registration.values import (
    Decision,
    Move,
    Registration,
    Reply,
    Seats,
    SessionMove,
    SessionState,
    Snapshot,
    Status,
    Verb,
)
from tests.unit.registration.cases import (
    CANCELLED,
    CONFIRMED,
    DECLINED,
    OFFERED,
    PENDING,
    WAITLISTED,
    act,
    automatic,
    decided,
    letter,
    make_event,
    refused,
    session,
    venue,
)

WISHED, GIVEN, WAITING, REFUSED = SessionState
ASK, WAITLIST, STAFF = SessionWhenFull

States = Mapping[str, SessionState]


def event_with(when_full: SessionWhenFull = STAFF) -> Event:
    """Two seminars at once, and a dinner; a letter may wish for both seminars in order."""
    return make_event(
        sessions=(
            session("ai", when_full=when_full),
            session("care", when_full=STAFF),
            session("dinner", group=None, when_full=when_full),
        )
    )


def pools(**free: int | None) -> dict[str, Seats]:
    """Ten are given of each; None: no limit."""
    return {
        key: Seats(capacity=None if left is None else 10 + left, confirmed=10)
        for key, left in free.items()
    }


def desk(
    *people: tuple[Status, States],
    sessions: Mapping[str, Seats],
    free: int = 9,
    last_moves: tuple[Move, ...] = (),
    last_session_moves: tuple[SessionMove, ...] = (),
) -> Snapshot:
    return Snapshot(
        venue=venue(free),
        registrations=tuple(
            Registration(number=number, status=status, sessions=states)
            for number, (status, states) in enumerate(people, start=1)
        ),
        sessions=sessions,
        last_moves=last_moves,
        last_session_moves=last_session_moves,
    )


def left_with(snapshot: Snapshot, decision: Decision, number: int = 1) -> States:
    """What that person has afterwards; each move must begin where the person stood."""
    states = dict(snapshot.registrations[number - 1].sessions)
    for move in decision.session_moves:
        if move.number == number:
            assert states.get(move.key) is move.before
            states.pop(move.key, None)
            if move.after is not None:
                states[move.key] = move.after
    return states


# wishes, when the first is full, free seats ▶ states, marked full
ALLOCATIONS = [
    # the first wish with room
    ("ai", STAFF, {"ai": 1}, {"ai": GIVEN}, False),
    ("ai", STAFF, {"ai": None}, {"ai": GIVEN}, False),
    ("ai care", STAFF, {"ai": 1, "care": 1}, {"ai": GIVEN, "care": WISHED}, False),
    ("care ai", STAFF, {"ai": 1, "care": 1}, {"ai": WISHED, "care": GIVEN}, False),
    # a later one, whatever the first says when it is full
    ("ai care", STAFF, {"ai": 0, "care": 1}, {"ai": WISHED, "care": GIVEN}, False),
    ("ai care", ASK, {"ai": 0, "care": 1}, {"ai": WISHED, "care": GIVEN}, False),
    ("ai care", WAITLIST, {"ai": 0, "care": 1}, {"ai": WISHED, "care": GIVEN}, False),
    # none: the first wish says what happens
    ("ai care", STAFF, {"ai": 0, "care": 0}, {"ai": WISHED, "care": WISHED}, True),
    ("ai care", ASK, {"ai": 0, "care": 0}, {"ai": WISHED, "care": WISHED}, True),
    ("ai", ASK, {"ai": 0, "care": 1}, {"ai": WISHED}, False),
    ("ai", ASK, {"ai": 0, "care": 0}, {"ai": WISHED}, True),
    ("ai care", WAITLIST, {"ai": 0, "care": 0}, {"ai": WAITING, "care": WISHED}, False),
    ("care ai", WAITLIST, {"ai": 0, "care": 0}, {"ai": WISHED, "care": WISHED}, True),
    # what stands alone excludes nothing
    ("ai dinner", STAFF, {"ai": 1, "dinner": 1}, {"ai": GIVEN, "dinner": GIVEN}, False),
    ("ai dinner", ASK, {"ai": 1, "dinner": 0}, {"ai": GIVEN, "dinner": WISHED}, True),
    ("dinner", WAITLIST, {"dinner": 0}, {"dinner": WAITING}, False),
    (
        "ai dinner",
        ASK,
        {"ai": 0, "care": 1, "dinner": 0},
        {"ai": WISHED, "dinner": WISHED},
        True,
    ),
    # what is not known is left alone
    ("ai care", STAFF, {}, {"ai": WISHED, "care": WISHED}, False),
    ("ai care", WAITLIST, {"ai": 0}, {"ai": WISHED, "care": WISHED}, False),
    ("gone", STAFF, {"ai": 0}, {"gone": WISHED}, False),
]


@pytest.mark.parametrize(("wishes", "when_full", "free", "states", "is_full"), ALLOCATIONS)
def test_who_is_confirmed_is_given_the_first_wish_that_has_room(
    wishes: str,
    when_full: SessionWhenFull,
    free: Mapping[str, int | None],
    states: States,
    is_full: bool,
) -> None:
    wanted = dict.fromkeys(wishes.split(), WISHED)
    snapshot = desk((PENDING, wanted), sessions=pools(**free))
    decision = decided(snapshot, act(Verb.APPROVE), event_with(when_full))
    assert [move.after for move in decision.moves] == [CONFIRMED]
    assert decision.reply is Reply.CONFIRMED
    assert left_with(snapshot, decision) == states
    assert decision.is_full is is_full


def test_of_a_group_of_people_the_last_seat_goes_to_the_first() -> None:
    wish = {"ai": WISHED}
    snapshot = desk((PENDING, wish), (PENDING, wish), sessions=pools(ai=1))
    decision = decided(snapshot, act(Verb.APPROVE), event_with(WAITLIST))
    assert left_with(snapshot, decision, 1) == {"ai": GIVEN}
    assert left_with(snapshot, decision, 2) == {"ai": WAITING}


def test_a_newcomer_stays_behind_who_waits_for_the_session() -> None:
    crowded = {"ai": Seats(capacity=12, confirmed=10, waitlisted=2)}
    newcomer = desk((PENDING, {"ai": WISHED}), sessions=crowded)
    decision = decided(newcomer, act(Verb.APPROVE), event_with(WAITLIST))
    assert left_with(newcomer, decision) == {"ai": WAITING}
    waiter = desk((CONFIRMED, {"ai": WAITING}), sessions=crowded)
    decision = decided(waiter, act(Verb.APPROVE), event_with(WAITLIST))
    assert left_with(waiter, decision) == {"ai": GIVEN}


@pytest.mark.parametrize(
    ("status", "verb"),
    [
        (PENDING, Verb.WAITLIST),
        (PENDING, Verb.DECLINE),
        (WAITLISTED, Verb.OFFER),
        (OFFERED, Verb.CANCEL),
        (DECLINED, Verb.REOPEN),
    ],
)
def test_who_is_not_confirmed_has_only_wishes(status: Status, verb: Verb) -> None:
    snapshot = desk((status, {"ai": WISHED}), sessions=pools(ai=1))
    decision = decided(snapshot, act(verb), event_with())
    assert decision.moves
    assert decision.session_moves == ()


# before, free ▶ after
UPDATES = [
    ({"ai": WISHED}, {"ai": 1}, {"ai": GIVEN}),
    ({"ai": WAITING}, {"ai": 1}, {"ai": GIVEN}),
    ({"ai": WAITING, "care": WISHED}, {"ai": 0, "care": 1}, {"ai": WISHED, "care": GIVEN}),
    ({"ai": GIVEN, "dinner": WISHED}, {"ai": 0, "dinner": 1}, {"ai": GIVEN, "dinner": GIVEN}),
    ({"dinner": WISHED}, {"dinner": 0}, {"dinner": WAITING}),
]


@pytest.mark.parametrize(("before", "free", "after"), UPDATES)
def test_approving_who_is_confirmed_gives_what_has_become_free(
    before: States, free: Mapping[str, int | None], after: States
) -> None:
    snapshot = desk((CONFIRMED, before), sessions=pools(**free), free=0)
    decision = decided(snapshot, act(Verb.APPROVE), event_with(WAITLIST))
    assert (decision.moves, decision.reply) == ((), Reply.UPDATED)
    assert left_with(snapshot, decision) == after


@pytest.mark.parametrize(
    ("before", "free"),
    [
        ({}, {"ai": 1}),
        ({"ai": WISHED}, {"ai": 0}),
        ({"ai": WISHED}, {}),
        ({"ai": GIVEN, "care": WISHED}, {"ai": 0, "care": 1}),  # one of a group at most
        ({"ai": REFUSED}, {"ai": 1}),
    ],
)
def test_approving_who_is_confirmed_is_refused_where_there_is_nothing_to_give(
    before: States, free: Mapping[str, int | None]
) -> None:
    snapshot = desk((CONFIRMED, before), sessions=pools(**free))
    assert refused(snapshot, act(Verb.APPROVE), event_with()).code == "not_allowed"


def test_giving_a_session_does_not_approve_somebody_who_was_declined() -> None:
    people: tuple[tuple[Status, States], ...] = ((CONFIRMED, {"ai": WISHED}), (DECLINED, {}))
    decision = decided(desk(*people, sessions=pools(ai=1)), act(Verb.APPROVE), event_with())
    assert decision.moves == ()
    decision = decided(desk(*people, sessions=pools(ai=0)), act(Verb.APPROVE), event_with())
    assert [move.number for move in decision.moves] == [2]


def test_approving_the_rest_gives_sessions_to_the_confirmed_too() -> None:
    people = ((CONFIRMED, {"ai": WISHED}), (PENDING, {"ai": WISHED}))
    snapshot = desk(*people, sessions=pools(ai=2))
    decision = decided(snapshot, act(Verb.APPROVE), event_with())
    assert [left_with(snapshot, decision, number) for number in (1, 2)] == [{"ai": GIVEN}] * 2


@pytest.mark.parametrize("verb", [Verb.CANCEL, Verb.DECLINE])
def test_who_loses_the_seat_gives_the_sessions_back(verb: Verb) -> None:
    states = {"ai": GIVEN, "care": WISHED, "dinner": WAITING}
    snapshot = desk((CONFIRMED, states), sessions=pools(ai=0, care=0, dinner=0))
    decision = decided(snapshot, act(verb), event_with())
    assert left_with(snapshot, decision) == dict.fromkeys(states, WISHED)


def undoing(
    states: States, *session_moves: tuple[str, SessionState, SessionState], ai: int, care: int = 0
) -> States:
    """What somebody has once a cancellation with these moves of sessions is undone."""
    snapshot = desk(
        (CANCELLED, states),
        sessions=pools(ai=ai, care=care),
        last_moves=(Move(number=1, before=CONFIRMED, after=CANCELLED),),
        last_session_moves=tuple(
            SessionMove(number=1, key=key, before=before, after=after)
            for key, before, after in session_moves
        ),
    )
    decision = decided(snapshot, act(Verb.UNDO), event_with(WAITLIST))
    assert [move.after for move in decision.moves] == [CONFIRMED]
    return left_with(snapshot, decision)


def test_undoing_gives_the_session_back_where_there_is_room() -> None:
    back = ("ai", GIVEN, WISHED)
    assert undoing({"ai": WISHED}, back, ai=1) == {"ai": GIVEN}
    assert undoing({"ai": WISHED}, back, ai=0) == {"ai": WISHED}
    assert undoing({"ai": WISHED, "care": WISHED}, back, ai=0, care=1) == {
        "ai": WISHED,
        "care": WISHED,
    }


def test_undoing_gives_back_a_place_in_the_order_of_a_session() -> None:
    assert undoing({"ai": WISHED}, ("ai", WAITING, WISHED), ai=0) == {"ai": WAITING}


def test_what_has_changed_since_is_not_undone() -> None:
    assert undoing({"ai": REFUSED}, ("ai", GIVEN, WISHED), ai=1) == {"ai": REFUSED}
    assert undoing({}, ("ai", GIVEN, WISHED), ai=1) == {}


def test_undoing_an_approval_takes_the_sessions_back() -> None:
    snapshot = desk(
        (CONFIRMED, {"ai": WISHED, "care": GIVEN}),
        sessions=pools(ai=0, care=0),
        last_moves=(Move(number=1, before=PENDING, after=CONFIRMED),),
        last_session_moves=(SessionMove(number=1, key="care", before=WISHED, after=GIVEN),),
    )
    decision = decided(snapshot, act(Verb.UNDO), event_with())
    assert left_with(snapshot, decision) == {"ai": WISHED, "care": WISHED}


def test_undoing_an_update_of_sessions_alone_puts_each_wish_back() -> None:
    snapshot = desk(
        (CONFIRMED, {"ai": WISHED, "care": GIVEN}),
        sessions=pools(ai=0, care=0),
        last_session_moves=(
            SessionMove(number=1, key="ai", before=WAITING, after=WISHED),
            SessionMove(number=1, key="care", before=WISHED, after=GIVEN),
        ),
    )
    decision = decided(snapshot, act(Verb.UNDO), event_with())
    assert (decision.moves, decision.reply) == ((), Reply.CORRECTED)
    assert left_with(snapshot, decision) == {"ai": WAITING, "care": WISHED}


def test_undoing_gives_the_last_seat_back_to_the_one_who_had_it() -> None:
    """It was passed from the second to the first."""
    snapshot = desk(
        (CONFIRMED, {"ai": GIVEN}),
        (CANCELLED, {"ai": WISHED}),
        sessions=pools(ai=0),
        last_moves=(
            Move(number=1, before=PENDING, after=CONFIRMED),
            Move(number=2, before=CONFIRMED, after=CANCELLED),
        ),
        last_session_moves=(
            SessionMove(number=2, key="ai", before=GIVEN, after=WISHED),
            SessionMove(number=1, key="ai", before=WISHED, after=GIVEN),
        ),
    )
    decision = decided(snapshot, act(Verb.UNDO), event_with())
    assert left_with(snapshot, decision, 1) == {"ai": WISHED}
    assert left_with(snapshot, decision, 2) == {"ai": GIVEN}


def test_what_an_overfull_session_gets_back_is_not_free() -> None:
    people = ((CONFIRMED, {"ai": GIVEN}), (PENDING, {"ai": WISHED}))
    overfull = {"ai": Seats(capacity=8, confirmed=10)}
    snapshot = desk(*people, sessions=overfull)
    cancelled = decided(snapshot, act(Verb.CANCEL, 1), event_with())
    assert left_with(snapshot, cancelled, 1) == {"ai": WISHED}
    approved = decided(snapshot, act(Verb.APPROVE, 2), event_with())
    assert left_with(snapshot, approved, 1) == {"ai": GIVEN}
    assert left_with(snapshot, approved, 2) == {"ai": WISHED}


def first_states(event: Event, free: int, **answers: str | bool) -> list[tuple[str, object]]:
    snapshot = Snapshot(venue=venue(free), sessions=pools(ai=1, care=1, dinner=0))
    decision = decided(snapshot, letter(answers=answers), event)
    assert all(move.before is None for move in decision.session_moves)
    return [(move.key, move.after) for move in decision.session_moves]


def test_a_letter_that_is_confirmed_at_once_is_given_its_sessions_at_once() -> None:
    event = automatic(sessions=event_with(WAITLIST).sessions)
    answers: Mapping[str, str | bool] = {"seminar": "ai", "dinner": True}
    assert first_states(event, 1, **answers) == [("ai", GIVEN), ("dinner", WAITING)]
    assert first_states(event, 0, **answers) == [("ai", WISHED), ("dinner", WISHED)]
    assert first_states(event_with(), 1, **answers) == [("ai", WISHED), ("dinner", WISHED)]


def test_a_full_session_does_not_cost_the_seat_and_is_asked_about() -> None:
    event = automatic(sessions=event_with(ASK).sessions)
    snapshot = Snapshot(venue=venue(1), sessions=pools(ai=0, care=1, dinner=0))
    decision = decided(snapshot, letter(answers={"seminar": "ai"}), event)
    assert [move.after for move in decision.moves] == [CONFIRMED]
    assert not decision.is_full


@pytest.mark.parametrize(
    ("answers", "wishes"),
    [
        ({}, ()),
        ({"seminar": "care"}, ("care",)),
        ({"dinner": True}, ("dinner",)),
        ({"dinner": False, "seminar": "other"}, ()),
        ({"dinner": True, "seminar": "ai", "question": "ai"}, ("ai", "dinner")),
    ],
)
def test_the_wishes_of_a_letter_are_its_answers(
    answers: Mapping[str, str | bool], wishes: tuple[str, ...]
) -> None:
    (attendee,) = letter(answers=answers).attendees
    assert wishes_of(attendee, event_with()) == wishes


def test_the_figures_of_a_session_are_those_of_its_wishes() -> None:
    taken = {GIVEN: 4, WAITING: 2, WISHED: 3, REFUSED: 9}
    seats = count_session(taken, capacity=6, elsewhere=1)
    assert (seats.confirmed, seats.waitlisted, seats.pending, seats.free) == (4, 2, 3, 1)


def test_every_state_of_a_session_can_be_left_and_reached() -> None:
    assert set(SESSION_MOVES) == set(SessionState)
    for state, reachable in SESSION_MOVES.items():
        assert reachable
        assert state not in reachable
        assert state in SESSION_STARTS or any(state in each for each in SESSION_MOVES.values())
