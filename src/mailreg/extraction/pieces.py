"""A sentence on food cut into clauses, each with the words in it and what governs them.

It is cut where a new predicate begins (`äter inte nötter och | tål fisk`), at `men` and its like,
at semicolons, dashes and brackets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailreg.extraction.food import NAMED, Kind, Word

PREDICATES = frozenset(
    {
        Kind.EAT,
        Kind.ALLERGIC,
        Kind.AGAINST,
        Kind.AVOID,
        Kind.CAUSE,
        Kind.OUT,
        Kind.FINE,
        Kind.HELP,
        Kind.REPORT,
    }
)
_CUTS = frozenset({Kind.BREAK, Kind.OPEN, Kind.CLOSE, Kind.BUT, Kind.FIX})
REACH_WORDS = 4  # between a denial and what it denies


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
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
        """Whether a word of that kind stands in it."""
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
            near = len(text[denial.end : predicate.start].split()) <= REACH_WORDS - 1
            return near or any(word.kind in NAMED for word in between)
        cuts = [w for w in self.words if w.kind is Kind.AND and predicate.end <= w.start]
        cut = next((w for w in cuts if w.start < denial.start), None)
        if cut is None:
            return True
        return not any(
            w.kind in NAMED or w.kind is Kind.EVERYTHING for w in self.words if w.start < cut.start
        )


def pieces_of(text: str, start: int, end: int, words: Sequence[Word]) -> Iterator[Piece]:
    """The clauses of a sentence, in order, none of them judged."""
    lead: Word | None = None
    held: list[Word] = []
    for word in words:
        if word.kind in _CUTS or _is_contrast(text, held, word):
            yield Piece(start=start, end=word.start, lead=lead, words=tuple(held))
            start, lead, held = word.end, word, []
            continue
        cut = _cut_before(text, held, word) if word.kind in PREDICATES else None
        if cut is not None:
            yield Piece(start=start, end=held[cut].start, lead=lead, words=tuple(held[:cut]))
            start, lead, held = held[cut].end, None, held[cut + 1 :]
        held.append(word)
    yield Piece(start=start, end=end, lead=lead, words=tuple(held))


def _is_contrast(text: str, held: list[Word], word: Word) -> bool:
    """`inte laktos utan mjölk`: here `utan` is no `without`."""
    said = next((one for one in reversed(held) if one.kind is not Kind.AND), None)
    if word.kind is not Kind.WITHOUT or said is None or said.kind not in NAMED | {Kind.ALLERGIC}:
        return False
    is_denied = any(w.kind in (Kind.NOT, Kind.GONE) for w in held)
    return is_denied and not text[said.end : word.start].strip(" ,")


def _cut_before(text: str, held: list[Word], predicate: Word) -> int | None:
    """The last comma or `och` behind what was said before a predicate; None: nothing was.

    `ägg och fisk äter jag inte` is one clause, `vegan, och fisk äter jag inte` are two.
    """
    said = next((n for n, word in enumerate(held) if word.kind in _SAYS_SO), len(held))
    last = len(held) - 1
    if last > 1 and held[last].kind is Kind.EVERYTHING and text[held[last - 1].start] in ",/":
        return last - 1  # `räkor, resten går bra`
    follows_foods = predicate.kind in (Kind.FINE, Kind.OUT) and said > last
    for place in range(last, -1, -1):
        is_beside = place == last and not follows_foods  # `mandel och så vidare går bra`
        is_of_all = place < last and held[place + 1].kind is Kind.EVERYTHING
        if is_of_all and text[held[place].start] not in ",/":
            continue  # `…, fisk och allt annat går bra`
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
    Kind.CAUSE,
    Kind.FINE,
    Kind.EAT,
    Kind.AGAINST,
    Kind.REPORT,
)
