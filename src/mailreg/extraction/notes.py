"""Notes behind names: in a list, what follows a name on its line or in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailreg.extraction.lexicons import phrases
from mailreg.extraction.names import Name
from mailreg.extraction.reading import Reading

_BRACKET = re.compile(r"[ ]?\((?P<note>[^()\n]{1,160})\)")
_LINE = re.compile(
    r"(?:[ ]?,[^\n,:–(-]{0,40})?[ \t]*(?:[-–—:;,|\t]|[ ]{2,})[ \t]*(?P<note>[^\n]{1,240})"
)


def notes_behind_names(text: str, names: Sequence[Name]) -> list[tuple[int, int]]:
    """Start and end of each note, in order, up to the next name on the line."""
    found: list[tuple[int, int]] = []
    for position, name in enumerate(names):
        limit = names[position + 1].start if position + 1 < len(names) else len(text)
        bracket = _BRACKET.match(text, name.end, limit)
        if bracket:
            found.append(bracket.span("note"))
        elif _begins_line(text, name):
            line = _LINE.match(text, name.end, limit)
            if line:
                found.append(line.span("note"))
    return found


def _begins_line(text: str, name: Name) -> bool:
    head = text[text.rfind("\n", 0, name.start) + 1 : name.start]
    return bool(_HEAD.fullmatch(head))


# Perhaps with a title or role, but no greeting.
_HEAD = re.compile(
    r"[ \t]*(?:[-*•·–+>|]|\d{1,2}[.)])?[ \t]*"
    r"(?:(?!(?i:hej|hejsan|hallå|tjena|hi|hello|dear|kära|bästa|hei|moi|hallo|tack)[ ])"
    r"[A-Za-zÅÄÖåäö.]{2,12}[ ])?"
)


def food_prompts(reading: Reading) -> list[tuple[int, int]]:
    """The first sentence of what stands under a quoted question on food."""
    found: list[tuple[int, int]] = []
    for start, end, prompt in reading.prompts:
        if phrases("diet", "topic").search(prompt) and not _MANY.search(prompt):
            inside = [s for s in reading.sentences if start <= s[0] < end or s[0] <= start < s[1]]
            found += [(max(start, a), min(end, b)) for a, b in inside[:1]]
    return found


_MANY = re.compile(r"(?i)fakturaadress.*allerg|namn.*allerg")
