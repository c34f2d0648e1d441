"""What staff forward is read as a letter of who wrote it."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage

import pytest

from mailreg.message import Authenticity, DeskIdentity, InboundMessage, parse
from mailreg.message.forwarding import FORWARDED_BY_STAFF, forwarded

KARIN = "karin@example.org"
DESK = DeskIdentity(
    own_addresses=frozenset({"motesplats@example.org"}),
    authserv_id="mx.example.org",
    staff_addresses=frozenset({KARIN}),
)
LETTER = "Hej!\n\nJag vill gärna komma. Namn: Anna Lind\n\nMvh\nAnna\n"
OUTLOOK = f"""\
Kan ni ta den här? /Karin

________________________________
Från: Anna Lind <Anna.Lind@Botkyrka.example>
Skickat: den 13 mars 2023 16:22
Till: Karin Ek <{KARIN}>
Ämne: Sen anmälan

{LETTER}"""
GMAIL = f"""\
FYI

---------- Forwarded message ---------
From: Anna Lind <anna.lind@botkyrka.example>
Date: Mon, 13 Mar 2023 at 16:22
Subject: Sen anmälan
To: <{KARIN}>

{LETTER}"""
OLD_OUTLOOK = f"""\
-----Ursprungligt meddelande-----
Från: Anna Lind [mailto:anna.lind@botkyrka.example]
Skickat: den 13 mars 2023 16:22
Till: Karin Ek
Ämne: Sen anmälan

{LETTER}"""


def mail(
    text: str, *, sender: str = f"Karin Ek <{KARIN}>", subject: str = "VB: Sen anmälan"
) -> EmailMessage:
    found = EmailMessage()
    found["From"], found["To"], found["Subject"] = sender, "motesplats@example.org", subject
    found["Message-ID"], found["Date"] = "<1@example.org>", "Mon, 13 Mar 2023 17:00:00 +0100"
    found.set_content(text)
    return found


def read(found: EmailMessage) -> InboundMessage | None:
    return forwarded(parse(found.as_bytes(policy=policy.SMTP), identity=DESK), DESK)


@pytest.mark.parametrize("text", [OUTLOOK, GMAIL, OLD_OUTLOOK])
def test_a_forward_of_staff_is_the_letter_of_who_wrote_it(text: str) -> None:
    letter = read(mail(text))

    assert letter is not None
    assert letter.sender is not None
    assert (letter.sender.name, letter.sender.email.lower()) == (
        "Anna Lind",
        "anna.lind@botkyrka.example",
    )
    assert letter.subject == "Sen anmälan"
    assert "Jag vill gärna komma. Namn: Anna Lind" in letter.own_words
    assert "Karin" not in letter.body
    assert (letter.answerable, letter.unanswerable_reason) == (False, FORWARDED_BY_STAFF)


def test_a_letter_that_is_enclosed_counts_too() -> None:
    outer, inner = mail("Se bifogat."), mail(LETTER, sender="Anna Lind <anna@x.example>")
    outer.add_attachment(inner)

    letter = read(outer)

    assert letter is not None
    assert letter.sender is not None
    assert letter.sender.email == "anna@x.example"
    assert "Namn: Anna Lind" in letter.own_words


def test_nothing_vouches_for_who_wrote_it() -> None:
    found = mail(OUTLOOK)
    found["Authentication-Results"] = "mx.example.org; dmarc=pass header.from=example.org"

    letter = read(found)

    assert letter is not None
    assert letter.authenticity is Authenticity.NONE


@pytest.mark.parametrize(
    "found",
    [
        mail(OUTLOOK, sender="Bo Ek <bo@solby.example>"),
        mail("Hej! Jag vill också komma. /Karin", subject="Anmälan"),
        mail(OUTLOOK.replace("Anna.Lind@Botkyrka.example", "motesplats@example.org")),
        mail("VB:", subject="VB: tomt"),
    ],
    ids=["by others", "their own letter", "of our own mail", "of nothing"],
)
def test_any_other_letter_is_left_as_it_is(found: EmailMessage) -> None:
    assert read(found) is None


def test_a_forged_forward_is_left_as_it_is() -> None:
    found = mail(OUTLOOK)
    found["Authentication-Results"] = "mx.example.org; dmarc=fail header.from=example.org"

    assert read(found) is None
