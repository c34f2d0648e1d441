"""Clauses on food, and whether what they name is eaten.

In a clause (`pieces.py`) the predicate and the place of `not` decide:

    eaten, fine           ▶ eaten            with `not` ▶ not eaten
    allergic, avoid, out  ▶ not eaten        with `not` before it ▶ eaten
    none                  ▶ as the clause before it; `not` turns that round, or says not eaten

`utom` turns it round for what follows, `utan` (without) says not eaten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from mailreg.extraction.food import NAMED, Kind, Word
from mailreg.extraction.lexicons import words as entries_of
from mailreg.extraction.pieces import REACH_WORDS, Piece, pieces_of


class Eaten(Enum):
    """Whether the food at a place is eaten."""

    NO = auto()
    YES = auto()
    UNSAID = auto()
    RETRACTED = auto()  # the letter takes back what was said of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A word of food, and what its clause says of it."""

    word: Word
    eaten: Eaten


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause, judged."""

    start: int
    end: int
    words: tuple[Word, ...]  # all of them
    judged: tuple[Judged, ...]  # the needs and foods among them
    base: Eaten  # what its predicate says
    predicate: Word | None
    says_none: bool  # that there is no need
    in_brackets: bool


NAME_WORDS = 3
_REACH = 40  # code points between a denial and what it denies


def clauses_of(
    text: str, start: int, end: int, words: Sequence[Word], default: Eaten = Eaten.UNSAID
) -> list[Clause]:
    """The clauses of a sentence; `default` holds for foods under no predicate."""
    found: list[Clause] = []
    for piece in pieces_of(text, start, end, words):
        before = found[-1] if found else None
        found.append(_judged(text, piece, before, default))
        if piece.lead is not None and piece.lead.kind is Kind.FIX:
            last = next((n for n in range(len(found) - 2, -1, -1) if found[n].words), None)
            if last is not None:
                found[last] = _retracted(found[last], found[last].end)
    return _unwritten(text, found)


def _judged(text: str, piece: Piece, before: Clause | None, default: Eaten) -> Clause:
    base = _base(text, piece, before, default)
    judged = tuple(_each(text, piece, base))
    says_none = _says_none(text, piece, judged)
    return Clause(
        start=piece.start,
        end=piece.end,
        words=piece.words,
        judged=judged,
        base=base,
        predicate=piece.predicate,
        says_none=says_none,
        in_brackets=piece.lead is not None and piece.lead.kind is Kind.OPEN,
    )


def _base(text: str, piece: Piece, before: Clause | None, default: Eaten) -> Eaten:
    predicate = piece.predicate
    if predicate is None:
        return default if before is None else _carried(text, piece, before, default)
    if predicate.kind in (Kind.HELP, Kind.REPORT):
        return Eaten.UNSAID
    if predicate.kind in (Kind.EAT, Kind.FINE):
        return Eaten.NO if piece.denials(text) else Eaten.YES
    return Eaten.YES if _denial_before(text, piece.words, predicate) else Eaten.NO


def _carried(text: str, piece: Piece, before: Clause, default: Eaten) -> Eaten:
    """What holds in a clause without a predicate, from the one before it."""
    if piece.lead is None:
        return default
    if before.words and before.words[-1].kind is Kind.EXCEPT:  # `med ett undantag: ägg`
        return Eaten.NO
    if text[piece.lead.start] == ":" and _is_list(piece) and not _is_eaten(before):
        return Eaten.NO
    if _is_note(text, piece, before):
        return Eaten.NO
    base = default if before.base is Eaten.UNSAID else before.base
    return _turned(base) if _is_other_side(text, piece, before) else base


def _is_note(text: str, piece: Piece, before: Clause) -> bool:
    """`Hasse - ägg`: foods alone, behind a dash and a word or two."""
    rest = text[piece.start : piece.end]
    for word in reversed(piece.words):
        rest = rest[: word.start - piece.start] + rest[word.end - piece.start :]
    is_bare = _is_list(piece) and not rest.strip(" .!")
    return (
        is_bare and not before.words and len(text[before.start : before.end].split()) <= NAME_WORDS
    )


def _is_list(piece: Piece) -> bool:
    """Foods and nothing else: `det har däremot Karin: nötter och ägg`."""
    return bool(piece.words) and all(word.kind in _LISTED for word in piece.words)


def _is_eaten(clause: Clause) -> bool:
    said = clause.predicate.kind if clause.predicate else None
    return clause.base is Eaten.YES and said in (Kind.EAT, Kind.FINE)


def _is_against(text: str, lead: Word) -> bool:
    """Whether a clause speaks against the one before it, or aside from it."""
    return lead.kind is Kind.OPEN or text[lead.start : lead.end].lower() in _BUT


def _is_other_side(text: str, piece: Piece, before: Clause) -> bool:
    """`äter inte kött, men fisk`; `men även fisk` goes on."""
    lead = piece.lead
    said = before.predicate.kind if before.predicate else None
    if lead is None or (said is not Kind.EAT and not _YET.search(text, lead.start, lead.end + 12)):
        return False
    is_but = lead.kind is not Kind.OPEN and _is_against(text, lead)
    return is_but and not piece.has(Kind.NOT) and not _ALSO.match(text, lead.end)


_BUT = frozenset(
    {"men", "but", "aber", "mutta", "sondern", "vaan", "men däremot", "fast", "though", "although"}
)
_YET = re.compile(r"(?i)\s(?:däremot|derimot|derimod|dafür|however|instead)(?!\w)")
_ALSO = re.compile(r"(?i)\s+(?:även|också|also|auch|också|myös|heller|sometimes)(?!\w)")


def _denial_before(text: str, words: Sequence[Word], word: Word) -> bool:
    """Whether a denial stands a few words before, and nothing between."""
    earlier = [one for one in words if one.start < word.start]
    if _is_cleft(text, earlier):
        return True
    governed = next((n for n, one in enumerate(earlier) if one.kind is Kind.AGAINST), 0)
    if governed and earlier[governed - 1].kind is Kind.NOT:
        earlier = earlier[:governed]  # `nicht gegen Nüsse allergisch`
    if not earlier or earlier[-1].kind is not Kind.NOT:
        return False
    between = text[earlier[-1].end : word.start]
    return len(between) <= _REACH and len(between.split()) <= REACH_WORDS


def _is_cleft(text: str, earlier: Sequence[Word]) -> bool:
    """`det är inte ägg jag är allergisk mot`."""
    denials = [n for n, one in enumerate(earlier) if one.kind is Kind.NOT]
    if not denials or not all(one.kind in _LISTED for one in earlier[denials[-1] + 1 :]):
        return False
    denial = earlier[denials[-1]]
    return bool(_IT_IS.search(text, max(0, denial.start - 12), denial.start))


_IT_IS = re.compile(r"(?i)(?:det är|är det|det var|it is|it['’]s|it was|isn['’]t|det er|es ist) $")


def _each(text: str, piece: Piece, base: Eaten) -> Iterator[Judged]:
    """Every need and food, judged from left to right."""
    state, is_denied = base, False
    predicate = piece.predicate
    for place, word in enumerate(piece.words):
        if word.kind is Kind.NOT:
            state = _after_denial(text, piece, word, base, state)
        elif word.kind is Kind.EXCEPT and (predicate is None or word.start > predicate.start):
            is_of_all = predicate is None and piece.has(Kind.EVERYTHING)
            state = Eaten.NO if is_of_all or state is Eaten.UNSAID else _turned(state)
        elif word.kind is Kind.WITHOUT:
            state = Eaten.NO
        elif word.kind is Kind.NEED:
            is_denied = _is_neither(text, piece, word) or (
                _denial_before(text, piece.words, word)
                or _denial_behind(text, piece.words, place)
                or (is_denied and _is_or(text, piece.words[place - 1]))
            )
            is_former = bool(_FORMER.search(text, max(piece.start, word.start - 14), word.start))
            yield Judged(word=word, eaten=_of_need(piece, is_denied=is_denied, is_former=is_former))
        elif word.kind in NAMED:
            yield Judged(word=word, eaten=_of_food(text, piece, place, state))


# `tidigare vegan, numera …`
_FORMER = re.compile(
    r"(?i)(?<!\w)(?:tidigare|förut|före detta|f\.? ?d\.?|former(?:ly)?|ex|tidligere|früher|"
    r"entinen) $"
)


def _denial_behind(text: str, words: Sequence[Word], place: int) -> bool:
    """`Vegetarier bin ich nicht`, `vegan är jag inte`."""
    after = words[place + 1] if place + 1 < len(words) else None
    if after is None or after.kind is not Kind.NOT:
        return False
    return bool(_AM_I.fullmatch(text, words[place].end, after.start))


_AM_I = re.compile(
    r"(?i)\s+(?:är|bin|er|am|ist)\s+"
    r"(?:jag|vi|han|hon|hen|ich|wir|jeg|eg|hun|I|he|she)\s+(?:\w{1,12}\s+)?"
)


def _is_neither(text: str, piece: Piece, word: Word) -> bool:
    """`varken allergisk eller vegetarian`."""
    if piece.predicate is not None and piece.predicate.kind is not Kind.ALLERGIC:
        return False
    denials = (w for w in piece.words if w.kind is Kind.NOT and w.start < word.start)
    return any(text[w.start : w.end].lower() in _NEITHER for w in denials)


_NEITHER = frozenset({"varken", "vare sig", "neither", "verken", "hverken", "weder"})


def _of_need(piece: Piece, *, is_denied: bool, is_former: bool) -> Eaten:
    is_past = is_denied or _is_useless(piece) or piece.has(Kind.GONE) or is_former
    return Eaten.YES if is_past else Eaten.NO


def _is_useless(piece: Piece) -> bool:
    """`laktosfria produkter hjälper inte`."""
    return piece.predicate is not None and piece.predicate.kind is Kind.HELP and piece.has(Kind.NOT)


def _of_food(text: str, piece: Piece, place: int, state: Eaten) -> Eaten:
    """`gluten` alone is a need, and `lupin` in `lupin och äggallergi`."""
    words, word = piece.words, piece.words[place]
    before = words[place - 1].kind if place else None
    is_only = _ONLY.search(text, max(piece.start, word.start - 20), word.start) is not None
    if is_only or (state is Eaten.YES and _is_instead(text, piece, word)):
        return Eaten.NO
    is_no_trouble = before is Kind.NOT and _TROUBLE.match(text, word.end) is not None
    is_wanted = state is Eaten.UNSAID and _is_wanted(text, words, place)
    is_wanted = is_wanted or _JUST.search(text, piece.start, word.start) is not None
    if is_no_trouble or is_wanted or _is_useless(piece):
        return Eaten.YES
    if word.kind is not Kind.BARE:
        return Eaten.NO if state is Eaten.UNSAID and _is_joined(words, place) else state
    if before is Kind.PLAIN:  # `inte bara laktos`
        return Eaten.YES
    return Eaten.NO if state is Eaten.UNSAID else state


# `… går bra, det är bara lök`
_ONLY = re.compile(
    r"(?i)(?:det är|är det|it is|it's|it’s|det er|er det|es ist) "
    r"(?:bara|only|just|endast|kun|bare|nur) $"
)


def _is_instead(text: str, piece: Piece, word: Word) -> bool:
    """`det är inte ägg jag är allergisk mot, det är fisk`."""
    predicate = piece.predicate
    is_behind = predicate is not None and predicate.kind is Kind.ALLERGIC
    return is_behind and bool(_IT_IS.search(text, max(piece.start, word.start - 12), word.start))


def _is_wanted(text: str, words: Sequence[Word], place: int) -> bool:
    """`gärna fisk`, `laktosfri mjölk`: eaten, and nothing else of it."""
    word = words[place]
    if word.kind is not Kind.FOOD:
        return False
    is_without = place > 0 and words[place - 1].kind is Kind.NEED
    if is_without and text[words[place - 1].end : word.start] == " ":
        return True
    return bool(_GLADLY.search(text, max(0, word.start - 14), word.start))


# `dricker inte kaffe, bara te`
_JUST = re.compile(r"(?i), (?:utan )?(?:bara|endast|enbart|only|just|kun|bare|nur) $")
_GLADLY = re.compile(r"(?i)(?<!\w)(?:gärna|helst|hellre|preferably|gerne|gern|mieluiten) $")

# `no nut trouble`
_TROUBLE = re.compile(r"(?i)[ -]?(?:trouble|problem|issue|besvär|bekymmer|krångel|vansker)s?(?!\w)")


def _is_joined(words: Sequence[Word], place: int) -> bool:
    """Whether commas and `och` alone stand between a food and a need."""
    for step in (1, -1):
        at = place + step
        if not 0 <= at < len(words) or words[at].kind is not Kind.AND:
            continue
        while 0 <= at < len(words) and words[at].kind in _LISTED:
            if words[at].kind in (Kind.NEED, Kind.BARE):
                return True
            at += step
    return False


_LISTED = NAMED | {Kind.AND}


def _is_or(text: str, word: Word) -> bool:
    return word.kind is Kind.AND and text[word.start : word.end].lower() in _OR


_OR = frozenset({"eller", "or", "tai", "oder", "/", ","})


def _turned(state: Eaten) -> Eaten:
    return {Eaten.NO: Eaten.YES, Eaten.YES: Eaten.NO}.get(state, state)


def _after_denial(text: str, piece: Piece, word: Word, base: Eaten, state: Eaten) -> Eaten:
    """What holds behind a `not`, where the predicate has not already reckoned with it."""
    goes_on = text[word.start : word.end].lower() in entries_of("eating", "goes_on") or bool(
        _EITHER.match(text, word.end)
    )
    predicate, lead = piece.predicate, piece.lead
    if predicate is None:
        # `allergisk mot räkor (ej fisk)`, `… men inte fisk`; but `…; inga ägg` goes on
        is_turned = lead is not None and (_is_against(text, lead) or not goes_on)
        return _turned(base) if is_turned and base is not Eaten.UNSAID else Eaten.NO
    if predicate.kind in (Kind.EAT, Kind.FINE):
        is_denial = word.kind is Kind.NOT and piece.belongs(text, word, predicate)
        return state if is_denial else Eaten.NO
    is_denial = _DENIES.search(text, predicate.start, predicate.end) is not None
    if word.start < predicate.start or goes_on or is_denial:
        return state
    return Eaten.YES if state is Eaten.NO else state


_EITHER = re.compile(r"(?i)[^,.;:\n]{1,30}(?:heller|either)(?!\w)")
_DENIES = re.compile(r"(?i)(?<!\w)(?:inte|ej|aldrig|not|ikke|en|ei)(?!\w)|can['’]t|don['’]t")


def _says_none(text: str, piece: Piece, judged: tuple[Judged, ...]) -> bool:
    kinds = {word.kind for word in piece.words}
    if Kind.NONE in kinds:
        return True
    is_of_all = Kind.EVERYTHING in kinds and bool(kinds & {Kind.EAT, Kind.FINE})
    if is_of_all and not piece.denials(text):
        return True
    is_denied = Kind.NOT in kinds and bool(kinds & {Kind.ALLERGIC, Kind.TOPIC})
    if _UNKNOWN.search(text, piece.start, piece.end):
        return False
    return is_denied and not any(one.eaten is Eaten.NO for one in judged)


# `om allergier vet jag inget`
_UNKNOWN = re.compile(
    r"(?i)(?<!\w)(?:vet|känner till|know|aware|ved|veit|weiß)(?: \w+)? "
    r"(?:inte|inget|inga|ej|ingenting|nothing|not|ikke|intet|nichts)(?!\w)|(?:n['’]t|not) know"
)


_ONCE = re.compile(r"(?i)ha(?:d|de|dde|vde)\s")


def _retracted(clause: Clause, end: int) -> Clause:
    """A clause of which nothing holds up to a place."""
    judged = tuple(
        replace(one, eaten=Eaten.RETRACTED) if one.word.start < end else one
        for one in clause.judged
    )
    return replace(clause, judged=judged)


def _unwritten(text: str, clauses: list[Clause]) -> list[Clause]:
    """`jag skrev laktos men …`, `det jag skrev om gluten gäller inte`: no needs."""
    for place, clause in enumerate(clauses):
        kinds = {word.kind for word in clause.words}
        rest = {word.kind for later in clauses[place:] for word in later.words}
        if Kind.REPORT not in kinds or not clause.judged:
            continue
        once = any(w.kind is Kind.REPORT and _ONCE.match(text, w.start) for w in clause.words)
        if once or Kind.WRONG in rest or place + 1 < len(clauses):
            wrong = next((w.start for w in clause.words if w.kind is Kind.WRONG), clause.end)
            clauses[place] = _retracted(clause, wrong)
    return clauses
