"""What staff decide on the command line, and what the applicant gets."""

from __future__ import annotations

import json
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from tests.acceptance.altering import run_later
from tests.acceptance.conftest import NewSite
from tests.acceptance.letters import registration
from tests.servers.site import Site

HELD = 300


def decide(site: Site, *words: str) -> Any:
    """Decide about the one application there is; what the command prints."""
    verb, *options = words
    printed = site.mailreg(verb, site.reference(), *options, "--json").stdout
    return json.loads(printed)


def mails(site: Site) -> list[tuple[str, str]]:
    return [(mail["template"], mail["state"]) for mail in site.json("outbox")]


def applied(new_site: NewSite, **options: Any) -> Site:
    """A site with one application that was received."""
    site = new_site(**options)
    site.deliver(registration(0))
    site.run_once()
    assert mails(site) == [("received", "sent")]
    return site


@pytest.mark.parametrize(
    ("words", "status", "template"),
    [
        (("approve",), "confirmed", "confirmed"),
        (("decline", "--note", "Tyvärr är det fullt."), "declined", "declined"),
        (("waitlist",), "waitlisted", "waitlisted"),
        (("ask", "--for", "billing_address"), "incomplete", "incomplete"),
        (("cancel",), "cancelled", "cancelled"),
    ],
)
def test_a_decision_is_recorded_and_mailed(
    new_site: NewSite, words: tuple[str, ...], status: str, template: str
) -> None:
    site = applied(new_site)

    (done,) = decide(site, *words, "--by", "maria")
    site.run_once()

    assert done["refused"] is None
    assert done["application"]["status"] == status
    assert site.case()["history"][-1]["by"] == "maria"
    assert mails(site) == [("received", "sent"), (template, "sent")]
    reply = message_from_bytes(site.smtp.received[-1].content, policy=policy.default)
    assert reply["In-Reply-To"] == "<efteranmalan-0@solby.example>"


def test_what_was_declined_can_be_opened_again_and_confirmed(new_site: NewSite) -> None:
    site = applied(new_site)
    decide(site, "decline")
    decide(site, "reopen")
    assert site.case()["status"] == "pending"

    decide(site, "approve")
    site.run_once()

    assert site.case()["status"] == "confirmed"
    assert mails(site)[-1] == ("confirmed", "sent")


def test_a_decision_undone_while_its_mail_is_held_leaves_no_mail(new_site: NewSite) -> None:
    site = applied(new_site, undo_seconds=HELD)
    decide(site, "approve")
    site.run_once()
    assert mails(site) == [("received", "sent"), ("confirmed", "held")]

    decide(site, "undo")
    run_later(site, timedelta(seconds=HELD + 60))

    assert site.case()["status"] == "pending"
    assert mails(site) == [("received", "sent"), ("confirmed", "cancelled")]
    assert len(site.smtp.received) == 1


def test_a_decision_leaves_when_its_time_to_be_undone_is_over(new_site: NewSite) -> None:
    site = applied(new_site, undo_seconds=HELD)
    decide(site, "approve")

    run_later(site, timedelta(seconds=HELD + 60))

    assert mails(site) == [("received", "sent"), ("confirmed", "sent")]


def test_a_decision_undone_after_its_mail_left_drafts_a_correction_for_release(
    new_site: NewSite,
) -> None:
    site = applied(new_site)
    decide(site, "approve")
    site.run_once()

    decide(site, "undo")
    site.run_once()

    assert site.case()["status"] == "pending"
    assert mails(site)[-1] == ("corrected", "held")
    site.mailreg("release", str(site.json("outbox")[-1]["id"]))
    site.run_once()
    assert mails(site)[-1] == ("corrected", "sent")


def test_an_undo_is_refused_where_the_seat_has_gone_meanwhile(new_site: NewSite) -> None:
    site = new_site(capacity=1)
    site.deliver(registration(0), registration(1))
    site.run_once()
    first, second = (one["reference"] for one in site.json("list"))
    site.mailreg("approve", first)
    site.mailreg("cancel", first)
    site.mailreg("approve", second)

    refused = site.mailreg("undo", first, check=False)

    assert refused.returncode == 1
    assert site.json("show", first)["status"] == "cancelled"


def test_an_edit_corrects_a_field_and_keeps_what_was_read(new_site: NewSite) -> None:
    site = applied(new_site)

    site.mailreg("edit", site.reference(), "billing.reference=AB9876", "name=Anna Lindh")

    case = site.case()
    assert case["billing"]["reference"] == "AB9876"
    assert case["registrations"][0]["name"] == "Anna Lindh"
    decide(site, "approve")
    site.run_once()
    assert "Anna Lindh" in str(
        message_from_bytes(site.smtp.received[-1].content, policy=policy.default).get_body()
    )


def test_what_does_not_exist_is_refused_with_1(new_site: NewSite) -> None:
    site = applied(new_site)

    refused = site.mailreg("approve", "MS-22222", check=False)

    assert refused.returncode == 1
    assert "MS-22222" in refused.stderr
    assert refused.stdout == ""
