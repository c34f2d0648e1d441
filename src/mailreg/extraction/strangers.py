"""Signs that a letter is not meant for this desk: swindles, other events, machines."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel.dates import format_date

from mailreg.event import Event
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.values import Intent

LANGUAGES = ("sv", "en", "nb", "da", "fi", "de")
COUNTED_AT_MOST = 5  # places of one cue; more say no more

_LINK = re.compile(r"(?i)\bhttps?://|\bwww\.")


def count(text: str, cue: str) -> int:
    """How many different phrases of a list of `intent.toml` a text holds, up to a few."""
    found: set[str] = set()
    for match in phrases("intent", cue).finditer(text):
        found.add(match.group().lower())
        if len(found) == COUNTED_AT_MOST:
            break
    return len(found)


def lures(text: str) -> int:
    """How many things a letter holds by which people are swindled or sold to; a link is one."""
    found = count(text, "spam")
    return found + bool(found and _LINK.search(text))


def names_event(text: str, event: Event) -> bool:
    """Whether a letter names this event or a session of it."""
    lower = text.casefold()
    names = [*event.name.values(), *(name for s in event.sessions for name in s.name.values())]
    return any(name.casefold() in lower for name in names)


def is_like_ours(text: str, event: Event) -> bool:
    """Whether a letter speaks of the day, of a conference or of what belongs to one."""
    lower = text.casefold()
    if any(day in lower for day in _written(event.starts.date())):
        return True
    own = (word for name in event.name.values() for word in name.split() if len(word) >= 7)
    return any(word.casefold() in lower for word in own) or count(text, "event") > 0


def names_other(text: str) -> bool:
    """Whether a text is about something else that people register for, or that they order."""
    return count(text, "other_event") > 0 or bool(_OTHER_KIND.search(text))


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
    text = f"{subject}\n{words}"
    if count(text, "bounce") >= 2:
        return Intent.BOUNCE
    if count(text, "bulk") + min(count(text, "invitation"), 1) >= 2 and count(text, "bulk"):
        return Intent.BULK
    if count(text, "absent") and count(text, "referred"):
        return Intent.AUTO_REPLY
    return Intent.AUTO_REPLY if count(text, "receipt") >= 2 else None
