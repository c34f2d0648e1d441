"""Signs for needs that a letter explains itself: `Siv Alm (G)` … `G = glutenfritt`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from mailreg.extraction.items import Stretch
from mailreg.message.cues import Cue, Lined


def legend_of(text: str) -> Mapping[str, Stretch]:
    """The signs that are explained, each with the place of what it means."""
    found = {match["sign"]: match.span("meaning") for match in _EXPLAINED.finditer(text)}
    if _STARRED.search(text) is not None:
        found |= {match["sign"]: match.span("meaning") for match in _FOOTNOTE.finditer(text)}
    return found


_MEANING = r"(?P<meaning>[^\W\d_][^\n,;=()*]{2,50}?)[ ]?(?=[,;)\n]|$)"
_EXPLAINED = Lined("=", rf"(?<![\w=])(?P<sign>[A-ZÅÄÖ]{{1,3}}|\d)[ ]?=[ ]?{_MEANING}", re.NOFLAG)
_FOOTNOTE = Cue("*", rf"^[ \t]*(?P<sign>\*{{1,3}})[ ]?=?[ ]?{_MEANING}", re.MULTILINE)
_STARRED = Cue("*", r"(?<=[^\W\d_])(?P<sign>\*{1,3})(?![\w*])")


def signed(
    text: str, legend: Mapping[str, Stretch], notes: Sequence[Stretch]
) -> Iterator[tuple[str, Stretch]]:
    """Where signs stand: in notes that hold nothing else, and stars right behind a word."""
    for start, end in notes:
        found = list(_SIGN.finditer(text, start, end))
        if found and all(match.group() in legend for match in found):
            yield from ((match.group(), match.span()) for match in found)
    for match in _STARRED.finditer(text):
        if match["sign"] in legend:
            yield match["sign"], match.span("sign")


_SIGN = re.compile(r"[^\s,;/&+.()]+")
