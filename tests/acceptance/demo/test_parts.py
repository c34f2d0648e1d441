"""The parts of the demo, each alone: the mail servers, the letters, the replies, the daemon."""

from __future__ import annotations

import imaplib
import smtplib
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from mailreg.demo.clock import now
from mailreg.demo.folder import ADDRESS, HOST, PASSWORD, Folder, temporary_folder
from mailreg.demo.letters import Postbag, samples
from mailreg.demo.process import running_daemon
from mailreg.demo.replies import Replies
from mailreg.demo.servers import serving
from mailreg.errors import PermanentError

REPLY = (
    "From: Mötesplats Nord <motesplats@example.org>\r\n"
    "To: anna.lindqvist@botkyrka.example\r\n"
    "Subject: =?utf-8?q?M=C3=B6tesplats_Nord?= [MN-7K4QD]\r\n"
    "Message-ID: <mailreg.token.1@example.org>\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "\r\n"
    "Hej Anna!\r\n\r\nTack för din anmälan. Vi har tagit emot den.\r\n"
).encode()


def inbox(port: int) -> list[bytes]:
    """The messages of the desk's inbox."""
    with imaplib.IMAP4(HOST, port) as client:
        client.login(ADDRESS, PASSWORD)
        client.select()
        _, found = client.uid("FETCH", "1:*", "(BODY.PEEK[])")
    return [part[1] for part in found if isinstance(part, tuple)]


def test_what_is_sent_to_the_desk_lies_in_its_inbox_and_what_is_sent_to_others_was_a_reply(
    tmp_path: Path,
) -> None:
    replies = Replies(tmp_path)
    with serving(ADDRESS, replies.keep) as ports:
        with smtplib.SMTP(HOST, ports.smtp) as smtp:
            smtp.sendmail("anna@example.org", [ADDRESS], b"Subject: hello\r\n\r\nHello.\r\n")
            smtp.sendmail(ADDRESS, ["anna.lindqvist@botkyrka.example"], REPLY)
        [letter] = inbox(ports.imap)
    assert letter.startswith(b"Return-Path: <anna@example.org>\r\nSubject: hello\r\n")
    assert (tmp_path / "01-anna.lindqvist.eml").read_bytes() == REPLY
    assert "Vi har tagit emot den." in (tmp_path / "01-anna.lindqvist.txt").read_text()
    assert replies.gists() == {"<mailreg.token.1@example.org>": "Vi har tagit emot den"}


def test_the_letters_come_one_by_one_and_the_last_waits_for_the_reply_that_it_answers(
    tmp_path: Path,
) -> None:
    replies = Replies(tmp_path)
    at = now()
    with serving(ADDRESS, replies.keep) as ports:
        postbag = Postbag(smtp_port=ports.smtp, replies=replies)
        assert postbag.send_next(at)
        assert not postbag.send_next(at)  # it is too early for the second
        while postbag.send_next(at := at + timedelta(seconds=2)):
            pass
        assert len(inbox(ports.imap)) == len(list(samples())) - 1
        replies.keep(REPLY)
        assert postbag.send_next(at)
        last = message_from_bytes(inbox(ports.imap)[-1], policy=default)
    assert last["In-Reply-To"] == "<mailreg.token.1@example.org>"
    assert last["Subject"] == "SV: Mötesplats Nord [MN-7K4QD]"


def test_there_are_a_dozen_letters_and_two_of_them_are_in_english() -> None:
    letters = [one.template for one in samples()]
    assert len(letters) == 12
    assert sum("Kind regards" in text or "Best regards" in text for text in letters) == 2


def test_a_daemon_that_ends_by_itself_is_told_with_what_it_said_last(tmp_path: Path) -> None:
    folder = Folder(path=tmp_path)
    with running_daemon(folder) as daemon:
        daemon.process.wait(60)
        with pytest.raises(PermanentError, match=r"ended with 78(.|\n)*mailreg\.toml"):
            daemon.check()


def test_the_folder_is_gone_afterwards() -> None:
    with temporary_folder() as folder:
        assert folder.replies.is_dir()
    assert not folder.path.exists()
