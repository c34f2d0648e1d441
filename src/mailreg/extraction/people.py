"""Who is to attend, who gives up a place, and who comes instead of whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailreg.extraction.changes import who_cancels, who_changes
from mailreg.extraction.forward import find_writer, is_beside, is_forwarded, own_text
from mailreg.extraction.labelled import labelled_names
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.nameless import count_doubts, find_nameless, with_the_unnamed
from mailreg.extraction.names import Name, find_names, same_person
from mailreg.extraction.persons import Person, gather, is_bystander
from mailreg.extraction.reading import Reading
from mailreg.extraction.sender import find_sender, first_place, first_wish, is_one_of_them
from mailreg.extraction.shown import address_words, known_words
from mailreg.extraction.substitution import sides, stays_away
from mailreg.extraction.table import Row, find_rows
from mailreg.extraction.uncapitalised import lower_case_names
from mailreg.extraction.values import Intent

PEOPLE_AT_MOST = 60  # more names are no list of applicants


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The persons of a letter."""

    attending: tuple[Person, ...]
    replaced: tuple[Person, ...]
    others: tuple[Person, ...]  # named, and not to attend
    names: tuple[Name, ...]  # every name in the letter's own words
    sender: Person | None  # the name that the sender goes by
    doubts: tuple[str, ...]


def find_people(
    reading: Reading, intent: Intent, language: str, taken: Sequence[tuple[int, int]]
) -> People:
    """The persons of a letter; `taken` are stretches that are something else, such as addresses."""
    rows = find_rows(reading.words)
    names = _names(reading, rows, taken)
    sender = find_sender(reading, names)
    persons = gather(reading, names, sender)
    others = [p for p in persons if not p.is_sender]
    is_new = intent not in (Intent.CANCEL, Intent.AMEND)
    told = {} if is_new else sides(reading.words, names)
    candidates = [
        p
        for p in others
        if p.name in told or not is_bystander(reading, names, p, asks_for_places=is_new)
    ]
    swapped = _swapped(rows, persons)
    doubts: Sequence[str] = ()
    replaced: list[Person] = []
    if intent is Intent.CANCEL:
        attending = who_cancels(reading, candidates, sender, language, names)
    elif intent is Intent.AMEND and swapped is not None:
        attending, replaced = swapped
    elif intent is Intent.AMEND:
        change = who_changes(reading, candidates, sender, language, names)
        attending, replaced, doubts = change.coming, change.leaving, change.doubts
    else:
        coming = [p for p in candidates if not _declines(reading, names, rows, p)]
        coming = _of_own_words(reading, coming)
        attending, doubts = _who_registers(reading, names, coming, sender, language)
    gone = [p for p in persons if p not in attending and not p.is_sender]
    return People(
        attending=tuple(sorted(attending, key=lambda p: p.order)),
        replaced=tuple(replaced),
        others=tuple(gone),
        names=tuple(names),
        sender=sender,
        doubts=tuple(doubts),
    )


def are_named(reading: Reading) -> tuple[Name, ...]:
    """Names in the own words, the sender's among them; what the words say of them is not read."""
    hints, known = address_words(reading.address), known_words(reading.address)
    return find_names(reading.words, hints, known)[:PEOPLE_AT_MOST]


def _names(reading: Reading, rows: Sequence[Row], taken: Sequence[tuple[int, int]]) -> list[Name]:
    """Every name in the letter's own words, in order."""
    labelled = labelled_names(reading.words)
    closed = [*taken, *((row.start, row.end) for row in rows), *_header_lines(reading)]
    closed += [(name.start, name.end) for name in labelled]
    names = [name for name in are_named(reading) if not _inside(name, closed)]
    names += [name for row in rows for name in (row.leaves, row.name) if name is not None]
    names += labelled
    names += lower_case_names(reading.words, names)[:PEOPLE_AT_MOST]
    return sorted(names, key=lambda name: name.start)


def _header_lines(reading: Reading) -> list[tuple[int, int]]:
    """Lines such as `From: …` above forwarded text: they name who wrote, and to whom."""
    if not reading.has_forwarded_facts:
        return []
    return [match.span() for match in _HEADER_LINE.finditer(reading.forwarded)]


_HEADER_LINE = re.compile(
    r"(?im)^[ \t>*]*(?:från|from|fra|von|lähettäjä|till|to|til|an|vastaanottaja|cc|kopia|kopi|"
    r"skickat|sent|sendt|gesendet|date|datum|dato|ämne|subject|emne|betreff|aihe)\*?[ ]?:[^\n]*$"
)


def _swapped(
    rows: Sequence[Row], persons: Sequence[Person]
) -> tuple[list[Person], list[Person]] | None:
    """Who comes and who leaves by a table that has a column for each."""
    pairs = [(row.name.text, row.leaves.text) for row in rows if row.leaves is not None]
    if not pairs:
        return None
    by_name = {person.name: person for person in persons}
    coming = [by_name[new] for new, _ in pairs if new in by_name]
    return coming, [by_name[old] for _, old in pairs if old in by_name]


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
    if any(row.name.text == person.name and not row.is_coming for row in rows):
        return True
    return person.name is not None and stays_away(reading.words, names, person.name)


def _inside(name: Name, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start <= name.start < end for start, end in taken)


def _who_registers(
    reading: Reading,
    names: Sequence[Name],
    others: list[Person],
    sender: Person | None,
    language: str,
) -> tuple[list[Person], list[str]]:
    doubts: list[str] = []
    if sender is not None and phrases("people", "only_me").search(own_text(reading)):
        others = []
    nameless = find_nameless(reading, others)
    if find_writer(reading) is not None:  # `en av våra medlemmar` is who wrote what is sent on
        nameless = [one for one in nameless if is_forwarded(reading, one.start)]
    has_others = bool(others or nameless)
    me = _sender_place(reading, names, sender, language, has_others=has_others)
    attending = [*others, *nameless, *([me] if me is not None else [])]
    if not attending:
        attending = [_unknown_sender()]
    attending = with_the_unnamed(reading, attending)
    doubts += count_doubts(reading, attending)
    if any(p.name is not None and " " not in p.name for p in attending):
        doubts.append("name_incomplete")
    if any(p.confidence < 0.7 for p in attending):
        doubts.append("name_unsure")
    return attending, doubts


def _unknown_sender() -> Person:
    return Person(name=None, start=0, end=0, is_sender=True, confidence=0.3)


def _sender_place(
    reading: Reading,
    names: Sequence[Name],
    sender: Person | None,
    language: str,
    *,
    has_others: bool,
) -> Person | None:
    """The sender as one who attends, at the place where they speak of themselves; None: not one."""
    text = own_text(reading) if find_writer(reading) is not None else reading.words
    denied = phrases("people", "me_not").search(text)
    wanted = first_wish(text)
    if has_others and (wanted is None or denied is not None):
        named = sender is not None and is_one_of_them(text, names, sender)
        if not named or denied is not None:
            return None
    if sender is None:
        return replace(_unknown_sender(), place=wanted or 0)
    start = first_place(text, names, sender, wanted, language)
    return replace(sender, place=start, is_sender=True)
