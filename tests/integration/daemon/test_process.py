"""The daemon as a process: how it ends, and that it outlives its servers."""

from __future__ import annotations

import time
from email import message_from_bytes

import pytest

from tests.acceptance.letters import registration, registrations
from tests.integration.daemon.conftest import NewSite
from tests.servers.site import eventually
from tests.servers.smtp import Conduct, Point

ALLOWED_SECONDS = 10


def test_sigterm_ends_an_idle_daemon_at_once(new_site: NewSite) -> None:
    site = new_site()
    site.deliver(registration(1))
    daemon = site.start()
    site.smtp.wait_for(1)

    begun = time.monotonic()

    assert daemon.stop() == 0
    assert time.monotonic() - begun < ALLOWED_SECONDS
    assert '"key": "stopped"' in site.log


@pytest.mark.parametrize("point", [Point.RCPT, Point.AFTER_DOT])
def test_sigterm_while_the_submission_server_is_slow_ends_in_time_and_loses_nothing(
    new_site: NewSite, point: Point
) -> None:
    site = new_site()
    site.smtp.expect(Conduct(hang=point))
    site.deliver(registration(1))
    daemon = site.start()
    eventually(lambda: "RCPT" in site.smtp.commands, "the conversation begins")

    begun = time.monotonic()

    assert daemon.stop() == 0
    assert time.monotonic() - begun < ALLOWED_SECONDS
    site.run_once()
    assert [mail["state"] for mail in site.json("outbox")] == ["sent"]
    ids = {message_from_bytes(mail.content)["Message-ID"] for mail in site.smtp.received}
    assert len(ids) == 1


def test_sigterm_while_the_rate_limit_holds_mail_back_ends_at_once(new_site: NewSite) -> None:
    site = new_site()
    text = site.config.read_text("utf-8").replace("per_minute = 0", "per_minute = 1")
    site.config.write_text(text, "utf-8")
    site.deliver(*registrations(3))
    daemon = site.start()
    site.smtp.wait_for(1)

    begun = time.monotonic()

    assert daemon.stop() == 0
    assert time.monotonic() - begun < ALLOWED_SECONDS
    assert sorted(mail["state"] for mail in site.json("outbox")) == ["queued", "queued", "sent"]


def test_a_mailbox_whose_server_comes_back_is_taken_up_again(new_site: NewSite) -> None:
    site = new_site()
    daemon = site.start()
    eventually(lambda: '"key": "connected"' in site.log, "the mailbox is connected")

    site.imap.stop()
    eventually(lambda: site.json("status")["mailboxes"]["desk"]["error"], "the loss is noticed")
    site.deliver(registration(1))
    site.imap.start()

    site.smtp.wait_for(1, timeout_seconds=30)
    assert site.json("status")["mailboxes"]["desk"]["error"] is None
    assert daemon.stop() == 0


def test_a_submission_server_that_comes_back_gets_what_waited(new_site: NewSite) -> None:
    site = new_site()
    site.smtp.greeting = "421 4.3.2 closing"
    site.deliver(registration(1))
    daemon = site.start()
    eventually(lambda: site.json("status")["smtp"]["error"], "the refusal is shown")

    site.smtp.greeting = None

    site.smtp.wait_for(1, timeout_seconds=30)
    eventually(lambda: site.json("status")["smtp"]["error"] is None, "the error is gone")
    assert daemon.stop() == 0


def test_a_first_start_that_finds_mail_and_no_choice_ends_with_78(new_site: NewSite) -> None:
    site = new_site(start=None)
    site.deliver(registration(1))

    daemon = site.start(wait=False)

    assert daemon.process.wait(30) == 78
    log = daemon.log.read_text("utf-8")
    assert 'start = "new"' in log
    assert 'start = "all"' in log
    assert site.json("messages") == []
