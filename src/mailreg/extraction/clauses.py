"""Clauses on food, and whether what they name is eaten.

A sentence is cut where a new predicate begins (`äter inte nötter och | tål fisk`), at `men` and its
like, at semicolons, dashes and brackets. In a clause the predicate and the place of `not` decide:

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


PREDICATES = frozenset(
    {
        Kind.EAT,
        Kind.ALLERGIC,
        Kind.AGAINST,
        Kind.AVOID,
        Kind.OUT,
        Kind.FINE,
        Kind.HELP,
        Kind.REPORT,
    }
)
_CUTS = frozenset({Kind.BREAK, Kind.OPEN, Kind.CLOSE, Kind.BUT, Kind.FIX})
_REACH = 40  # code points between a denial and what it denies
_REACH_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A clause, not yet judged."""

    start: int
    end: int
    lead: Word | None  # what it was cut at
    words: tuple[Word, ...]

    @property
    def predicate(self) -> Word | None:
        """The one of its predicates that says most."""
        found = [word for word in self.words if word.kind in PREDICATES]
        return min(found, key=lambda word: _RANK.index(word.kind)) if found else None

    def has(self, kind: Kind) -> bool:
        return any(word.kind is kind for word in self.words)

    def denials(self, text: str) -> list[Word]:
        """Those of its denials that belong to its predicate."""
        predicate = self.predicate
        found = [word for word in self.words if word.kind is Kind.NOT]
        if predicate is None:
            return found
        return [word for word in found if self.belongs(text, word, predicate)]

    def belongs(self, text: str, denial: Word, predicate: Word) -> bool:
        """So does that of `äter varken ägg eller fisk`, and not that of `äter ägg, ej fisk`."""
        if denial.start < predicate.start:
            between = [w for w in self.words if denial.start < w.start < predicate.start]
            near = len(text[denial.end : predicate.start].split()) <= _REACH_WORDS - 1
            return near or any(word.kind in NAMED for word in between)
        cuts = [w for w in self.words if w.kind is Kind.AND and predicate.end <= w.start]
        cut = next((w for w in cuts if w.start < denial.start), None)
        if cut is None:
            return True
        return not any(
            w.kind in NAMED or w.kind is Kind.EVERYTHING for w in self.words if w.start < cut.start
        )


def clauses_of(
    text: str, start: int, end: int, words: Sequence[Word], default: Eaten = Eaten.UNSAID
) -> list[Clause]:
    """The clauses of a sentence; `default` holds for foods under no predicate."""
    found: list[Clause] = []
    for piece in _pieces(text, start, end, words):
        before = found[-1] if found else None
        found.append(_judged(text, piece, before, default))
        if piece.lead is not None and piece.lead.kind is Kind.FIX and before is not None:
            found[-2] = _retracted(before)
    return _unwritten(text, found)


def _pieces(text: str, start: int, end: int, words: Sequence[Word]) -> Iterator[_Piece]:
    lead: Word | None = None
    held: list[Word] = []
    for word in words:
        if word.kind in _CUTS or _is_contrast(text, held, word):
            yield _Piece(start=start, end=word.start, lead=lead, words=tuple(held))
            start, lead, held = word.end, word, []
            continue
        cut = _cut_before(held, word) if word.kind in PREDICATES else None
        if cut is not None:
            yield _Piece(start=start, end=held[cut].start, lead=lead, words=tuple(held[:cut]))
            start, lead, held = held[cut].end, None, held[cut + 1 :]
        held.append(word)
    yield _Piece(start=start, end=end, lead=lead, words=tuple(held))


def _is_contrast(text: str, held: list[Word], word: Word) -> bool:
    """`inte laktos utan mjölk`: here `utan` is no `without`."""
    if word.kind is not Kind.WITHOUT or not held or held[-1].kind not in NAMED | {Kind.ALLERGIC}:
        return False
    return any(w.kind is Kind.NOT for w in held) and not text[held[-1].end : word.start].strip(" ,")


def _cut_before(held: list[Word], predicate: Word) -> int | None:
    """The last comma or `och` behind what was said before a predicate; None: nothing was.

    `ägg och fisk äter jag inte` is one clause, `vegan, och fisk äter jag inte` are two.
    """
    said = next((n for n, word in enumerate(held) if word.kind in _SAYS_SO), len(held))
    last = len(held) - 1
    follows_foods = predicate.kind in (Kind.FINE, Kind.OUT) and said > last
    for place in range(last, -1, -1):
        is_beside = place == last and not follows_foods  # `mandel och så vidare går bra`
        if held[place].kind is Kind.AND and (place > said or is_beside):
            return place or None
        if held[place].kind in PREDICATES:
            return None
    return None


_SAYS_SO = PREDICATES | {Kind.NEED, Kind.NONE}


_RANK = (
    Kind.OUT,
    Kind.HELP,
    Kind.AVOID,
    Kind.ALLERGIC,
    Kind.FINE,
    Kind.EAT,
    Kind.AGAINST,
    Kind.REPORT,
)


def _judged(text: str, piece: _Piece, before: Clause | None, default: Eaten) -> Clause:
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


def _base(text: str, piece: _Piece, before: Clause | None, default: Eaten) -> Eaten:
    predicate = piece.predicate
    if predicate is None:
        return default if before is None else _carried(text, piece, before, default)
    if predicate.kind in (Kind.HELP, Kind.REPORT):
        return Eaten.UNSAID
    if predicate.kind in (Kind.EAT, Kind.FINE):
        return Eaten.NO if piece.denials(text) else Eaten.YES
    return Eaten.YES if _denial_before(text, piece.words, predicate) else Eaten.NO


def _carried(text: str, piece: _Piece, before: Clause, default: Eaten) -> Eaten:
    """What holds in a clause without a predicate, from the one before it."""
    if piece.lead is None:
        return default
    if before.words and before.words[-1].kind is Kind.EXCEPT:  # `med ett undantag: ägg`
        return Eaten.NO
    if text[piece.lead.start] == ":" and _is_list(piece) and not _is_eaten(before):
        return Eaten.NO
    base = default if before.base is Eaten.UNSAID else before.base
    return _turned(base) if _is_other_side(text, piece, before) else base


def _is_list(piece: _Piece) -> bool:
    """Foods and nothing else: `det har däremot Karin: nötter och ägg`."""
    return bool(piece.words) and all(word.kind in _LISTED for word in piece.words)


def _is_eaten(clause: Clause) -> bool:
    said = clause.predicate.kind if clause.predicate else None
    return clause.base is Eaten.YES and said in (Kind.EAT, Kind.FINE)


def _is_other_side(text: str, piece: _Piece, before: Clause) -> bool:
    """`äter inte kött, men fisk`; `men även fisk` goes on."""
    lead = piece.lead
    if lead is None or before.predicate is None or before.predicate.kind is not Kind.EAT:
        return False
    is_but = text[lead.start : lead.end].lower() in _BUT
    return is_but and not piece.has(Kind.NOT) and not _ALSO.match(text, lead.end)


_BUT = frozenset({"men", "but", "aber", "mutta", "sondern", "vaan"})
_ALSO = re.compile(r"(?i)\s+(?:även|också|also|auch|också|myös|heller|sometimes)(?!\w)")


def _denial_before(text: str, words: Sequence[Word], word: Word) -> bool:
    """Whether a denial stands a few words before, and nothing between."""
    earlier = [one for one in words if one.start < word.start]
    if not earlier or earlier[-1].kind is not Kind.NOT:
        return False
    between = text[earlier[-1].end : word.start]
    return len(between) <= _REACH and len(between.split()) <= _REACH_WORDS


def _each(text: str, piece: _Piece, base: Eaten) -> Iterator[Judged]:
    """Every need and food, judged from left to right."""
    state, is_denied = base, False
    predicate = piece.predicate
    for place, word in enumerate(piece.words):
        if word.kind is Kind.NOT:
            state = _after_denial(text, piece, word, state)
        elif word.kind is Kind.EXCEPT and (predicate is None or word.start > predicate.start):
            state = Eaten.NO if state is Eaten.UNSAID else _turned(state)
        elif word.kind is Kind.WITHOUT:
            state = Eaten.NO
        elif word.kind is Kind.NEED:
            is_denied = _is_neither(text, piece, word) or (
                _denial_before(text, piece.words, word)
                or _denial_behind(text, piece.words, place)
                or (is_denied and _is_or(text, piece.words[place - 1]))
            )
            yield Judged(word=word, eaten=_of_need(piece, is_denied=is_denied))
        elif word.kind in NAMED:
            yield Judged(word=word, eaten=_of_food(text, piece, place, state))


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


def _is_neither(text: str, piece: _Piece, word: Word) -> bool:
    """`varken allergisk eller vegetarian`."""
    if piece.predicate is not None and piece.predicate.kind is not Kind.ALLERGIC:
        return False
    denials = (w for w in piece.words if w.kind is Kind.NOT and w.start < word.start)
    return any(text[w.start : w.end].lower() in _NEITHER for w in denials)


_NEITHER = frozenset({"varken", "vare sig", "neither", "verken", "hverken", "weder"})


def _of_need(piece: _Piece, *, is_denied: bool) -> Eaten:
    is_past = is_denied or _is_useless(piece) or piece.has(Kind.GONE)
    return Eaten.YES if is_past else Eaten.NO


def _is_useless(piece: _Piece) -> bool:
    """`laktosfria produkter hjälper inte`."""
    return piece.predicate is not None and piece.predicate.kind is Kind.HELP and piece.has(Kind.NOT)


def _of_food(text: str, piece: _Piece, place: int, state: Eaten) -> Eaten:
    """`gluten` alone is a need, and `lupin` in `lupin och äggallergi`."""
    words = piece.words
    if _ONLY.search(text, max(piece.start, words[place].start - 20), words[place].start):
        return Eaten.NO
    if words[place].kind is not Kind.BARE:
        return Eaten.NO if state is Eaten.UNSAID and _is_joined(words, place) else state
    if _is_useless(piece) or (place and words[place - 1].kind is Kind.PLAIN):  # `inte bara laktos`
        return Eaten.YES
    return Eaten.NO if state is Eaten.UNSAID else state


# `… går bra, det är bara lök`
_ONLY = re.compile(
    r"(?i)(?:det är|it is|it's|it’s|det er|es ist) (?:bara|only|just|endast|kun|bare|nur) $"
)


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


def _after_denial(text: str, piece: _Piece, word: Word, state: Eaten) -> Eaten:
    """What holds behind a `not`, where the predicate has not already reckoned with it."""
    goes_on = text[word.start : word.end].lower() in entries_of("eating", "goes_on")
    predicate, lead = piece.predicate, piece.lead
    if predicate is None:
        # `allergisk mot räkor (ej fisk)`, `… men inte fisk`; but `…; inga ägg` goes on
        is_turned = lead is not None and (lead.kind in (Kind.BUT, Kind.OPEN) or not goes_on)
        return _turned(state) if is_turned and state is not Eaten.UNSAID else Eaten.NO
    if predicate.kind in (Kind.EAT, Kind.FINE):
        is_denial = word.kind is Kind.NOT and piece.belongs(text, word, predicate)
        return state if is_denial else Eaten.NO
    if word.start < predicate.start or goes_on:
        return state
    return Eaten.YES if state is Eaten.NO else state


def _says_none(text: str, piece: _Piece, judged: tuple[Judged, ...]) -> bool:
    kinds = {word.kind for word in piece.words}
    if Kind.NONE in kinds:
        return True
    if Kind.EAT in kinds and Kind.EVERYTHING in kinds and not piece.denials(text):
        return True
    is_denied = Kind.NOT in kinds and bool(kinds & {Kind.ALLERGIC, Kind.TOPIC})
    return is_denied and not any(one.eaten is Eaten.NO for one in judged)


_ONCE = re.compile(r"(?i)ha(?:d|de|dde|vde)\s")


def _retracted(clause: Clause) -> Clause:
    judged = tuple(replace(one, eaten=Eaten.RETRACTED) for one in clause.judged)
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
            clauses[place] = _retracted(clause)
    return clauses
