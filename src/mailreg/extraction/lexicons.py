"""The word lists of the package, compiled once.

A list stands in `lexicon/NAME.toml` under a key. In a phrase, a space stands for any white space,
`*` for the rest of a word, and `…` for a few words of the same sentence; nothing else is special.
Phrases match whole words, whatever their case. Every pattern is of bounded length, so a search
takes time in proportion to the text.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

GAP = r"[^.!?\n]{0,45}?"  # what `…` may pass over


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The entries of a list, lower case."""
    return frozenset(entry.lower() for entry in entries(name, key))


class Phrases:
    """A list of phrases, searched as whole words; its methods are those of a compiled pattern.

    Phrases are kept by their first two letters. A search goes from word to word and tries only
    those that begin like it, which is many times faster than one pattern of all. A search of a
    part of a text begins and ends between words.
    """

    def __init__(self, groups: dict[str, list[str]]) -> None:
        buckets: dict[str, dict[str, list[str]]] = {}
        for group, entries in groups.items():
            for entry in sorted(entries, key=len, reverse=True):
                buckets.setdefault(_bucket(entry), {}).setdefault(group, []).append(entry)
        self._patterns = {bucket: _pattern(found) for bucket, found in buckets.items()}

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """All that do not overlap, in order."""
        last = len(text) if end is None else end
        done = start
        starts, buckets = _words(text)
        inside = slice(bisect_left(starts, start), bisect_left(starts, last))
        for place, bucket in zip(starts[inside], buckets[inside], strict=True):
            pattern = self._patterns.get(bucket) if place >= done else None
            match = pattern.match(text, place, last) if pattern is not None else None
            if match is not None:
                done = match.end()
                yield match

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first, or None."""
        return next(self.finditer(text, start, end), None)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The one that begins at `start`, or None."""
        found = self.search(text, start, end)
        return found if found is not None and found.start() == start else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The one that is the whole text, or None."""
        found = self.match(text)
        return found if found is not None and found.end() == len(text) else None


_WORD_START = re.compile(r"(?<!\w)\w\w?")


@lru_cache(maxsize=8)  # the few texts of one letter, each searched for dozens of lists
def _words(text: str) -> tuple[list[int], list[str]]:
    """Where words begin, and their first two letters in lower case."""
    found = list(_WORD_START.finditer(text))
    return [word.start() for word in found], [word.group().lower() for word in found]


def _bucket(entry: str) -> str:
    """The first two letters, or the one of a word of one letter."""
    match = _WORD_START.match(entry.lower())
    if match is None:
        raise ValueError(f"a phrase begins with a letter or a digit: {entry!r}")
    return match.group()


def _pattern(groups: dict[str, list[str]]) -> re.Pattern[str]:
    parts = []
    for group, entries in groups.items():
        inside = "|".join(phrase_pattern(entry) for entry in entries)
        parts.append(f"(?P<{group}>{inside})" if group else inside)
    return re.compile(rf"(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


@cache
def phrases(name: str, key: str) -> Phrases:
    """The phrases of a list, to search for."""
    return Phrases({"": entries(name, key)})


@cache
def alternatives(name: str, key: str) -> str:
    """The phrases of a list as the inside of a pattern's group, the longest first."""
    longest_first = sorted(entries(name, key), key=len, reverse=True)
    return "|".join(phrase_pattern(entry) for entry in longest_first)


def phrase_pattern(phrase: str) -> str:
    """A phrase as a pattern."""
    pattern = re.escape(phrase)
    pattern = pattern.replace(r"\ …\ ", rf"\s{GAP}(?<!\w)").replace(r"…", GAP)
    return pattern.replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


@cache
def given_names() -> frozenset[str]:
    """Common given names, lower case."""
    lines = _text("given_names.txt").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def keys(name: str, table: str) -> tuple[str, ...]:
    """The keys of a table of a file, in order."""
    found = _file(name).get(table)
    return tuple(found) if isinstance(found, dict) else ()


def entries(name: str, key: str) -> list[str]:
    """The entries of a list, or of all lists of a table, as they stand."""
    found: object = _file(name)
    for step in key.split("."):
        found = found[step] if isinstance(found, dict) else None
    if isinstance(found, dict):
        return [str(entry) for part in found.values() for entry in part]
    if not isinstance(found, list):
        raise KeyError(f"{name}.{key}")
    return [str(entry) for entry in found]


@cache
def _file(name: str) -> dict[str, object]:
    return tomllib.loads(_text(f"{name}.toml"))


def _text(name: str) -> str:
    return files("mailreg.extraction.lexicon").joinpath(name).read_text("utf-8")
