"""Promise 8: what is missing is asked for, what is doubtful is marked, and evidence is shown."""

from __future__ import annotations

import json
from pathlib import Path

from tests.acceptance.conftest import NewSite
from tests.acceptance.letters import name_of, registration

WITHOUT_BILLING = """\
Hej!

Jag missade att anmäla mig till Mötesplats Storsthlm och vill gärna vara med.

Med vänlig hälsning
{name}
"""


def test_what_is_missing_is_asked_for_and_nothing_is_confirmed(new_site: NewSite) -> None:
    site = new_site(approval="automatic")
    site.deliver(registration(0, body=WITHOUT_BILLING))

    site.run_once()

    case = site.case()
    assert (case["status"], case["missing"]) == ("incomplete", ["billing_address"])
    assert case["billing"] is None
    assert [mail["template"] for mail in case["outbox"]] == ["incomplete"]


def test_a_sender_whose_answers_go_elsewhere_is_doubtful_and_not_answered(
    new_site: NewSite,
) -> None:
    site = new_site(approval="automatic")
    site.deliver(registration(0, headers="Reply-To: someone@elsewhere.example\n"))

    site.run_once()

    case = site.case()
    assert case["status"] == "pending"
    assert case["needs_review"] is True
    assert "sender_unclear" in case["reasons"]
    assert site.smtp.received == []


def test_every_field_that_was_read_shows_where(new_site: NewSite, tmp_path: Path) -> None:
    letter = tmp_path / "letter.eml"
    letter.write_bytes(registration(0))

    line = new_site().mailreg("parse", "--json", str(letter)).stdout

    read = json.loads(line)
    assert read["attendees"][0]["name"] == name_of(0)
    assert {"attendees[0].name", "billing.postal_code"} <= {
        one["field"] for one in read["evidence"]
    }
    for one in read["evidence"]:
        assert one["text"] == read["texts"][one["part"]][one["start"] : one["end"]]
