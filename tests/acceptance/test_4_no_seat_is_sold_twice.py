"""Promise 4: whoever decides, and however many at once, no more seats are given than there are."""

from __future__ import annotations

import json

import pytest

from tests.acceptance.conftest import DATABASES, NewSite
from tests.acceptance.letters import registrations
from tests.servers.site import Site, eventually

SEATS = 5
PROCESSES = 8


def seats(site: Site) -> dict[str, int]:
    found: dict[str, int] = site.json("status")["events"]["motesplats"]
    return found


@pytest.mark.parametrize("database", DATABASES)
def test_eight_processes_that_approve_at_once_give_five_seats(
    new_site: NewSite, database: str
) -> None:
    site = new_site(database=database, capacity=SEATS)
    site.deliver(*registrations(PROCESSES))
    site.run_once()
    references = [one["reference"] for one in site.json("list")]

    ends = site.at_once([("approve", reference, "--json") for reference in references])

    assert sorted(end.returncode for end in ends) == [0] * SEATS + [1] * (PROCESSES - SEATS)
    refused = [json.loads(end.stdout)[0]["refused"] for end in ends if end.returncode]
    assert {one["code"] for one in refused} == {"no_room"}
    assert seats(site)["confirmed"] == SEATS
    assert seats(site)["pending"] == PROCESSES - SEATS
    site.run_once()
    confirmations = [one for one in site.json("outbox") if one["template"] == "confirmed"]
    assert len(confirmations) == SEATS


@pytest.mark.parametrize("database", DATABASES)
def test_processes_that_all_approve_everybody_give_five_seats(
    new_site: NewSite, database: str
) -> None:
    site = new_site(database=database, capacity=SEATS)
    site.deliver(*registrations(PROCESSES))
    site.run_once()
    references = [one["reference"] for one in site.json("list")]
    turned = [references[n:] + references[:n] for n in range(4)]

    site.at_once([("approve", *order) for order in turned])

    assert seats(site)["confirmed"] == SEATS
    assert seats(site)["over"] == 0
    steps = [step for one in references for step in site.json("show", one)["history"]]
    assert sum(step["action"] == "approve" for step in steps) == SEATS


@pytest.mark.parametrize("database", DATABASES)
def test_two_daemons_that_approve_by_themselves_give_five_seats(
    new_site: NewSite, database: str
) -> None:
    site = new_site(database=database, capacity=SEATS, approval="automatic")
    daemons = [site.start(wait=False), site.start(wait=False)]
    site.deliver(*registrations(12))

    eventually(lambda: len(site.smtp.received) >= 12, "every letter is answered")
    assert [daemon.stop() for daemon in daemons] == [0, 0]

    assert seats(site)["confirmed"] == SEATS
    full = [one["registrations"][0]["full"] for one in site.json("list", "--status", "pending")]
    assert full == [True] * (12 - SEATS)


def test_more_seats_are_given_only_by_name_and_with_a_note(new_site: NewSite) -> None:
    site = new_site(capacity=1)
    site.deliver(*registrations(2))
    site.run_once()
    first, second = (one["reference"] for one in site.json("list"))
    site.mailreg("approve", first)

    assert site.mailreg("approve", second, check=False).returncode == 1
    assert site.mailreg("approve", second, "--over-capacity", check=False).returncode == 1
    site.mailreg("approve", second, "--over-capacity", "--note", "Styrelsen har beslutat")

    assert seats(site)["confirmed"] == 2
    assert seats(site)["over"] == 1
    assert site.json("show", second)["history"][-1]["detail"] == "over capacity"
