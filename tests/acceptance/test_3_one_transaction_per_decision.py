"""Promise 3: the change of state, the line of the history and the draft commit together."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import DATABASES, NewSite
from tests.acceptance.kill.ending import kill_at
from tests.acceptance.letters import registration


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("boundary", ["decided", "drafted", "settled"])
def test_a_letter_that_was_not_settled_has_left_no_trace(
    new_site: NewSite, database: str, boundary: str
) -> None:
    site = new_site(database=database)
    site.deliver(registration(0))

    kill_at(site, boundary, 1, "run", "--once")

    assert site.json("list") == []
    assert site.json("outbox") == []
    assert [one["state"] for one in site.json("messages")] == ["stored"]


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("boundary", ["decided by staff", "drafted for staff"])
def test_a_decision_that_was_not_committed_has_left_no_trace(
    new_site: NewSite, database: str, boundary: str
) -> None:
    site = new_site(database=database)
    site.deliver(registration(0))
    site.run_once()
    before = site.case()

    kill_at(site, boundary, 1, "approve", before["reference"])

    assert site.case() == before


def test_a_decision_that_was_committed_is_whole(new_site: NewSite) -> None:
    site = new_site()
    site.deliver(registration(0))
    site.run_once()

    kill_at(site, "decision committed", 1, "approve", site.case()["reference"], "--by", "maria")

    case = site.case()
    assert case["status"] == "confirmed"
    assert [(step["by"], step["action"]) for step in case["history"]][-1] == ("maria", "approve")
    assert [mail["template"] for mail in case["outbox"]] == ["received", "confirmed"]
    assert case["history"][-1]["outbox"] == case["outbox"][-1]["id"]
