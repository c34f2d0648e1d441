"""Tries to sign in are counted by where they come from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailreg.service.tries import (
    FREE_TRIES,
    LONGEST_WAIT,
    MOST_ADDRESSES,
    REMEMBERED,
    Tries,
    site_of,
)

NOW = datetime(2030, 3, 1, 9, tzinfo=UTC)
OFFICE = "192.0.2.7"
SECOND = timedelta(seconds=1)


def fail(tries: Tries, number: int, *, now: datetime = NOW) -> None:
    for _ in range(number):
        assert tries.count(OFFICE, now) is None


def test_an_address_has_many_tries_then_each_waits_longer() -> None:
    tries, now, waits = Tries(), NOW, []
    fail(tries, FREE_TRIES)
    for _ in range(9):
        until = tries.count(OFFICE, now)
        assert until is not None
        waits.append(round((until - now).total_seconds()))
        now = until
        fail(tries, 1, now=now)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_tries_while_one_waits_make_it_no_longer() -> None:
    tries = Tries()
    fail(tries, FREE_TRIES)
    until = {tries.count(OFFICE, NOW) for _ in range(1_000)}
    assert until == {NOW + SECOND}
    assert tries.count(OFFICE, NOW + SECOND) is None


def test_an_office_where_everybody_signs_in_is_never_slowed() -> None:
    tries = Tries()
    for _ in range(10 * FREE_TRIES):
        assert tries.count(OFFICE, NOW) is None
        tries.forgive(OFFICE)


def test_an_office_is_not_shut_out_for_good_however_many_tries_fail_there() -> None:
    tries, now = Tries(), NOW
    while now < NOW + timedelta(hours=3):
        until = tries.count(OFFICE, now)
        assert until is None or until - now <= LONGEST_WAIT
        now += SECOND
    assert tries.count(OFFICE, now + LONGEST_WAIT) is None
    fail(tries, FREE_TRIES, now=now + LONGEST_WAIT + REMEMBERED + SECOND)


def test_other_addresses_do_not_wait() -> None:
    tries = Tries()
    fail(tries, FREE_TRIES)
    assert tries.count(OFFICE, NOW) is not None
    assert tries.count("192.0.2.8", NOW) is None


def test_only_so_many_addresses_are_remembered_the_last_ones() -> None:
    tries = Tries()
    tries.count("192.0.2.1", NOW)
    fail(tries, FREE_TRIES)
    for number in range(MOST_ADDRESSES - 1):
        tries.count(f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1", NOW)
    assert len(tries._at) == MOST_ADDRESSES
    assert tries.count(OFFICE, NOW) is not None


def test_to_forgive_an_address_that_never_tried_is_nothing() -> None:
    Tries().forgive(OFFICE)


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002/64"),
        ("2001:db8:1:2::", "20010db800010002/64"),
        ("fe80::1%eth0", "fe80000000000000/64"),
        ("", ""),
        ("testclient", ""),
    ],
)
def test_what_one_customer_has_is_one_place(address: str, site: str) -> None:
    assert site_of(address) == site
