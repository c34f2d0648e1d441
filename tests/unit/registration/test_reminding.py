"""When somebody is reminded of what we asked, and until when it can be answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailreg.event.values import Office, Reminding
from mailreg.registration.office import is_office_hour
from mailreg.registration.reminding import (
    answer_deadline,
    is_too_late_to_remind,
    next_reminder,
)
from mailreg.registration.values import Reply, Tick
from tests.unit.registration.cases import (
    CLOSES,
    CONFIRMED,
    EXPIRED,
    INCOMPLETE,
    PENDING,
    STARTS,
    STOCKHOLM,
    decided,
    desk,
    make_event,
    statuses,
)

EVENT = make_event()  # closes with Monday 18 March 2030, begins on Wednesday the 20th at 13:00


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2030, month, day, hour, minute, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("told", "reminders", "due"),
    [
        (local(3, 1, 10), 0, local(3, 6, 10)),
        (local(3, 6, 10), 1, local(3, 11, 10)),
        (local(3, 11, 10), 2, None),
        (local(3, 2, 10), 0, local(3, 7, 8)),  # a Saturday
        # the registration closes before: an office day is left to answer
        (local(3, 13, 10), 0, local(3, 15, 10)),
        (local(3, 14, 10), 0, local(3, 15, 10)),
        (local(3, 15, 10), 0, None),
        (local(3, 18, 10), 0, None),
    ],
)
def test_a_reminder_comes_after_some_office_days_and_in_time(
    told: datetime, reminders: int, due: datetime | None
) -> None:
    assert next_reminder(told, told, reminders, EVENT) == due


def test_how_soon_and_how_often_is_the_events() -> None:
    daily = replace(EVENT, reminding=Reminding(office_days=1, at_most=3))
    assert next_reminder(local(3, 1, 10), local(3, 4, 10), 2, daily) == local(3, 5, 10)
    never = replace(EVENT, reminding=Reminding(at_most=0))
    assert next_reminder(local(3, 1, 10), local(3, 1, 10), 0, never) is None


def test_a_holiday_is_no_day_to_answer() -> None:
    easter = replace(
        EVENT,
        office=Office(country="SE"),
        closes=datetime(2030, 5, 18, tzinfo=STOCKHOLM),
        starts=datetime(2030, 5, 20, 13, tzinfo=STOCKHOLM),
    )
    asked = local(4, 17, 10)  # Wednesday before Easter
    assert next_reminder(asked, asked, 0, easter) == local(4, 24, 10)


@pytest.mark.parametrize(
    ("asked", "deadline"),
    [
        (local(3, 1, 10), CLOSES),
        (local(3, 15, 16), CLOSES),
        (local(3, 18, 16), local(3, 19, 16)),  # on the last day: an office day is left
        (local(3, 18, 20), local(3, 20, 8)),
        (local(3, 19, 10), STARTS),  # staff ask after the close
    ],
)
def test_what_was_asked_can_be_answered_until_the_close_but_a_day_at_least(
    asked: datetime, deadline: datetime
) -> None:
    assert answer_deadline(asked, EVENT) == deadline


def test_no_deadline_is_later_than_the_event() -> None:
    short = replace(EVENT, starts=local(3, 19, 9))
    assert answer_deadline(local(3, 18, 20), short) == short.starts


@given(
    asked=st.datetimes(
        min_value=datetime(2030, 1, 1),  # noqa: DTZ001 (the zone follows)
        max_value=datetime(2030, 3, 20),  # noqa: DTZ001
    ).map(lambda naive: naive.replace(tzinfo=UTC)),
    office_days=st.integers(1, 10),
    at_most=st.integers(0, 9),
)
def test_whoever_never_answers_is_reminded_so_often_at_most_and_always_in_time(
    asked: datetime, office_days: int, at_most: int
) -> None:
    event = replace(
        EVENT,
        office=Office(country="SE"),
        reminding=Reminding(office_days=office_days, at_most=at_most),
    )
    told, reminders = asked, 0
    while due := next_reminder(asked, told, reminders, event):
        assert is_office_hour(due, event)
        assert due > told
        assert not is_too_late_to_remind(due, asked, event)
        assert due < answer_deadline(asked, event)
        told, reminders = due, reminders + 1
    assert reminders <= at_most


def test_who_is_given_up_expires_and_is_told() -> None:
    decision = decided(desk(INCOMPLETE, INCOMPLETE), Tick(is_given_up=True), now=CLOSES)
    assert statuses(decision) == [EXPIRED, EXPIRED]
    assert decision.reply is Reply.EXPIRED


def test_only_who_was_asked_is_given_up() -> None:
    decision = decided(desk(INCOMPLETE, CONFIRMED), Tick(is_given_up=True), now=CLOSES)
    assert [move.number for move in decision.moves] == [1]
    assert decision.reply is Reply.EXPIRED
    nothing = decided(desk(PENDING, CONFIRMED), Tick(is_given_up=True), now=CLOSES)
    assert (nothing.moves, nothing.reply) == ((), None)


def test_when_the_event_has_begun_nobody_is_told() -> None:
    decision = decided(desk(INCOMPLETE), Tick(is_given_up=True), now=STARTS + timedelta(hours=1))
    assert statuses(decision) == [EXPIRED]
    assert decision.reply is None
