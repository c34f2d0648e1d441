"""Text that came from outside, made harmless for a mail of ours.

What could break a header or a line, or turn text around, goes: controls (Unicode category Cc),
formats with the bidirectional overrides among them (Cf), surrogates, private and unassigned
characters, line and paragraph separators. The two joiners stay: Persian and Hindi names need them.
"""

from __future__ import annotations

import re
from typing import Final

VALUE_LIMIT: Final = 80  # characters; the longest real name in our corpus has 41
NOTE_LIMIT: Final = 10_000  # characters; two written pages
_JOINERS: Final = "\u200c\u200d"
_LINK: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S*", re.IGNORECASE)
_MARKUP: Final = "#-*•> "  # what begins a heading, a list or a quotation
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def value(text: str | None, limit: int = VALUE_LIMIT) -> str | None:
    """One line read in a letter, at most `limit` characters; None where nothing is left.

    Links are taken out: whoever writes under another's address would have us mail them on.
    """
    if text is None:
        return None
    return one_line(_LINK.sub("", _printable(text)).lstrip(_MARKUP), limit) or None


def one_line(text: str, limit: int) -> str:
    """Printable text on one line, single-spaced, at most `limit` characters."""
    return _cut(" ".join(_printable(text).split()), limit)


def many_lines(text: str, limit: int = NOTE_LIMIT) -> str:
    """Printable text with its lines, at most one empty line in a row."""
    lines = (_printable(line).rstrip() for line in text.splitlines())
    return _cut(_EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip(), limit)


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    spaced = (" " if character.isspace() else character for character in text)
    return "".join(c for c in spaced if c.isprintable() or c in _JOINERS)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
