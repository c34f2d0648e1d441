"""Letters of invented people."""

from __future__ import annotations

from itertools import count

_NUMBERS = count(1)

REGISTRATION = """\
Hej!

Jag missade tyvärr att anmäla mig i tid till Vårmöte men vill gärna anmäla mig nu.

Namn: {name}
{more}
Fakturaadress:
Solby kommun
Box 101
123 45 Solby
Referens: ZZ1234

Med vänlig hälsning
{name}
"""
WITHOUT_ADDRESS = """\
Hej!

Jag vill gärna anmäla mig till Vårmöte.

Namn: {name}

Med vänlig hälsning
{name}
"""
ENGLISH = """\
Hello,

I am sorry to be late, but I would like to register for the Spring meeting. Please confirm that
there is still a seat for me.

Name: {name}

Billing address:
Solby Municipality
Box 101
123 45 Solby
Reference: ZZ1234

Kind regards
{name}
"""
QUESTION = """\
Hej!

Finns det möjlighet att parkera vid lokalen? När börjar registreringen?

Vänliga hälsningar
{name}
"""
ASKING = "Fråga inför Vårmöte"  # the subject that goes with it
CANCELLATION = """\
Hej!

Jag är tyvärr sjuk och måste avboka min plats på Vårmöte.

Med vänlig hälsning
{name}
"""


def letter(
    body: str = REGISTRATION,
    *,
    name: str = "Anna Berg",
    address: str = "anna.berg@solby.example",
    sender: str | None = None,
    subject: str = "Efteranmälan",
    message_id: str | None = None,
    headers: str = "",
    more: str = "",
    text: str | None = None,
) -> bytes:
    """One letter; `headers` are whole lines, `sender` is a whole From, `text` a whole body."""
    identity = message_id or f"<letter.{next(_NUMBERS)}@solby.example>"
    head = (
        f"From: {sender or f'{name} <{address}>'}\n"
        "To: varmote@example.org\n"
        f"Subject: {subject}\n"
        "Date: Fri, 01 Mar 2030 09:58:35 +0100\n"
        f"Message-ID: {identity}\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        f"{headers}\n"
    )
    content = body.format(name=name, more=more) if text is None else text
    return f"{head}{content}".replace("\n", "\r\n").encode()


def letters(number: int) -> list[bytes]:
    """Registrations of that many different people."""
    names = [f"{first} Ek" for first in ("Anna", "Erik", "Karin", "Lars", "Maria", "Nils", "Eva")]
    return [
        letter(name=name, address=f"p{index}@solby.example")
        for index, name in enumerate(names[:number])
    ]
