"""Stretches of a letter that it takes back: `inte till …`, `i stället för …`, a line called `Fel:`.

A value in one of them is not what the sender wants, and one that stands before a correction
(`rättelse`, `nej förresten`) gives way to the one behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailreg.extraction.inline import Inline
from mailreg.extraction.lexicons import phrases

Span = tuple[int, int]

REACH = 110  # code points that `inte till` governs


def find_outdated(text: str, sentences: Sequence[Span]) -> list[Span]:
    """What is taken back, in order."""
    return sorted([*_labelled(text), *_denied(text), *_called_old(text, sentences)])


def _labelled(text: str) -> Iterator[Span]:
    """`Fel hos er: …`, `Gammal adress: …`: the rest of the line."""
    for label in _OLD_LABEL.finditer(text):
        yield label.end(), _line_end(text, label.end())


_OLD_LABEL = Inline(
    ":",
    r"(?im)^[ \t>*•-]*(?:fel|felaktig\w*|gam(?:mal|la|malt)|tidigare|nuvarande|förut|förr|"
    r"har angetts|står nu|old|wrong|was|previous\w*|currently|before|falsch|alt|vanha|"
    r"gammel|tidligere)[^\n:]{0,25}:[ \t]*",
)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _denied(text: str) -> Iterator[Span]:
    """`inte till X`, `i stället för X`: up to where the clause turns."""
    for cue in phrases("billing", "instead_of").finditer(text):
        limit = min(len(text), cue.end() + REACH)
        turn = _TURN.search(text, cue.end(), limit)
        yield cue.end(), turn.start() if turn else min(_line_end(text, cue.end()), limit)


_TURN = re.compile(
    r"(?i)[.!?:](?=\s)|;|\n\n|(?<!\w)(?:utan|but|men|rather|sondern|vaan|the (?:right|correct)|"
    r"rätt|den rätta|det rätta)(?!\w)"
)


def _called_old(text: str, sentences: Sequence[Span]) -> Iterator[Span]:
    """A sentence about what is over: `boxen är uppsagd`, `dit ska den inte`."""
    for cue in phrases("billing", "over").finditer(text):
        start, end = next(
            (s for s in sentences if s[0] <= cue.start() < s[1]), (cue.start(), cue.start())
        )
        if _THAT.match(text, start, cue.start() + 1) and not _NUMBER.search(
            text, start, end
        ):  # `… Box 12. Det blev fel.`
            start = max((first for first, last in sentences if last <= start), default=start)
        turns = _TURN.finditer(text, start, cue.start())
        ends = [turn.end() for turn in turns if turn.group() not in ".!?"]
        yield max(ends, default=start), min(cue.end(), end)


_NUMBER = re.compile(r"(?i)ref|kod|nummer|nr\b|number|code")
_THAT = re.compile(
    r"(?i)\s*(?:[^.,;\n]{0,16}, )?(?:men |but )?(?:det|den|detta|that|this|it)[ ](?=\w)"
)


def is_inside(spans: Sequence[Span], place: int) -> bool:
    """Whether a place lies in one of the stretches."""
    return any(start <= place < end for start, end in spans)


def corrected_between(text: str, first: int, second: int) -> bool:
    """Whether a word of correction stands between two places, or right behind the second."""
    if phrases("billing", "correction").search(text, first, second):
        return True
    return bool(_INSTEAD.match(text, second, second + 60))


_INSTEAD = re.compile(
    r"(?i)\S{1,40}[ ,]{1,2}(?:i ?stället|instead|i stedet)(?!\w)(?! för| of| for)"
)
