"""Whole conversations over real servers: each letter answers our mail, and each mail is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from typing import Any

import pytest

from tests.acceptance.conftest import NewSite
from tests.servers.configuration import ADDRESS
from tests.servers.site import Site

SWEDISH = """\
Hej!

Jag missade att anmäla mig till Mötesplats Storsthlm och vill gärna anmäla mig nu.

Namn: Anna Berg

Med vänlig hälsning
Anna Berg
"""
ENGLISH = """\
Hello,

I am sorry to be late. I would like to register for Mötesplats Storsthlm.

Name: Anna Berg

Kind regards
Anna Berg
"""
NUMBERS = count(1)

pytestmark = pytest.mark.timeout(400)  # nine letters, a process for each


@dataclass(slots=True)
class Applicant:
    """Somebody with a mail program: reads what comes, and answers the last of it."""

    site: Site
    address: str = "anna.berg@solby.example"
    name: str = "Anna Berg"
    read: list[EmailMessage] = field(default_factory=list)

    def write(self, text: str, *, subject: str = "Efteranmälan", headers: str = "") -> list[str]:
        """Send a letter; returns the subjects' templates of what comes back, as the desk has it."""
        before = len(self.site.json("outbox"))
        head = (
            f"From: {self.name} <{self.address}>\n"
            f"To: {ADDRESS}\n"
            f"Subject: {subject}\n"
            "Date: Mon, 13 Mar 2023 10:02:35 +0100\n"
            f"Message-ID: <conversation-{next(NUMBERS)}@solby.example>\n"
            "MIME-Version: 1.0\n"
            "Content-Type: text/plain; charset=utf-8\n"
            "Content-Transfer-Encoding: 8bit\n"
            f"{headers}\n"
        )
        self.site.deliver(f"{head}{text}".replace("\n", "\r\n").encode())
        self.site.run_once()
        self._look()
        return [str(mail["template"]) for mail in self.site.json("outbox")[before:]]

    def answer(self, text: str) -> list[str]:
        """Answer the last mail as mail programs do: thread, subject, and our words beneath."""
        last = self.read[-1]
        quoted = "\n".join(f"> {line}" for line in self.last().splitlines())
        headers = (
            f"In-Reply-To: {last['Message-ID']}\n"
            f"References: {' '.join(str(last['References']).split())} {last['Message-ID']}\n"
        )
        written = f"{text}\n\nDen 13 mars 2023 kl. 10:00 skrev Mötesplats <{ADDRESS}>:\n{quoted}\n"
        return self.write(written, subject=f"SV: {last['Subject']}", headers=headers)

    def last(self) -> str:
        """The text of the last mail."""
        body = self.read[-1].get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def _look(self) -> None:
        mine = [one for one in self.site.smtp.received if self.address in one.recipients]
        for one in mine[len(self.read) :]:
            mail = message_from_bytes(one.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.read.append(mail)


def opened(new_site: NewSite, **options: Any) -> Site:
    """An installation that has looked into its mailbox once."""
    site = new_site(**options)
    site.run_once()
    return site


def statuses(site: Site) -> list[str]:
    return [str(one["status"]) for one in site.case()["registrations"]]


def test_a_conversation_in_swedish_from_the_first_letter_to_the_last(new_site: NewSite) -> None:
    site = opened(new_site, database="postgresql", approval="automatic", capacity=2)
    anna = Applicant(site)

    assert anna.write(SWEDISH) == ["incomplete"]
    assert "fakturaadress" in anna.last().lower()

    assert anna.answer("Solby kommun\nBox 101\n123 45 Solby\n") == ["confirmed"]
    assert "Box 101" in anna.last()
    assert statuses(site) == ["confirmed"]

    assert anna.answer("Hej! Jag är dessutom allergisk mot nötter.\n\nAnna") == ["updated"]
    assert "nöt" not in anna.last()

    assert anna.answer("Vi blir en till: Erik Dahl.\n\nAnna") == ["confirmed"]
    assert statuses(site) == ["confirmed", "confirmed"]

    assert anna.answer("Nils Ask kommer i stället för Erik Dahl.\n\nAnna") == ["updated"]
    assert "Nils Ask har en plats" in anna.last()
    assert statuses(site) == ["confirmed", "cancelled", "confirmed"]

    assert anna.answer("Finns det parkering vid lokalen?\n\nAnna") == ["forwarded"]
    assert anna.answer("Ny fakturaadress:\nNorrby AB\nStorgatan 1\n111 22 Norrby\n") == ["updated"]
    assert "Norrby AB" in anna.last()

    assert anna.answer("Vi måste tyvärr avboka båda två.\n\nAnna Berg") == ["cancelled"]
    assert statuses(site) == ["cancelled", "cancelled", "cancelled"]
    assert len({str(mail["Subject"]) for mail in anna.read}) == 1


def test_a_conversation_in_english_in_which_staff_decide(new_site: NewSite) -> None:
    site = opened(new_site, approval="staff")
    anna = Applicant(site)

    assert anna.write(ENGLISH, subject="Late registration") == ["incomplete"]
    assert "billing address" in anna.last().lower()
    answer = "Solby Municipality\nBox 101\n123 45 Solby\nReference: ZZ1234\n"
    assert anna.answer(answer) == ["received"]
    site.mailreg("approve", site.reference())
    site.run_once()

    assert anna.answer("I am vegan, I forgot to mention it.\n\nAnna") == ["updated"]
    assert "vegan" not in anna.last().partition("\n> ")[0]
    assert anna.answer("My colleague Erik Dahl would like to come too.\n\nAnna") == ["outcome"]
    assert statuses(site) == ["confirmed", "pending"]
    site.mailreg("approve", site.reference())
    site.run_once()
    assert statuses(site) == ["confirmed", "confirmed"]

    assert anna.answer("I cannot come after all. Please cancel my place.\n\nAnna Berg") == [
        "cancelled"
    ]
    assert statuses(site) == ["cancelled", "confirmed"]


def test_a_forger_cancels_nobody(new_site: NewSite) -> None:
    site = opened(new_site, approval="automatic", authserv_id="mx.example.org")
    anna = Applicant(site)
    anna.write(SWEDISH)
    anna.answer("Solby kommun\nBox 101\n123 45 Solby\n")
    cancel = "Jag måste tyvärr avboka min plats.\n\nAnna Berg\n"
    subject = f"SV: Mötesplats {site.reference()}"

    failed = "Authentication-Results: mx.example.org; dmarc=fail header.from=solby.example\n"
    foreign = "Authentication-Results: elsewhere.example; dmarc=pass header.from=solby.example\n"
    assert anna.write(cancel, subject=subject) == []
    assert anna.write(cancel, subject=subject, headers=failed) == []
    assert anna.write(cancel, subject=subject, headers=foreign) == []
    stranger = Applicant(site, address="anna.berg@elsewhere.example")
    assert stranger.write(cancel, subject=subject) == []

    assert statuses(site) == ["confirmed"]
    reasons = [str(one["reason"]) for one in site.json("messages")[2:]]
    assert reasons == ["unproven", "verdict_failed", "unproven", "unproven"]
