"""Bytes to InboundMessage: any bytes whatever, in linear time, without an exception.

Nothing that stands in a message instructs us: our own control headers are read as little as
anybody's, and every text is freed of control characters before it leaves this package.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Final

from mailreg.message import phrases
from mailreg.message.authenticity import authenticity
from mailreg.message.body import Content, read_content
from mailreg.message.headers import Headers
from mailreg.message.mime import CONTENT_CUT, HEADER_CUT, Part, split
from mailreg.message.origin import Evidence, judge
from mailreg.message.report import report_of
from mailreg.message.segments import Letter, kinds_of
from mailreg.message.values import Address, Attachment, InboundMessage, Kind, Origin, Segment

MAX_CONTENT_BYTES: Final = 40_000_000  # what is fetched is smaller; a file given by hand may not be
MAX_SUBJECT: Final = 500  # characters

NO_HEADER: Final = "no_header"
DATE_UNREADABLE: Final = "date_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskIdentity:
    """Which addresses are ours, and whose verdicts we trust."""

    own_addresses: frozenset[str]  # lower case
    authserv_id: str | None  # "microsoft": Exchange Online; None: no verdict is trusted
    staff_addresses: frozenset[str] = frozenset()  # lower case; what they forward is another's


def parse(content: bytes, *, identity: DeskIdentity, is_complete: bool = True) -> InboundMessage:
    """The message that `content` holds; `is_complete` is False where parts were not fetched."""
    warnings: set[str] = set()
    if len(content) > MAX_CONTENT_BYTES:
        warnings.add(CONTENT_CUT)
    root = split(content[:MAX_CONTENT_BYTES], warnings)
    read = read_content(root, warnings)
    _note_header(root.headers, warnings)
    body, segments = _assemble(read, _letter(root.headers, identity))
    evidence = _evidence(
        root,
        identity,
        text=_letter_text(body, segments),
        is_complete=is_complete,
        warnings=frozenset(warnings),
    )
    message = _message(evidence, body, segments, tuple(read.attachments))
    if message.origin is not Origin.BOUNCE:
        return message
    return replace(message, report=report_of(root, content[:MAX_CONTENT_BYTES], body))


def _note_header(headers: Headers, warnings: set[str]) -> None:
    if not headers.names():
        warnings.add(NO_HEADER)
    if any(headers.is_too_long(name) for name in ("from", "to", "cc", "reply-to", "references")):
        warnings.add(HEADER_CUT)
    if "date" in headers and headers.date("date") is None:
        warnings.add(DATE_UNREADABLE)


def _letter(headers: Headers, identity: DeskIdentity) -> Letter:
    subject = headers.text("subject")
    sender = _sender(headers)
    is_forward = bool(phrases.FORWARD_SUBJECT.match(subject))
    has_parent = "in-reply-to" in headers or bool(phrases.REPLY_SUBJECT.match(subject))
    return Letter(
        own_addresses=identity.own_addresses,
        sent_to=frozenset(address.email.lower() for address in headers.addresses("to")),
        sender=sender.email.lower() if sender else "",
        sender_name=sender.name if sender else "",
        is_reply=has_parent and not is_forward,
        is_forward=is_forward,
    )


def _sender(headers: Headers) -> Address | None:
    return next(iter(headers.addresses("from")), None)


def _assemble(content: Content, letter: Letter) -> tuple[str, tuple[Segment, ...]]:
    """One body of all blocks, a blank line between them, and segments that cover it."""
    texts: list[str] = []
    segments: list[Segment] = []
    length = 0
    for index, block in enumerate(content.blocks):
        is_ours = bool(block.writer and block.writer.email.lower() in letter.own_addresses)
        enclosing = Kind.QUOTE if is_ours else Kind.FORWARD
        text = block.text + ("\n\n" if index + 1 < len(content.blocks) else "")
        for found in kinds_of(text, letter, enclosing=enclosing if block.is_enclosed else None):
            start, end = found.start + length, found.end + length
            if segments and segments[-1].kind is found.kind:
                start = segments.pop().start
            segments.append(Segment(kind=found.kind, start=start, end=end))
        texts.append(text)
        length += len(text)
    return "".join(texts), tuple(segments)


def _letter_text(body: str, segments: tuple[Segment, ...]) -> str:
    quoted = (Kind.QUOTE, Kind.FORWARD)
    return "".join(body[s.start : s.end] for s in segments if s.kind not in quoted)


def _evidence(
    root: Part, identity: DeskIdentity, *, text: str, is_complete: bool, warnings: frozenset[str]
) -> Evidence:
    headers = root.headers
    sender = _sender(headers)
    return Evidence(
        root=root,
        sender=sender,
        reply_to=headers.addresses("reply-to"),
        subject=headers.text("subject")[:MAX_SUBJECT],
        text=text,
        own_addresses=identity.own_addresses,
        authenticity=authenticity(headers, sender, identity.authserv_id),
        is_complete=is_complete,
        warnings=warnings,
    )


def _message(
    evidence: Evidence, body: str, segments: tuple[Segment, ...], attached: tuple[Attachment, ...]
) -> InboundMessage:
    headers = evidence.headers
    origin, reason = judge(evidence)
    message_id = next(iter(headers.ids("message-id")), None)
    return InboundMessage(
        message_id=message_id,
        in_reply_to=headers.ids("in-reply-to"),
        references=headers.ids("references"),
        sent_at=headers.date("date"),
        sender=evidence.sender,
        reply_to=evidence.reply_to,
        to=headers.addresses("to"),
        cc=headers.addresses("cc"),
        subject=evidence.subject,
        body=body,
        segments=segments,
        attachments=attached,
        origin=origin,
        answerable=reason is None,
        unanswerable_reason=reason,
        authenticity=evidence.authenticity,
        letter_hash=_letter_hash(message_id, evidence.sender, headers, body),
        warnings=tuple(sorted(evidence.warnings)),
    )


def _letter_hash(
    message_id: str | None, sender: Address | None, headers: Headers, body: str
) -> bytes | None:
    """Promise 2: equal for one letter that came twice, however its bytes were wrapped."""
    sent_at = headers.date("date")
    if message_id is None or sender is None or sent_at is None:
        return None
    parts = (message_id, sender.email.lower(), sent_at.isoformat(), " ".join(body.split()))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()
