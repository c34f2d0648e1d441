"""What speaks for somebody who is named being among those who are to attend.

Whoever is named attends only for a reason: they stand in a list, a row or behind a label; the words
before introduce them; their sentence enrols somebody, or tells of coming, of a need or of a place;
or they are joined to one of whom that holds. All others are only spoken of. Those of whom it is
said that they were registered before are no new ones.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mailreg.extraction.acts import Act, Deed, find_acts
from mailreg.extraction.lexicons import phrases, words
from mailreg.extraction.names import JOINS, Name
from mailreg.extraction.preceding import ends_with, without_roles
from mailreg.extraction.reading import Reading
from mailreg.extraction.runs import is_role
from mailreg.extraction.table import Row

_ASKS = frozenset(
    {
        Deed.ENROL,
        Deed.ATTEND,
        Deed.PLACE,
        Deed.LISTED,
        Deed.ADDITION,
        Deed.SETTLED,
        Deed.SUBSTITUTE,
        Deed.ANSWERS_US,
    }
)
BEFORE = 60  # code points before a name that are looked at
BESIDE = 4  # words beside the names of a sentence that says nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a letter says, by place."""

    asks: Sequence[int]  # where somebody is put on the list, comes, or has a need
    rows: Sequence[Row]

    def asks_in(self, start: int, end: int) -> bool:
        """Whether a stretch holds any of it."""
        place = bisect_left(self.asks, start)
        return place < len(self.asks) and self.asks[place] < end


def told_of(reading: Reading, rows: Sequence[Row], needs: Sequence[int], language: str) -> Told:
    """What the words say; `needs` are places where diet is told."""
    acts = find_acts(reading.words, reading.sentences, language)
    return Told(asks=sorted([*needs, *(act.start for act in acts if _asks(act))]), rows=rows)


def _asks(act: Act) -> bool:
    return act.deed in _ASKS and not act.is_denied and not act.is_of_reader


def standing(reading: Reading, told: Told, names: Sequence[Name]) -> frozenset[int]:
    """The places of those names that stand for somebody who is to attend."""
    text = reading.words
    ends = [end for _, end in reading.sentences]
    found = {name.start for name in names if _stands(reading, told, name, names, ends)}
    joined = [
        (one, other)
        for one, other in pairwise(names)
        if _JOINED.fullmatch(text, one.end, other.start)
    ]
    for one, other in joined:
        found |= {other.start} if one.start in found else set()
    for one, other in reversed(joined):
        found |= {one.start} if other.start in found else set()
    return frozenset(found)


_JOINED = re.compile(
    rf"(?:[ ]?\([^()\n]{{0,60}}\))?{JOINS.pattern.removeprefix('(?i)')}", re.IGNORECASE
)


def _stands(
    reading: Reading, told: Told, name: Name, names: Sequence[Name], ends: Sequence[int]
) -> bool:
    text = reading.words
    if any(row.start <= name.start < row.end for row in told.rows) or _is_listed(text, name):
        return True
    before = text[max(0, name.start - BEFORE) : name.start]
    kept = without_roles(before)
    if ends_with(kept, "introduction") or _WITH_ME.match(text, name.end):
        return True
    if _ME_WITH.search(kept) or _ME_WITH.search(before.rstrip()):
        return True
    at = bisect_right(ends, name.start)
    start, end = reading.sentences[at] if at < len(ends) else (name.start, name.end)
    if told.asks_in(start, end):
        return True
    following = reading.sentences[at + 1] if at + 1 < len(ends) else (0, 0)
    if _TAKEN_UP.match(text, *following) and told.asks_in(*following):
        return True  # `… för min kollega Mikaela Ström. Hon vill gärna delta.`
    return _is_bare(text, start, end, names)


_WITH_ME = re.compile(
    r"(?i)[ ]?,?[ ](?:och|o|samt|and|og|und|&|\+)[ ](?:(?:även|också|så|also|auch)[ ])?"
    r"(?:jag|mig|me|myself|i|jeg|meg|ich|mich|undertecknad|undertegnede)(?!\w)"
)
_ME_WITH = re.compile(
    r"(?i)(?<!\w)(?:jag|mig|me|myself|jeg|meg|ich|mich|undertecknad)(?: själv| selv| selbst)?[ ]?"
    r"(?:,|och|o|samt|and|og|und|&|\+|plus)$"
)
_TAKEN_UP = re.compile(r"(?i)\s*(?:hon|han|hen|she|he|hun|sie|er|hän|båda|både|de)(?!\w)")


def _is_listed(text: str, name: Name) -> bool:
    """Alone on its line but for roles and notes, or behind a label for names."""
    head = text[text.rfind("\n", 0, name.start) + 1 : name.start]
    if _LABEL.search(head):
        return True
    opening = _ITEM.match(head)
    roles = head[opening.end() :].split() if opening else []
    if not all(
        is_role(role) or role.lower().rstrip(".") in words("people", "titles") for role in roles
    ):
        return False
    return _ITEM_ENDS.match(text, name.end) is not None


_LABEL = re.compile(
    r"(?i)(?:namn|names?|deltagare|participants?|attendees?|navn|nimi|deltager|deltaker)"
    r"[ ]?\d?[ ]?:[^\n:]*$"
)
_ITEM = re.compile(r"[ \t]*(?:[-*•·–+>|]|\(?\d{1,2}[.):]?(?=[ \t]))?[ \t]*")
_ITEM_ENDS = re.compile(r"[ \t]*(?:$|[\n,;:(\t|/–—-]|\d)", re.MULTILINE)


def _is_bare(text: str, start: int, end: int, names: Sequence[Name]) -> bool:
    """`Och så min kollega Per Ek.`: names, and nothing that tells of anything else."""
    left = list(text[start:end])
    for name in names:
        if start <= name.start < end:
            left[name.start - start : name.end - start] = " " * (name.end - name.start)
    rest = "".join(left)
    return 0 < len(_WORD.findall(rest)) <= BESIDE and not phrases("people", "verbs").search(rest)


_WORD = re.compile(r"[^\W\d_]+")


def registered_before(text: str, names: Sequence[Name]) -> list[tuple[int, int]]:
    """Stretches with names of those who are told to be registered: `dem vi anmälde (A och B)`."""
    found: list[tuple[int, int]] = []
    for match in phrases("people", "already_before").finditer(text):
        at = bisect_left(names, match.end(), key=lambda name: name.start)
        if at < len(names) and _UP_TO.fullmatch(text, match.end(), names[at].start):
            end = names[_last_joined(text, names, at, 1)].end
            me = _WITH_ME.match(text, end)
            found.append((match.end(), me.end() if me else end))
    for match in phrases("people", "already_after").finditer(text):
        at = bisect_left(names, match.start(), key=lambda name: name.start) - 1
        if at >= 0 and _BACK_TO.fullmatch(text, names[at].end, match.start()):
            found.append((names[_last_joined(text, names, at, -1)].start, names[at].end))
    return found


_UP_TO = re.compile(
    r"(?i)(?:[ ](?:mig|oss|me|us|meg)(?: själv)? (?:och|samt|and|og)(?= ))?(?:[ ](?!(?:vill|men|"
    r"nu|även|också|och|utan|kan|ska|skulle|kommer|want|but|and|also|"
    r"would|"
    r"now)(?!\w))[\w/]+){0,4}[ ]?[,:(–-]?[ ]{0,2}(?:nämligen |namely |alltså |dvs )?"
)
_BACK_TO = re.compile(
    r"(?i)(?:[ ](?:från|på|hos|from|at|fra|i)[ ][\w-]+)?[ ]?[,(–-]{0,2}[ ]?"
    r"(?:(?:som|who|der|är|are|is|er|ju|hon|han|hen|de|she|he|they)[ ]){0,2}"
)


def _last_joined(text: str, names: Sequence[Name], at: int, step: int) -> int:
    """Which is the last of those joined to a name, onwards or backwards."""
    while 0 <= at + step < len(names):
        first, second = sorted((at, at + step))
        if not JOINS.fullmatch(text, names[first].end, names[second].start):
            break
        at += step
    return at
