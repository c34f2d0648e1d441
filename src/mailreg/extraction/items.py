"""Things that a clause lists as not eaten and that no list of ours has: `tål inte sagogryn`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from mailreg.extraction.clauses import Clause, Eaten
from mailreg.extraction.food import NAMED, Kind, Word
from mailreg.extraction.lexicons import phrase_pattern, words

Stretch = tuple[int, int]  # start and end

ITEM_WORDS = 3  # a longer item is a sentence, not a food
ITEMS_AT_MOST = 12  # in one clause


def items_of(text: str, clause: Clause, *, is_answer: bool) -> Iterator[Stretch]:
    """The bare phrases in the place of foods; in an answer, all that no predicate governs."""
    for start, end in _places(text, clause, is_answer=is_answer):
        taken = [word for word in clause.words if start <= word.start < end]
        for item in _items(text, start, end, taken):
            first, last = _bare_phrase(text, *item)
            if _is_food(text[first:last].lower()):
                yield first, last


def _places(text: str, clause: Clause, *, is_answer: bool) -> Iterator[Stretch]:
    """Where a clause lists what is not eaten: behind its predicate, or all of an answer."""
    predicate = clause.predicate
    if predicate is None:
        if clause.base is Eaten.NO and is_answer:
            yield clause.start, clause.end
        elif any(one.eaten is Eaten.NO and one.word.kind in _FOODS for one in clause.judged):
            denials = (word for word in clause.words if word.kind is Kind.NOT)
            yield from ((denial.end, clause.end) for denial in denials)
        return
    exception = next((word for word in clause.words if word.kind is Kind.EXCEPT), None)
    if clause.base is Eaten.YES and exception is not None and predicate.start < exception.start:
        yield exception.end, clause.end
    if clause.base is Eaten.NO and all(word.kind is not Kind.EVERYTHING for word in clause.words):
        yield from _governed(text, clause, predicate)


def _governed(text: str, clause: Clause, predicate: Word) -> Iterator[Stretch]:
    is_led = predicate.kind is not Kind.ALLERGIC or _TO.match(text, predicate.end)
    is_alone = predicate.kind is Kind.AGAINST and not clause.judged  # `mot en avgift`
    is_where = _WHERE.match(text, predicate.end)
    if predicate.kind not in _OF_FOODS_ALONE and is_led and not (is_alone or is_where):
        inside = _CONTAINING.match(text, predicate.end, clause.end)
        yield (inside.end() if inside else predicate.end), clause.end
    if not clause.judged and (
        predicate.kind is Kind.OUT or _INVERTED.match(text, predicate.end, clause.end)
    ):
        yield clause.start, predicate.start


_FOODS = frozenset({Kind.FOOD, Kind.OTHER})
_OF_FOODS_ALONE = frozenset({Kind.OUT, Kind.FINE, Kind.CAUSE})
# `äter inte något som innehåller palmolja`
_CONTAINING = re.compile(
    r"(?i)[^.!?;:,\n]{0,30}?(?<!\w)(?:som innehåller|innehållande|med inslag av|containing|"
    r"that contains?|with any|som inneholder|der indeholder|mit)\s"
)
# `äter inte på konferenser`
_WHERE = re.compile(
    r"(?i)(?: inte| inget| ingenting| ej| not| nothing| ikke| intet)? "
    r"(?:på|i|hos|vid|under|at|in|on|during|där|här|there)\s"
)
_INVERTED = re.compile(r"(?i)\s+(?:jag|vi|han|hon|hen|ja|jeg|hun|ich|er|sie|wir)(?!\w)")
_TO = re.compile(
    r"(?i)\s+(?:(?:även|också|tyvärr|inte|both|either)\s+)?"
    r"(?:mot|emot|för|på|to|of|mod|for|over for|overfor|gegen|auf|av)\s"
)


def _items(text: str, start: int, end: int, taken: Sequence[Word]) -> Iterator[Stretch]:
    """The things of a list, without those that hold a known word."""
    stop = _STOP.search(text, start, end)
    last = stop.start() if stop else end
    cuts = [word for word in taken if word.kind is Kind.AND and word.start < last]
    place = start
    for cut in cuts[:ITEMS_AT_MOST]:
        yield from _free_of(place, cut.start, taken)
        place = cut.end
    yield from _free_of(place, last, taken)


def _free_of(start: int, end: int, taken: Sequence[Word]) -> Iterator[Stretch]:
    if not any(word.kind in _TAKEN and start <= word.start < end for word in taken):
        yield start, end


_TAKEN = NAMED | {Kind.NONE}

_STOP = re.compile(
    r"(?i)[:]|(?<!\w)(?:som|att|så|eftersom|because|which|that|who|if|om|när|when|vilket|pga|p\.g\.a|"
    r"på grund|due to|since|weil|dass|fordi|koska|jos|faktura\w*|invoice|tack|please|thanks|"
    r"(?:för|for) [^,.;\n]{1,30} (?:skull|sake)|"
    r"takk|tak|kiitos|danke|bitte)(?!\w)"
)


def _bare_phrase(text: str, start: int, end: int) -> Stretch:
    """Without determiners, adverbs and punctuation around it."""
    moved = True
    while moved:
        moved = False
        for pattern in (_LEAD_EDGE, _lead()):
            lead = pattern.match(text, start, end)
            if lead and lead.end() > start:
                start, moved = lead.end(), True
    while end > start and text[end - 1] in " \t\n.,!?:;\"'”’“-–()":
        end -= 1
    tail = _TAIL.search(text, start, end)
    return (start, tail.start()) if tail and tail.start() > start else (start, end)


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
