"""When a mail that was refused for now is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailreg.service.retry import GIVE_UP_AFTER, Hurdle, retry_after

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 5), (2, 15), (3, 30), (4, 60), (5, 120), (7, 240), (50, 240)]
)
def test_the_pauses_grow_to_four_hours(attempts: int, minutes: int) -> None:
    assert retry_after(attempts, timedelta()) == minutes * MINUTE


@pytest.mark.parametrize(
    ("hurdle", "attempts", "expected"),
    [
        (Hurdle.LINK, 1, timedelta(seconds=10)),
        (Hurdle.LINK, 2, MINUTE),
        (Hurdle.LINK, 3, 5 * MINUTE),
        (Hurdle.RATE, 1, MINUTE),
        (Hurdle.RATE, 2, 5 * MINUTE),
    ],
)
def test_a_mail_that_nothing_is_wrong_with_is_tried_soon(
    hurdle: Hurdle, attempts: int, expected: timedelta
) -> None:
    assert retry_after(attempts, timedelta(), hurdle) == expected


def test_after_five_days_a_mail_is_given_up() -> None:
    assert retry_after(9, GIVE_UP_AFTER) is None
    assert retry_after(9, GIVE_UP_AFTER - MINUTE) is not None
