"""Letters for the tests of this folder, made of a few words."""

from __future__ import annotations

from mailreg.message import DeskIdentity, InboundMessage, Kind, parse

DESK = DeskIdentity(
    own_addresses=frozenset({"motesplats@example.org"}), authserv_id="mx.example.org"
)
SENDER = "Anna Lind <anna.lind@botkyrka.example>"
TOKEN = "abcdefghijklmnopqrstuvwxyz"


def mail(text: str = "Hej! Jag vill komma.", **fields: str) -> bytes:
    """A letter of Anna's; `fields` set header fields (`_` for `-`), "" leaves one out."""
    header = {
        "From": SENDER,
        "To": "motesplats@example.org",
        "Subject": "Anmälan",
        "Date": "Mon, 13 Mar 2023 16:22:30 +0100",
        "Message-ID": "<1@botkyrka.example>",
        "Content-Type": "text/plain; charset=utf-8",
    }
    by_lower = {name.lower(): name for name in header}
    for name, value in fields.items():
        dashed = name.replace("_", "-")
        header[by_lower.get(dashed.lower(), dashed)] = value
    lines = [f"{name}: {value}" for name, value in header.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\n" + text.replace("\n", "\r\n")).encode()


def multipart(kind: str, *parts: str, **fields: str) -> bytes:
    """A letter of several parts; each part begins with its own header."""
    text = "".join(f"--frontier\n{part}\n" for part in parts) + "--frontier--\n"
    return mail(text, Content_Type=f'multipart/{kind}; boundary="frontier"', **fields)


def read(content: bytes) -> InboundMessage:
    return parse(content, identity=DESK)


def own(text: str, **fields: str) -> str:
    """The sender's own words of a plain letter, without the blank lines around them."""
    return read(mail(text, **fields)).own_words.strip()


def stretches(message: InboundMessage, kind: Kind) -> str:
    return message.text_of(kind).strip()
