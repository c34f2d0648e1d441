"""The daemon as an operator sees it: it notices mail, ends when asked, and outlives its servers."""

from __future__ import annotations

import time

from tests.acceptance.conftest import NewSite
from tests.acceptance.kill.ending import assert_every_letter_once
from tests.acceptance.letters import registration, registrations
from tests.servers.dovecot import DovecotServer
from tests.servers.site import eventually
from tests.servers.smtp import Conduct, Point

END_SECONDS = 10


def test_a_letter_is_answered_while_the_daemon_idles(new_site: NewSite) -> None:
    site = new_site()
    daemon = site.start()
    letters = registrations(3)
    for number, letter in enumerate(letters):
        site.deliver(letter)
        site.smtp.wait_for(number + 1, 30)
    eventually(lambda: not site.inbox(), "the letters are filed")
    eventually(lambda: len(site.saved()) == len(letters), "the answers are copied to Sent")

    assert daemon.stop() == 0
    assert_every_letter_once(site, letters, most_copies=0)


def test_it_ends_within_ten_seconds_while_the_server_is_silent_after_the_dot(
    new_site: NewSite,
) -> None:
    site = new_site()
    site.smtp.expect(Conduct(hang=Point.AFTER_DOT))
    letters = registrations(1)
    daemon = site.start()
    site.deliver(*letters)
    site.smtp.wait_for(1, 30)

    began = time.monotonic()
    status = daemon.stop()

    assert status == 0
    assert time.monotonic() - began < END_SECONDS
    site.run_once()
    assert_every_letter_once(site, letters, most_copies=1)


def test_it_outlives_its_mail_server(new_site: NewSite) -> None:
    with DovecotServer() as dovecot:
        site = new_site(imap=dovecot)
        daemon = site.start()
        site.deliver(registration(0))
        site.smtp.wait_for(1, 30)

        dovecot.stop()
        eventually(lambda: '"mailbox_failed"' in site.log, "the loss is noticed")
        dovecot.start()
        site.deliver(registration(1))
        site.smtp.wait_for(2, 60)

        assert daemon.stop() == 0


def test_it_outlives_its_submission_server(new_site: NewSite) -> None:
    site = new_site()
    site.smtp.greeting = "421 4.3.2 Too busy"
    daemon = site.start()
    site.deliver(registration(0))
    eventually(lambda: site.json("status")["smtp"]["error"], "the refusal is noted", 30)

    site.smtp.greeting = None
    site.smtp.wait_for(1, 60)
    eventually(lambda: not site.json("status")["smtp"]["error"], "it is well again", 30)

    assert daemon.stop() == 0
    assert [mail["state"] for mail in site.json("outbox")] == ["sent"]


def test_a_server_that_cannot_be_reached_is_told_with_75(new_site: NewSite) -> None:
    with DovecotServer() as dovecot:
        site = new_site(imap=dovecot)
        site.run_once()
        dovecot.stop()

        ended = site.mailreg("run", "--once", check=False)

        assert ended.returncode == 75
        assert site.json("status")["mailboxes"]["desk"]["error"]


def test_a_wrong_password_is_told_with_78(new_site: NewSite) -> None:
    site = new_site(mailbox_login={"password": "wrong"})

    assert site.mailreg("run", "--once", check=False).returncode == 78
