"""Letters of invented people: short ones in plain text, and long ones as Outlook writes them."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from tests.acceptance.letters import BODY, address_of, id_of, name_of

STYLE = "p.MsoNormal {margin:0cm; font-size:11.0pt; font-family:'Calibri',sans-serif;}\n" * 30


def letter(number: int) -> bytes:
    """A letter that registers one person and has all that is needed; 1 to 6 kB."""
    name = name_of(number)
    text = BODY.format(name=name, box=100 + number, reference=f"ZZ{number:04}", more="")
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{name} <{address_of(number)}>"
    message["To"] = "motesplats@example.org"
    message["Subject"] = "Efteranmälan till Mötesplats"
    message["Date"] = f"Mon, 13 Mar 2023 10:{number % 60:02}:35 +0100"
    message["Message-ID"] = id_of(number)
    message.set_content(text)
    if number % 2:
        message.add_alternative(_as_html(text), subtype="html")
    return message.as_bytes()


def letters(first: int, count: int) -> list[bytes]:
    """That many, of different people, from that number on."""
    return [letter(number) for number in range(first, first + count)]


def _as_html(text: str) -> str:
    lines = "\n".join(
        f'<p class="MsoNormal">{escape(line) or "<o:p>&nbsp;</o:p>"}</p>'
        for line in text.split("\n")
    )
    return f"<html><head><style>\n{STYLE}</style></head><body>\n{lines}\n</body></html>"
