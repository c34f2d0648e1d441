"""When the office of an event is open, and how time is counted in its days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailreg.event.values import Event, Office
from mailreg.registration.office import (
    after_office_days,
    into_office_hours,
    is_office_day,
    is_office_hour,
    next_opening,
)
from tests.unit.registration.cases import STOCKHOLM, make_event

NO_HOLIDAYS = make_event()
SWEDISH = replace(NO_HOLIDAYS, office=Office(country="SE"))
ZONES: Mapping[str, str] = {
    "SE": "Europe/Stockholm",
    "NO": "Europe/Oslo",
    "DK": "Europe/Copenhagen",
    "FI": "Europe/Helsinki",
    "DE": "Europe/Berlin",
}


def at(country: str | None, **office: object) -> Event:
    zone = ZoneInfo(ZONES[country or "SE"])
    return replace(NO_HOLIDAYS, timezone=zone, office=replace(Office(country=country), **office))  # type: ignore[arg-type]


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("country", "day", "what"),
    [
        ("SE", date(2027, 1, 1), "New Year's Day"),
        ("SE", date(2027, 1, 6), "Epiphany"),
        ("SE", date(2027, 3, 26), "Good Friday"),
        ("SE", date(2027, 3, 29), "Easter Monday"),
        ("SE", date(2028, 5, 1), "May Day"),
        ("SE", date(2027, 5, 6), "Ascension Day"),
        ("SE", date(2028, 6, 6), "National Day"),
        ("SE", date(2027, 6, 25), "Midsummer Eve, by agreement"),
        ("SE", date(2026, 6, 19), "Midsummer Eve, by agreement"),
        ("SE", date(2027, 12, 24), "Christmas Eve, by agreement"),
        ("SE", date(2027, 12, 31), "New Year's Eve, by agreement"),
        ("NO", date(2027, 5, 17), "Constitution Day"),
        ("NO", date(2027, 3, 25), "Maundy Thursday"),
        ("DK", date(2027, 3, 25), "Maundy Thursday"),
        ("DK", date(2028, 6, 5), "Constitution Day, by agreement"),
        ("DK", date(2027, 12, 24), "Christmas Eve, by agreement"),
        ("FI", date(2027, 6, 25), "Midsummer Eve"),
        ("FI", date(2027, 12, 6), "Independence Day"),
        ("DE", date(2028, 10, 3), "German Unity Day"),
    ],
)
def test_the_office_keeps_the_holidays_of_its_country(country: str, day: date, what: str) -> None:
    assert day.weekday() < 5, what
    assert not is_office_day(day, at(country))
    assert is_office_day(day, at(None))


@pytest.mark.parametrize(
    ("country", "day", "what"),
    [
        ("SE", date(2027, 3, 25), "Maundy Thursday is half a day"),
        ("SE", date(2027, 5, 7), "a squeeze day"),
        ("SE", date(2027, 4, 30), "Walpurgis Night is half a day"),
        ("SE", date(2027, 5, 17), "Whit Monday is a working day since 2005"),
        ("NO", date(2028, 6, 6), "a holiday of another country"),
        ("FI", date(2027, 2, 5), "a day of a flag"),
        ("SE", date(2027, 12, 23), "the eve of an eve"),
    ],
)
def test_other_days_are_office_days(country: str, day: date, what: str) -> None:
    assert day.weekday() < 5, what
    assert is_office_day(day, at(country))


def test_a_country_that_nobody_has_holidays_of_has_none() -> None:
    assert is_office_day(date(2027, 12, 27), replace(SWEDISH, office=Office(country="ZZ")))


def test_the_operator_names_days_hours_and_days_off() -> None:
    event = at(
        "SE",
        days=frozenset({0, 5}),
        opens=time(12),
        closes=time(20),
        closed=frozenset({date(2027, 5, 10)}),
    )
    assert is_office_hour(local(2027, 5, 15, 19, 59), event)  # a Saturday
    assert not is_office_hour(local(2027, 5, 15, 20), event)
    assert not is_office_hour(local(2027, 5, 17, 11, 59), event)
    assert not is_office_hour(local(2027, 5, 10, 13), event)
    assert not is_office_hour(local(2027, 5, 11, 13), event)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        # the clocks go forward on 28 March 2027, back on 31 October 2027
        (datetime(2027, 3, 25, 6, 59, tzinfo=UTC), False),
        (datetime(2027, 3, 25, 7, tzinfo=UTC), True),
        (datetime(2027, 3, 30, 5, 59, tzinfo=UTC), False),
        (datetime(2027, 3, 30, 6, tzinfo=UTC), True),
        (datetime(2027, 3, 30, 14, 59, tzinfo=UTC), True),
        (datetime(2027, 3, 30, 15, tzinfo=UTC), False),
        (datetime(2027, 10, 29, 6, tzinfo=UTC), True),
        (datetime(2027, 11, 1, 6, tzinfo=UTC), False),
        (datetime(2027, 11, 1, 15, 59, tzinfo=UTC), True),
    ],
)
def test_the_hours_are_local_in_summer_and_in_winter(now: datetime, is_open: bool) -> None:
    assert is_office_hour(now, SWEDISH) is is_open


@pytest.mark.parametrize(
    ("moment", "moved"),
    [
        (local(2027, 3, 24, 9), local(2027, 3, 24, 9)),
        (local(2027, 3, 24, 3), local(2027, 3, 24, 10)),
        (local(2027, 3, 24, 17), local(2027, 3, 25, 10)),
        (local(2027, 3, 25, 18), local(2027, 3, 30, 10)),  # Easter, and the clocks
        (local(2027, 6, 24, 18), local(2027, 6, 28, 10)),  # Midsummer
        (local(2026, 12, 23, 18), local(2026, 12, 28, 10)),
        (local(2026, 12, 30, 18), local(2027, 1, 4, 10)),
    ],
)
def test_what_falls_outside_moves_to_two_hours_after_the_office_opens(
    moment: datetime, moved: datetime
) -> None:
    assert into_office_hours(moment, SWEDISH) == moved


def test_an_office_that_opens_for_an_hour_is_met_when_it_opens() -> None:
    event = at("SE", opens=time(13), closes=time(14))
    assert into_office_hours(local(2027, 3, 24, 15), event) == local(2027, 3, 25, 13)
    late = at("SE", opens=time(22, 30), closes=time(23, 30))
    assert into_office_hours(local(2027, 3, 24, 15), late) == local(2027, 3, 24, 22, 30)


@pytest.mark.parametrize(
    ("moment", "days", "later"),
    [
        (local(2027, 3, 22, 11), 1, local(2027, 3, 23, 11)),
        (local(2027, 3, 22, 11), 3, local(2027, 3, 25, 11)),
        (local(2027, 3, 25, 11), 1, local(2027, 3, 30, 11)),
        (local(2027, 3, 24, 16, 59), 3, local(2027, 3, 31, 16, 59)),
        (local(2027, 3, 19, 20), 1, local(2027, 3, 23, 8)),  # Friday evening counts as Monday
        (local(2027, 6, 24, 9), 2, local(2027, 6, 29, 9)),
        (local(2026, 12, 22, 9), 3, local(2026, 12, 29, 9)),
        (local(2027, 10, 29, 9), 1, local(2027, 11, 1, 9)),  # 73 hours: the clocks go back
        (local(2027, 3, 22, 11), 0, local(2027, 3, 22, 11)),
        (local(2027, 3, 20, 11), 0, local(2027, 3, 22, 8)),
    ],
)
def test_office_days_are_counted(moment: datetime, days: int, later: datetime) -> None:
    assert after_office_days(moment, days, SWEDISH) == later


@given(
    moment=st.datetimes(
        min_value=datetime(2026, 1, 1),  # noqa: DTZ001 (the zone follows)
        max_value=datetime(2031, 12, 31),  # noqa: DTZ001
    ).map(lambda naive: naive.replace(tzinfo=UTC)),
    days=st.integers(0, 30),
    country=st.sampled_from([*ZONES]),
)
def test_whatever_is_moved_or_counted_ends_in_office_hours_and_never_earlier(
    moment: datetime, days: int, country: str
) -> None:
    event = at(country)
    for ends in (into_office_hours(moment, event), after_office_days(moment, days, event)):
        assert is_office_hour(ends, event)
        assert ends >= moment
        assert ends.tzinfo is UTC
    assert after_office_days(moment, days + 1, event) > after_office_days(moment, days, event)
    assert is_office_hour(moment, event) or next_opening(moment, event) > moment


def test_an_office_that_never_opens_does_not_hang() -> None:
    event = at("SE", days=frozenset())
    assert after_office_days(local(2027, 3, 22, 11), 1, event) > local(2027, 3, 22, 11)
