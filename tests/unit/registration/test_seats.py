"""The arithmetic of a pool of seats."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailreg.registration.seats import count_seats, is_room_for, room_for, seats_needed
from mailreg.registration.values import Move, Registration, Seats, Snapshot, Status

TO_CONFIRM = (Move(number=1, before=Status.PENDING, after=Status.CONFIRMED),)


def count(capacity: int | None, *, pending: int = 0, confirmed: int = 0) -> Seats:
    return count_seats(
        {Status.PENDING: pending, Status.CONFIRMED: confirmed},
        capacity=capacity,
        elsewhere=0,
        holds_pending=True,
    )


def one_pending(seats: Seats, *, full: bool) -> Snapshot:
    person = Registration(number=1, status=Status.PENDING, full=full)
    return Snapshot(venue=seats, registrations=(person,))


def test_without_a_capacity_nothing_is_free_nor_over() -> None:
    seats = count(None, pending=3, confirmed=7)
    assert (seats.free, seats.over, seats.held) == (None, None, 0)
    assert room_for(one_pending(seats, full=False), TO_CONFIRM) is None
    assert is_room_for(one_pending(seats, full=False), TO_CONFIRM)


def test_pending_holds_only_while_there_is_room() -> None:
    assert count(5, pending=9, confirmed=3).held == 2
    assert count(5, pending=1, confirmed=3).held == 1
    assert count(5, pending=9, confirmed=6).held == 0


def test_a_lowered_capacity_takes_nothing_away() -> None:
    seats = count(2, confirmed=3)
    assert (seats.confirmed, seats.free, seats.over) == (3, 0, 1)


def test_who_holds_the_last_seat_may_have_it() -> None:
    assert is_room_for(one_pending(count(1, pending=2), full=False), TO_CONFIRM)


def test_who_came_when_all_was_held_has_no_room() -> None:
    assert not is_room_for(one_pending(count(1, pending=2), full=True), TO_CONFIRM)


def test_who_came_when_all_was_held_has_room_once_that_one_is_gone() -> None:
    assert is_room_for(one_pending(count(1, pending=1), full=True), TO_CONFIRM)


def test_a_held_seat_does_not_help_when_all_are_sold() -> None:
    seats = Seats(capacity=1, confirmed=1, pending=1, held=1)
    assert not is_room_for(one_pending(seats, full=False), TO_CONFIRM)


def test_a_seat_passed_on_needs_none() -> None:
    passed_on = (
        Move(number=1, before=Status.CONFIRMED, after=Status.CANCELLED),
        Move(number=2, before=None, after=Status.CONFIRMED),
    )
    assert seats_needed(passed_on) == 0
    assert is_room_for(Snapshot(venue=count(0, confirmed=1)), passed_on)


@given(
    counts=st.dictionaries(st.sampled_from(Status), st.integers(0, 20)),
    capacity=st.integers(0, 30),
    elsewhere=st.integers(0, 30),
    holds_pending=st.booleans(),
    full=st.booleans(),
)
def test_no_figure_is_negative_and_no_room_lies_beyond_the_capacity(
    counts: dict[Status, int],
    capacity: int,
    elsewhere: int,
    holds_pending: bool,
    full: bool,
) -> None:
    seats = count_seats(counts, capacity=capacity, elsewhere=elsewhere, holds_pending=holds_pending)
    room = room_for(one_pending(seats, full=full), TO_CONFIRM)
    assert seats.free is not None
    assert seats.over is not None
    assert room is not None
    assert min(seats.free, seats.over, seats.held, room) >= 0
    assert room <= max(0, capacity - elsewhere - seats.confirmed - seats.offered)
