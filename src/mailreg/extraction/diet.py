"""What a letter says about food: needs with a code, needs without one, and that there are none.

A word such as `glutenfri` states a need by itself. A food (`fisk`) is a need only in a *zone*: after
`allergisk mot`, before `tål jag inte`, on the line of a form, or in a note behind a name. Other
things named in such a zone are needs without a code.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache

from mailreg.extraction.lexicons import alternatives, keys, phrase_pattern, phrases, words

Stretch = tuple[int, int]  # start and end

SHELLFISH = ("crustaceans", "molluscs")
ITEM_WORDS = 3  # a longer item is a sentence, not a food
ITEMS_AT_MOST = 12  # in one zone
FINDINGS_AT_MOST = 300  # in one letter


class Said(StrEnum):
    """What one finding says."""

    CODE = "code"
    OTHER = "other"
    NONE = "none"
    DENIED = "denied"  # a need that the letter takes back or says it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing said about food."""

    said: Said
    value: str  # a code, the noun phrase, or ""
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A stretch in which foods are needs."""

    start: int
    end: int
    is_strong: bool  # whether things without a code count too
    is_negated: bool = False
    is_answer: bool = False  # the answer on a form's line: `nej` says none
    is_note: bool = False  # behind a name: things count only after one that has a code


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    code: str
    start: int
    end: int
    is_need: bool


def find_diet(
    text: str,
    sentences: Sequence[Stretch],
    notes: Sequence[Stretch] = (),
    replies: Sequence[Stretch] = (),
) -> list[Finding]:
    """All that is said about food, in order.

    `notes` are the stretches behind names in lists, `replies` those that answer a question on food.
    """
    found: list[Finding] = []
    vocabulary = list(_vocabulary(text))
    starts = [word.start for word in vocabulary]
    for reader, stretches in (
        (_in_sentence, sentences),
        (_in_note, notes),
        (_in_reply, replies),
    ):
        for start, end in stretches:
            inside = vocabulary[bisect_left(starts, start) : bisect_left(starts, end)]
            found += reader(text, start, end, inside)
            if len(found) > FINDINGS_AT_MOST:
                return _unique(found)
    return _unique(found)


def speaks_of_food(text: str) -> bool:
    """Whether any word of allergy or diet stands in a text."""
    return phrases("diet", "topic").search(text) is not None


def _in_sentence(text: str, start: int, end: int, vocabulary: list[_Word]) -> Iterator[Finding]:
    nones = [m for m in phrases("diet", "none").finditer(text, start, end)]
    zones = list(_zones(text, start, end))
    for none in nones:
        yield _none(none.start(), none.end())
    covered: set[int] = set()
    for zone in zones:
        for finding in _in_zone(text, zone, vocabulary):
            covered.add(finding.start)
            yield finding
    for word in vocabulary:
        if word.start not in covered and (word.is_need or _is_half_compound(text, word)):
            if not any(n.start() <= word.start < n.end() for n in nones):
                yield from _codes(word, denied=_is_denied(text, start, end, word))


def _in_note(text: str, start: int, end: int, vocabulary: list[_Word]) -> Iterator[Finding]:
    """Behind a name, foods count; things without a code only beside one that has a code."""
    if _is_blank(text[start:end]) or phrases("diet", "none").search(text, start, end):
        yield _none(start, end)
        return
    if vocabulary and not phrases("diet", "none").search(text, start, end):
        yield from _in_zone(
            text, Zone(start=start, end=end, is_strong=True, is_note=True), vocabulary
        )


def _in_reply(text: str, start: int, end: int, vocabulary: list[_Word]) -> Iterator[Finding]:
    yield from _in_zone(
        text, Zone(start=start, end=end, is_strong=True, is_answer=True), vocabulary
    )


def _none(start: int, end: int) -> Finding:
    return Finding(said=Said.NONE, value="", start=start, end=end, confidence=0.9)


def _unique(found: list[Finding]) -> list[Finding]:
    """Each thing at each place once; a stated need beats its denial at the same place."""
    kept: dict[tuple[int, str], Finding] = {}
    for finding in found:
        place = (finding.start, finding.value)
        if place not in kept or kept[place].said is Said.DENIED:
            kept[place] = finding
    return sorted(kept.values(), key=lambda finding: (finding.start, finding.value))


def _vocabulary(text: str) -> Iterator[_Word]:
    for match in _known().finditer(text):
        kind, _, code = (match.lastgroup or "").partition("_")
        compound = _COMPOUND.search(match.group())
        yield _Word(
            code=code,
            start=match.start(),
            end=match.end(),
            is_need=kind == "need" or bool(compound),
        )


_COMPOUND = re.compile(r"(?i)allerg|intoler|överkänslig|.fri(?:tt|a)?$|.free$")


@cache
def _known() -> re.Pattern[str]:
    groups = [
        f"(?P<{kind}_{code}>{alternatives('diet', f'{kind}.{code}')})"
        for kind in ("need", "food")
        for code in _codes_of(kind)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)


def _codes_of(kind: str) -> tuple[str, ...]:
    return keys("diet", kind)


def _codes(word: _Word, *, denied: bool, confidence: float = 0.9) -> Iterator[Finding]:
    codes = SHELLFISH if word.code == "shellfish" else (word.code,)
    for code in codes:
        yield Finding(
            said=Said.DENIED if denied else Said.CODE,
            value=code,
            start=word.start,
            end=word.end,
            confidence=confidence,
        )


def _is_half_compound(text: str, word: _Word) -> bool:
    """`nöt- och skaldjursallergi`: the first half of a joined compound."""
    return bool(_HALF.match(text, word.end))


_HALF = re.compile(r"-(?:[ ,/]|\s(?:och|and|og)\b)")


def _is_denied(text: str, start: int, end: int, word: _Word) -> bool:
    if _is_taken_back(text, start, end, word):
        return True
    before = text[max(start, word.start - 40) : word.start]
    after = text[word.end : min(end, word.end + 60)]
    if text[word.start : word.end].lower() in _BARE:
        return bool(_NOT.search(before)) and bool(_BUT.match(after))
    return bool(_NOT.search(before))


def _is_taken_back(text: str, start: int, end: int, word: _Word) -> bool:
    """`skrev laktos`, `inte bara laktos`, `laktosfria produkter hjälper inte`."""
    before = text[max(start, word.start - 40) : word.start]
    after = text[word.end : min(end, word.end + 60)]
    return bool(_TAKEN_BACK.search(before)) or bool(_NO_HELP.search(after))


_IS_FINE = re.compile(
    r"(?i)\s*(?:går|är|funkar|fungerar)\s+(?:bra|ok|okej|fint|utmärkt)|\s*(?:is|are)\s+(?:fine|ok|okay)"
)
_BARE = frozenset({"gluten", "laktos", "lactose", "laktose"})
_NOT = re.compile(
    r"(?i)\b(?:inte|ej|icke|inga|ingen|inget|not|no|isn't|aren't|ikke|ingen|kein|keine|nicht|en ole|ei ole|inte längre|no longer)\s+(?:\w+\s+){0,2}$"
)
_BUT = re.compile(r"(?i)[ ,]*\b(?:utan|but|sondern|vaan|men)\b")
_TAKEN_BACK = re.compile(
    r"(?i)\b(?:skrev|skrivit|angav|angett|uppgav|råkade|wrote|said|put|stated|skrev jag|kryssade|ticked)\b[^.!?\n]{0,25}$"
    r"|\b(?:inte bara|not just|not only|ikke bare)\s+$"
    r"|\b(?:istället för|i stället för|instead of|rather than|i stedet for)\s+(?:\w+\s+){0,1}$"
)
_NO_HELP = re.compile(
    r"(?i)^[^.!?\n,;]{0,25}\b(?:hjälper|räcker|duger|helps?|does not help|är fel|was wrong|stämmer inte|hjälper mig)\b"
)


def _zones(text: str, start: int, end: int) -> Iterator[Zone]:
    label = _LABEL.match(text, start, end)
    if label and label.group("name").strip().lower() in words("diet", "label"):
        yield Zone(start=label.end(), end=end, is_strong=True, is_answer=True)
    for trigger in phrases("diet", "avoid").finditer(text, start, end):
        yield _zone_after(text, start, end, trigger)
    for trigger in phrases("diet", "avoid_after").finditer(text, start, end):
        first = _clause_start(text, start, trigger.start())
        yield Zone(start=first, end=trigger.start(), is_strong=" " in trigger.group().strip())


_LABEL = re.compile(
    r"[ \t]*(?:[-*•·–>]+[ \t]*)?(?P<name>[^\W\d_][^\n:\t]{2,40}?)(?:[ ]{0,3}(?:\?|:)[ \t]*|\t+|[ ]{2,})"
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
        is_strong=" " in found
        and found not in ("är allergisk",)
        or found.startswith(("undvik", "avoid")),
        is_negated=bool(_NOT_TO.match(text, trigger.end()))
        and " " not in found
        or negated
        and not found.endswith(("inte", "ej", "not", "ikke")),
    )


_NOT_JUST_BEFORE = re.compile(
    r"(?i)\b(?:inte|ej|icke|inga|ingen|not|no|isn't|ikke|kein|keine|nicht|en ole|ei ole)\s+(?:(?!men\b|but\b|och\b|and\b)\w+\s+){0,1}$"
)
_NOT_TO = re.compile(
    r"(?i)\s+(?:mot|för|to|allergi\w*|allergisk\w*|allergic|känslig|intolerant|längre|bara|only|just)\b"
)
_ZONE_END = re.compile(
    r"(?i)[;:]|(?<!\w)(?:men|but|mutta|aber|fast|medan|while|whereas|och är|och har|och jag|och han|och hon|och vi|och vill|och behöver|and i|and he|and she|and am|and is|and would|och äter|och tål|och kan|"
    r"äter|eats|eat|spiser|annars|otherwise|ellers|muuten|så|so|eftersom|because|vilket|which|som|och ref|jag|i'm|hon|han|he|she|och min|and my|och vegetarian|och vegan|faktura\w*|invoice|går det|om det|if|att|that|för övrigt|tack|thanks|och så|utöver)(?!\w)"
)


def _clause_start(text: str, start: int, end: int) -> int:
    """Where the clause before a trailing trigger begins."""
    last = start
    for stop in _CLAUSE.finditer(text, start, end):
        last = stop.end()
    return max(last, end - 80)


_CLAUSE = re.compile(
    r"(?i)[;:()]|(?<!\w)(?:men|but|att|that|jag|han|hon|vi|he|she|äter|är det|är|is|are|has|har|det)(?!\w)"
)


def _in_zone(text: str, zone: Zone, vocabulary: list[_Word]) -> Iterator[Finding]:
    if zone.is_answer and (
        _is_blank(text[zone.start : zone.end])
        or phrases("diet", "none").match(text, _skip(text, zone.start), zone.end)
    ):
        if text[zone.start : zone.end].strip():
            yield _none(zone.start, zone.end)
        return
    has_code = False
    for start, end in _items(text, zone):
        inside = [word for word in vocabulary if start <= word.start < end]
        for word in inside:
            has_code = True
            yield from _codes(word, denied=_item_denied(text, zone, start, word))
        if (
            not inside
            and zone.is_strong
            and (has_code or not zone.is_note)
            and not (has_code and _in_brackets(text, zone, start))
        ):
            yield from _other(text, start, end, zone)


def _skip(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t-:":
        start += 1
    return start


def _is_blank(answer: str) -> bool:
    return answer.strip(" \t\n.!,()").lower() in words("diet", "blank")


def _item_denied(text: str, zone: Zone, start: int, word: _Word) -> bool:
    """`allergisk mot räkor men inte mot fisk`; `laktosfri`, `nötallergi` in a zone keep their sense."""
    if zone.is_negated or _is_taken_back(text, zone.start, zone.end, word):
        return True
    if _IS_FINE.match(text, word.end):
        return True
    before = text[max(start - 6, zone.start) : word.start]
    return _in_brackets(text, zone, start) and bool(_BUT_NOT.search(before))


_BUT_NOT = re.compile(r"(?i)(?<!\w)(?:inte|ej|not|ikke)\s+(?:mot |to )?(?:\w+\s){0,1}$")


def _in_brackets(text: str, zone: Zone, start: int) -> bool:
    before = text[zone.start : start]
    return before.count("(") > before.count(")")


def _items(text: str, zone: Zone) -> Iterator[tuple[int, int]]:
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
    r"(?i)[,;/+&()\n]|(?<!\w)(?:och|samt|eller|and|or|nor|og|eller|ja|sekä|tai|und|oder|plus|o)(?!\w)|\s[-–]\s"
)


def _other(text: str, start: int, end: int, zone: Zone) -> Iterator[Finding]:
    first, last = _bare_phrase(text, start, end)
    phrase = text[first:last].lower()
    if not _is_food(phrase):
        return
    close = _misspelt(phrase)
    if close is not None:
        yield from _codes(
            _Word(code=close, start=first, end=last, is_need=True),
            denied=zone.is_negated,
            confidence=0.5,
        )
        return
    yield Finding(
        said=Said.DENIED if zone.is_negated else Said.OTHER,
        value=re.sub(r"\s+", " ", phrase),
        start=first,
        end=last,
        confidence=0.7,
    )


def _bare_phrase(text: str, start: int, end: int) -> tuple[int, int]:
    """Without determiners, adverbs and punctuation around it."""
    moved = True
    while moved:
        moved = False
        trimmed = _LEAD_EDGE.match(text, start, end)
        if trimmed and trimmed.end() > start:
            start, moved = trimmed.end(), True
        lead = _lead().match(text, start, end)
        if lead and lead.end() > start:
            start, moved = lead.end(), True
    while end > start and text[end - 1] in " \t\n.,!?:;\"'”’“-–()":
        end -= 1
    tail = _TAIL.search(text, start, end)
    if tail and tail.start() > start:
        end = tail.start()
    return start, end


_LEAD_EDGE = re.compile(r"[\s.,!?:;\"'”“()–-]+")
_TAIL = re.compile(
    r"(?i)\s+(?:heller|tyvärr|dessvärre|either|tack|please|också|too|alls|at all|helst|i maten|alls inte|i någon form|i alla former|in any form|tack på förhand|pga.*|på grund av .*|av .{0,30} skäl|for .{0,30} reasons?|in the food|\(.*)\s*$"
)


@cache
def _lead() -> re.Pattern[str]:
    entries = sorted(words("diet", "lead"), key=len, reverse=True)
    return re.compile(
        rf"(?:{'|'.join(phrase_pattern(e) for e in entries)})(?=\s)\s+", re.IGNORECASE
    )


def _is_food(phrase: str) -> bool:
    found = re.findall(r"[\w'’-]+", phrase)
    if not 1 <= len(found) <= ITEM_WORDS or len(phrase) < 3 or any(c.isdigit() for c in phrase):
        return False
    unwanted = words("diet", "no_item") | words("diet", "lead") | words("diet", "blank")
    return not any(word in unwanted for word in found)


def _misspelt(phrase: str) -> str | None:
    """The code of a single long word that is all but one of ours."""
    if " " in phrase or len(phrase) < 6:
        return None
    close = get_close_matches(phrase, _spellings(), n=1, cutoff=0.86)
    return _spellings()[close[0]] if close else None


@cache
def _spellings() -> dict[str, str]:
    return {
        entry.rstrip("*"): code
        for kind in ("need", "food")
        for code in _codes_of(kind)
        for entry in words("diet", f"{kind}.{code}")
        if len(entry) > 5 and " " not in entry
    }
