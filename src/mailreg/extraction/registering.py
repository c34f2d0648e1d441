"""Who a registration asks a place for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from re import NOFLAG

from mailreg.extraction.acts import Deed, find_acts
from mailreg.extraction.forward import find_writer, is_beside, is_forwarded, own_text
from mailreg.extraction.language import Language
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.nameless import (
    count_doubts,
    find_nameless,
    is_the_writer,
    with_the_unnamed,
)
from mailreg.extraction.names import JOINS, Name, find_names, same_person
from mailreg.extraction.persons import Person, mentions_of
from mailreg.extraction.preceding import ends_with
from mailreg.extraction.reading import Reading, blank
from mailreg.extraction.sender import comes_along, first_place, first_wish, is_one_of_them
from mailreg.extraction.standing import registered_before, standing, told_of
from mailreg.extraction.substitution import stays_away
from mailreg.extraction.table import Row
from mailreg.extraction.wordwise import Wordwise
from mailreg.message.cues import Lined


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter, and what is known of it before anybody is told to attend."""

    reading: Reading
    names: Sequence[Name]  # all, in order
    rows: Sequence[Row]
    sender: Person | None  # the name that the sender goes by
    language: Language
    needs: Sequence[int]  # places where diet is told


def who_registers(letter: Letter, named: Sequence[Person]) -> tuple[list[Person], list[str]]:
    """Who is to attend, and what is doubtful of it; `named` are those who may be meant."""
    coming = [p for p in named if not _declines(letter.reading, letter.names, letter.rows, p)]
    coming = _of_own_words(letter.reading, coming)
    coming = _only_these(letter.reading.words, letter.names, coming)
    language = letter.language.code if letter.language.is_sure else ""
    told = told_of(letter.reading, letter.rows, letter.needs, language)
    places = standing(letter.reading, told, letter.names)
    asked = _of_standing(letter.names, coming, places, find_writer(letter.reading))
    is_plain = len(asked) == len(coming)
    if asked or first_wish(own_text(letter.reading)) is not None:
        coming = asked
    attending, doubts = _with_the_sender(letter, coming)
    return attending, doubts if is_plain else [*doubts, "name_unsure"]


def _of_own_words(reading: Reading, persons: list[Person]) -> list[Person]:
    """Without those whom only the forwarded letter names, where its forwarder says who attends.

    Its writer attends where they ask for a place in it, and whom they ask for together with them.
    """
    if not reading.has_forwarded_facts:
        return persons
    own = [p for p in persons if not is_forwarded(reading, p.order)]
    writer = find_writer(reading)
    if writer is None:
        return own if own or first_wish(own_text(reading)) is not None else persons
    named = [p for p in persons if p in own or is_beside(reading, writer, p.order)]
    same = [p for p in named if p.name and writer.name and same_person(p.name, writer.name)]
    sure = [replace(p, confidence=max(p.confidence, writer.confidence)) for p in same]
    return [*(p for p in named if p not in same), *(sure or [writer])]


def _declines(reading: Reading, names: Sequence[Name], rows: Sequence[Row], person: Person) -> bool:
    """Somebody of whom the letter, or their row, says that they do not come."""
    if any(row.name and row.name.text == person.name and not row.is_coming for row in rows):
        return True
    return person.name is not None and stays_away(reading.words, names, person.name)


def _only_these(text: str, names: Sequence[Name], persons: list[Person]) -> list[Person]:
    """Of several those whom a correction leaves: `så det blir bara Wilmer och jag`."""
    for match in _ONLY.finditer(text):
        at = next((n for n, name in enumerate(names) if name.start == match.end()), None)
        if at is not None:
            chosen = {names[at].start} | {
                other.start
                for one, other in pairwise(names[at:])
                if JOINS.fullmatch(text, one.end, other.start)
            }
            kept = [p for p in persons if any(n.start in chosen for n in mentions_of(names, p))]
            return kept or persons
    return persons


_ONLY = Lined(
    "bara|endast|enbart|only|just|kun|bare",
    r"(?<!\w)(?:det blir|blir det|blir|vi blir|it will be|it'll be|it is|det bliver|"
    r"bliver det)[ ]"
    r"(?:då |alltså |nu |så |alltså |now |then )?(?:bara|endast|enbart|only|just|kun|bare)[ ]"
    r"(?:(?:jag|mig|me|jeg)[ ](?:och|o|and|og)[ ])?",
)


def _of_standing(
    names: Sequence[Name],
    persons: Sequence[Person],
    places: Collection[int],
    writer: Person | None,
) -> list[Person]:
    """Those for whose coming something speaks, at some place where they are named."""
    return [
        p
        for p in persons
        if any(n.start in places for n in mentions_of(names, p))
        or (writer is not None and p.name == writer.name)
    ]


def _with_the_sender(letter: Letter, others: list[Person]) -> tuple[list[Person], list[str]]:
    reading, sender = letter.reading, letter.sender
    if sender is not None and phrases("people", "only_me").search(own_text(reading)):
        others = []
    others = others or _of_subject(letter)
    nameless = _of_rows(letter.rows) or find_nameless(reading, others)
    if not others and len(nameless) == 1 and is_the_writer(reading, nameless[0]):
        nameless = []
    if find_writer(reading) is not None:  # `en av våra medlemmar` is who wrote what is sent on
        nameless = [one for one in nameless if is_forwarded(reading, one.start)]
    me = _sender_place(letter, has_others=bool(others or nameless))
    attending = [*others, *nameless, *([me] if me is not None else [])]
    attending = with_the_unnamed(reading, attending or [_unknown_sender()])
    doubts = count_doubts(reading, attending)
    if any(p.name is not None and " " not in p.name for p in attending):
        doubts.append("name_incomplete")
    if any(p.confidence < 0.7 for p in attending):
        doubts.append("name_unsure")
    return attending, doubts


def _of_subject(letter: Letter) -> list[Person]:
    """`Anmälan för Kim Ek` above `kan ni lägga till henne på listan?`: whom the title names."""
    reading, title = letter.reading, letter.reading.subject.text
    if not _SOMEBODY.search(reading.words) or first_wish(own_text(reading)) is not None:
        return []
    named = [name for name in find_names(title) if name.is_full]
    shown = letter.sender.name if letter.sender is not None else None
    return [
        Person(name=name.text, start=name.start, end=name.end, part="subject", place=0)
        for name in named
        if ends_with(title[: name.start], "introduction") or ends_with(title[: name.start], "agent")
        if shown is None or not same_person(name.text, shown)
    ]


_OTHERS = "han|hon|hen|honom|henne|she|he|her|him|hun|ham|hende"
_SOMEBODY = Wordwise.beginning(_OTHERS.split("|"), rf"(?:{_OTHERS})(?!\w)")


def _of_rows(rows: Sequence[Row]) -> list[Person]:
    """Those of a table who have no name yet."""
    return [
        Person(name=None, start=row.start, end=row.columns[0][1][1], confidence=0.8)
        for row in rows
        if row.name is None and row.is_coming
    ]


def _unknown_sender() -> Person:
    return Person(name=None, start=0, end=0, is_sender=True, confidence=0.3)


def _wish_by_act(letter: Letter) -> int | None:
    """Where a sentence that names nobody else asks or wishes to come, and says `I`."""
    text, language = letter.reading.words, letter.language
    for act in find_acts(text, letter.reading.sentences, language.code if language.is_sure else ""):
        is_wish = (act.is_wished or act.is_asked) and not (act.is_denied or act.is_of_writer_only)
        if act.deed not in (Deed.ATTEND, Deed.PLACE) or not is_wish or act.is_of_part:
            continue
        start, end = next(
            ((a, b) for a, b in letter.reading.sentences if a <= act.start < b), (0, 0)
        )
        is_of_others = any(start <= name.start < end for name in letter.names)
        if is_of_others or phrases("people", "nameless").search(text, start, end):
            continue
        if _I.search(text, max(start, act.start - SAID_WITHIN), act.start):
            return act.start
    return None


SAID_WITHIN = 45  # code points from `jag` to what it wishes
_I = Wordwise.beginning(
    ("jag", "I", "jeg", "ich", "minä"), r"(?:(?i:jag|jeg|ich|minä)|I)(?!\w)", NOFLAG
)


def _sender_place(letter: Letter, *, has_others: bool) -> Person | None:
    """The sender as one who attends, at the place where they speak of themselves; None: not one."""
    reading, names, sender = letter.reading, letter.names, letter.sender
    text = own_text(reading) if find_writer(reading) is not None else reading.words
    for first, last in registered_before(text, names):
        text = blank(text, first, last)  # `vi är redan anmälda (Karin och jag)`
    denied = phrases("people", "me_not").search(text)
    wanted = first_wish(text)
    if wanted is None and not reading.has_forwarded_facts:
        wanted = _wish_by_act(letter)
    if has_others and (wanted is None or denied is not None):
        named = sender is not None and (
            is_one_of_them(text, names, sender) or comes_along(text, names, sender)
        )
        if not named or denied is not None:
            return None
    if sender is None:
        return replace(_unknown_sender(), place=wanted or 0)
    start = first_place(text, names, sender, wanted, letter.language.code)
    return replace(sender, place=start, is_sender=True)
