"""Words for food and needs, and what one of them says where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache

from mailreg.extraction.lexicons import Phrases, entries, keys, words

SHELLFISH = ("crustaceans", "molluscs")


class Said(StrEnum):
    """What one finding says."""

    CODE = "code"
    OTHER = "other"
    NONE = "none"
    DENIED = "denied"  # a need that the letter takes back or says it is not
    UNREAD = "unread"  # a food is named, and nothing says what of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing said about food."""

    said: Said
    value: str  # a code, the noun phrase, or ""
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FoodWord:
    """A word of the lexicon where it stands."""

    code: str  # of a need, or `shellfish`
    start: int
    end: int
    is_need: bool  # whether it states a need by itself


def vocabulary_of(text: str) -> Iterator[FoodWord]:
    """All words for foods and needs in a text, in order."""
    for match in _known().finditer(text):
        kind, _, code = (match.lastgroup or "").partition("_")
        compound = _COMPOUND.search(match.group())
        yield FoodWord(
            code=code,
            start=match.start(),
            end=match.end(),
            is_need=kind == "need" or bool(compound),
        )


_COMPOUND = re.compile(r"(?i)allerg|intoler|överkänslig|.fri(?:tt|a)?$|.free$")


@cache
def _known() -> Phrases:
    """Every word for a need or a food; needs first, the group tells kind and code."""
    return Phrases(
        {
            f"{kind}_{code}": entries("diet", f"{kind}.{code}")
            for kind in ("need", "food")
            for code in _codes_of(kind)
        }
    )


def _codes_of(kind: str) -> tuple[str, ...]:
    return keys("diet", kind)


def codes_said(word: FoodWord, *, denied: bool, confidence: float = 0.9) -> Iterator[Finding]:
    """What a word says: one code, or two for shellfish."""
    codes = SHELLFISH if word.code == "shellfish" else (word.code,)
    for code in codes:
        yield Finding(
            said=Said.DENIED if denied else Said.CODE,
            value=code,
            start=word.start,
            end=word.end,
            confidence=confidence,
        )


def is_half_compound(text: str, word: FoodWord) -> bool:
    """`nöt- och skaldjursallergi`: the first half of a joined compound."""
    return bool(_HALF.match(text, word.end))


_HALF = re.compile(r"-(?:[ ,/]|\s(?:och|and|og)\b)")


def is_denied(text: str, start: int, end: int, word: FoodWord) -> bool:
    """`inte vegetarian`, `inte laktos utan mjölk`; `ej gluten` alone is a need."""
    if is_taken_back(text, start, end, word):
        return True
    before = text[max(start, word.start - 40) : word.start]
    after = text[word.end : min(end, word.end + 60)]
    if text[word.start : word.end].lower() in _BARE:
        return bool(_NOT.search(before)) and bool(_BUT.match(after))
    return bool(_NOT.search(before))


def is_taken_back(text: str, start: int, end: int, word: FoodWord) -> bool:
    """`skrev laktos`, `inte bara laktos`, `laktosfria produkter hjälper inte`."""
    before = text[max(start, word.start - 40) : word.start]
    after = text[word.end : min(end, word.end + 60)]
    return bool(_TAKEN_BACK.search(before)) or bool(_NO_HELP.search(after))


_BARE = frozenset({"gluten", "laktos", "lactose", "laktose"})

_NOT = re.compile(
    r"(?i)\b(?:inte|ej|icke|inga|ingen|inget|not|no|isn't|aren't|ikke|ingen|kein|keine|nicht|"
    r"en ole|ei ole|inte längre|no longer)\s+(?:\w+\s+){0,2}$"
)

_BUT = re.compile(r"(?i)[ ,]*\b(?:utan|but|sondern|vaan|men)\b")

_TAKEN_BACK = re.compile(
    r"(?i)\b(?:skrev|skrivit|angav|angett|uppgav|råkade|wrote|said|put|stated|skrev jag|uppgett|"
    r"uppgivit|kryssade|"
    r"ticked)\b[^.!?\n]{0,25}$"
    r"|\b(?:inte bara|not just|not only|ikke bare)\s+$"
    r"|\b(?:istället för|i stället för|instead of|rather than|i stedet for)\s+(?:\w+\s+){0,1}$"
)

_NO_HELP = re.compile(
    r"(?i)^[^.!?\n,;]{0,25}\b(?:hjälper|räcker|duger|helps?|does not help|är fel|was wrong|"
    r"stämmer inte|hjälper mig)\b"
)


def misspelt(phrase: str) -> str | None:
    """The code of a single long word that is all but one of ours."""
    if " " in phrase or len(phrase) < 6:
        return None
    close = get_close_matches(phrase, _spellings(), n=1, cutoff=0.86)
    return _spellings()[close[0]] if close else None


@cache
def _spellings() -> dict[str, str]:
    return {
        entry.rstrip("*"): code
        for kind in ("need", "food")
        for code in _codes_of(kind)
        for entry in words("diet", f"{kind}.{code}")
        if len(entry) > 5 and " " not in entry
    }
