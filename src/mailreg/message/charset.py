"""Bytes to clean text: the charset ladder, and what may stand in a text of ours.

A part is decoded by, in this order: UTF-8 where single-byte or no charset is declared (text of
another charset is almost never valid UTF-8 by chance), the declared charset, UTF-8,
windows-1252 (which is also what mail means by latin-1, WHATWG Encoding, section 4.2), and at
last with replacement characters.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final

CHARSET_REPAIRED: Final = "charset_repaired"
CHARSET_LOSSY: Final = "charset_lossy"

# Codecs that a mail may name: `punycode` and `idna` are quadratic, others are no charsets.
_ALLOWED = re.compile(
    r"ascii|utf-(?:7|8|8-sig|16|16-[bl]e|32|32-[bl]e)|iso8859-\d{1,2}|cp\d{3,5}|koi8-[rtu]|"
    r"gb2312|gbk|gb18030|hz|big5\w*|euc_\w+|shift_jis\w*|iso2022_\w+|mac-\w+|johab|tis-620"
)
_SINGLE_BYTE = frozenset({"ascii", "iso8859-1", "iso8859-15", "cp1252"})
_STATEFUL = ("iso2022", "hz", "utf-7", "utf-16", "utf-32")  # ASCII bytes that are no ASCII text
_READ_AS = {"utf-8": "utf-8-sig", "iso8859-1": "cp1252"}

# Cc, Cf (bidi and zero width, tags included), Zl, Zp, surrogates, and every space but the plain.
_ODD = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u3000\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_MARK = re.compile("[\u0300-\u036f]")
_DECOMPOSED = re.compile(r"[A-Za-z][\u0300-\u036f](?![\u0300-\u036f])")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_WIDE_SPACES = frozenset("\xa0\u1680\u2007\u202f\u205f\u3000") | frozenset(
    chr(code) for code in range(0x2000, 0x200B)
)


def decode(data: bytes, declared: str | None) -> tuple[str, str | None]:
    """The text of `data`, not yet cleaned, and a warning code where `declared` did not hold."""
    codec = codec_of(declared)
    if data.isascii() and not (codec or "").startswith(_STATEFUL):
        return data.decode("ascii"), None
    if codec is None or codec in _SINGLE_BYTE:
        text = _strictly(data, "utf-8-sig")
        if text is not None:
            return text, CHARSET_REPAIRED
    if codec is not None:
        text = _strictly(data, _READ_AS.get(codec, codec))
        if text is not None:
            return text, None
    return _repaired(data)


def codec_of(declared: str | None) -> str | None:
    """Python's name for a declared charset; None where it is absent, unknown or not allowed."""
    name = (declared or "").strip(" '\"\t").lower()
    if not name.isascii() or len(name) > 40:
        return None
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return codec if _ALLOWED.fullmatch(codec) else None


def clean(text: str) -> str:
    """The text with line feed and tab as its only control characters, letters composed.

    Line separators become line feeds, other spaces a plain space; bidi overrides, zero width
    characters and what is invisible go; a lone surrogate becomes U+FFFD.
    """
    if _ODD.search(text):
        text = _ODD.sub(_plain, _LINE_END.sub("\n", text))
    if not _MARK.search(text):
        return text
    # Two characters at a time: sorting a long run of combining marks is quadratic.
    return _DECOMPOSED.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)


def one_line(text: str) -> str:
    """The text of a header: cleaned, white space collapsed, no line separator left."""
    return _SPACES.sub(" ", clean(text)).strip()


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _repaired(data: bytes) -> tuple[str, str]:
    """UTF-8 that is torn in places stays UTF-8; anything else is read as windows-1252."""
    lenient = data.decode("utf-8", "replace")
    torn = lenient.count("\ufffd")
    foreign = sum(1 for character in lenient if character > "\x7f") - torn
    if foreign >= 4 * torn:
        return lenient, CHARSET_LOSSY if torn else CHARSET_REPAIRED
    text = _strictly(data, "cp1252")
    if text is not None:
        return text, CHARSET_REPAIRED
    return data.decode("cp1252", "replace"), CHARSET_LOSSY


def _plain(match: re.Match[str]) -> str:
    character = match.group()
    if character in _WIDE_SPACES:
        return " "
    return "\ufffd" if "\ud800" <= character <= "\udfff" else ""
