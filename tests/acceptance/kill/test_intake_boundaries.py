"""Killed while letters are taken in: at every step between the mailbox and the outbox."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import DATABASES, NewSite
from tests.acceptance.kill.ending import assert_every_letter_once, kill_at
from tests.acceptance.letters import registrations

LETTERS = 5
CONNECTIONS = 2
# answers leave beside the intake: one may have arrived on each connection
ANSWERED_MEANWHILE = {"recorded", "moved", "filed"}
BOUNDARIES = {
    "connected": 1,
    "fetched": 1,
    "storing": 1,
    "stored": 1,
    "asked": 1,
    "read": 3,
    "decided": 3,
    "drafted": 3,
    "settled": 3,
    "recorded": 1,
    "moved": 1,
    "filed": 1,
}


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(("boundary", "number"), BOUNDARIES.items())
def test_every_letter_is_one_application_and_answered_once(
    new_site: NewSite, database: str, boundary: str, number: int
) -> None:
    site = new_site(database=database, connections=CONNECTIONS)
    letters = registrations(LETTERS)
    site.deliver(*letters)

    kill_at(site, boundary, number, "run", "--once")
    site.run_once()

    most_copies = CONNECTIONS if boundary in ANSWERED_MEANWHILE else 0
    assert_every_letter_once(site, letters, most_copies=most_copies)
