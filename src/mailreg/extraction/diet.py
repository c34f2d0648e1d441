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
from functools import lru_cache

from mailreg.extraction.clauses import Clause, Eaten, Judged, clauses_of
from mailreg.extraction.food import NAMED, Kind, Word, misspelt, words_of
from mailreg.extraction.items import Stretch, items_of
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.meat import with_fish
from mailreg.extraction.told import Stands, is_among, stretches_of

# Words for several codes.
SEVERAL = {
    "shellfish": ("crustaceans", "molluscs"),
    "sea": ("fish", "crustaceans", "molluscs"),
}
FINDINGS_AT_MOST = 300  # in one letter
SURE = 0.97
LIKELY = 0.75  # a thing that stands where foods stand, and is in no list of ours
GUESSED = 0.5
NOTHING_WORDS = 5  # of a sentence that says no more than that


class Said(StrEnum):
    """What one finding says."""

    CODE = "code"
    OTHER = "other"
    NONE = "none"
    FINE = "fine"  # a food that is eaten, or a need that is not had
    DENIED = "denied"  # a need that the letter takes back
    UNREAD = "unread"  # a food is named, and nothing says what of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing said about food."""

    said: Said
    value: str  # a code, the noun phrase, or ""
    start: int
    end: int
    confidence: float

    @property
    def is_need(self) -> bool:
        """Whether it says that somebody needs something."""
        return self.said in (Said.CODE, Said.OTHER)

    @property
    def is_topic(self) -> bool:
        """Whether a sentence speaks of allergy or diet, and says nothing that could be read."""
        return self.said is Said.UNREAD and not self.value


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
    for stands, start, end in stretches_of(text, sentences, notes, replies):
        is_correction = _is_correction(text, start, end)
        if is_correction:
            found[len(found) - len(last) :] = [_taken_back(finding) for finding in last]
        if last and stands is Stands.PROSE and _says_nothing(text, start, end):
            found.append(_said(Said.NONE, *_nothing(text, start, end)))
            continue
        goes_on = is_correction and any(finding.is_need for finding in last)
        last = list(_read_once(text, start, end, stands, goes_on=goes_on)) or _same(
            text, start, end, last
        )
        if last and found and found[-1].is_topic:
            found.pop()  # `about my allergy:`, told in the next sentence
        found += last or _untold(text, start, end, stands, found)
        if len(found) > FINDINGS_AT_MOST:
            break
    return _settled(found)


def _same(text: str, start: int, end: int, before: Sequence[Finding]) -> list[Finding]:
    """`Detsamma gäller Lars`: what was just said, once more of somebody else."""
    same = phrases("diet", "same").search(text, start, end) if before else None
    if same is None:
        return []
    return [replace(one, start=same.start(), end=same.end()) for one in before if one.is_need]


def _untold(
    text: str, start: int, end: int, stands: Stands, before: Sequence[Finding]
) -> list[Finding]:
    """What a sentence speaks of without any of it being read: a person looks."""
    topic = phrases("diet", "topic").search(text, start, end) if stands is Stands.PROSE else None
    if topic is None or _ANNOUNCED.search(text, start, end):
        return []
    if _MORE_OF_IT.match(topic.group()) and any(finding.is_need for finding in before):
        return []
    return [_said(Said.UNREAD, topic.start(), topic.end(), GUESSED)]


def _is_correction(text: str, start: int, end: int) -> bool:
    """`Rättelse: …`, `Nej förresten, …`: what the sentence before said does not hold."""
    spoken = words_of(text, start, end)
    return bool(spoken) and spoken[0].kind is Kind.FIX and not text[start : spoken[0].start].strip()


def _says_nothing(text: str, start: int, end: int) -> bool:
    """`Birgitta har ingenting`, right behind what others have."""
    spoken = words_of(text, start, end)
    is_short = len(text[start:end].split()) <= NOTHING_WORDS
    return (
        is_short and len(spoken) == 1 and text[spoken[0].start : spoken[0].end].lower() in _NOTHING
    )


_NOTHING = frozenset(
    [
        "ingenting",
        "inget",
        "inga",
        "none",
        "nothing",
        "ingen",
        "intet",
        "nichts",
        "ei mitään",
        "keine",
    ]
)


def _nothing(text: str, start: int, end: int) -> Stretch:
    word = words_of(text, start, end)[0]
    return word.start, word.end


def _taken_back(finding: Finding) -> Finding:
    return replace(finding, said=Said.DENIED) if finding.is_need else finding


def speaks_of_food(text: str) -> bool:
    """Whether any word of allergy or diet stands in a text."""
    return phrases("diet", "topic").search(text) is not None


@lru_cache(maxsize=128)  # sentences of a letter, which is asked for its needs twice
def _read_once(
    text: str, start: int, end: int, stands: Stands, *, goes_on: bool
) -> tuple[Finding, ...]:
    return tuple(_read(text, start, end, stands, goes_on=goes_on))


def _read(
    text: str, start: int, end: int, stands: Stands, *, goes_on: bool = False
) -> Iterator[Finding]:
    """What a stretch says; `goes_on` where it corrects a need that was stated before."""
    if stands is not Stands.PROSE and is_among(text[start:end], "blank"):
        if text[start:end].strip():
            yield _said(Said.NONE, start, end)
        return
    if stands is Stands.ANSWER:
        if is_among(text[start:end], "yes"):
            return
        head = _HEAD.match(text, start, end)
        if head is not None and not words_of(text, start, head.end() - 2):
            yield from _read(text, head.end(), end, stands)
            return
    spoken = words_of(text, start, end)
    if stands is Stands.ANSWER or any(word.kind in _SPEAKS for word in spoken):
        is_open = stands is Stands.PROSE and not goes_on
        default = Eaten.UNSAID if is_open else Eaten.NO
        found = _of_clauses(text, clauses_of(text, start, end, spoken, default), stands)
        is_question = stands is Stands.PROSE and text[start:end].rstrip().endswith("?")
        yield from _asked(found, text[start:end]) if is_question else found


# A sentence without any of these says nothing of food.
_SPEAKS = NAMED | {
    Kind.NONE,
    Kind.TOPIC,
    Kind.ALLERGIC,
    Kind.AVOID,
    Kind.OUT,
    Kind.EAT,
    Kind.EVERYTHING,
}


def _asked(found: Iterator[Finding], question: str) -> Iterator[Finding]:
    """What a question names: a need perhaps, where it wishes for something."""
    is_wish = _WISHED.search(question) is not None
    is_told = _TOLD.search(question) is not None
    for finding in found:
        if is_told:
            yield finding
        elif is_wish or not finding.is_need:
            yield replace(finding, confidence=GUESSED)
        else:
            yield replace(finding, said=Said.UNREAD, confidence=GUESSED)


_HEAD = re.compile(r"\s*[^\W\d_][\w .'’-]{1,30}:[ \t]+(?=\S)")  # `Karin: inga`


# What follows elsewhere: `allergier enligt nedan:`.
_ANNOUNCED = re.compile(
    r"(?i)[:;]\s*$|\t|(?<!\w)(?:nedan|följande|enligt|bifogad|below|following|attached|nedenfor|"
    r"unten)(?!\w)"
)

# `Allergin är svår`, behind what it is.
_MORE_OF_IT = re.compile(
    r"(?i)allergi?(?:n|en)(?!\w)|the |intoleransen|celiakin|epi-?pen|ana[fp]|adrenalin|svullnar|"
    r"nässel|utslag|andnöd|hives|swell|reaktion"
)

# `Kan ni skriva upp att jag inte äter vilt?`
_TOLD = re.compile(
    r"(?i)(?<!\w)(?:att|eftersom|för|då|that|as|since|at|fordi|dass|weil|että|koska) "
    r"(?:jag|vi|han|hon|hen|I|we|he|she|jeg|eg|hun|ich|er|sie|en|olen)(?:['’]m)?(?!\w)"
)

# A question that wishes for something, and does not only ask.
_WISHED = re.compile(
    r"(?i)(?<!\w)(?:jag|mig|vi|oss|få|beställa|ordna|plats|anmäla|I|me|we|us|have|get|could you|"
    r"can you|jeg|meg|ich|mich|saisinko|voinko|minulle)(?!\w)"
)


def _of_clauses(text: str, clauses: Sequence[Clause], stands: Stands) -> Iterator[Finding]:
    has_food = False
    is_well = any(clause.says_none for clause in clauses)
    for clause in with_fish(text, clauses):
        is_example = clause.in_brackets and has_food and _is_bare(clause)
        has_food = has_food or bool(clause.judged)
        for judged in clause.judged:
            word = judged.word
            is_told = bool(word.code) or not (is_example or _is_talk(clause, word))
            if is_told and not (is_well and _is_illness(word)):
                yield from _of_judged(text, judged)
        yield from _none_in(text, clause, stands)
        if not is_example and (stands is not Stands.NOTE or has_food):
            for item in items_of(text, clause, is_answer=stands is not Stands.PROSE):
                yield from _unlisted(text, *item)


def _none_in(text: str, clause: Clause, stands: Stands) -> Iterator[Finding]:
    """That a clause says that there is no need."""
    whole = text[clause.start : clause.end]
    is_blank = is_among(whole, "blank") or _says_nothing(text, clause.start, clause.end)
    if stands is not Stands.PROSE and whole.strip() and is_blank:
        yield _said(Said.NONE, clause.start, clause.end)
    elif clause.says_none:
        told = [word for word in clause.words if word.kind in _TELLS_NONE]
        yield _said(Said.NONE, told[0].start, told[-1].end)


_TELLS_NONE = frozenset({Kind.NONE, Kind.EAT, Kind.NOT, Kind.EVERYTHING, Kind.ALLERGIC, Kind.TOPIC})


def _is_illness(word: Word) -> bool:
    return not (word.code or word.is_sure)


def _is_talk(clause: Clause, word: Word) -> bool:
    """`(och vin serveras väl inte ändå)`: a sentence under no predicate of ours."""
    denials = [one.start for one in clause.words if one.kind is Kind.NOT]
    is_sentence = bool(denials) and min(denials) > word.start
    return clause.in_brackets and clause.predicate is None and is_sentence


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
    if said is Said.UNREAD and not word.is_sure:
        return
    if word.code:
        confidence = SURE if word.is_sure else LIKELY
        for code in SEVERAL.get(word.code, (word.code,)):
            yield _said(said, word.start, word.end, confidence, code)
        return
    if said is Said.UNREAD:
        return
    start, end = _with_colour(text, word), word.named_end or word.end
    phrase = re.sub(r"\s+", " ", text[start:end].lower())
    confidence = SURE if word.is_sure else GUESSED
    yield _said(Said.OTHER if said is Said.CODE else said, start, end, confidence, phrase)


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
    r"black|dark|rå|råa|rått|raw|rohe[rns]?|kokta?|stekta?|torkade?|cooked|fried|dried)[ ]$"
)


def _unlisted(text: str, start: int, end: int) -> Iterator[Finding]:
    """A thing in the place of foods that no list of ours has, or that is misspelt."""
    phrase = re.sub(r"\s+", " ", text[start:end].lower())
    code = misspelt(phrase) if " " not in phrase else None
    if code is None:
        yield _said(Said.OTHER, start, end, LIKELY, phrase)
        return
    for one in SEVERAL.get(code, (code,)):
        yield _said(Said.CODE, start, end, LIKELY, one)


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
