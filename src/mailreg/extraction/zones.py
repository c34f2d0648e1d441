"""Stretches in which foods are needs: after `allergisk mot`, before `tål jag inte`, on a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from mailreg.extraction.lexicons import phrases, words
from mailreg.extraction.wordwise import Wordwise

ITEMS_AT_MOST = 12  # in one zone
ZONES_AT_MOST = 8  # in one sentence, of each kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A stretch in which foods are needs."""

    start: int
    end: int
    is_strong: bool  # whether things without a code count too
    is_negated: bool = False
    is_answer: bool = False  # the answer on a form's line: `nej` says none
    is_note: bool = False  # behind a name: things count only after one that has a code


def find_zones(text: str, start: int, end: int) -> Iterator[Zone]:
    """The zones of one sentence."""
    head = _LABEL_HEAD.match(text, start, end)
    label = _label().match(text, head.end(), end) if head else None
    if label and label.group("name").strip().lower() in words("diet", "label"):
        yield Zone(start=label.end(), end=end, is_strong=True, is_answer=True)
    triggers = islice(phrases("diet", "avoid").finditer(text, start, end), ZONES_AT_MOST)
    after = [_zone_after(text, start, end, trigger) for trigger in triggers]
    yield from after
    if any(not zone.is_negated for zone in after):
        yield from _repeated(text, start, end)
    for trigger in islice(phrases("diet", "avoid_after").finditer(text, start, end), ZONES_AT_MOST):
        first = _clause_start(text, start, trigger.start())
        yield Zone(start=first, end=trigger.start(), is_strong=" " in trigger.group().strip())


def _repeated(text: str, start: int, end: int) -> Iterator[Zone]:
    """`Karin är allergisk mot ägg; Per mot selleri`: the word that is left out the second time."""
    for match in islice(_AGAIN.finditer(text, start, end), ZONES_AT_MOST):
        stop = _ZONE_END.search(text, match.end(), end)
        yield Zone(start=match.end(), end=stop.start() if stop else end, is_strong=True)


_AGAIN = re.compile(r"[;,]\s+(?:(?i:och|and|men|but)\s+)?[A-ZÅÄÖ][\w-]+\s+(?:mot|mod|gegen|to)\s")
_LABEL_HEAD = re.compile(r"[ \t]*(?:[-*•·–>]+[ \t]*)?")


@cache
def _label() -> Wordwise:
    """The label of a form's line, with what parts it from the answer."""
    return Wordwise.beginning(
        words("diet", "label"),
        r"(?P<name>[^\W\d_][^\n:\t]{2,40}?)(?:[ ]{0,3}(?:\?|:)[ \t]*|\t+|[ ]{2,})",
    )


def _zone_after(text: str, start: int, end: int, trigger: re.Match[str]) -> Zone:
    stop = _ZONE_END.search(text, trigger.end(), end)
    negated = bool(
        _NOT_JUST_BEFORE.search(text[max(start, trigger.start() - 30) : trigger.start()])
    )
    found = trigger.group().lower()
    return Zone(
        start=trigger.end(),
        end=stop.start() if stop else end,
        is_strong=" " in found or found.startswith(("undvik", "avoid")),
        is_negated=(bool(_NOT_TO.match(text, trigger.end())) and " " not in found)
        or (negated and not found.endswith(("inte", "ej", "not", "ikke"))),
    )


_NOT_JUST_BEFORE = re.compile(
    r"(?i)\b(?:inte|ej|icke|inga|ingen|not|no|isn't|ikke|kein|keine|nicht|en ole|"
    r"ei ole)\s+(?:(?!men\b|but\b|och\b|and\b)\w+\s+){0,1}$"
)

_NOT_TO = re.compile(
    r"(?i)\s+(?:mot|för|to|allergi\w*|allergisk\w*|allergic|känslig|intolerant|längre|bara|only|"
    r"just)\b"
)

_ZONE_END = re.compile(
    r"(?i)[;:]|(?<!\w)(?:men|but|mutta|aber|fast|medan|while|whereas|och är|och har|och jag|"
    r"och han|och hon|och vi|och vill|och behöver|and i|and he|and she|and am|and is|and would|"
    r"och äter|och tål|och kan|tål (?!inte|ej|dock inte|inget|varken)|can (?:eat|have)|"
    r"äter|eats|eat|spiser|annars|otherwise|ellers|muuten|så|so|eftersom|because|vilket|which|"
    r"som|och ref|jag|i'm|hon|han|he|she|och min|and my|och vegetarian|och vegan|faktura\w*|"
    r"invoice|går det|om det|if|att|that|för övrigt|tack|thanks|och så|utöver)(?!\w)"
)


def _clause_start(text: str, start: int, end: int) -> int:
    """Where the clause before a trailing trigger begins."""
    last = start
    for stop in _CLAUSE.finditer(text, start, end):
        last = stop.end()
    return max(last, end - 80)


_CLAUSE = re.compile(
    r"(?i)[;:()]|(?<!\w)(?:men|but|att|that|jag|han|hon|vi|he|she|äter|är det|är|is|are|has|har|"
    r"det)(?!\w)"
)


def items(text: str, zone: Zone) -> Iterator[tuple[int, int]]:
    """The things of a list: between commas, slashes and words for `and`."""
    start, count = zone.start, 0
    for split in _SPLIT.finditer(text, zone.start, zone.end):
        if text[start : split.start()].strip():
            yield start, split.start()
            count += 1
        start = split.end()
        if count >= ITEMS_AT_MOST:
            return
    if text[start : zone.end].strip():
        yield start, zone.end


_SPLIT = re.compile(
    r"(?i)[,;/+&()\n]|(?<!\w)(?:och|samt|eller|and|or|nor|og|eller|ja|sekä|tai|und|oder|plus|"
    r"o)(?!\w)|\s[-–]\s"
)
