"""Patterns that begin with a word, tried only at the words of a text that begin like them.

A list of phrases as one pattern is tried at every character of a text. Here the words of a text
are laid out by their first three letters, once for all lists; of a list only that is tried which
begins like a word of the text; and what was found is kept, for a letter is asked for the same list
sentence by sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from mailreg.message.cues import folded

Stretch = tuple[int, int]  # start and end
Found = tuple[list[int], list[re.Match[str]]]  # places, in order, and what stands at each


class Wordwise:
    """Patterns by the letters they begin with (`start_of`); used like one compiled pattern.

    It finds what one pattern of all of them would find where words begin. A search of a part of a
    text begins and ends between words.
    """

    def __init__(self, patterns: Mapping[str, str], flags: int = re.IGNORECASE) -> None:
        self.starts = patterns.keys()
        self.patterns = _Patterns(patterns, flags)

    @classmethod
    def beginning(
        cls, phrases: Iterable[str], pattern: str, flags: int = re.IGNORECASE
    ) -> Wordwise:
        """One pattern, each match of which begins like one of the phrases."""
        return cls(dict.fromkeys(map(start_of, phrases), pattern), flags)

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """All that do not overlap, in order."""
        places, found = _words(text).standing(self)
        last = len(text) if end is None else end
        return _apart(places, found, start, last) if places else iter(())

    def places(self, text: str) -> Sequence[int]:
        """Where anything of it stands, in order, one within another included."""
        return _words(text).standing(self)[0]

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first, or None."""
        places, found = _words(text).standing(self)
        if not places:
            return None
        return next(_apart(places, found, start, len(text) if end is None else end), None)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The one that begins at `start`, where a word does, or None."""
        word = _WORD_HERE.match(folded(text), start)
        if word is None or word[1] not in self.starts:
            return None
        return self.patterns[word[1]].match(text, start, len(text) if end is None else end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The one that is the whole text, or None."""
        found = self.match(text)
        return found if found is not None and found.end() == len(text) else None


Wording = Wordwise | re.Pattern[str]


def wording(phrases: Collection[str], pattern: str) -> Wording:
    """A pattern of phrases that somebody else has written, such as those of an event.

    One that begins with no word (`#vårmöte`) can only be sought at every character.
    """
    if all(_WORD_START.match(phrase) for phrase in phrases):
        return Wordwise.beginning(phrases, pattern)
    return re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE)


def holding(
    text: str, wordings: Iterable[Wording], stretches: Iterable[Stretch]
) -> Iterator[Stretch]:
    """The stretches in which something of these begins: in most letters few of many."""
    places = sorted(place for wording in wordings for place in _places(wording, text))
    for start, end in stretches if places else ():
        at = bisect_left(places, start)
        if at < len(places) and places[at] < end:
            yield start, end


def _places(wording: Wording, text: str) -> Sequence[int]:
    if isinstance(wording, Wordwise):
        return wording.places(text)
    return [match.start() for match in wording.finditer(text)]


class _Patterns(dict[str, re.Pattern[str]]):
    """Patterns by the letters they begin with, each compiled where a text first asks for it."""

    def __init__(self, written: Mapping[str, str], flags: int) -> None:
        self._written, self._flags = written, flags

    def __missing__(self, start: str) -> re.Pattern[str]:
        found = self[start] = _compiled(self._written[start], self._flags)
        return found


@cache
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def start_of(phrase: str) -> str:
    """The first three letters, lower case, or all of a shorter word."""
    match = _WORD_START.match(phrase.lower())
    if match is None:
        raise ValueError(f"a phrase begins with a word, or with three letters of one: {phrase!r}")
    return match.group()


_WORD_START = re.compile(r"\w{3}|\w{1,2}(?![\w*…])")
_WORD = re.compile(r"(\w{1,3})\w*")
_WORD_HERE = re.compile(r"(?<!\w)(\w{1,3})\w*")


def _apart(
    places: list[int], found: list[re.Match[str]], start: int, end: int
) -> Iterator[re.Match[str]]:
    """Of what stands in a part of a text, what does not overlap."""
    done = start
    for at in range(bisect_left(places, start), bisect_left(places, end)):
        match = _within(found[at], end) if places[at] >= done else None
        if match is not None:
            done = match.end()
            yield match


def _within(match: re.Match[str], end: int) -> re.Match[str] | None:
    """The match, or what its pattern finds there where it reaches beyond the end."""
    return match if match.end() <= end else match.re.match(match.string, match.start(), end)


class _Words:
    """The words of a text by how they begin, and where each list stands in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._standing: dict[Wordwise, Found] = {}
        for word in _WORD.finditer(folded(text)):
            self._places[word[1]].append(word.start())

    def standing(self, wording: Wordwise) -> Found:
        """All places at which something of a list stands, those within another included."""
        found = self._standing.get(wording)
        if found is None:
            found = self._standing[wording] = self._find(wording)
        return found

    def _find(self, wording: Wordwise) -> Found:
        matches = [
            match
            for start in wording.starts & self._places.keys()
            for pattern in [wording.patterns[start]]
            for place in self._places[start]
            if (match := pattern.match(self._text, place)) is not None
        ]
        if len(matches) > 1:
            matches.sort(key=re.Match.start)
        return [match.start() for match in matches], matches


@lru_cache(maxsize=32)  # the texts of one letter, and stretches of them
def _words(text: str) -> _Words:
    return _Words(text)
