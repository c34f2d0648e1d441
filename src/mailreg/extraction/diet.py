"""What a letter says about food: needs with a code, needs without one, and that there are none.

A word such as `glutenfri` states a need by itself. A food (`fisk`) is a need only in a *zone*:
after `allergisk mot`, before `tål jag inte`, on the line of a form, or in a note behind a name.
Other things named in such a zone are needs without a code.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from mailreg.extraction.food import (
    Finding,
    FoodWord,
    Said,
    codes_said,
    is_denied,
    is_half_compound,
    is_taken_back,
    misspelt,
    vocabulary_of,
)
from mailreg.extraction.lexicons import phrase_pattern, phrases, words
from mailreg.extraction.zones import Zone, find_zones, items

Stretch = tuple[int, int]  # start and end

ITEM_WORDS = 3  # a longer item is a sentence, not a food
FINDINGS_AT_MOST = 300  # in one letter


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
    vocabulary = list(vocabulary_of(text))
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
    return _unique(found) + _unread(text, vocabulary, found)


def speaks_of_food(text: str) -> bool:
    """Whether any word of allergy or diet stands in a text."""
    return phrases("diet", "topic").search(text) is not None


def _in_sentence(text: str, start: int, end: int, vocabulary: list[FoodWord]) -> Iterator[Finding]:
    nones = list(phrases("diet", "none").finditer(text, start, end))
    zones = list(find_zones(text, start, end))
    for none in nones:
        yield _none(none.start(), none.end())
    covered = {place for none in nones for place in range(*none.span())}
    for zone in zones:
        for finding in _in_zone(text, zone, vocabulary):
            covered.add(finding.start)
            yield finding
    for word in vocabulary:
        if word.start not in covered and (word.is_need or is_half_compound(text, word)):
            yield from codes_said(word, denied=is_denied(text, start, end, word))


def _unread(text: str, vocabulary: list[FoodWord], found: list[Finding]) -> list[Finding]:
    """Foods that stand outside all that was read, and are not called fine."""
    unread: list[Finding] = []
    starts = [finding.start for finding in sorted(found, key=lambda f: f.start)]
    codes = {finding.value for finding in found}
    for word in vocabulary[:FINDINGS_AT_MOST]:
        position = bisect_left(starts, word.start)
        is_read = position < len(starts) and starts[position] == word.start
        known = codes.issuperset(code.value for code in codes_said(word, denied=False))
        if not (is_read or known or _IS_FINE.match(text, word.end) or word.is_need):
            unread.append(
                Finding(said=Said.UNREAD, value="", start=word.start, end=word.end, confidence=0.0)
            )
    return unread


def _in_note(text: str, start: int, end: int, vocabulary: list[FoodWord]) -> Iterator[Finding]:
    """Behind a name, foods count; things without a code only beside one that has a code."""
    if _is_blank(text[start:end]) or phrases("diet", "none").search(text, start, end):
        yield _none(start, end)
        return
    if vocabulary and not phrases("diet", "none").search(text, start, end):
        yield from _in_zone(
            text, Zone(start=start, end=end, is_strong=True, is_note=True), vocabulary
        )


def _in_reply(text: str, start: int, end: int, vocabulary: list[FoodWord]) -> Iterator[Finding]:
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


def _in_zone(text: str, zone: Zone, vocabulary: list[FoodWord]) -> Iterator[Finding]:
    if zone.is_answer and (
        _is_blank(text[zone.start : zone.end])
        or phrases("diet", "none").match(text, _skip(text, zone.start), zone.end)
    ):
        if text[zone.start : zone.end].strip():
            yield _none(zone.start, zone.end)
        return
    has_code = False
    for start, end in items(text, zone):
        inside = [word for word in vocabulary if start <= word.start < end]
        for word in inside:
            has_code = True
            yield from codes_said(word, denied=_item_denied(text, zone, start, word))
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


def _item_denied(text: str, zone: Zone, start: int, word: FoodWord) -> bool:
    """`nötter (ej jordnötter)`, `jordnötter går bra`, and words that are taken back."""
    if zone.is_negated or is_taken_back(text, zone.start, zone.end, word):
        return True
    if _IS_FINE.match(text, word.end):
        return True
    if _EATEN.search(text[start : word.start]):
        return True
    before = text[max(start - 6, zone.start) : word.start]
    return _in_brackets(text, zone, start) and bool(_BUT_NOT.search(before))


_EATEN = re.compile(
    r"(?i)(?<!\w)(?:tål|äter|klarar|spiser|tåler|can eat|can have)\s+(?!inte|ej|inget|inga|ingen|"
    r"ikke)"
    r"(?:\w+\s+){0,2}$"
)
_IS_FINE = re.compile(
    r"(?i)\s*(?:går|är|funkar|fungerar)\s+(?:bra|ok|okej|fint|utmärkt)|\s*(?:is|are)\s+(?:fine|"
    r"ok|okay)"
)

_BUT_NOT = re.compile(r"(?i)(?<!\w)(?:inte|ej|not|ikke)\s+(?:mot |to )?(?:\w+\s){0,1}$")


def _in_brackets(text: str, zone: Zone, start: int) -> bool:
    before = text[zone.start : start]
    return before.count("(") > before.count(")")


def _other(text: str, start: int, end: int, zone: Zone) -> Iterator[Finding]:
    first, last = _bare_phrase(text, start, end)
    phrase = text[first:last].lower()
    if not _is_food(phrase):
        return
    close = misspelt(phrase)
    if close is not None:
        yield from codes_said(
            FoodWord(code=close, start=first, end=last, is_need=True),
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
    r"(?i)\s+(?:heller|tyvärr|dessvärre|either|tack|please|också|too|alls|at all|helst|i maten|"
    r"alls inte|i någon form|i alla former|in any form|tack på förhand|pga.*|på grund av .*|"
    r"av .{0,30} skäl|for .{0,30} reasons?|in the food|\(.*)\s*$"
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
