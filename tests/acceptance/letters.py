"""Letters of invented people who missed the form, each with an address and a Message-ID."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from email import message_from_bytes
from email.utils import parseaddr

FIRST = "Anna Erik Karin Lars Maria Anders Eva Johan Lena Per Ingrid Nils Sara Olof Birgitta"
LAST = """
    Lindström Bergqvist Hedlund Nordin Åkerman Sjöberg Wallin Öberg Dahlgren Ekström Forsberg
    Holmgren Isaksson Lundell
"""
PLAIN = str.maketrans("åäöÅÄÖ", "aaoAAO")

BODY = """\
Hej!

Jag missade tyvärr att anmäla mig i tid till Mötesplats Storsthlm och undrar om det finns plats
kvar. Jag vill gärna anmäla mig.

Namn: {name}

Fakturaadress:
Solby kommun
Box {box}
123 45 Solby
Referens: {reference}
{more}
Med vänlig hälsning
{name}
"""


def name_of(number: int) -> str:
    """A full name, another for each number below 210."""
    first, last = FIRST.split(), LAST.split()
    return f"{first[number % len(first)]} {last[number // len(first) % len(last)]}"


def address_of(number: int) -> str:
    """The address that goes with it."""
    plain = name_of(number).translate(PLAIN).lower().replace(" ", ".")
    return f"{plain}.{number}@solby.example"


def id_of(number: int) -> str:
    """The Message-ID of the letter of that number."""
    return f"<efteranmalan-{number}@solby.example>"


def registration(
    number: int,
    *,
    more: str = "",
    headers: str = "",
    sender: str | None = None,
    body: str = BODY,
) -> bytes:
    """A letter that registers one person and has all that is needed.

    `more` goes into the text, `headers` are whole lines; `sender` is another From.
    """
    name = name_of(number)
    text = body.format(name=name, box=100 + number, reference=f"ZZ{number:04}", more=more)
    head = (
        f"From: {sender or address_of(number)}\n"
        "To: motesplats@example.org\n"
        "Subject: Efteranmalan\n"
        f"Date: Mon, 13 Mar 2023 10:{number % 60:02}:35 +0100\n"
        f"Message-ID: {id_of(number)}\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        f"{headers}\n"
    )
    return f"{head}{text}".replace("\n", "\r\n").encode()


def registrations(count: int) -> list[bytes]:
    """That many, of different people."""
    return [registration(number) for number in range(count)]


def ids(contents: Iterable[bytes]) -> Counter[str]:
    """How often each Message-ID occurs."""
    return Counter(str(message_from_bytes(one)["Message-ID"]) for one in contents)


def senders(contents: Iterable[bytes]) -> Counter[str]:
    """How often each sender occurs."""
    return Counter(parseaddr(str(message_from_bytes(one)["From"]))[1] for one in contents)
