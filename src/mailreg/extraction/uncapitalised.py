"""Names in letters that are written without capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mailreg.extraction.lexicons import alternatives, entries, words
from mailreg.extraction.names import Name
from mailreg.extraction.runs import is_given
from mailreg.extraction.wordwise import Wordwise

CAPITALS_IN = 100  # letters; who uses capitals at all uses more than one in so many


def lower_case_names(text: str, names: Sequence[Name]) -> list[Name]:
    """`jag heter kerstin lagerhjelm`: without capitals only where something tells of a name.

    In a letter that is written without capitals throughout, a given name and a word that is not
    of the language's commonest will do; and later that given name alone.
    """
    found: list[Name] = []
    for match in _matches(text):
        start, end = match.span("name")
        if not any(n.start < end and start < n.end for n in [*names, *found]):
            found += _lower_case_name(match, found)
    return found


def _matches(text: str) -> list[re.Match[str]]:
    called = list(_called().finditer(text))
    return [*called, *_LOWER_NAMED.finditer(text)] if is_lower_case(text) else called


def is_lower_case(text: str) -> bool:
    """Whether somebody writes without capitals."""
    letters = sum(map(str.isalpha, text))
    return sum(map(str.isupper, text)) * CAPITALS_IN < letters


def _lower_case_name(match: re.Match[str], known: Sequence[Name]) -> list[Name]:
    parts = match.group("name").split()
    no_names = words("people", "not_names")
    length = 0
    while length < len(parts) and parts[length] not in no_names:
        length += 1
    is_known = any(name.text.split()[0] == parts[0] for name in known)
    if not is_known and (length < 2 or not is_given(parts[0])):
        return []
    text = parts[0] if is_known else " ".join(parts[:length])
    start = match.start("name")
    return [Name(text=text, start=start, end=start + len(text), is_full=not is_known, is_sure=True)]


_NAME = r"(?P<name>(?:[^\W\d_]{2,20}(?:-[^\W\d_]+)?[ ]){1,2}[^\W\d_]{2,25}(?:-[^\W\d_]+)?)"
_LOWER_NAMED = re.compile(rf"(?<!\w){_NAME}")


@cache
def _called() -> Wordwise:
    called = alternatives("people", "called")
    return Wordwise.beginning(entries("people", "called"), rf"(?:{called})[ :]{{1,2}}{_NAME}")
