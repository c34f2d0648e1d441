"""Where a letter names the event, a session or the venue: none of these is a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from mailreg.event import Event
from mailreg.extraction.wordwise import Wording, wording

NAMES_AT_MOST = 50  # places at which a letter names the event


def names_of_event(text: str, event: Event) -> Iterator[tuple[int, int]]:
    """Start and end of each, in order."""
    venue = (event.venue or "").split(",")
    sessions = (name for session in event.sessions for name in session.name.values())
    known = {one.strip() for one in (*event.name.values(), *sessions, *venue)} - {""}
    if known:
        names = islice(_pattern(tuple(sorted(known))).finditer(text), NAMES_AT_MOST)
        yield from (name.span() for name in names)


@lru_cache(maxsize=16)  # events
def _pattern(known: tuple[str, ...]) -> Wording:
    return wording(known, "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in known))
