"""A message that is over the size limit, cut down to its header and its text parts.

What is left is a valid message again: the header without its MIME fields, and a multipart/mixed of
the text parts as they were encoded. It depends on the bytes alone, so that a message that is
fetched twice is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser

from mailreg.mailbox.failures import CommandRefused
from mailreg.mailbox.link import Link

MAX_HEADER_BYTES = 262_144  # more than any real header; also of each part
_MIME_FIELDS = (b"content-", b"mime-version:")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """A text/plain or text/html part."""

    header: bytes  # its MIME fields
    content: bytes  # as encoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Where a text part lies in a message (RFC 3501, section 6.4.5)."""

    number: str  # such as `1.2`
    size_bytes: int  # as encoded


def fetch_partial(
    link: Link, uid: int, limit_bytes: int, *, by_structure: bool = True
) -> bytes | None:
    """Header and text parts, `limit_bytes` at most (and the header); None if it is gone.

    Without its structure, or where that cannot be read: header and beginning.
    """
    header = _one(link, uid, f"BODY.PEEK[HEADER]<0.{MAX_HEADER_BYTES}>")
    if header is None:
        return None
    beginning = f"BODY.PEEK[TEXT]<0.{limit_bytes}>"
    structure = _structure(link, uid) if by_structure else None
    if structure is None:
        return header + (_one(link, uid, beginning) or b"")
    sections = list(text_sections(structure))
    if _children(structure):
        return assemble(header, list(_fetch_parts(link, uid, sections, limit_bytes)))
    return header + (_one(link, uid, beginning) or b"" if sections else b"")


def cut(content: bytes) -> bytes:
    """The same of a message at hand."""
    tree = BytesParser().parsebytes(content)
    header, separator, _ = content.partition(b"\r\n\r\n")
    if not tree.is_multipart():
        return content if tree.get_content_maintype() == "text" else header + separator
    parts = [part for part in tree.walk() if _is_text(part)]
    return assemble((header + separator)[:MAX_HEADER_BYTES], [_text_part(part) for part in parts])


def assemble(header: bytes, parts: Sequence[TextPart]) -> bytes:
    """A multipart/mixed of the parts under the header (RFC 2046, section 5.1.3)."""
    digest = hashlib.sha256(b"\0".join([header, *(part.content for part in parts)]))
    boundary = b"=_partial_" + digest.hexdigest()[:40].encode()
    lines = [
        b"".join(_without_mime_fields(header)),
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="' + boundary + b'"\r\n',
    ]
    for part in parts:
        lines += [b"\r\n--", boundary, b"\r\n", part.header.rstrip(b"\r\n"), b"\r\n\r\n"]
        lines += [part.content]
    return b"".join([*lines, b"\r\n--", boundary, b"--\r\n"])


def text_sections(structure: object, number: str = "") -> Iterator[Section]:
    """The text parts of a BODYSTRUCTURE that are no attachments, in order."""
    if not isinstance(structure, tuple) or len(structure) < 2:
        return
    children = _children(structure)
    for index, child in enumerate(children, 1):
        yield from text_sections(child, f"{number}.{index}" if number else str(index))
    if not children and _is_text_leaf(structure):
        size = structure[6] if len(structure) > 6 and isinstance(structure[6], int) else 0
        yield Section(number=number or "1", size_bytes=size)


def _structure(link: Link, uid: int) -> tuple[object, ...] | None:
    """BODYSTRUCTURE; None where the server refuses it or it is too odd to be read."""
    try:
        structure = link.fetch([uid], "BODYSTRUCTURE").get(uid, {}).get(b"BODYSTRUCTURE")
    except CommandRefused:
        return None
    return structure if isinstance(structure, tuple) and structure else None


def _children(structure: tuple[object, ...]) -> Sequence[object]:
    """The parts of a multipart; imapclient puts them into a list at the outer levels only."""
    if isinstance(structure[0], list):
        return structure[0]
    return [part for part in structure if isinstance(part, tuple)] if _is_raw(structure) else []


def _is_raw(structure: tuple[object, ...]) -> bool:
    return isinstance(structure[0], tuple)


def _is_text_leaf(structure: tuple[object, ...]) -> bool:
    kind = (_lower(structure[0]), _lower(structure[1]))
    disposition = structure[9] if len(structure) > 9 else None  # RFC 3501, section 7.4.2
    is_attachment = (
        isinstance(disposition, tuple)
        and bool(disposition)
        and _lower(disposition[0]) == b"attachment"
    )
    return kind in {(b"text", b"plain"), (b"text", b"html")} and not is_attachment


def _lower(value: object) -> bytes:
    return value.lower() if isinstance(value, bytes) else b""


def _fetch_parts(
    link: Link, uid: int, sections: Sequence[Section], limit_bytes: int
) -> Iterator[TextPart]:
    remaining = limit_bytes
    for section in sections:
        size = min(section.size_bytes, remaining)
        if size <= 0:
            continue
        header = _one(link, uid, f"BODY.PEEK[{section.number}.MIME]<0.{MAX_HEADER_BYTES}>")
        content = _one(link, uid, f"BODY.PEEK[{section.number}]<0.{size}>")
        if header is not None and content is not None:
            remaining -= len(content)
            yield TextPart(header=header, content=content)


def _one(link: Link, uid: int, item: str) -> bytes | None:
    """One part of one message; None where it is gone, nothing where the server refuses it."""
    try:
        data: Mapping[bytes, object] = link.fetch([uid], item).get(uid, {})
    except CommandRefused:
        return b""
    found = [value for key, value in data.items() if key.startswith(b"BODY[")]
    if not found:
        return None
    return found[0] if isinstance(found[0], bytes) else b""


def _without_mime_fields(header: bytes) -> Iterator[bytes]:
    is_kept = True
    for line in header.rstrip(b"\r\n").splitlines(keepends=True):
        if not line.startswith((b" ", b"\t")):  # not a continuation of the field before
            is_kept = not line.lower().startswith(_MIME_FIELDS)
        if is_kept:
            yield line.rstrip(b"\r\n") + b"\r\n"


def _is_text(part: Message) -> bool:
    is_text = part.get_content_type() in {"text/plain", "text/html"}
    return is_text and part.get_content_disposition() != "attachment"


def _text_part(part: Message) -> TextPart:
    header, _, content = part.as_bytes().partition(b"\n\n")
    return TextPart(header=_crlf(header), content=_crlf(content))


def _crlf(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
