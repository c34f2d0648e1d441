"""Promise 5: one predicate knows machines by their marks, and limits stop those without any."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import NewSite
from tests.acceptance.letters import registration

MARKS = {
    "auto-replied": "Auto-Submitted: auto-replied\n",
    "auto-generated": "Auto-Submitted: auto-generated; owner-email=x@example.org\n",
    "autoreply": "X-Autoreply: yes\n",
    "suppress all": "X-Auto-Response-Suppress: All\n",
    "loop": "X-Loop: x@solby.example\n",
    "null return path": "Return-Path: <>\n",
}
LISTS = {
    "list": "List-Id: Nyheter <nyheter.solby.example>\n",
    "bulk": "Precedence: bulk\n",
}
SENDERS = {
    "daemon": "MAILER-DAEMON@mx.solby.example",
    "our own address": "motesplats@example.org",
}


def test_no_mark_of_a_machine_is_answered_and_its_mail_is_filed(new_site: NewSite) -> None:
    site = new_site()
    marked = [registration(n, headers=mark) for n, mark in enumerate(MARKS.values())]
    sent = [registration(50 + n, sender=sender) for n, sender in enumerate(SENDERS.values())]
    site.deliver(*marked, *sent)

    site.run_once()

    assert {one["state"] for one in site.json("messages")} == {"ignored"}
    assert site.json("list") == []
    assert site.smtp.received == []
    assert site.inbox() == []


def test_lists_and_bulk_mail_are_not_answered_and_stay(new_site: NewSite) -> None:
    site = new_site()
    site.deliver(*(registration(n, headers=mark) for n, mark in enumerate(LISTS.values())))

    site.run_once()

    found = [(one["state"], one["reason"]) for one in site.json("messages")]
    assert found == [("ignored", "bulk"), ("ignored", "bulk")]
    assert site.smtp.received == []
    assert len(site.inbox()) == 2


@pytest.mark.parametrize(
    ("limit", "reason"),
    [("per_address", "limit_per_address"), ("per_hour", "limit_per_hour")],
)
def test_a_robot_without_marks_meets_the_limit_and_what_is_past_it_is_held(
    new_site: NewSite, limit: str, reason: str
) -> None:
    site = new_site(**{limit: 2})
    site.deliver(*(registration(n, sender="robot@solby.example") for n in range(4)))

    site.run_once()

    assert len(site.json("list")) == 4
    assert len(site.smtp.received) == 2
    held = site.json("outbox", "--state", "held")
    assert [mail["reason"] for mail in held] == [reason, reason]

    site.mailreg("release", *(str(mail["id"]) for mail in held))
    site.run_once()

    assert len(site.smtp.received) == 4


def test_what_staff_decide_no_limit_holds(new_site: NewSite) -> None:
    site = new_site(per_address=1, per_hour=1)
    site.deliver(registration(0))
    site.run_once()

    site.mailreg("approve", site.case()["reference"])
    site.run_once()

    assert [mail["state"] for mail in site.json("outbox")] == ["sent", "sent"]
