"""Names in letters that are written without capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice

from mailreg.extraction.lexicons import alternatives, entries, words
from mailreg.extraction.names import Name
from mailreg.extraction.runs import is_given, is_role
from mailreg.extraction.wordwise import Wordwise

CAPITALS_IN = 100  # letters; who uses capitals at all uses more than one in so many
MATCHES_AT_MOST = 200  # given names in a letter
LONGEST_REST = 50  # code points of a name behind its first word


def lower_case_names(text: str, names: Sequence[Name]) -> list[Name]:
    """`jag heter kerstin lagerhjelm`: without capitals only where something tells of a name.

    In a letter that is written without capitals throughout, a given name will do, with a word that
    is none of the language's common ones; and later that given name alone.
    """
    found: list[Name] = []
    for match in islice(_matches(text), MATCHES_AT_MOST):
        start, end = match.span("name")
        if not any(n.start < end and start < n.end for n in [*names, *found]):
            found += _lower_case_name(match, found)
    return sorted(found, key=lambda name: name.start)


def _matches(text: str) -> Iterator[re.Match[str]]:
    yield from _called().finditer(text)
    if not is_lower_case(text):
        return
    for word in _WORD.finditer(text):
        if is_given(word.group()) and word.group() not in _vocabulary():
            match = _NAMED.match(text, word.start(), word.end() + LONGEST_REST)
            if match is not None:
                yield match


def is_lower_case(text: str) -> bool:
    """Whether somebody writes without capitals."""
    letters = sum(map(str.isalpha, text))
    return sum(map(str.isupper, text)) * CAPITALS_IN < letters


def _lower_case_name(match: re.Match[str], known: Sequence[Name]) -> list[Name]:
    parts = match.group("name").split()
    if _NUMBER_FOLLOWS.match(match.string, match.end()):
        parts = parts[:-1]  # a street
    if not parts or any(parts[0] in name.text.split()[1:] for name in known):
        return []
    length = 1
    while length < len(parts) and _may_be_surname(parts[length]):
        length += 1
    while length > 1 and parts[length - 1] in words("people", "particles"):
        length -= 1
    is_known = any(name.text.split()[0] == parts[0] for name in known)
    if not is_known and (length < 2 or not is_given(parts[0])):
        return []
    text = parts[0] if is_known else " ".join(parts[:length])
    start = match.start("name")
    return [Name(text=text, start=start, end=start + len(text), is_full=not is_known, is_sure=True)]


def _may_be_surname(word: str) -> bool:
    return word in words("people", "particles") or not (word in _vocabulary() or is_role(word))


@cache
def _vocabulary() -> frozenset[str]:
    """Common words of the languages: those of all word lists, but for short forms of names."""
    folder = files("mailreg.extraction.lexicon")
    texts = [folder.joinpath(f"{name}.toml").read_text("utf-8") for name in _WORD_LISTS]
    lists = [_COMMENT.sub("", text.partition("[nicknames]")[0]) for text in texts]
    return frozenset(word for text in lists for word in _WORD.findall(text))


_NUMBER_FOLLOWS = re.compile(r"[ ]\d")
# Those without names of persons in them.
_WORD_LISTS = ("answers", "billing", "closing", "coming", "diet", "intent", "people", "table")
_COMMENT = re.compile(r"(?m)^#.*$")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NAME = r"(?P<name>[^\W\d_][\w'’-]*(?:[ ][^\W\d_][\w'’-]*){0,3})"
_NAMED = re.compile(_NAME)


@cache
def _called() -> Wordwise:
    called = alternatives("people", "called")
    return Wordwise.beginning(entries("people", "called"), rf"(?:{called})[ :]{{1,2}}{_NAME}")
