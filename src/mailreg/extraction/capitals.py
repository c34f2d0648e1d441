"""A letter that is written without capitals, given those that its names would have.

The readers know names, streets and towns by their capitals. In a letter that has none, each word
gets one that the language does not commonly use, for most of these are names; so do words that are
names as well (`per ek`), where what stands beside them is a name, and the words of a street.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import zip_longest

from mailreg.extraction.language import score
from mailreg.extraction.lexicons import common_words, every_word, words
from mailreg.extraction.reading import Reading
from mailreg.extraction.runs import is_given, is_role
from mailreg.extraction.uncapitalised import INFLECTED

CAPITALS_IN = 100  # letters; who uses capitals at all uses more than one in so many
LONGEST_NAME = 2  # words behind a given name
COMPOUND_FROM = 9  # letters of a word that may be put together of common ones
PIECES = 2  # before a postal code, in which the street may stand
LONGEST_STREET = 40  # characters


def is_lower_case(text: str) -> bool:
    """Whether somebody writes without capitals."""
    letters = sum(map(str.isalpha, text))
    return letters > 0 and sum(map(str.isupper, text)) * CAPITALS_IN < letters


def with_capitals(reading: Reading) -> Reading:
    """The letter as it would be written with capitals; unchanged where it has any.

    Labels and questions of a form do not count, for they may be ours.
    """
    if not is_lower_case(_ASKED.sub("", reading.words)):
        return reading
    language = max((points := score(reading.words)), key=points.__getitem__)
    return replace(
        reading,
        words=capitalised(reading.words, language),
        closing=capitalised(reading.closing, language),
        forwarded=capitalised(reading.forwarded, language),
    )


_ASKED = re.compile(r"(?m)^[^\n:?]{2,90}[:?](?= )")


def capitalised(text: str, language: str) -> str:
    """The text with capitals where names stand; every character keeps its place."""
    letters = list(text)
    starts = [*_starts(text, language)]
    for place in (*starts, *_again(text, starts), *_in_addresses(text)):
        upper = letters[place].upper()
        letters[place] = upper if len(upper) == 1 else letters[place]
    for code in _BRITISH_CODE.finditer(text):
        letters[code.start() : code.end()] = code.group().upper()
    return "".join(letters)


_BRITISH_CODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}\b")


def _again(text: str, starts: list[int]) -> Iterator[int]:
    """Where a word that is a name as well stands again: `per ek … och per är vegan`."""
    named = {found.group().lower() for place in starts if (found := _WORD.match(text, place))}
    named &= words("people", "name_words")
    for word in _WORD.finditer(text) if named else ():
        if word.group().lower() in named:
            yield word.start()


def _in_addresses(text: str) -> Iterator[int]:
    """Where the words begin of a street, with its number, that stands before a postal code."""
    for code in _CODE.finditer(text):
        start = code.start()
        for _ in range(PIECES):
            end = len(text[:start].rstrip(" ,\n"))
            start = max(text.rfind(mark, 0, end) for mark in ",\n:") + 1
            if len(text[start:end]) < LONGEST_STREET and _NUMBER.search(text, start, end):
                yield from (word.start() for word in _WORD.finditer(text, start, end))
                break
        district = _DISTRICT.match(text, code.end())  # `københavn v`
        if district is not None:
            yield district.start("letter")


_CODE = re.compile(
    r"(?<![\w-])(?:\d{3} ?\d{2}|\d{4}(?= [^\W\d_]{3})|[a-z]{1,2}\d[a-z\d]? \d[a-z]{2})"
    r"(?![\w-])"
)
_NUMBER = re.compile(r"(?<!\w)\d{1,3}(?: ?[a-z])?(?!\w)")
_DISTRICT = re.compile(r" [^\W\d_]{4,20} (?P<letter>[a-zø])(?=[ ]*(?:[,.\n]|$))")
_WORD = re.compile(r"(?<![\w@.])[^\W\d_][^\W\d_'’]*(?![\w@]|\.\w)")


def _starts(text: str, language: str) -> Iterator[int]:
    """Where the words of names begin."""
    found = list(_WORD.finditer(text))
    left = 0  # words behind a given name that may go on with it
    for word, after in zip_longest(found, found[1:]):
        joins = after is not None and text[word.end() : after.start()] in (" ", "-")
        following = after.group().lower() if joins and after is not None else ""
        lower = word.group().lower()
        if left > 0 and lower in _PARTICLES:
            continue
        is_surname = left > 0 and (lower in words("people", "surname_words"))
        if is_surname or _is_name(lower, following, language, is_behind=left > 0):
            yield word.start()
            left = LONGEST_NAME if is_given(lower) else left - 1
        else:
            left = 0
        left = left if joins else 0


_PARTICLES = frozenset({"af", "av", "von", "van", "de", "la", "der", "den", "el", "al", "ten"})


def _is_name(word: str, following: str, language: str, *, is_behind: bool) -> bool:
    """Whether a word is one of a name, by itself and by what stands behind it."""
    if word in words("people", "name_words"):
        return (
            is_behind
            or following in words("people", "surname_words")
            or (bool(following) and not _is_common(following, language))
        )
    if word in words("people", "organisation") and following:
        return not _is_common(following, language)  # `region gotland`
    if _is_common(word, language):
        return False
    if is_behind or is_given(word):
        return True
    # `generöst hanna`: what stands before a name is a word of the language, and not its first
    return language not in _INFLECTING and not is_given(following)


_INFLECTING = frozenset({"fi"})  # most forms of its words are rare


def _is_common(word: str, language: str) -> bool:
    if word in _common(language) or word in every_word() or is_role(word):
        return True
    if INFLECTED.search(word):
        return True  # `laktosfritt`
    return len(word) >= COMPOUND_FROM and _is_compound(word, language)


def _is_compound(word: str, language: str) -> bool:
    """`trafikplanerare`: of two common words, with an `s` between them or without."""
    common = _common(language)
    return any(
        word[at:] in common and (word[:at] in common or word[:at].removesuffix("s") in common)
        for at in range(3, len(word) - 3)
    )


@cache
def _common(language: str) -> frozenset[str]:
    return frozenset(common_words(language))
