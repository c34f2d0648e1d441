"""The language of the sender's own words, among six, by small words and parts of words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from mailreg.extraction.lexicons import keys, words
from mailreg.extraction.reading import Reading

ENOUGH = 3.0  # points of the best language below which a text is too short to tell
LEAD = 1.15  # by how much the best must lead to be sure
PART_WEIGHT = 0.25  # a part of a word tells less than a small word of the language
WORDS_AT_MOST = 1500  # of a text; more tell nothing new


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language and whether there was enough to tell."""

    code: str  # ISO 639-1
    is_sure: bool


def find_language(reading: Reading, default: str) -> Language:
    """The language of the own words, with the closing and the subject where they are short."""
    scores = score(reading.words + " " + reading.closing)
    if scores.most_common(1)[0][1] < ENOUGH:
        scores += score(reading.subject.text)
    if scores.most_common(1)[0][1] < ENOUGH and not reading.words.strip():
        scores += score(reading.forwarded)
    (best, points), (_, second) = scores.most_common(2)
    if points <= 0:
        return Language(code=default, is_sure=False)
    return Language(code=best, is_sure=points >= ENOUGH and points >= second * LEAD)


def score(text: str) -> Counter[str]:
    """Points per language; every language is a key."""
    found = re.findall(r"[^\W\d_]+(?:['’][a-z]+)?", text.lower())[:WORDS_AT_MOST]
    points: Counter[str] = Counter(dict.fromkeys(keys("language", "words"), 0.0))  # type: ignore[arg-type]
    for word, times in Counter(found).items():
        for code in _languages_of(word):
            points[code] += times / len(_languages_of(word))  # type: ignore[assignment]
        for code, pattern in _parts().items():
            if pattern.search(word):
                points[code] += PART_WEIGHT * times  # type: ignore[assignment]
    return points


@cache
def _small_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in keys("language", "words"):
        for word in words("language", f"words.{code}"):
            found[word] = (*found.get(word, ()), code)
    return found


def _languages_of(word: str) -> tuple[str, ...]:
    return _small_words().get(word, ())


@cache
def _parts() -> dict[str, re.Pattern[str]]:
    return {
        code: re.compile("|".join(re.escape(part) for part in words("language", f"parts.{code}")))
        for code in keys("language", "parts")
    }
