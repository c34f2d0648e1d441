"""Names that stand on two lines of a form: `Förnamn: …` and `Efternamn: …`."""

from __future__ import annotations

import re
from functools import cache

from mailreg.extraction.lexicons import alternatives, entries
from mailreg.extraction.names import Name
from mailreg.message.cues import Cue

LINES_BETWEEN = 3  # at most, from one of the two to the other


def labelled_names(text: str) -> list[Name]:
    """A given name with the nearest surname after it, or before it where none follows."""
    given = list(_labelled("given").finditer(text))
    surnames = list(_labelled("surname").finditer(text))
    if not given or len(given) != len(surnames):
        return []
    pairs = zip(given, surnames, strict=True)
    return [_joined(one, other) for one, other in pairs if _is_near(text, one, other)]


@cache
def _labelled(kind: str) -> Cue:
    labels = alternatives("table", f"heading.{kind}")
    return Cue(
        "|".join(label.lower().split()[0] for label in entries("table", f"heading.{kind}")),
        rf"^[ \t]*(?:{labels})[ \t]*[:=][ \t]*(?P<value>[^\W\d_][^\n:@\d]{{0,40}}?)[ \t]*$",
        re.IGNORECASE | re.MULTILINE,
    )


def _is_near(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    first, second = sorted((one, other), key=re.Match.start)
    return text.count("\n", first.end(), second.start()) <= LINES_BETWEEN


def _joined(given: re.Match[str], surname: re.Match[str]) -> Name:
    start, end = given.span("value")
    text = f"{given.group('value')} {surname.group('value')}"
    return Name(text=text, start=start, end=end, is_full=True, is_sure=True)
