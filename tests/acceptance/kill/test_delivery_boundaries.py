"""Killed while answers leave: at every step between the claim and its end."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import DATABASES, NewSite
from tests.acceptance.kill.ending import assert_every_letter_once, kill_at
from tests.acceptance.letters import registrations

LETTERS = 5
CONNECTIONS = 2
BOUNDARIES = {
    # nothing can have arrived without a record of it
    "claiming": (1, 0),
    "claimed": (1, 0),
    "logged in": (1, 0),
    # one may have arrived on each connection, also while copies of others are saved
    "claiming copies": (1, CONNECTIONS),
    "appended": (3, CONNECTIONS),
    "noting copies": (1, CONNECTIONS),
    "saved": (1, CONNECTIONS),
    "MAIL": (3, CONNECTIONS),
    "RCPT": (3, CONNECTIONS),
    "announcing": (3, CONNECTIONS),
    "announced": (3, CONNECTIONS),
    "DATA": (3, CONNECTIONS),
    "DATA sent": (3, CONNECTIONS),
    "accepted": (3, CONNECTIONS),
    "concluding": (3, CONNECTIONS),
    "marked sent": (3, CONNECTIONS),
}


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(("boundary", "place"), BOUNDARIES.items())
def test_every_answer_leaves_and_a_copy_is_the_same_mail_and_shown(
    new_site: NewSite, database: str, boundary: str, place: tuple[int, int]
) -> None:
    number, most_copies = place
    site = new_site(database=database, connections=CONNECTIONS)
    letters = registrations(LETTERS)
    site.deliver(*letters)

    kill_at(site, boundary, number, "run", "--once")
    site.run_once()

    assert_every_letter_once(site, letters, most_copies=most_copies)


@pytest.mark.parametrize("database", DATABASES)
def test_what_may_have_arrived_is_sent_once_more_at_the_next_start(
    new_site: NewSite, database: str
) -> None:
    site = new_site(database=database, connections=1)
    letters = registrations(1)
    site.deliver(*letters)
    kill_at(site, "DATA sent", 1, "run", "--once")
    site.smtp.wait_for(1)

    site.run_once()

    assert_every_letter_once(site, letters, most_copies=1)
    assert len(site.smtp.received) == 2
    assert [mail["resent"] for mail in site.json("outbox")] == [True]
