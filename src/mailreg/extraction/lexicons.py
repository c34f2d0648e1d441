"""The word lists of the package, compiled once.

A list stands in `lexicon/NAME.toml` under a key. In a phrase, a space stands for any white space,
`*` for the rest of a word, `…` for a few words of the same sentence, and `(his|her)`, behind the
first word, for one of several; nothing else is special. Phrases match whole words, whatever their
case. Every pattern is of bounded length, so a search takes time in proportion to the text.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from mailreg.extraction.wordwise import Wordwise, start_of

GAP = r"[^.!?\n]{0,45}?"  # what `…` may pass over


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The entries of a list, lower case."""
    return frozenset(entry.lower() for entry in entries(name, key))


class Phrases(Wordwise):
    """A list of phrases, searched as whole words; groups name what was found."""

    def __init__(self, groups: dict[str, list[str]]) -> None:
        by_start: dict[str, dict[str, list[str]]] = {}
        for group, entries in groups.items():
            for entry in sorted(entries, key=len, reverse=True):
                by_start.setdefault(start_of(entry), {}).setdefault(group, []).append(entry)
        super().__init__({start: _pattern(found) for start, found in by_start.items()})


def _pattern(groups: dict[str, list[str]]) -> str:
    parts = []
    for group, entries in groups.items():
        inside = "|".join(phrase_pattern(entry) for entry in entries)
        parts.append(f"(?P<{group}>{inside})" if group else inside)
    return rf"(?:{'|'.join(parts)})(?!\w)"


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
    pattern = pattern.replace(r"\(", "(?:").replace(r"\|", "|").replace(r"\)", ")")
    return pattern.replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


@cache
def given_names() -> frozenset[str]:
    """Common given names, lower case."""
    lines = _text("given_names.txt").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def common_words(language: str) -> tuple[str, ...]:
    """The most common words of a language, the commonest first; none of those without a list."""
    lists = _text("frequent_words.txt").split("\n[")
    found = next((part for part in lists if part.startswith(f"{language}]")), "")
    return tuple(found.splitlines()[1:])


@cache
def every_word(without: str = "") -> frozenset[str]:
    """The words of all lists without names of persons in them, but for short forms of names."""
    lists = (name for name in _WORD_LISTS if name != without)
    texts = [_text(f"{name}.toml").partition("[nicknames]")[0] for name in lists]
    return frozenset(word for text in texts for word in _WORD.findall(_COMMENT.sub("", text)))


_WORD_LISTS = ("answers", "billing", "closing", "coming", "diet", "intent", "people", "table")
_COMMENT = re.compile(r"(?m)^#.*$")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


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
