"""The name and the words that the sender's address shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from mailreg.extraction.lexicons import words
from mailreg.extraction.names import full_name
from mailreg.message import Address


@lru_cache(maxsize=4)  # several readers of one letter ask for it
def shown_name(address: Address | None) -> str | None:
    """The full name that From shows, given name first; None where it shows none."""
    if address is None:
        return None
    found = full_name(address.name) if not _COUPLE.search(address.name) else None
    parts = address.name.split()
    if len(parts) not in (2, 3) or "," in address.name:
        return found
    local = _local_words(address)
    folded = [fold(part) for part in parts]
    if len(parts) == 2 and local[:2] == folded[::-1]:
        return f"{parts[1]} {parts[0]}"
    if found is None and local == folded and _is_capitalised(parts):
        return address.name
    return found


_COUPLE = re.compile(r"(?i)[ ](?:&|och|o|and|og|und|\+)[ ]")


def _local_words(address: Address) -> list[str]:
    """The parts of `per-erik.ek@…`, as they would be written without accents."""
    return re.split(r"[._\d]+", address.email.split("@")[0].lower())


def _is_capitalised(parts: Sequence[str]) -> bool:
    return all(part[0].isupper() and "." not in part for part in parts)


def fold(word: str) -> str:
    """A word as it stands in an address: lower case, without accents."""
    plain = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


_LETTERS = str.maketrans({"ø": "o", "æ": "a", "ß": "ss", "ł": "l", "ð": "d", "þ": "th", "ı": "i"})


def address_words(address: Address | None) -> frozenset[str]:
    """Words of the sender's address that may be parts of names, case-folded."""
    if address is None:
        return frozenset()
    found = {part for part in _local_words(address) if len(part) > 2 and part.isalpha()}
    return known_words(address) | (found - words("people", "desks"))


def known_words(address: Address | None) -> frozenset[str]:
    """The words of the name that From shows, where it is a person's full name, case-folded."""
    return frozenset((shown_name(address) or "").casefold().split())
