"""Reading the header of a message, or of a part of one, whatever stands in it.

Every value is looked up on demand, cut before it is decoded, decoded by RFC 2047 (ill-formed
words too), and freed of control characters and line separators. Nothing here raises.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from mailreg.message.charset import clean, decode, one_line
from mailreg.message.values import Address

MAX_VALUE_BYTES: Final = 16_384  # of one header; the longest real ones are lists of recipients
MAX_ADDRESSES: Final = 200  # of one header; the standard library is quadratic in them
MAX_IDS: Final = 100  # of References: the newest
MAX_ID_FIELDS: Final = 3  # of one name; RFC 5322, section 3.6 allows one
MAX_PARAMETERS: Final = 3000  # characters; the standard library is quadratic in their quotes
MAX_FIELDS: Final = 1000  # of one header; 200 are many

_FIELD = re.compile(rb"([!-9;-~]{1,128})[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|\Z)")
_ENCODED_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?\n]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[\w.:+-]{1,40}(?:\*[\w-]{0,20})?\?[bBqQ]\?)")
_Q_ESCAPE = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_EMAIL = re.compile(
    r"[^\s<>()\",;:\\\[\]@\x00-\x1f]{1,64}@(?=.{1,253}\Z)[\w-]{1,63}(?:\.[\w-]{1,63})*"
)
_ID = re.compile(r"<([^<>]{1,998})>")
_BARE_ID = re.compile(r"[^\s<>,;\"]{1,400}@[^\s<>,;\"]{1,400}")
_WHITE_SPACE = re.compile(r"\s+")


class Headers:
    """The header fields of one part, by name (any case), in the order in which they stand."""

    def __init__(self, fields: list[tuple[str, bytes]], *, is_cut: bool = False) -> None:
        self.is_cut = is_cut  # fields beyond the limit were left out
        self._fields: dict[str, list[bytes]] = {}
        # What was asked for, by field: most is asked for more than once.
        self._parameters: dict[str, dict[str, str]] = {}
        self._addresses: dict[str, tuple[Address, ...]] = {}
        self._raw: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._dates: dict[str, datetime | None] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def names(self) -> tuple[str, ...]:
        """Every field name, lower case."""
        return tuple(self._fields)

    def count(self, name: str) -> int:
        """How often the field stands there."""
        return len(self._fields.get(name, ()))

    def is_too_long(self, name: str) -> bool:
        """Whether a part of the field is never looked at."""
        values = self._fields.get(name, ())
        return any(len(v) > MAX_VALUE_BYTES or v.count(b",") > MAX_ADDRESSES for v in values)

    def texts(self, name: str) -> tuple[str, ...]:
        """Every instance of a field (lower-case name), undecoded, cleaned, topmost first."""
        return tuple(one_line(_unfolded(value)) for value in self._fields.get(name, ())[:50])

    def text(self, name: str) -> str:
        """The first instance of a field, encoded words decoded; "" where there is none."""
        if name not in self._texts:
            values = self._fields.get(name)
            self._texts[name] = one_line(decode_words(_unfolded(values[0]))) if values else ""
        return self._texts[name]

    def raw(self, name: str) -> str:
        """The first instance of a field, cleaned but undecoded; "" where there is none."""
        if name not in self._raw:
            values = self._fields.get(name)
            self._raw[name] = one_line(_unfolded(values[0])) if values else ""
        return self._raw[name]

    def addresses(self, name: str) -> tuple[Address, ...]:
        """The usable addresses of all instances of a field (RFC 5322, section 3.4)."""
        if name not in self._addresses:
            values = self._fields.get(name, ())[:10]
            found = [address for value in values for address in _addresses(_unfolded(value))]
            self._addresses[name] = tuple(found[:MAX_ADDRESSES])
        return self._addresses[name]

    def ids(self, name: str) -> tuple[str, ...]:
        """The message ids of a field, with angle brackets; a bare one is put into brackets."""
        text = " ".join(self.texts(name)[:MAX_ID_FIELDS])
        inner = [_WHITE_SPACE.sub("", found) for found in _ID.findall(text)]
        if not inner:
            inner = _BARE_ID.findall(text)
        return tuple(f"<{found}>" for found in inner if found)[-MAX_IDS:]

    def date(self, name: str) -> datetime | None:
        """A date and time (RFC 5322, section 3.3), in UTC; None where absent or unreadable."""
        if name not in self._dates:
            self._dates[name] = _date(self.raw(name)[:200])
        return self._dates[name]

    def main_value(self, name: str) -> str:
        """What stands before the first parameter, lower case (`text/plain`)."""
        return self.raw(name).partition(";")[0].strip().lower()

    def parameter(self, name: str, key: str) -> str:
        """A parameter of a field (RFC 2045, 2231), decoded; "" where there is none."""
        if name not in self._parameters:
            self._parameters[name] = _parameters(self.raw(name)[:MAX_PARAMETERS])
        return self._parameters[name].get(key, "")


def read_fields(block: bytes) -> tuple[Headers, int]:
    """The header at the start of `block`, and how many bytes of it were header fields.

    The header ends where a line is neither a field nor the continuation of one.
    """
    fields: list[tuple[str, bytes]] = []
    position = _after_envelope_line(block)
    while match := _FIELD.match(block, position):
        if len(fields) == MAX_FIELDS:
            return Headers(fields, is_cut=True), len(block)
        fields.append((match[1].decode("ascii").lower(), match[2]))
        position = match.end()
    return Headers(fields), position


def decode_words(text: str) -> str:
    """The text with its encoded words decoded; those that cannot be stay as they are."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    for charset, data in _runs(_BETWEEN_WORDS.sub(r"\1", text)):
        pieces.append(data if isinstance(data, str) else decode(data, charset)[0])
    return "".join(pieces)


def decode_base64(data: bytes) -> bytes:
    """RFC 2045 base64, read as far as it goes: foreign characters and bad padding are ignored."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        digits = _NOT_BASE64.sub(b"", data)
        usable = digits[: len(digits) - (len(digits) % 4 == 1)]
        return binascii.a2b_base64(usable + b"=" * (-len(usable) % 4))


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _parameters(value: str) -> dict[str, str]:
    """The parameters of a field's value by their lower-case names; the first of a name counts."""
    holder: Message[str, str] = Message()
    holder["content-type"] = value
    found: dict[str, str] = {}
    try:
        pairs = holder.get_params(failobj=[])
    except (ValueError, TypeError, LookupError, AttributeError):
        return found
    for key, text in pairs[1:]:
        if isinstance(text, tuple):  # RFC 2231: charset, language, percent-decoded latin-1
            plain = decode(text[2].encode("latin-1", "replace"), text[0])[0]
        else:
            plain = decode_words(text)
        found.setdefault(key.lower(), one_line(plain))
    return found


def _after_envelope_line(block: bytes) -> int:
    """Past a line `From sender date`, as mbox files have it."""
    if not block.startswith((b"From ", b">From ")):
        return 0
    return block.find(b"\n") + 1


def _unfolded(value: bytes) -> str:
    text = decode(value[:MAX_VALUE_BYTES], None)[0]
    return text.replace("\r", " ").replace("\n", " ")


def _runs(text: str) -> Iterator[tuple[str, str | bytes]]:
    """Plain stretches, and the bytes of neighbouring words of one charset.

    Neighbours are joined before they are decoded: many clients tear a character in two.
    """
    position = 0
    charset, data = "", b""
    for match in _ENCODED_WORD.finditer(text):
        name = match[1].lower()
        if data and (match.start() != position or name != charset):
            yield charset, data
            data = b""
        if match.start() != position:
            yield "", text[position : match.start()]
        charset, data = name, data + _word_bytes(match[2], match[3])
        position = match.end()
    if data:
        yield charset, data
    yield "", text[position:]


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "bB":
        return decode_base64(raw)
    return _Q_ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), raw.replace(b"_", b" "))


def _addresses(text: str) -> Iterator[Address]:
    """Cut first, then parsed, then decoded: an encoded word never becomes an address."""
    start = ",".join(text.split(",", MAX_ADDRESSES)[:MAX_ADDRESSES])
    try:
        pairs = getaddresses([clean(start)])
    except (ValueError, IndexError, AttributeError, TypeError, RecursionError):
        return
    for name, email in pairs:
        if _EMAIL.fullmatch(email):
            local, _, domain = email.rpartition("@")
            yield Address(
                name=one_line(decode_words(name))[:200], email=f"{local}@{domain.lower()}"
            )
