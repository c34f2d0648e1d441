"""Promise 5: two desks that write to each other, and robots without any mark, fall silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count

import pytest

from tests.acceptance.conftest import NewSite
from tests.acceptance.letters import BODY, registration
from tests.servers.site import Site
from tests.servers.smtp import SmtpServer

ROUNDS = 5
FIRST, SECOND = "motesplats@example.org", "kongress@example.net"
ROBOT = "robot@solby.example"
NUMBERS = count(1)
Robot = Callable[[EmailMessage], tuple[str, str, bool]]  # subject, text, is it an answer


@pytest.fixture
def other_smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


def opened(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def exchange(sites: dict[str, Site], seen: set[bytes]) -> int:
    """One round: everybody works, and what they sent to each other arrives; how many that were."""
    carried = 0
    for site in sites.values():
        site.run_once()
    for mail in [mail for site in sites.values() for mail in site.smtp.received]:
        to = sites.get(mail.recipients[0])
        if to is not None and mail.content not in seen:
            seen.add(mail.content)
            to.deliver(mail.content)
            carried += 1
    return carried


@pytest.mark.parametrize("begins", ["registration", "staff"])
def test_two_desks_that_write_to_each_other_fall_silent(
    new_site: NewSite, other_smtp: SmtpServer, begins: str
) -> None:
    first = new_site()
    second = new_site(
        submission=other_smtp,
        mailbox_login={"password": "secret", "address": SECOND},
        smtp_login={"from": f"Kongressen <{SECOND}>"},
    )
    if begins == "registration":
        first.deliver(registration(0, sender=SECOND))
    else:
        second.mailreg("db", "upgrade")
        second.run_once()
        second.mailreg("add", "--event", "motesplats", "--name", "Anna Ek", "--email", FIRST)
        words = second.folder / "words.txt"
        words.write_text(BODY.format(name="Bo Ek", box=7, reference="ZZ1", more=""), "utf-8")
        second.mailreg("answer", second.reference(), "--text-file", str(words))
    sites, seen = {FIRST: first, SECOND: second}, set[bytes]()

    carried = [exchange(sites, seen) for _ in range(ROUNDS)]

    assert 1 <= sum(carried) <= 3
    assert carried[-1] == 0


def thanks(mail: EmailMessage) -> tuple[str, str, bool]:
    return f"Re: {mail['Subject']}", "Tack! Vi har läst ert brev.\n", True


def registers_again(mail: EmailMessage) -> tuple[str, str, bool]:
    return "Anmälan", BODY.format(name="Robot Ek", box=7, reference="ZZ1", more=""), False


def asks_again(mail: EmailMessage) -> tuple[str, str, bool]:
    return "Fråga", "Hej!\n\nVar kan man parkera, och när öppnar dörrarna?\n", False


def counts_and_quotes(mail: EmailMessage) -> tuple[str, str, bool]:
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    words = BODY.format(name="Robot Ek", box=7, reference="ZZ1", more="")
    return f"Re: {mail['Subject']}", f"Nr {next(NUMBERS)}\n{words}\n{text}", True


@pytest.mark.parametrize("robot", [thanks, registers_again, asks_again, counts_and_quotes])
def test_a_robot_without_any_mark_gets_at_most_two_automatic_answers(
    new_site: NewSite, robot: Robot
) -> None:
    site = new_site(per_hour=60, per_address=20, receipts=1)
    site.deliver(registration(0, sender=ROBOT))
    answered = 0

    for _ in range(ROUNDS):
        site.run_once()
        new, answered = site.smtp.received[answered:], len(site.smtp.received)
        for mail in new:
            site.deliver(_reply(opened(mail.content), robot))

    assert 1 <= len(site.smtp.received) <= 2


def _reply(mail: EmailMessage, robot: Robot) -> bytes:
    subject, text, is_answer = robot(mail)
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = ROBOT, FIRST, subject
    reply["Message-ID"] = f"<{next(NUMBERS)}@solby.example>"
    reply["Date"] = "Mon, 13 Mar 2023 16:22:30 +0100"
    if is_answer:
        reply["In-Reply-To"] = mail["Message-ID"]
        reply["References"] = f"{mail['References']} {mail['Message-ID']}"
    reply.set_content(text)
    return reply.as_bytes(policy=policy.SMTP)
