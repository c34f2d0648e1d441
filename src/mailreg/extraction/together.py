"""What a group says of its places: as many as there are will do, or all of them or none."""

from __future__ import annotations

from functools import cache

from mailreg.extraction.lexicons import Phrases, entries

_PARTED, _TOGETHER = "as_many_as_fit", "together"


def may_be_parted(own: str) -> bool | None:
    """Whether a group takes as many places as there are; None: it says nothing, or both.

    `own` is what its writer wrote. Who says nothing stays together.
    """
    said = {match.lastgroup for match in _phrases().finditer(own)}
    return None if len(said) != 1 else said == {_PARTED}


@cache
def _phrases() -> Phrases:
    return Phrases({name: entries("offer", name) for name in (_PARTED, _TOGETHER)})
