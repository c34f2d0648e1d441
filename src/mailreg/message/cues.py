"""Patterns of rare sentences, sought only in a text that holds a word they cannot do without.

A pattern of many alternatives, in any case, is tried at every character, and hardly any letter
holds one of them. So each stands beside its *needles*: the text is folded once and asked for
these, which costs a hundredth, and the pattern is run only where one of them is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

# What `re.IGNORECASE` takes for an ASCII letter and `str.lower` does not make one.
_LIKE_ASCII = (("\u017f", "s"), ("\u0131", "i"))
_DOTTED_I = "\u0130"  # its lower case is two characters


@lru_cache(maxsize=32)  # the texts of one letter, and stretches of them
def folded(text: str) -> str:
    """`text` in lower case, character by character, as `re.IGNORECASE` compares it."""
    lower = text.replace(_DOTTED_I, "i").lower()
    for character, letter in _LIKE_ASCII:
        lower = lower.replace(character, letter)
    return lower


class Cue:
    """One pattern behind its needles: words in lower case, parted by bars; used like a pattern."""

    def __init__(self, needles: str, pattern: str, flags: int = re.IGNORECASE) -> None:
        self.needles = needles.split("|")
        self._written, self._flags = pattern, flags

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled where a text first asks for it."""
        return re.compile(self._written, self._flags)

    def may_stand_in(self, text: str) -> bool:
        """Whether the text holds a needle."""
        return any(map(folded(text).__contains__, self.needles))

    def search(self, text: str) -> re.Match[str] | None:
        """The first, or None."""
        return self.pattern.search(text) if self.may_stand_in(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All that do not overlap, in order."""
        return self.pattern.finditer(text) if self.may_stand_in(text) else iter(())


class Lined(Cue):
    """A cue whose pattern never reaches beyond a line: sought on those that hold a needle."""

    def search(self, text: str) -> re.Match[str] | None:
        """The first, or None."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All that do not overlap, in order."""
        for start, end in self._lines(text):
            yield from self.pattern.finditer(text, start, end)

    def first_of_lines(self, text: str) -> Iterator[re.Match[str]]:
        """The first of each line, in order."""
        for start, end in self._lines(text):
            if match := self.pattern.search(text, start, end):
                yield match

    def _lines(self, text: str) -> list[tuple[int, int]]:
        if not self.may_stand_in(text):
            return []
        lower, found = folded(text), set()
        for needle in self.needles:
            place = lower.find(needle)
            while place >= 0:
                start, end = lower.rfind("\n", 0, place) + 1, lower.find("\n", place)
                found.add((start, end if end >= 0 else len(lower)))
                place = lower.find(needle, end) if end >= 0 else -1
        return sorted(found)


class Cues:
    """Sentences of one meaning: needles ▶ the pattern that cannot do without one of them."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self.cues = tuple(Cue(needles, pattern) for needles, pattern in table.items())

    def stand_in(self, text: str) -> bool:
        """Whether one of the sentences stands in a text."""
        return any(cue.search(text) for cue in self.cues)
