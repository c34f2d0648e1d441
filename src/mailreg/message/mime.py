"""Bytes to a tree of parts (RFC 2045, 2046), bounded before anything is parsed.

The standard library reads line by line and asks every open boundary about every line: a deeply
nested mail costs seconds or ends in RecursionError. Here a boundary is searched for as bytes,
and depth, parts and header bytes are limited while the tree grows. What lies beyond a limit is
left out with a warning; the raw message keeps it.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from mailreg.message.headers import Headers, decode_base64, read_fields

MAX_HEADER_BYTES: Final = 1_000_000  # of a message or part: room for a list of 20,000 recipients
MAX_DEPTH: Final = 12  # of multiparts and enclosed messages; real forwards of forwards reach 8
MAX_PARTS: Final = 250
MAX_MARKS: Final = 50_000  # places that are looked at whether a boundary stands there
MAX_UU_LINES: Final = 400_000  # of 45 bytes: 18 MB

HEADER_CUT: Final = "header_cut"
TOO_MANY_PARTS: Final = "too_many_parts"
NESTED_TOO_DEEP: Final = "nested_too_deep"
TRANSFER_ENCODING: Final = "transfer_encoding_unknown"
CONTENT_CUT: Final = "content_cut"

_HEADER_END = re.compile(rb"\n\r?\n")
_DELIMITER_REST = re.compile(rb"(--)?[ \t]{0,1000}(?:\r?\n|\Z)")
_UU_LINE = re.compile(rb"^[ -`]{2,61}\r?$", re.MULTILINE)


@dataclass(slots=True, kw_only=True)
class Part:
    """A message or a part of one."""

    headers: Headers
    content_type: str  # lower case `type/subtype`, defaults applied
    body: bytes = b""  # as it stands, transfer encoding and all; b"" where there are parts
    parts: list[Part] = field(default_factory=list)  # of a multipart, or the one enclosed message

    @property
    def is_attachment(self) -> bool:
        """Whether the sender wants the part shown apart from the letter."""
        return self.headers.main_value("content-disposition") == "attachment"

    @property
    def filename(self) -> str:
        """The name given, as it stands; "" where none is."""
        return self.headers.parameter("content-disposition", "filename") or self.headers.parameter(
            "content-type", "name"
        )

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def walk_own(self) -> Iterator[Part]:
        """As `walk`, but not into enclosed messages."""
        yield self
        if not self.content_type.startswith("message/"):
            for part in self.parts:
                yield from part.walk_own()


def split(content: bytes, warnings: set[str]) -> Part:
    """The tree of a message; codes of what was odd are added to `warnings`."""
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    return _Splitter(warnings=warnings).entity(_from_header(content), 0, "text/plain")


def _from_header(content: bytes) -> bytes:
    """Without what saving a mail may put before its header: a byte order mark, blank lines."""
    marked = content.removeprefix(codecs.BOM_UTF8)
    blank = len(marked) - len(marked.lstrip())
    return marked[marked.rfind(b"\n", 0, blank) + 1 :]


def decoded(part: Part, warnings: set[str]) -> bytes:
    """The body of a part without its transfer encoding (RFC 2045, section 6)."""
    encoding = part.headers.main_value("content-transfer-encoding")
    if encoding == "base64":
        return decode_base64(part.body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(part.body)
    if encoding in ("x-uuencode", "uuencode", "x-uue"):
        return _uudecoded(part.body, warnings)
    if encoding not in ("", "7bit", "8bit", "binary"):
        warnings.add(TRANSFER_ENCODING)
    return part.body


@dataclass(slots=True, kw_only=True)
class _Splitter:
    """Grows one tree, counting its parts."""

    warnings: set[str]
    parts: int = 0
    marks: int = 0  # looked at so far

    def entity(self, content: bytes, depth: int, default_type: str) -> Part:
        headers, body = self._header(content)
        content_type = headers.main_value("content-type") or default_type
        if content_type.count("/") != 1:
            content_type = "text/plain"  # RFC 2045, section 5.2
        part = Part(headers=headers, content_type=content_type)
        self.parts += 1
        if not (self._enclosed(part, body, depth) or self._multipart(part, body, depth)):
            part.body = body
        return part

    def _header(self, content: bytes) -> tuple[Headers, bytes]:
        if content.startswith((b"\n", b"\r\n")):
            return Headers([]), content.partition(b"\n")[2]
        end = _HEADER_END.search(content)
        block = content[: end.start() + 1] if end else content
        headers, length = read_fields(block[:MAX_HEADER_BYTES])
        is_cut = headers.is_cut or (length > 0 and len(block) > MAX_HEADER_BYTES)
        if is_cut:
            self.warnings.add(HEADER_CUT)
        if is_cut or length >= len(block):
            return headers, content[end.end() :] if end else b""
        return headers, content[length:]  # a line that is no field: the body begins there

    def _enclosed(self, part: Part, body: bytes, depth: int) -> bool:
        if part.content_type not in ("message/rfc822", "message/global"):
            return False
        if not self._may_grow(depth):
            return False
        part.body = body
        message = decoded(part, self.warnings).lstrip(b"\r\n")
        part.body = b""
        part.parts.append(self.entity(message, depth + 1, "text/plain"))
        return True

    def _multipart(self, part: Part, body: bytes, depth: int) -> bool:
        boundary = part.headers.parameter("content-type", "boundary")
        if not part.content_type.startswith("multipart/") or not boundary:
            return False
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        for piece in self._pieces(body, b"--" + boundary.encode("utf-8", "replace")):
            if not self._may_grow(depth):
                break
            part.parts.append(self.entity(piece, depth + 1, default))
        return bool(part.parts)

    def _may_grow(self, depth: int) -> bool:
        if depth >= MAX_DEPTH:
            self.warnings.add(NESTED_TOO_DEEP)
        elif self.parts >= MAX_PARTS:
            self.warnings.add(TOO_MANY_PARTS)
        else:
            return True
        return False

    def _pieces(self, body: bytes, mark: bytes) -> Iterator[bytes]:
        """What lies between the delimiter lines (RFC 2046, section 5.1.1); the last may be open."""
        start = -1
        for begins, ends, is_last in self._delimiters(body, mark):
            if start >= 0:
                yield body[start:begins]
            start = ends
            if is_last:
                return
        if start >= 0:
            yield body[start:]

    def _delimiters(self, body: bytes, mark: bytes) -> Iterator[tuple[int, int, bool]]:
        """Where each delimiter line begins (its leading line end included) and ends; is it last.

        `bytes.find` is several times faster on a big attachment than a regular expression.
        """
        position = body.find(mark)
        while position >= 0 and self.marks < MAX_MARKS:
            self.marks += 1
            rest = _DELIMITER_REST.match(body, position + len(mark))
            if rest and (position == 0 or body[position - 1] == 0x0A):
                begins = max(position - 1, 0)
                begins -= body[begins - 1 : begins] == b"\r"
                yield begins, rest.end(), bool(rest[1])
            position = body.find(mark, position + len(mark))
        if position >= 0:
            self.warnings.add(TOO_MANY_PARTS)


def _uudecoded(data: bytes, warnings: set[str]) -> bytes:
    decoded_lines: list[bytes] = []
    lines = _UU_LINE.finditer(data)
    for line in islice(lines, MAX_UU_LINES):
        try:
            decoded_lines.append(binascii.a2b_uu(line.group().rstrip(b"\r")))
        except binascii.Error:
            continue
    if next(lines, None):
        warnings.add(CONTENT_CUT)
    return b"".join(decoded_lines)
