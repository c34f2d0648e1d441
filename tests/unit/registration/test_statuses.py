"""The table of moves."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mailreg.registration.statuses import (
    CLOSED,
    MOVES,
    SEATED,
    STARTS,
    SUMMARY_ORDER,
    UNDECIDED,
    is_allowed,
    summary,
)
from mailreg.registration.values import Status
from tests.unit.registration.cases import people


def test_every_status_has_a_row() -> None:
    assert set(MOVES) == set(Status)


def test_nothing_moves_to_where_it_is() -> None:
    assert not [status for status in Status if is_allowed(status, status)]


@pytest.mark.parametrize("status", sorted(Status))
def test_every_status_can_be_left_and_reached(status: Status) -> None:
    assert MOVES[status]
    assert status in STARTS or any(is_allowed(before, status) for before in Status)


@pytest.mark.parametrize("status", sorted(Status))
def test_only_a_status_of_starts_can_be_the_first(status: Status) -> None:
    assert is_allowed(None, status) is (
        status not in {Status.OFFERED, Status.CANCELLED, Status.EXPIRED}
    )


def test_every_status_is_undecided_confirmed_or_closed() -> None:
    assert UNDECIDED | CLOSED | {Status.CONFIRMED} == set(Status)
    assert not UNDECIDED & CLOSED


def test_a_seat_is_never_taken_from_the_confirmed_but_by_cancelling_or_declining() -> None:
    assert MOVES[Status.CONFIRMED] == {Status.CANCELLED, Status.DECLINED}
    assert {Status.CONFIRMED, Status.OFFERED} == SEATED


def test_the_order_of_the_summary_has_every_status_once() -> None:
    assert sorted(SUMMARY_ORDER) == sorted(Status)


@pytest.mark.parametrize(("first", "second"), list(pairwise(SUMMARY_ORDER)))
def test_an_application_is_summed_up_by_what_is_left_to_do(first: Status, second: Status) -> None:
    assert summary(people(second, first)) is first


def test_an_application_without_anybody_has_no_status() -> None:
    assert summary(()) is None
