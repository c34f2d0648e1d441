"""Header fields and MIME parts ▶ bytes that any server takes: CRLF, 7 bit, short lines.

Assembled here and not by `email.policy`, which takes several milliseconds for a reply. What is
put together is fixed (RFC 5322, 2045–2047, 2183); what varies is encoded.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.header import Header
from functools import lru_cache
from typing import Final

from mailreg.reply.clean import one_line

CRLF: Final = "\r\n"
_NAME_LIMIT: Final = 120  # characters of a display name
_SUBJECT_LIMIT: Final = 200  # characters
_LINE_LIMIT: Final = 76  # characters (RFC 2047, section 2)
_WORD: Final = "=?utf-8?q?{}?="
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")  # RFC 5322, section 3.2.3
_QUOTED: Final = re.compile(r'(["\\])')
_ADDRESS: Final = re.compile(r"[^\s<>@,;:()\"\\]+@[^\s<>@,;:()\"\\]+")
_MESSAGE_ID: Final = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")  # printable ASCII but < and >
_MESSAGE_ID_LIMIT: Final = 250  # characters; servers and clients cut longer ones
_IDS_KEPT: Final = 20  # of References: the first and the newest, as RFC 5537, section 3.4.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A MIME entity: its fields and its encoded body, CRLF throughout."""

    fields: tuple[str, ...]  # `Name: value`, folded where need be
    body: str  # ASCII

    def __str__(self) -> str:
        return CRLF.join((*self.fields, "", self.body))


def text_part(content_type: str, text: str) -> Part:
    """Text in UTF-8, quoted-printable, so that its source stays readable."""
    lines = text.strip("\n").replace("\n", CRLF).encode() + b"\r\n"
    encoded = binascii.b2a_qp(lines, istext=True).decode("ascii")
    return Part(
        fields=(
            f"Content-Type: {content_type}; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
        ),
        body=encoded,
    )


def data_part(content_type: str, content: bytes, *extra: str) -> Part:
    """Bytes in base64; `extra` are further fields."""
    return Part(
        fields=(
            f"Content-Type: {content_type}",
            "Content-Transfer-Encoding: base64",
            *extra,
        ),
        body=base64.encodebytes(content).decode("ascii").replace("\n", CRLF),
    )


def multipart(subtype: str, boundary: str, parts: Sequence[Part]) -> Part:
    """The parts in one; the boundary must not stand in any of them."""
    delimited = "".join(f"--{boundary}{CRLF}{part}{CRLF}" for part in parts)
    return Part(
        fields=(f'Content-Type: multipart/{subtype};{CRLF} boundary="{boundary}"',),
        body=f"{delimited}--{boundary}--{CRLF}",
    )


def subject(text: str) -> str:
    """The Subject field."""
    return f"Subject: {_unstructured(one_line(text, _SUBJECT_LIMIT), 'Subject')}"


def mailbox(name: str, display_name: str, email: str) -> str:
    """An address field with a display name (RFC 5322, section 3.4); "" for none."""
    phrase = _phrase(one_line(display_name, _NAME_LIMIT), name)
    if not phrase:
        return f"{name}: {address(email)}"
    return f"{name}: {phrase}{CRLF} <{address(email)}>"


def address(email: str) -> str:
    """The address itself; ValueError where it could be more than one address."""
    if not (_ADDRESS.fullmatch(email) and email.isprintable()):
        raise ValueError("this is not one mail address")
    return email


def message_ids(name: str, ids: Iterable[str]) -> tuple[str, ...]:
    """The field of these ids, one a line; () where none of them is usable."""
    usable = [one for one in dict.fromkeys(ids) if is_message_id(one)]
    kept = usable if len(usable) <= _IDS_KEPT else [usable[0], *usable[1 - _IDS_KEPT :]]
    return (f"{name}: {f'{CRLF} '.join(kept)}",) if kept else ()


def is_message_id(text: str) -> bool:
    """Whether it can be quoted in a header: one id in angle brackets, ASCII, not too long."""
    return len(text) <= _MESSAGE_ID_LIMIT and _MESSAGE_ID.fullmatch(text) is not None


def _phrase(text: str, name: str) -> str:
    if not text.isascii() or "=?" in text:
        return _encoded(text, name)
    if not text or _ATOMS.fullmatch(text):
        return text
    return '"' + _QUOTED.sub(r"\\\1", text) + '"'


def _unstructured(text: str, name: str) -> str:
    """ASCII folded, anything else as encoded words; so is what looks like an encoded word."""
    if not text.isascii() or "=?" in text:
        return _encoded(text, name)
    header = Header(text, charset="us-ascii", header_name=name, maxlinelen=_LINE_LIMIT)
    return header.encode(linesep=CRLF)


def _encoded(text: str, name: str) -> str:
    """Encoded words, one a line, none of which parts a character (RFC 2047, sections 2 and 5).

    The library's own try both encodings for every further character.
    """
    words = [""]
    room = _LINE_LIMIT - len(f"{name}: ") - len(_WORD.format(""))
    for character in text:
        piece = _quoted(character)
        if len(words[-1]) + len(piece) > room:
            words.append("")
            room = _LINE_LIMIT - len(" ") - len(_WORD.format(""))
        words[-1] += piece
    return f"{CRLF} ".join(map(_WORD.format, words))


@lru_cache(maxsize=1024)
def _quoted(character: str) -> str:
    """The encoding "Q", with what may stand in a display name left as it is (section 5, rule 3)."""
    if character == " ":
        return "_"
    if character.isascii() and (character.isalnum() or character in "!*+-/"):
        return character
    return "".join(f"={byte:02X}" for byte in character.encode())
