"""What a letter says about food: needs with a code, needs without one, and that there are none.

Each sentence is read by its clauses (`clauses.py`). A word such as `glutenfri` states a need by
itself; a food is a need where its clause says that it is not eaten, and in an *answer* (a line of
a form, a cell of a table) or a *note* behind a name. There, and behind a predicate, other things
that are listed are needs without a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from mailreg.extraction.clauses import Clause, Eaten, Judged, clauses_of
from mailreg.extraction.food import NAMED, Kind, Word, misspelt, words_of
from mailreg.extraction.lexicons import phrase_pattern, phrases, words

Stretch = tuple[int, int]  # start and end

SHELLFISH = ("crustaceans", "molluscs")
ITEM_WORDS = 3  # a longer item is a sentence, not a food
ITEMS_AT_MOST = 12  # in one clause
FINDINGS_AT_MOST = 300  # in one letter
SURE = 0.97
LIKELY = 0.75  # a thing that stands where foods stand, and is in no list of ours
GUESSED = 0.5


class Said(StrEnum):
    """What one finding says."""

    CODE = "code"
    OTHER = "other"
    NONE = "none"
    FINE = "fine"  # a food that is eaten, or a need that is not had
    DENIED = "denied"  # a need that the letter takes back
    UNREAD = "unread"  # a food is named, and nothing says what of it


class Stands(StrEnum):
    """Where a stretch stands."""

    PROSE = "prose"
    NOTE = "note"  # behind a name
    ANSWER = "answer"  # on a form's line, in a cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing said about food."""

    said: Said
    value: str  # a code, the noun phrase, or ""
    start: int
    end: int
    confidence: float


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
    last: list[Finding] = []
    for stands, start, end in _stretches(text, sentences, notes, replies):
        if _is_correction(text, start, end):
            found[len(found) - len(last) :] = [_taken_back(finding) for finding in last]
        last = list(_read(text, start, end, stands))
        found += last
        if len(found) > FINDINGS_AT_MOST:
            break
    return _settled(found)


def _is_correction(text: str, start: int, end: int) -> bool:
    """`Rättelse: …`, `Nej förresten, …`: what the sentence before said does not hold."""
    spoken = words_of(text, start, end)
    return bool(spoken) and spoken[0].kind is Kind.FIX and not text[start : spoken[0].start].strip()


def _taken_back(finding: Finding) -> Finding:
    return replace(finding, said=Said.DENIED) if finding.said in _NEEDS else finding


_NEEDS = frozenset({Said.CODE, Said.OTHER})


def speaks_of_food(text: str) -> bool:
    """Whether any word of allergy or diet stands in a text."""
    return phrases("diet", "topic").search(text) is not None


def _stretches(
    text: str, sentences: Sequence[Stretch], notes: Sequence[Stretch], replies: Sequence[Stretch]
) -> Iterator[tuple[Stands, int, int]]:
    """Every stretch and how it stands; the line under a label without an answer is its answer."""
    awaited = False
    for start, end in sentences:
        answer = _answer_on(text, start, end, awaited=awaited)
        if answer is None:
            yield (Stands.ANSWER if awaited else Stands.PROSE), start, end
            awaited = False
        else:
            awaited = _is_among(text[answer:end], "yes") or not text[answer:end].strip()
            yield Stands.ANSWER, answer, end
    for start, end in notes:
        yield Stands.NOTE, start, end
    for start, end in replies:
        yield Stands.ANSWER, start, end


def _answer_on(text: str, start: int, end: int, *, awaited: bool) -> int | None:
    """Where the answer on a labelled line on food begins; None: it is no such line."""
    label = _LABEL.match(text, start, end)
    if label is None:
        return None
    name = label.group("name").strip().lower()
    if name in words("diet", "label") or (awaited and name in words("diet", "more")):
        return label.end()
    is_plain = ":" in label.group() or (
        "?" in label.group() and bool(text[label.end() : end].strip())
    )
    names_food = any(word.kind in NAMED for word in words_of(text, *label.span("name")))
    if is_plain and not names_food and phrases("diet", "label_word").search(name):
        return None if _FORM_WORD.search(name) else label.end()
    return None


_LABEL = re.compile(
    r"[ \t]*(?:[-*•·–>]+[ \t]*)?(?P<name>[^\W\d_][^\n:\t?,]{1,40}?)"
    r"(?:[ ]{0,3}(?:\?|:)[ \t]*|\t+|[ ]{2,})"
)
_FORM_WORD = re.compile(r"(?i)(?<!\w)(?:namn|name|navn|nimi|faktur\w*|invoice|adress|e-?post|tel)")


def _read(text: str, start: int, end: int, stands: Stands) -> Iterator[Finding]:
    if stands is not Stands.PROSE and _is_among(text[start:end], "blank"):
        if text[start:end].strip():
            yield _said(Said.NONE, start, end)
        return
    if stands is Stands.ANSWER and _is_among(text[start:end], "yes"):
        return
    head = _HEAD.match(text, start, end) if stands is Stands.ANSWER else None
    if head is not None and not words_of(text, start, head.end()):
        yield from _read(text, head.end(), end, stands)
        return
    spoken = words_of(text, start, end)
    if not spoken and stands is not Stands.ANSWER:
        return
    default = Eaten.UNSAID if stands is Stands.PROSE else Eaten.NO
    clauses = clauses_of(text, start, end, spoken, default)
    is_asked = stands is Stands.PROSE and text[start:end].rstrip().endswith("?")
    for finding in _of_clauses(text, clauses, stands):
        yield replace(finding, confidence=GUESSED) if is_asked else finding


_HEAD = re.compile(r"\s*[^\W\d_][\w .'’-]{1,30}:[ \t]+(?=\S)")  # `Karin: inga`


def _is_among(answer: str, key: str) -> bool:
    return answer.strip(" \t\n.!,()").lower() in words("diet", key) or not answer.strip()


def _of_clauses(text: str, clauses: Sequence[Clause], stands: Stands) -> Iterator[Finding]:
    has_food = False
    for clause in clauses:
        is_example = clause.in_brackets and has_food and _is_bare(clause)
        for judged in clause.judged:
            has_food = True
            if not (is_example and not judged.word.code):
                yield from _of_judged(text, judged)
        is_blank = stands is not Stands.PROSE and _is_among(
            text[clause.start : clause.end], "blank"
        )
        if is_blank and text[clause.start : clause.end].strip():
            yield _said(Said.NONE, clause.start, clause.end)
        elif clause.says_none:
            told = [word for word in clause.words if word.kind in _TELLS_NONE]
            yield _said(Said.NONE, told[0].start, told[-1].end)
        if not is_example and (stands is not Stands.NOTE or has_food):
            yield from _unlisted(text, clause, stands)


_TELLS_NONE = frozenset({Kind.NONE, Kind.EAT, Kind.NOT, Kind.EVERYTHING, Kind.ALLERGIC, Kind.TOPIC})


def _is_bare(clause: Clause) -> bool:
    return clause.predicate is None and all(word.kind is not Kind.NOT for word in clause.words)


def _said(said: Said, start: int, end: int, confidence: float = SURE, value: str = "") -> Finding:
    return Finding(said=said, value=value, start=start, end=end, confidence=confidence)


_SAYS = {
    Eaten.NO: Said.CODE,
    Eaten.YES: Said.FINE,
    Eaten.UNSAID: Said.UNREAD,
    Eaten.RETRACTED: Said.DENIED,
}


def _of_judged(text: str, judged: Judged) -> Iterator[Finding]:
    """What a word says: one code, or two for shellfish, or a thing without a code."""
    word, said = judged.word, _SAYS[judged.eaten]
    if _MENU.search(text, max(0, word.start - 50), word.start):
        said = Said.UNREAD
    if word.code:
        confidence = SURE if word.is_sure else LIKELY
        for code in SHELLFISH if word.code == "shellfish" else (word.code,):
            yield _said(said, word.start, word.end, confidence, code)
        return
    if said is Said.UNREAD:
        return
    start = _with_colour(text, word)
    phrase = re.sub(r"\s+", " ", text[start : word.end].lower())
    yield _said(Said.OTHER if said is Said.CODE else said, start, word.end, SURE, phrase)


# What the event serves is nobody's need: `lunchen är vegetarisk`; `maten ska vara` is a wish.
_MENU = re.compile(
    r"(?i)(?<!\w)(?:(?:lunch|buff[eé]|meny|middag|fika)\w*|mat|maten|frokosten|maden|menuen|"
    r"lounas|ruoka|das essen|the (?:lunch|food|buffet|menu|dinner))[ ]"
    r"(?:är|blir|var|is|was|will be|er|bliver|on|ist)[ ]"
    r"(?:\w+[ ]){0,2}$"
)


def _with_colour(text: str, word: Word) -> int:
    colour = _COLOUR.search(text, max(0, word.start - 12), word.start)
    return colour.start() if colour else word.start


_COLOUR = re.compile(
    r"(?i)(?<!\w)(?:vit|vita|röd|röda|grön|gröna|gul|gula|svart|svarta|mörk|red|green|yellow|white|"
    r"black|dark)[ ]$"
)


def _unlisted(text: str, clause: Clause, stands: Stands) -> Iterator[Finding]:
    """Things in the place of foods that no list of ours has."""
    for start, end in _places(text, clause, stands):
        taken = [word for word in clause.words if start <= word.start < end]
        for first, last in _items(text, start, end, taken):
            yield from _thing(text, first, last)


def _places(text: str, clause: Clause, stands: Stands) -> Iterator[Stretch]:
    """Where a clause lists what is not eaten: behind its predicate, or all of an answer."""
    predicate = clause.predicate
    if predicate is None:
        if clause.base is Eaten.NO and stands is not Stands.PROSE:
            yield clause.start, clause.end
        return
    if clause.base is not Eaten.NO or any(word.kind is Kind.EVERYTHING for word in clause.words):
        return
    is_led = predicate.kind is not Kind.ALLERGIC or _TO.match(text, predicate.end)
    if predicate.kind not in (Kind.OUT, Kind.FINE, Kind.AGAINST) and is_led:
        yield predicate.end, clause.end
    if not clause.judged and (
        predicate.kind is Kind.OUT or _INVERTED.match(text, predicate.end, clause.end)
    ):
        yield clause.start, predicate.start


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
    if not any(word.kind in NAMED and start <= word.start < end for word in taken):
        yield start, end


_STOP = re.compile(
    r"(?i)[:]|(?<!\w)(?:som|att|så|eftersom|because|which|that|who|if|om|när|when|vilket|pga|p\.g\.a|"
    r"på grund|due to|since|weil|dass|fordi|koska|jos|faktura\w*|invoice|tack|please|thanks)(?!\w)"
)


def _thing(text: str, start: int, end: int) -> Iterator[Finding]:
    first, last = _bare_phrase(text, start, end)
    phrase = re.sub(r"\s+", " ", text[first:last].lower())
    if not _is_food(phrase):
        return
    code = misspelt(phrase) if " " not in phrase else None
    if code is None:
        yield _said(Said.OTHER, first, last, LIKELY, phrase)
        return
    for one in SHELLFISH if code == "shellfish" else (code,):
        yield _said(Said.CODE, first, last, LIKELY, one)


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


_WEIGHT = {
    Said.CODE: 0, Said.OTHER: 0, Said.DENIED: 1, Said.FINE: 2, Said.NONE: 3, Said.UNREAD: 4,
}  # fmt: skip


def _settled(found: Sequence[Finding]) -> list[Finding]:
    """Each thing at each place once, a need before all else, and nothing unread that is read."""
    kept: dict[tuple[int, str], Finding] = {}
    for finding in found:
        place = (finding.start, finding.value)
        if place not in kept or _WEIGHT[finding.said] < _WEIGHT[kept[place].said]:
            kept[place] = finding
    read = {one.value for one in kept.values() if one.said is not Said.UNREAD}
    left = (one for one in kept.values() if one.said is not Said.UNREAD or one.value not in read)
    return sorted(left, key=lambda one: (one.start, one.value))
