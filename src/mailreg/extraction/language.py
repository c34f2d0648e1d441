"""The language of the sender's own words, by small words and parts of words.

Six languages are told well; a few others only so far that they are not taken for one of the six.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from mailreg.extraction.lexicons import common_words, keys, phrases, words
from mailreg.extraction.reading import Reading

ENOUGH = 3.0  # points of the best language below which a text is too short to tell
LEAD = 1.15  # by how much the best must lead to be sure
NEAR = 0.6  # of the best, from which the language of the event is taken where none is sure
FREQUENT = 250  # words of a language that count beside those of its list
PART_SHARE = 4  # of a point: a part of a word tells less than a small word of the language
WORDS_AT_MOST = 1500  # of a text; more tell nothing new


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language and whether there was enough to tell."""

    code: str  # ISO 639-1
    is_sure: bool


def find_language(reading: Reading, default: str) -> Language:
    """The language of the own words, with the subject where they are short."""
    text = f"{reading.words} {_polite(reading)}"
    points = score(text)
    if max(points.values()) < ENOUGH:
        more = reading.subject.text if reading.words.strip() else reading.forwarded
        points = score(f"{text} {reading.subject.text} {more}")
    best, second = sorted(points, key=points.__getitem__, reverse=True)[:2]
    if points[best] <= 0:
        return Language(code=default, is_sure=False)
    is_sure = points[best] >= ENOUGH and points[best] >= points[second] * LEAD
    if not is_sure and points.get(default, 0) >= points[best] * NEAR:
        best = default
    return Language(code=best, is_sure=is_sure)


def _polite(reading: Reading) -> str:
    """The formula above the signature; what stands below it may be in any language."""
    formula = phrases("closing", "line").search(reading.closing)
    return formula.group() if formula else ""


def score(text: str) -> dict[str, float]:
    """Points per language; every language is a key."""
    found = re.findall(r"[^\W\d_]+(?:['’][a-z]+)?", text.lower())[:WORDS_AT_MOST]
    points = dict.fromkeys(keys("language", "words"), 0.0)
    for word, times in Counter(found).items():
        for code, share in _shares(word):
            points[code] += times / share
    return points


@lru_cache(maxsize=8192)  # words come again, letter after letter
def _shares(word: str) -> tuple[tuple[str, int], ...]:
    """The languages a word speaks for, each with the part of a point that it counts there."""
    codes = _small_words().get(word, ())
    patterns = _parts().items() if _any_part().search(word) else ()
    parts = [code for code, pattern in patterns if pattern.search(word)]
    return (*((code, len(codes)) for code in codes), *((code, PART_SHARE) for code in parts))


@cache
def _small_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in keys("language", "words"):
        for word in words("language", f"words.{code}") | _frequent(code):
            found[word] = (*found.get(word, ()), code)
    return found


def _frequent(code: str) -> frozenset[str]:
    """The commonest words of the six languages."""
    return frozenset(common_words(code)[:FREQUENT])


@cache
def _parts() -> dict[str, re.Pattern[str]]:
    return {
        code: re.compile("|".join(re.escape(part) for part in words("language", f"parts.{code}")))
        for code in keys("language", "parts")
    }


@cache
def _any_part() -> re.Pattern[str]:
    """Whether a word is worth a look at each language's parts; most are not."""
    return re.compile("|".join(pattern.pattern for pattern in _parts().values()))
