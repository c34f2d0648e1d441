"""The words of a letter that matter for food, each with its kind, in order.

Foods and needs come from `lexicon/diet.toml`, the grammar around them (eaten, avoided, not, but)
from `lexicon/eating.toml`. Compounds follow rules: any food with `-allergi`, `-fri`, `-free` or
`-ton` is a need, so that no list has to hold them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from mailreg.extraction.inline import Inline
from mailreg.extraction.lexicons import Phrases, entries, keys, words
from mailreg.extraction.wordwise import Wordwise

SHORTEST_MISSPELT = 6  # letters; shorter words are too often other words
LONGEST_HEAD = 30  # letters before `-allergi`
CONDITION = "condition"  # an illness that may ask for something
ENDING_AT_MOST = 2  # letters behind the stem of a misspelt food
STEM_AT_MOST = 13  # letters of a word that are held against a stem


class Kind(StrEnum):
    """What a word does in a clause on food."""

    PLAIN = "plain"  # looks like a denial and is none
    FIX = "fix"  # takes back what was just said
    NONE = "none"  # says that there is no need
    OUT = "out"  # says that what stands in the clause is not eaten
    AVOID = "avoid"
    CAUSE = "cause"  # what a food does to somebody
    NEED = "need"  # a need by itself: `vegan`
    BARE = "bare"  # a need by itself, and a food after a verb: `gluten`
    OTHER = "other"  # a food without a code
    FOOD = "food"
    ALLERGIC = "allergic"
    AGAINST = "against"  # `mot`, where the allergy was named before
    EXCEPT = "except"
    FINE = "fine"
    WITHOUT = "without"
    HELP = "help"
    EAT = "eat"
    TOPIC = "topic"
    EVERYTHING = "everything"
    WRONG = "wrong"
    REPORT = "report"
    GONE = "gone"  # was so once
    BUT = "but"
    NOT = "not"
    AND = "and"  # comma, slash, `och`
    BREAK = "break"  # semicolon, dash
    OPEN = "open"
    CLOSE = "close"


NAMED = frozenset({Kind.NEED, Kind.BARE, Kind.OTHER, Kind.FOOD})
LEXED = tuple(
    kind
    for kind in Kind
    if kind not in NAMED and kind not in (Kind.AND, Kind.BREAK, Kind.OPEN, Kind.CLOSE)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word or phrase where it stands."""

    kind: Kind
    start: int
    end: int
    code: str = ""  # of a need or food, `shellfish`, or none: then the words are what counts
    named_end: int = 0  # where the food in a compound ends; 0: no compound without a code
    is_sure: bool = True  # False: misspelt, and guessed; or an illness


def words_of(text: str, start: int, end: int) -> Sequence[Word]:
    """The words of a stretch, in order; none of them overlap."""
    found, starts = _all_words(text)
    return found[bisect_left(starts, start) : bisect_left(starts, end)]


@lru_cache(maxsize=512)
def is_of_food(word: str) -> bool:
    """Whether a word is a food, a need or any other that speaks of eating."""
    return _known().fullmatch(word) is not None


@lru_cache(maxsize=4)  # the texts of one letter, each asked for sentence by sentence
def _all_words(text: str) -> tuple[tuple[Word, ...], tuple[int, ...]]:
    known = [*_compounds(text), *_separators(text), *_lexed(text), *_misspelt(text)]
    kept: list[Word] = []
    for word in sorted(known, key=lambda word: (word.start, -word.end, not word.code)):
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    found = tuple(_joined(text, kept))
    return found, tuple(word.start for word in found)


def _lexed(text: str) -> Iterator[Word]:
    for match in _known().finditer(text):
        kind, _, code = (match.lastgroup or "").partition("_")
        if kind == "need" and _BODY.search(match.group()):
            continue
        if "@" in (text[match.end() : match.end() + 1], text[match.start() - 1 : match.start()]):
            continue  # `karin.damm@kommun.example`
        if match.group()[-1].isdigit() and match.group().lower() not in _stems():
            continue  # `PASTA01`
        is_sure = code != CONDITION
        code = code if is_sure else ""
        yield Word(
            kind=Kind(kind), start=match.start(), end=match.end(), code=code, is_sure=is_sure
        )


# `Celiakiförbundet`: those who work with a need
_BODY = re.compile(
    r"(?i)\w(?:förbund|förening|mottagning|forskning|centrum|konsult|sällskap|society|forening)\w*$"
)


@cache
def _known() -> Phrases:
    """Every word of the two lexicons; where two begin alike, the earlier kind wins."""
    groups: dict[str, list[str]] = {}
    for kind in Kind:
        if kind is Kind.NEED:
            groups |= {f"need_{code}": entries("diet", f"need.{code}") for code in _codes("need")}
            groups["need"] = entries("diet", "own_need")
            groups[f"need_{CONDITION}"] = entries("diet", "condition")
            groups |= {f"bare_{code}": entries("diet", f"bare.{code}") for code in _codes("bare")}
        elif kind is Kind.OTHER:
            groups["other"] = entries("diet", "other")
        elif kind is Kind.FOOD:
            groups |= {f"food_{code}": entries("diet", f"food.{code}") for code in _codes("food")}
        elif kind in LEXED:
            groups[kind.value] = entries("eating", kind.value)
    return Phrases(groups)


def _codes(kind: str) -> tuple[str, ...]:
    return keys("diet", kind)


def _separators(text: str) -> Iterator[Word]:
    for match in _MARK.finditer(text):
        kind = _MARKS[match.group()[0]]
        yield Word(kind=kind, start=match.start(), end=match.end())
    for match in _THAT_IS.finditer(text):
        yield Word(kind=Kind.OPEN, start=match.start(), end=match.end())
    for match in _AND.finditer(text):
        yield Word(kind=Kind.AND, start=match.start(), end=match.end())


_MARKS = {
    **dict.fromkeys(",/&+•\n", Kind.AND), **dict.fromkeys(";:….-–—", Kind.BREAK),
    **dict.fromkeys("([", Kind.OPEN), **dict.fromkeys(")]", Kind.CLOSE),
}  # fmt: skip
# The class comes first so that the engine can skip to it. A dash stands between spaces, a colon
# before one.
_MARK = re.compile(
    r"[,/&+•\n;:…()\[\].–—-](?:(?<![:.–—-])|(?<=:)(?=\s)|(?<=\.)\.+|(?<=\s[–—-])[–—-]*(?=\s))",
)
# `sulfiter, alltså inget vin`: what follows is no further need
_THAT_IS = Inline(
    r"[,–-]",
    r"[,–-]{1,2}[ ]?(?:alltså|dvs\.?|d\.v\.s\.|det vill säga|that is|i\.e\.|meaning|so|så)"
    r"(?= (?:inte|inget|inga|ingen|ej|no|not|nothing|utan)(?!\w))",
    re.IGNORECASE,
)
_ANDS = (
    "och|o|å|samt|eller|and|or|og|ja|sekä|tai|und|oder|plus|liksom|as well as|sowie|"
    r"resp(?:\.(?!\.))?"
)
_AND = Wordwise.beginning(_ANDS.split("|"), rf"(?:{_ANDS})(?!\w)")


def _compounds(text: str) -> Iterator[Word]:
    """`äggallergisk`, `nut-free`, `kananmunaton`: needs, whatever the food before the ending."""
    for tail in _TAIL.finditer(text):
        start = tail.start()
        while start > max(0, tail.start() - LONGEST_HEAD) and (
            text[start - 1].isalpha() or text[start - 1] == "-"
        ):
            start -= 1
        head = text[start : tail.start()].strip("-").lower()
        kind, code = _of_head(head, is_free=bool(_FREE.fullmatch(tail.group())))
        if kind is Kind.OTHER:  # no code: the food is kept, without the ending
            named_end = start + len(_bare_head(head))
            yield Word(kind=Kind.NEED, start=start, end=tail.end(), named_end=named_end)
        elif kind is not None:
            yield Word(kind=Kind.NEED, start=start, end=tail.end(), code=code)


_TAIL = Inline(
    r"lerg|allegi|intol|känslig|følsom|verträglich|yliherk|free(?!\w)|fri(?:tt|a|e)?(?!\w)|"
    r"frei(?:e[snrm]?)?(?!\w)|ton(?!\w)|tön(?!\w)|tom(?:a[na]?|ia)(?!\w)|töm(?:ä[nä]?|iä)(?!\w)",
    r"(?<=[^\W\d_])-?(?:al+erg\w{0,12}|allegi\w{0,6}|intol\w{0,9}|överkänslig\w{0,4}|känslig\w{0,4}|"
    r"overfølsom\w{0,4}|unverträglich\w{0,5}|yliherk\w{0,6}|-?free|-?fri(?:tt|a|e)?|-?frei(?:e[snrm]?)?|"
    r"t[oö]n|t?tom(?:a[na]?|ia)|t?töm(?:ä[nä]?|iä))(?!\w)",
    re.IGNORECASE,
)
_FREE = re.compile(r"-?(?:free|fri.*|frei.*|t[oö]n|t+[oö]m.*)", re.IGNORECASE)


def _of_head(head: str, *, is_free: bool) -> tuple[Kind | None, str]:
    """What the food before an ending is: `nöt` ▶ nuts; an unknown one counts before `-allergi`."""
    for form in _forms(head):
        match = _known().fullmatch(form)
        group = match.lastgroup or "" if match else ""
        kind, _, code = group.partition("_")
        if kind in ("food", "bare", "need"):
            return Kind.NEED, code
        if kind == "other":
            return Kind.OTHER, ""
        if kind:
            return None, ""
    if is_free or len(head) < 3 or head in words("diet", "no_head"):
        return None, ""
    return Kind.OTHER, ""


def _forms(head: str) -> Iterator[str]:
    yield head
    for link in ("s", "e", "n", "er"):
        if head.endswith(link) and len(head) > len(link) + 2:
            yield head[: -len(link)]
    yield head + "a"
    yield head + "ur"  # skaldj-


def _bare_head(head: str) -> str:
    is_whole = head in _stems()  # `fruktos`
    return head[:-1] if head.endswith("s") and len(head) > 4 and not is_whole else head


@cache
def _stems() -> frozenset[str]:
    return frozenset(entry.rstrip("*").lower() for entry in entries("diet", "other"))


def _misspelt(text: str) -> Iterator[Word]:
    """Words that are all but one letter right: `vegitarian`, `laktosintollerant`, `skalldjur`."""
    for match in _LONG.finditer(text):
        word = match.group().lower()
        if word[:3] not in _heads() or word in words("diet", "spelt_right"):
            continue
        need = _close(word, _needs_by_letters(), len(word))
        code = need or _close(word, _by_letters())
        if code is not None:
            kind = Kind.NEED if need else Kind.FOOD
            yield Word(kind=kind, start=match.start(), end=match.end(), code=code, is_sure=False)


_LONG = re.compile(r"[^\W\d_]{7,24}(?!\w)")


def misspelt(word: str) -> str | None:
    """The code of a single long word that is a food or need but for one letter; or None."""
    return _close(word, _by_fewer_letters()) if len(word) >= SHORTEST_MISSPELT else None


def _close(word: str, index: dict[str, str], ending: int = ENDING_AT_MOST) -> str | None:
    if not any(near in _beginnings() for near in _without_one(word[:6])):
        return None  # as almost every word
    shortest = max(SHORTEST_MISSPELT, len(word) - ending)
    for length in range(min(len(word), STEM_AT_MOST), shortest - 1, -1):
        stem = word[:length]
        for near in (stem, *_without_one(stem)):
            if near in index:
                return index[near]
    return None


def _without_one(word: str) -> Iterator[str]:
    for place in range(1, len(word)):  # people get the first letter right
        yield word[:place] + word[place + 1 :]


@cache
def _beginnings() -> frozenset[str]:
    """The first five letters of all spellings; those that are sought have no fewer."""
    return frozenset(spelling[:5] for spelling in _by_fewer_letters())


@cache
def _by_letters() -> dict[str, str]:
    return _letters_of(("need", "bare", "food"))


@cache
def _by_fewer_letters() -> dict[str, str]:
    return _letters_of(("need", "bare", "food"), SHORTEST_MISSPELT)


@cache
def _needs_by_letters() -> dict[str, str]:
    return _letters_of(("need", "bare"))


@cache
def _heads() -> frozenset[str]:
    return frozenset(spelling[:3] for spelling in _by_letters())


def _letters_of(kinds: Sequence[str], shortest: int = SHORTEST_MISSPELT + 1) -> dict[str, str]:
    """Every long spelling, and all that a lost letter makes of it."""
    found: dict[str, str] = {}
    for kind in kinds:
        for code in _codes(kind):
            for entry in entries("diet", f"{kind}.{code}"):
                stem = entry.rstrip("*").lower()
                if len(stem) >= shortest and stem.isalpha():
                    found |= dict.fromkeys((stem, *_without_one(stem)), code)
    return found


def _joined(text: str, found: list[Word]) -> Iterator[Word]:
    """`nut allergy`, `egg free` and the first half of `nöt- och skaldjursallergi` are needs."""
    for place, word in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        before = found[place - 1] if place else None
        is_half = _is_half(text, word, found[place + 1 : place + 4])
        if word.kind in (Kind.FOOD, Kind.BARE) and (is_half or _is_ending(text, word, after)):
            yield replace(word, kind=Kind.NEED)
        elif word.kind is Kind.OTHER and before is not None and before.kind in NAMED:
            if text[before.end : word.start].lower() not in (" i ", " in ", " im "):
                yield word  # `sulfit i vin` is one thing
        elif text[word.start : word.end].lower() == "nöt" and _is_beside_pork(found, place):
            yield replace(word, code="no_beef")
        else:
            yield word


def _is_half(text: str, word: Word, after: list[Word]) -> bool:
    """`nöt- och skaldjursallergi`; not `nöt- och fläskkött`."""
    if word.kind is not Kind.FOOD or _HALF.match(text, word.end) is None:
        return False
    whole = next(
        (one for one in after if one.kind in NAMED and text[one.end : one.end + 1] != "-"), None
    )
    return whole is not None and whole.kind is Kind.NEED


def _is_beside_pork(found: list[Word], place: int) -> bool:
    """`varken gris eller nöt`: the animal."""
    near = found[max(0, place - 2) : place + 3]
    return any(word.code == "no_pork" for word in near)


_HALF = re.compile(r"-(?=[ ,/\n])")
_SPACED_FREE = re.compile(r"[ -](?:free|fri|fritt|frei)(?!\w)", re.IGNORECASE)


def _is_ending(text: str, word: Word, after: Word | None) -> bool:
    if _SPACED_FREE.match(text, word.end):
        return True
    return (
        after is not None
        and after.kind is Kind.ALLERGIC
        and text[word.end : after.start] in (" ", "-", " - ")
    )
