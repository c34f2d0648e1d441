"""Signs that a letter is not meant for this desk: swindles, other events, machines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from babel.dates import format_date

from mailreg.event import Event
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.values import Intent

LANGUAGES = ("sv", "en", "nb", "da", "fi", "de")
COUNTED_AT_MOST = 5  # places of one cue; more say no more

_LINK = re.compile(r"(?i)\bhttps?://|\bwww\.")


def count(texts: Iterable[str], cue: str) -> int:
    """How many different phrases of a list of `intent.toml` some texts hold, up to a few."""
    found: set[str] = set()
    for text in texts:
        for match in phrases("intent", cue).finditer(text):
            found.add(match.group().lower())
            if len(found) == COUNTED_AT_MOST:
                return COUNTED_AT_MOST
    return len(found)


def lures(texts: Sequence[str]) -> int:
    """How many things a letter holds by which people are swindled or sold to; a link is one."""
    found = count(texts, "spam")
    return found + bool(found and any(map(_LINK.search, texts)))


def names_event(texts: Sequence[str], event: Event) -> bool:
    """Whether a letter names this event or a session of it."""
    lower = "\n".join(texts).casefold()
    names = [*event.name.values(), *(name for s in event.sessions for name in s.name.values())]
    return any(name.casefold() in lower for name in names)


def is_like_ours(texts: Sequence[str], event: Event) -> bool:
    """Whether a letter speaks of the day, of a conference or of what belongs to one."""
    lower = "\n".join(texts).casefold()
    if any(day in lower for day in _written(event.starts.date())):
        return True
    place = (event.venue or "").partition(",")[0]
    named = (*event.name.values(), place)
    own = (word for name in named for word in name.split() if len(word) >= 7)
    return any(word.casefold() in lower for word in own) or count(texts, "event") > 0


def names_other(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether a text is about something else that people register for, or that they order."""
    last = len(text) if end is None else end
    if phrases("intent", "other_event").search(text, start, last):
        return True
    return _OTHER_KIND.search(text, start, last) is not None


_OTHER_KIND = re.compile(
    r"(?i)\b(?!kon|res|dis|re)\w{3,20}(?:kurs(?:en)?|läger|lägret|kollot?|cirkeln|lektion(?:en)?|"
    r"soppan?|kalaset?|festen?|turnering(?:en)?|loppet|leir(?:en)?|lejren?|kurset)\b"
)


@cache
def _written(day: date) -> frozenset[str]:
    """How the day is written without its year, in the languages that are read."""
    number = day.day
    short = {f"{number}/{day.month}", f"den {number}", f"{number}:e", f"the {number}"}
    return frozenset(
        {format_date(day, "d MMMM", locale=language).casefold() for language in LANGUAGES}
        | {format_date(day, "MMMM d", locale="en").casefold()}
        | short
    )


def machine(subject: str, words: str) -> Intent | None:
    """Automatic letters that no header gave away: two signs at least, of what belongs together."""
    texts = (subject, words)
    if count(texts, "bounce") >= 2:
        return Intent.BOUNCE
    if count(texts, "bulk") + min(count(texts, "invitation"), 1) >= 2 and count(texts, "bulk"):
        return Intent.BULK
    if count(texts, "absent") and count(texts, "referred"):
        return Intent.AUTO_REPLY
    return Intent.AUTO_REPLY if count(texts, "receipt") >= 2 else None
