"""The word lists of the package, compiled once.

A list stands in `lexicon/NAME.toml` under a key. In a phrase, a space stands for any white space,
`*` for the rest of a word, and `…` for a few words of the same sentence; nothing else is special.
Phrases match whole words, whatever their case. Every pattern is of bounded length, so a search
takes time in proportion to the text.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

GAP = r"[^.!?\n]{0,45}?"  # what `…` may pass over


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The entries of a list, lower case."""
    return frozenset(entry.lower() for entry in _entries(name, key))


@cache
def phrases(name: str, key: str) -> re.Pattern[str]:
    """One pattern for a whole list; of keys that begin with `line`, for the start of a line."""
    pattern = rf"(?<!\w)(?:{alternatives(name, key)})(?!\w)"
    if key.startswith("line"):
        pattern = rf"^[ \t]*(?:{alternatives(name, key)})(?!\w)[ ,!./]*(?:\w[^\n]{{0,32}})?$"
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


@cache
def alternatives(name: str, key: str) -> str:
    """The phrases of a list as the inside of a pattern's group, the longest first."""
    entries = sorted(_entries(name, key), key=len, reverse=True)
    return "|".join(phrase_pattern(entry) for entry in entries)


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


def _entries(name: str, key: str) -> list[str]:
    entries: object = _file(name)
    for step in key.split("."):
        entries = entries[step] if isinstance(entries, dict) else None
    if isinstance(entries, dict):
        return [str(entry) for found in entries.values() for entry in found]
    if not isinstance(entries, list):
        raise KeyError(f"{name}.{key}")
    return [str(entry) for entry in entries]


@cache
def _file(name: str) -> dict[str, object]:
    return tomllib.loads(_text(f"{name}.toml"))


def _text(name: str) -> str:
    return files("mailreg.extraction.lexicon").joinpath(name).read_text("utf-8")
