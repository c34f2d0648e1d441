"""What one sentence, note or answer says about food, by its clauses (`clauses.py`).

A word such as `glutenfri` states a need by itself; a food is a need where its clause says that it
is not eaten, and in an answer or a note. There, and behind a predicate, other things that are
listed are needs without a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from mailreg.extraction.clauses import Clause, Eaten, Judged, clauses_of
from mailreg.extraction.finding import GUESSED, LIKELY, SEVERAL, SURE, Finding, Said, said_at
from mailreg.extraction.food import NAMED, Kind, Word, misspelt, words_of
from mailreg.extraction.items import Stretch, items_of
from mailreg.extraction.meat import with_fish
from mailreg.extraction.told import Stands, is_among

NOTHING_WORDS = 7  # of a sentence that says no more than that


@lru_cache(maxsize=128)  # sentences of a letter, which is asked for its needs twice
def read_stretch(
    text: str, start: int, end: int, stands: Stands, *, goes_on: bool
) -> tuple[Finding, ...]:
    """All that a stretch says; `goes_on` where it corrects a need that was stated before."""
    return tuple(_read(text, start, end, stands, goes_on=goes_on))


def _read(
    text: str, start: int, end: int, stands: Stands, *, goes_on: bool = False
) -> Iterator[Finding]:
    """What a stretch says; `goes_on` where it corrects a need that was stated before."""
    if stands is not Stands.PROSE and _is_blank(text, start, end, stands):
        if text[start:end].strip():
            yield said_at(Said.NONE, start, end)
        return
    if stands is Stands.ANSWER:
        if is_among(text[start:end], "yes"):
            return
        parts = _of_each(text, start, end)
        if parts:
            for first, last in parts:
                yield from _read(text, first, last, stands)
            return
    yield from _told(text, start, end, stands, goes_on=goes_on)


def _told(text: str, start: int, end: int, stands: Stands, *, goes_on: bool) -> Iterator[Finding]:
    """What a stretch says that is neither blank nor parted: a box, then its clauses."""
    line = _BOX.match(text, start, end)
    if line is not None and _is_box(text, *line.span("thing")):
        is_no = YES_OR_NO.match(line["answer"])
        yield from _ticked(text, line.span("thing"), is_no=bool(is_no and is_no["no"]))
        start = line.end()
    spoken = words_of(text, start, end)
    if stands is Stands.ANSWER or any(word.kind in _SPEAKS for word in spoken):
        is_open = stands is Stands.PROSE and not goes_on
        default = Eaten.UNSAID if is_open else Eaten.NO
        found = _of_clauses(text, clauses_of(text, start, end, spoken, default), stands)
        is_question = stands is Stands.PROSE and text[start:end].rstrip().endswith("?")
        yield from _asked(found, text[start:end]) if is_question else found


def _of_each(text: str, start: int, end: int) -> list[Stretch]:
    """What an answer says behind each name in it: `Britt – inget, Jörgen – laktosfritt`."""
    named = list(_NAMED_PART.finditer(text, start, end))
    if len(named) > 1 and not text[start : named[0].start()].strip():
        ends = [*(part.start() for part in named[1:]), end]
        return [(part.end(), stop) for part, stop in zip(named, ends, strict=True)]
    head = _HEAD.match(text, start, end)
    is_name = head is not None and not words_of(text, start, head.end() - 2)
    return [(head.end(), end)] if head is not None and is_name else []


def _is_blank(text: str, start: int, end: int, stands: Stands) -> bool:
    """`-`, `inga`; `Matpreferens: kött`, which is what is eaten, but not `Allergi: kött`."""
    if is_among(text[start:end], "blank"):
        return True
    if stands is not Stands.ANSWER:
        return False
    label = text.rfind("\n", 0, start) + 1
    return _MEAT.match(text, start, end) is not None and not _ALLERGY.search(text, label, start)


_MEAT = re.compile(
    r"(?i)\s*(?:(?:gärna|helst|äter) )?(?:kött|kyckling|meat|chicken|kjøtt|kød|liha|fleisch)"
    r"(?:(?:[ ]?[,/&+][ ]?| och | eller | and | or | og )(?:fisk|kyckling|kött|fish|chicken|meat))*"
    r"(?:rätt(?:en)?|alternativet)?[\s.!]*\Z"
)
_ALLERGY = re.compile(r"(?i)allerg|intoleran|undvik|utan|avoid|tål|överkäns")


def _is_box(text: str, start: int, end: int) -> bool:
    """Whether foods or needs alone stand at a place: `Vegetarian - nej`."""
    spoken = words_of(text, start, end)
    inside = sum(word.end - word.start for word in spoken)
    kinds = {word.kind for word in spoken}
    return bool(kinds) and kinds <= _BOXED and len(text[start:end].replace(" ", "")) <= inside


def _ticked(text: str, thing: Stretch, *, is_no: bool) -> Iterator[Finding]:
    clauses = clauses_of(text, *thing, words_of(text, *thing), Eaten.NO)
    for clause in clauses:
        for judged in clause.judged:
            eaten = Eaten.YES if is_no else Eaten.NO
            yield from _of_judged(text, replace(judged, eaten=eaten))
    if is_no:
        yield said_at(Said.NONE, *thing)


_BOX = re.compile(
    r"(?i)[ \t]*(?:[-*•]\s*)?(?P<thing>[^\W\d_][^:?\n\t–]{1,40}?)\s?(?::|\?| [-–]|\t)[ \t]*"
    r"(?P<answer>ja|yes|jo|japp|kyllä|x|nej|nei|no|nein|ei)(?!\w)[ \t.,!]*"
)
_BOXED = NAMED | {Kind.AND, Kind.ALLERGIC, Kind.TOPIC}

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
    is_plea = _PLEA.search(question) is not None
    for finding in found:
        if is_told or is_plea:
            yield finding if is_told else replace(finding, confidence=LIKELY)
        elif is_wish or not finding.is_need:
            yield replace(finding, confidence=GUESSED)
        else:
            yield replace(finding, said=Said.UNREAD, confidence=GUESSED)


_HEAD = re.compile(r"\s*[^\W\d_][\w .'’-]{1,30}:[ \t]+(?=\S)")  # `Karin: inga`


_NAMED_PART = re.compile(
    r"(?:(?<=[,;.:(]\s)|(?<=^))(?:(?:och|and)[ ])?[A-ZÅÄÖØÆ][\w-]+(?:[ ][A-ZÅÄÖØÆ][\w-]+){0,2}[ ]?"
    r"(?:[–—:=]|-(?=[ ]))[ ]"
)

# `Kan ni skriva upp att jag inte äter vilt?`
_TOLD = re.compile(
    r"(?i)(?<!\w)(?:att|eftersom|för|då|that|as|since|at|fordi|dass|weil|että|koska) "
    r"(?:jag|vi|han|hon|hen|I|we|he|she|jeg|eg|hun|ich|er|sie|en|olen)(?:['’]m)?(?!\w)"
)

# `Kan jag få vegetarisk lunch?`
_PLEA = re.compile(
    r"(?i)(?:(?<!\w)(?:kan|kunde|skulle|får|could|can|may|might|would|kunne|könnte|kann) "
    r"(?:jag|vi|han|hon|jeg|eg|vi|I|we|he|she|ich|wir) (?:\w+ ){0,2}"
    r"(?:få|ha|have|get|bekommen|haben)|"
    r"(?:möjligt|möjlighet|går|possible|muligt|mulig|möglich)(?: det| there)? (?:att|to|å|at|till) "
    r"(?:få|ha|ordna|beställa|have|get|arrange|order)|saisinko|voinko)(?!\w)"
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
        is_second = has_food and clause.predicate is not None and clause.predicate.kind is Kind.FINE
        has_food = has_food or bool(clause.judged)
        found: list[Finding] = []
        for judged in _second(clause) if is_second else clause.judged:
            word = judged.word
            is_told = bool(word.code) or not (is_example or _is_talk(clause, word))
            if is_told and not (is_well and _is_illness(word)):
                found += _of_judged(text, judged)
        none = list(_none_in(text, clause, stands))
        found += none
        is_example = is_example or (bool(none) and says_nothing(text, clause.start, clause.end))
        if not is_example and (stands is not Stands.NOTE or has_food):
            for item in items_of(text, clause, is_answer=stands is not Stands.PROSE):
                found += _unlisted(text, *item)
        yield from found or _of_something(text, clause)


def _second(clause: Clause) -> Iterator[Judged]:
    """`kosher, men vegetariskt går bra`: a diet that would do, too, is no need."""
    for one in clause.judged:
        yield replace(one, eaten=Eaten.YES) if one.word.kind is Kind.NEED else one


def _of_something(text: str, clause: Clause) -> Iterator[Finding]:
    """That something is not eaten, and not read what: `tål inget som växer i skogen`."""
    predicate = clause.predicate
    if predicate is None or clause.base is not Eaten.NO or clause.judged:
        return
    if text[clause.end : clause.end + 1] == ":":  # `tål inte: nötter`
        return
    said = text[predicate.start : predicate.end]
    if _OF_FOOD.match(said) and not _NO_MEAL.search(text, clause.start, clause.end):
        yield said_at(Said.UNREAD, predicate.start, predicate.end, GUESSED)


_OF_FOOD = re.compile(r"(?i)(?:ät|tål|eat|toler|spis|syö|sied|vertr|ess|isst)")
# What is said of meals, and of much or often.
_NO_MEAL = re.compile(
    r"(?i)(?<!\w)(?:lunch\w*|middag\w*|frukost\w*|fika\w*|mat(?:en)?|dinner|breakfast|frokost|"
    r"så mycket|särskilt mycket|mycket|much|ofta|often|ensam|alone|det|dem|den|it|them|"
    r"mer|more|på|vid|hos|under|att|när|when|if|om|här|there|så)(?!\w)"
)


def _none_in(text: str, clause: Clause, stands: Stands) -> Iterator[Finding]:
    """That a clause says that there is no need."""
    whole = text[clause.start : clause.end]
    is_blank = is_among(whole, "blank") or says_nothing(text, clause.start, clause.end)
    if stands is not Stands.PROSE and whole.strip() and is_blank:
        yield said_at(Said.NONE, clause.start, clause.end)
    elif clause.says_none:
        told = [word for word in clause.words if word.kind in _TELLS_NONE]
        yield said_at(Said.NONE, told[0].start, _without_for(text, told[-1]))


def _without_for(text: str, word: Word) -> int:
    """Where `vanlig för` ends: of whom is said behind it."""
    return word.start + len(_FOR.sub("", text[word.start : word.end]))


_FOR = re.compile(r"(?i) (?:för|till|for)$")
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
    if (said is Said.UNREAD and not word.is_sure) or _is_work(text, word):
        return
    if word.code:
        confidence = SURE if word.is_sure else LIKELY
        for code in SEVERAL.get(word.code, (word.code,)):
            yield said_at(said, word.start, word.end, confidence, code)
        return
    if said is Said.UNREAD:
        return
    start, end = _with_colour(text, word), word.named_end or word.end
    phrase = re.sub(r"\s+", " ", text[start:end].lower())
    confidence = SURE if word.is_sure else GUESSED
    yield said_at(Said.OTHER if said is Said.CODE else said, start, end, confidence, phrase)


def _is_work(text: str, word: Word) -> bool:
    """`Vi serverar mycket vegetariskt`, `jobbar med fisk`: nobody's need."""
    return _WORK.search(text, max(0, word.start - 40), word.start) is not None


_WORK = re.compile(
    r"(?i)(?<!\w)(?:serverar|serverade|lagar|erbjuder|säljer|bakar|bakade|(?:arbetar|jobbar) med|"
    r"(?:föreläser|forskar|skriver|pratar) om|representerar|we serve|(?:bake|cook|sell)[sd]?|"
    r"works? with|working with|arbejder med|jobber med)(?: (?!inte|utan|not)\w+){0,3} $"
)
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
        yield said_at(Said.OTHER, start, end, LIKELY, phrase)
        return
    for one in SEVERAL.get(code, (code,)):
        yield said_at(Said.CODE, start, end, LIKELY, one)


def says_nothing(text: str, start: int, end: int) -> bool:
    """`Birgitta har ingenting`, `Alf och jag har inga önskemål`, right behind what others have."""
    spoken = [word for word in words_of(text, start, end) if word.kind is not Kind.AND]
    if len(spoken) != 1 or len(text[start:end].split()) > NOTHING_WORDS:
        return False
    is_nothing = text[spoken[0].start : spoken[0].end].lower() in _NOTHING
    return is_nothing and _NO_WISHES.fullmatch(text, spoken[0].end, end) is not None


_NO_WISHES = re.compile(
    r"(?i)(?: (?:sådana|särskilda|speciella|egna|andra|special|such|particular|other|spesielle|"
    r"særlige))?(?: (?:önskemål|problem|bekymmer|krav|behov|begränsningar|besvär|"
    r"preferenser|avvikelser|needs|wishes|requirements|restrictions|preferences|ønsker|wünsche|toiveita))?"
    r"(?: alls| heller| at all| för mig)?\W*"
)
_NOTHING = frozenset(
    {"ingenting", "inget", "inga", "none", "nothing", "no", "ingen", "intet", "nichts", "keine"}
)


YES_OR_NO = re.compile(
    r"(?i)\s*(?:(?P<no>nej|näe?|nei|no|nope|nein|ei|inte|ej)|ja|jo|japp|yes|kyllä|x)(?!\w)[\s.,!–-]*"
)
