"""A letter that a member of staff passes on to the desk: it is read as one of who wrote it.

The forwarded letter stands below a block of `From`, `Date`, `Subject` and the like, or is enclosed
(then the same block was written above it). It is read anew as a letter of its own, without what
staff wrote above. Nothing vouches for who wrote it: no verdict and no mark of ours counts, and the
machine answers nobody.
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import Final

from mailreg.message import phrases
from mailreg.message.parse import DeskIdentity, parse
from mailreg.message.values import Address, Authenticity, InboundMessage, Kind, Origin

FORWARDED_BY_STAFF: Final = "forwarded_by_staff"  # why it is not answered

_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_SUBJECT_LABEL = re.compile(
    r"[\s*_|>]*(?:ämne|subject|emne|betreff|aihe)[*_ ]*:[*_ ]*(.*)", re.IGNORECASE
)
MAX_HEAD_LINES: Final = 12  # of the block above a forwarded letter


def forwarded(message: InboundMessage, identity: DeskIdentity) -> InboundMessage | None:
    """The letter that staff passed on, as its writer's; None: it is no such letter."""
    if not _is_of_staff(message, identity):
        return None
    lines = message.text_of(Kind.FORWARD).split("\n")
    for index, line in enumerate(lines):
        label = phrases.FROM_LABEL.match(line[: phrases.MAX_LINE])
        sender = _address(label[1]) if label else None
        if sender is not None:
            is_ours = sender.email.lower() in identity.own_addresses
            return None if is_ours else _as_letter(message, identity, sender, lines[index + 1 :])
    return None


def _is_of_staff(message: InboundMessage, identity: DeskIdentity) -> bool:
    sender = message.sender
    is_staff = sender is not None and sender.email.lower() in identity.staff_addresses
    is_believed = message.authenticity is not Authenticity.FAIL
    return is_staff and is_believed and message.origin is Origin.PERSON


def _address(text: str) -> Address | None:
    """`Anna Lind <anna@…>`, `"Anna Lind" [mailto:anna@…]`, or an address alone."""
    found = _ADDRESS.search(text)
    if found is None:
        return None
    local, _, domain = found[0].removeprefix("mailto:").rpartition("@")
    name = text[: found.start()].replace("mailto:", "").strip(" \t<[(\"'*_")
    return Address(name=name[:200], email=f"{local}@{domain.lower()}")


def _as_letter(
    message: InboundMessage, identity: DeskIdentity, sender: Address, lines: list[str]
) -> InboundMessage:
    subject, body = _split(lines)
    word = base64.b64encode(sender.name.encode("utf-8", "replace")).decode("ascii")
    header = f"From: =?utf-8?b?{word}?= <{sender.email}>\n"
    content = f"{header}Content-Type: text/plain; charset=utf-8\n\n{body}"
    letter = parse(content.encode("utf-8", "replace"), identity=identity)
    return replace(
        message,
        sender=sender,
        reply_to=(),
        subject=subject or message.subject,
        body=letter.body,
        segments=letter.segments,
        origin=Origin.PERSON,
        answerable=False,
        unanswerable_reason=FORWARDED_BY_STAFF,
        authenticity=Authenticity.NONE,
    )


def _split(lines: list[str]) -> tuple[str, str]:
    """The subject in the block of fields, and what stands below the block."""
    subject = ""
    for index, line in enumerate(lines[:MAX_HEAD_LINES]):
        found = _SUBJECT_LABEL.match(line[: phrases.MAX_LINE])
        subject = subject or (found[1].strip() if found else "")
        is_label = phrases.OTHER_LABEL.match(line) or phrases.FROM_LABEL.match(line)
        if (not line.strip() and subject) or not (is_label or line.startswith((" ", "\t"))):
            return subject, "\n".join(lines[index:])
    return subject, "\n".join(lines[MAX_HEAD_LINES:])
