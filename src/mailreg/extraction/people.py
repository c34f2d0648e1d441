"""Who is to attend, who gives up a place, and who comes instead of whom."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mailreg.extraction.changes import Change, who_cancels, who_changes
from mailreg.extraction.labelled import labelled_names
from mailreg.extraction.language import Language
from mailreg.extraction.names import Name, find_names, nominative
from mailreg.extraction.persons import Person, gather, is_bystander, mentions_of
from mailreg.extraction.reading import Reading
from mailreg.extraction.registering import Letter, who_registers
from mailreg.extraction.sender import find_sender
from mailreg.extraction.shown import address_words, known_words
from mailreg.extraction.standing import registered_before
from mailreg.extraction.substitution import Side, sides
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
    reading: Reading,
    intent: Intent,
    language: Language,
    taken: Sequence[tuple[int, int]],
    needs: Sequence[int] = (),
) -> People:
    """The persons of a letter.

    `taken` are stretches that are something else, such as addresses, `needs` places where diet is
    told.
    """
    rows = find_rows(reading.words)
    names = _names(reading, rows, taken, language.code)
    sender = find_sender(reading, names)
    persons = gather(reading, names, sender)
    if intent in (Intent.CANCEL, Intent.AMEND):
        change = _changed(reading, intent, persons, sender, language, names)
    else:
        letter = Letter(
            reading=reading, names=names, rows=rows, sender=sender, language=language, needs=needs
        )
        others = [p for p in persons if not p.is_sender]
        asked = [p for p in others if not is_bystander(reading, names, p, asks_for_places=True)]
        attending, doubts = who_registers(letter, _new_ones(reading.words, names, asked, {}))
        change = Change(coming=attending, doubts=tuple(doubts))
    gone = [p for p in persons if p not in change.coming and not p.is_sender]
    return People(
        attending=tuple(sorted(change.coming, key=lambda p: p.order)),
        replaced=tuple(change.leaving),
        others=tuple(gone),
        names=tuple(names),
        sender=sender,
        doubts=change.doubts,
    )


def are_named(reading: Reading) -> tuple[Name, ...]:
    """Names in the own words, the sender's among them; what the words say of them is not read."""
    hints, known = address_words(reading.address), known_words(reading.address)
    return find_names(reading.words, hints, known)[:PEOPLE_AT_MOST]


def _changed(
    reading: Reading,
    intent: Intent,
    persons: Sequence[Person],
    sender: Person | None,
    language: Language,
    names: Sequence[Name],
) -> Change:
    """Whom a cancellation or an amendment is about."""
    told = sides(reading.words, names)
    candidates = [
        p
        for p in persons
        if not p.is_sender
        and (p.name in told or not is_bystander(reading, names, p, asks_for_places=False))
    ]
    if intent is Intent.CANCEL:
        return Change(coming=who_cancels(reading, candidates, sender, language.code, names))
    swapped = _swapped(find_rows(reading.words), persons)
    if swapped is not None:
        return Change(coming=swapped[0], leaving=swapped[1])
    candidates = _new_ones(reading.words, names, candidates, told)
    return who_changes(reading, candidates, sender, language, names)


def _names(
    reading: Reading, rows: Sequence[Row], taken: Sequence[tuple[int, int]], language: str
) -> list[Name]:
    """Every name in the letter's own words, in order."""
    labelled = labelled_names(reading.words)
    closed = [*taken, *((row.start, row.end) for row in rows), *_header_lines(reading)]
    closed += [(name.start, name.end) for name in labelled]
    names = [name for name in are_named(reading) if not _inside(name, closed)]
    names += [name for row in rows for name in (row.leaves, row.name) if name is not None]
    names += labelled
    if language == "fi":
        names = [replace(name, text=nominative(name.text)) for name in names]
    names += lower_case_names(reading.words, names, address_words(reading.address))[:PEOPLE_AT_MOST]
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


def _new_ones(
    text: str, names: Sequence[Name], persons: list[Person], told: Mapping[str, Side]
) -> list[Person]:
    """Without those who are told to be registered before, where others are named beside them."""
    before = registered_before(text, names)
    if not before:
        return persons
    new = [
        person
        for person in persons
        if person.name in told
        or any(
            not any(first <= name.start < last for first, last in before)
            for name in mentions_of(names, person)
        )
    ]
    return new or persons


def _swapped(
    rows: Sequence[Row], persons: Sequence[Person]
) -> tuple[list[Person], list[Person]] | None:
    """Who comes and who leaves by a table that has a column for each."""
    pairs = [(row.name.text, row.leaves.text) for row in rows if row.leaves and row.name]
    if not pairs:
        return None
    by_name = {person.name: person for person in persons}
    coming = [by_name[new] for new, _ in pairs if new in by_name]
    return coming, [by_name[old] for _, old in pairs if old in by_name]


def _inside(name: Name, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start <= name.start < end for start, end in taken)
