"""Until when an offered seat is kept, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailreg.event.values import Offers, Office, Patience
from mailreg.registration.offers import (
    Party,
    is_too_late_to_offer,
    may_offer,
    offer_deadline,
    whose_turn,
)
from mailreg.registration.office import is_office_hour
from tests.unit.registration.cases import STARTS, STOCKHOLM, make_event

EVENT = make_event()  # begins on Wednesday 20 March 2030 at 13:00


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2030, month, day, hour, minute, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        # more than 14 days before: three days
        (local(3, 1, 9), local(3, 4, 9)),
        (local(3, 5, 10), local(3, 8, 10)),
        # more than 3 days: 24 hours
        (local(3, 6, 13), local(3, 7, 13)),
        (local(3, 13, 14), local(3, 14, 14)),
        # else 4 hours
        (local(3, 18, 9), local(3, 18, 13)),
        (local(3, 18, 12, 59), local(3, 18, 16, 59)),
        # outside office hours: the next office day at ten
        (local(3, 5, 6), local(3, 8, 10)),
        (local(3, 5, 20), local(3, 11, 10)),
        (local(3, 7, 13, 30), local(3, 8, 13, 30)),
        (local(3, 8, 11), local(3, 11, 10)),
        (local(3, 18, 13), local(3, 19, 10)),
        (local(3, 18, 3), local(3, 18, 10)),
        # never later than an hour before the event
        (local(3, 20, 9), local(3, 20, 12)),
        (local(3, 19, 16), local(3, 20, 10)),
        (local(3, 20, 12, 30), local(3, 20, 12)),
    ],
)
def test_an_offer_is_kept_the_longer_the_farther_the_event_is_away(
    now: datetime, until: datetime
) -> None:
    assert offer_deadline(now, EVENT) == until


def test_a_deadline_is_told_in_utc() -> None:
    assert offer_deadline(local(3, 1, 9), EVENT).tzinfo is UTC


def test_a_day_is_24_hours_also_where_the_clock_is_changed() -> None:
    event = replace(EVENT, starts=datetime(2030, 4, 8, 13, tzinfo=STOCKHOLM))
    assert offer_deadline(local(3, 29, 9), event) == local(4, 1, 10)  # Saturday, so Monday
    assert offer_deadline(local(3, 31, 15), event) == local(4, 1, 15)


@given(
    now=st.datetimes(min_value=datetime(2030, 1, 1), max_value=datetime(2030, 3, 20, 10)),  # noqa: DTZ001 (the zone follows)
)
def test_every_deadline_is_in_office_hours_or_the_last_call(now: datetime) -> None:
    until = offer_deadline(now.replace(tzinfo=UTC), EVENT)
    last_call = STARTS - timedelta(hours=1)
    assert until <= last_call
    assert until == last_call or is_office_hour(until, EVENT)
    assert until == last_call or until >= now.replace(tzinfo=UTC) + timedelta(hours=4)


def test_offers_end_when_the_event_says_so() -> None:
    ends = local(3, 8, 12)
    event = replace(EVENT, offers=Offers.AUTOMATIC, offers_end=ends)
    assert offer_deadline(local(3, 7, 14), event) == ends
    assert may_offer(local(3, 8, 11, 59), event)
    assert not may_offer(ends, event)
    assert is_too_late_to_offer(ends, event)
    assert offer_deadline(local(3, 8, 12, 30), event) == local(3, 11, 10)  # staff still may


@pytest.mark.parametrize(
    ("now", "may"),
    [
        (local(3, 8, 16, 59), True),
        (local(3, 8, 17), False),
        (local(3, 9, 12), False),
        (local(3, 20, 11, 59), True),
        (local(3, 20, 12), False),
    ],
)
def test_the_machine_offers_in_office_hours_until_an_hour_before(now: datetime, may: bool) -> None:
    assert may_offer(now, replace(EVENT, offers=Offers.AUTOMATIC)) is may
    assert not may_offer(now, EVENT)


def test_how_long_a_seat_is_kept_is_the_events() -> None:
    hours = [timedelta(hours=one) for one in (24, 6, 2)]
    far, near, last = hours
    event = replace(EVENT, patience=Patience(far=far, near=near, last=last))
    assert offer_deadline(local(3, 5, 10), event) == local(3, 6, 10)
    assert offer_deadline(local(3, 11, 10), event) == local(3, 11, 16)
    assert offer_deadline(local(3, 18, 10), event) == local(3, 18, 12)


def test_an_offer_ends_on_no_holiday() -> None:
    easter = replace(
        EVENT,
        starts=datetime(2030, 5, 20, 13, tzinfo=STOCKHOLM),
        office=Office(country="SE"),
    )
    assert offer_deadline(local(4, 16, 15), easter) == local(4, 23, 10)  # Good Friday: 19 April


@pytest.mark.parametrize(
    ("groups", "free", "turns"),
    [
        ([], 3, ()),
        ([1, 1, 1], 0, ()),
        ([1, 1, 1], 2, (0, 1)),
        ([3, 1, 2, 1], 2, (1, 3)),
        ([2, 3, 1], 3, (0, 2)),
        ([4, 9], None, (0, 1)),
    ],
)
def test_who_does_not_fit_is_passed_over(
    groups: Sequence[int], free: int | None, turns: tuple[int, ...]
) -> None:
    parties = [Party(people=people) for people in groups]
    assert tuple(whose_turn(parties, free)) == turns


def test_of_a_group_that_may_be_parted_as_many_as_fit_are_offered_a_seat() -> None:
    line = [Party(people=3), Party(people=3, may_be_parted=True), Party(people=1)]
    assert whose_turn(line, 2) == {1: 2}
    assert whose_turn(line, 4) == {0: 3, 1: 1}
    assert whose_turn(line, 7) == {0: 3, 1: 3, 2: 1}
    assert whose_turn(line, None) == {0: 3, 1: 3, 2: 1}
    assert whose_turn(line, 0) == {}
