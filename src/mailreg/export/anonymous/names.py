"""Other names of the same form and culture, and addresses that carry them."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Mapping

from mailreg.export.anonymous.wording import vocabulary

SUFFIX = r":s|['’]s|s|"  # what may follow a name in a sentence
_WHOLE = re.compile(r"(?i)^(?:o['’]|mac(?=[A-Z])|mc)")
_FOLDED = str.maketrans(
    {"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "þ": "th"}
)


def table_of_names(
    names: Iterable[str], language: str, taken: set[str], chance: random.Random
) -> dict[str, str]:
    """What each word of the names becomes, none of `taken`; the same one everywhere.

    What was chosen is added to `taken` (case-folded).
    """
    table: dict[str, str] = {}
    for name in names:
        words = name.replace("\u00a0", " ").split()
        culture = _culture(words, language)
        is_woman = _is_woman(words[0])
        for at, word in enumerate(words):
            kind = "surname" if at and at == len(words) - 1 else _given(is_woman=is_woman)
            for piece in pieces_of(word):
                if len(piece) > 1 and piece.casefold() not in {
                    *vocabulary()["forms"]["particles"],
                    *lower(table),
                }:
                    pool = [
                        n for n in vocabulary()["names"][culture][kind] if n.casefold() not in taken
                    ]
                    table[piece] = _like(piece, pool, chance)
                    taken.add(table[piece].casefold())
    return table


def lower(table: Mapping[str, str]) -> set[str]:
    """The words of a table, case-folded."""
    return {word.casefold() for word in table}


def pieces_of(word: str) -> list[str]:
    """`Jan-Olof` is two names; O'Brien is one."""
    clean = word.strip('.,;:()"')
    return [clean] if _WHOLE.match(clean) else [p for p in clean.split("-") if p.isalpha()]


def mailbox(text: str, table: Mapping[str, str]) -> str:
    """The local part of an address, in which names stand folded and run together."""
    folded = {fold(old): fold(new) for old, new in table.items()}
    long = [old for old in sorted(folded, key=len, reverse=True) if len(old) > 3]
    short = [old for old in folded if 1 < len(old) <= 3]
    parts = [*map(re.escape, long), *(rf"(?<![^\W_]){re.escape(old)}(?![^\W_])" for old in short)]
    if not parts:
        return text
    return re.sub(
        "|".join(parts), lambda match: folded[match.group().lower()], text, flags=re.IGNORECASE
    )


def fold(text: str) -> str:
    """Small letters without their marks, as addresses have them."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDED))
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("'", "")


def _given(*, is_woman: bool) -> str:
    return "female" if is_woman else "male"


def _is_woman(word: str) -> bool:
    first = word.partition("-")[0].casefold()
    forms = vocabulary()["forms"]
    return first.endswith(tuple(forms["female_ends"])) or first in forms["female"]


def _culture(words: list[str], language: str) -> str:
    for culture, pattern in vocabulary()["belongs"].items():
        if any(re.search(pattern, piece) for piece in words[-1:]):
            return str(culture)
    home = {"no": "da", "da": "da", "fi": "fi", "en": "en", "de": "de"}
    return home.get(language, "sv")


def _like(piece: str, pool: list[str], chance: random.Random) -> str:
    """A name from the pool, with the same initial where there is one."""
    if _WHOLE.match(piece):
        return str(chance.choice(vocabulary()["forms"]["whole"]))
    alike = [name for name in pool if fold(name)[0] == fold(piece)[0]]
    new = chance.choice(alike or pool)
    return new.lower() if piece.islower() else new.upper() if piece.isupper() else new
