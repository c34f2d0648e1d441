"""Promise 11: a new installation only looks, old mail is left alone, and a pause loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.acceptance.conftest import NewSite
from tests.acceptance.kill.ending import kill_at
from tests.acceptance.letters import address_of, registration, registrations
from tests.servers.site import Site


def mails(site: Site) -> list[tuple[str, str]]:
    return [(mail["template"], mail["state"]) for mail in site.json("outbox")]


def test_shadow_shows_everything_sends_nothing_and_moves_nothing(new_site: NewSite) -> None:
    site = new_site(mode="shadow")
    site.deliver(*registrations(2))

    site.run_once()

    assert [one["status"] for one in site.json("list")] == ["pending", "pending"]
    assert [mail["reason"] for mail in site.json("outbox")] == ["shadow", "shadow"]
    assert mails(site) == [("received", "cancelled")] * 2
    assert site.smtp.received == []
    assert len(site.inbox()) == 2
    assert site.flags() == {""}


def test_what_was_read_in_shadow_is_answered_by_staff_alone(new_site: NewSite) -> None:
    site = new_site(mode="shadow")
    site.deliver(registration(0))
    site.run_once()
    site.mailreg("approve", site.reference())
    site.mailreg("undo", site.reference())

    site.configure(mode="live")
    site.run_once()
    assert site.smtp.received == []
    site.mailreg("approve", site.reference())
    site.run_once()

    assert [mail.recipients[0] for mail in site.smtp.received] == [address_of(0)]
    assert mails(site)[-1] == ("confirmed", "sent")
    site.run_once()
    assert site.inbox() == []


def test_letters_after_the_switch_to_live_are_answered(new_site: NewSite) -> None:
    site = new_site(mode="shadow")
    site.deliver(registration(0))
    site.run_once()

    site.configure(mode="live")
    site.deliver(registration(1))
    site.run_once()

    assert [mail.recipients[0] for mail in site.smtp.received] == [address_of(1)]


def test_old_mail_is_left_alone_where_the_start_is_new(new_site: NewSite) -> None:
    site = new_site(start="new")
    site.deliver(*registrations(3))
    site.run_once()

    site.deliver(registration(3))
    site.run_once()

    assert [mail.recipients[0] for mail in site.smtp.received] == [address_of(3)]
    reasons = [(one["state"], one["reason"]) for one in site.json("messages")]
    assert reasons[:3] == [("ignored", "before_start")] * 3
    assert len(site.inbox()) == 3


def test_a_first_start_that_is_killed_answers_no_old_mail_afterwards(new_site: NewSite) -> None:
    site = new_site(start="new")
    site.deliver(*registrations(3))

    kill_at(site, "skipping", 1, "run", "--once")
    site.run_once()
    site.run_once()

    assert site.json("list") == []
    assert {one["reason"] for one in site.json("messages")} == {"before_start"}
    assert site.smtp.received == []


def test_old_mail_stays_skipped_when_uidvalidity_changes(new_site: NewSite) -> None:
    site = new_site(start="new")
    old = datetime.now(UTC) - timedelta(days=3)
    site.imap.fill(site.user, registrations(3), old)
    site.run_once()

    site.change_uidvalidity()
    site.imap.fill(site.user, registrations(3), old)
    site.run_once()

    assert site.json("list") == []
    assert site.smtp.received == []


def test_a_first_start_that_finds_mail_and_no_word_about_it_ends_with_78(
    new_site: NewSite,
) -> None:
    site = new_site(start=None)
    site.deliver(registration(0))

    refused = site.mailreg("run", "--once", check=False)

    assert refused.returncode == 78
    assert all(choice in refused.stderr for choice in ('"new"', '"all"', "date"))
    assert site.json("messages") == []
    assert site.start(wait=False).process.wait(60) == 78


def test_a_first_start_on_an_empty_mailbox_needs_no_word(new_site: NewSite) -> None:
    site = new_site(start=None)
    site.run_once()

    site.deliver(registration(0))
    site.run_once()

    assert len(site.smtp.received) == 1


def test_a_pause_holds_every_reply_and_loses_none(new_site: NewSite) -> None:
    site = new_site()
    site.run_once()
    site.mailreg("pause")
    site.deliver(*registrations(2))
    site.run_once()
    assert site.smtp.received == []
    assert site.json("status")["paused"] is True
    assert len(site.json("list")) == 2

    site.mailreg("resume")
    site.run_once()

    assert len(site.smtp.received) == 2
    assert site.json("status")["paused"] is False


def test_in_hold_every_reply_waits_for_its_release(new_site: NewSite) -> None:
    site = new_site(mode="hold")
    site.deliver(*registrations(2))
    site.run_once()
    assert mails(site) == [("received", "held")] * 2
    assert site.smtp.received == []

    site.mailreg("release", str(site.json("outbox")[1]["id"]))
    site.run_once()

    assert [mail.recipients[0] for mail in site.smtp.received] == [address_of(1)]
