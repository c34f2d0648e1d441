"""Whether two names are so much alike that a person should look at both side by side."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from mailreg.extraction.names import same_letters

ALIKE = 0.85  # of their letters, in order: `Kristina Eriksson` and `Christina Ericsson`


def is_alike(one: str, other: str) -> bool:
    """Equal but for capitals, accents or a few letters; another given name is another person."""
    if one.casefold() == other.casefold() or same_letters(one, other):
        return True
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= ALIKE


def are_alike(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether any of the one is like any of the others."""
    known = list(others)
    return any(is_alike(one, other) for one in names for other in known)
