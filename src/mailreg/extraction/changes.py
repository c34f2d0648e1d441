"""Who gives up a place, and who a change is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mailreg.extraction.lexicons import phrases
from mailreg.extraction.mentions import first_person
from mailreg.extraction.names import Name, find_names, same_person
from mailreg.extraction.persons import Person
from mailreg.extraction.reading import Reading
from mailreg.extraction.sender import first_place, first_wish
from mailreg.extraction.substitution import Side, sender_leaves, sides, speaks_of_substitution


def who_cancels(
    reading: Reading, others: list[Person], sender: Person | None, language: str
) -> list[Person]:
    """Those named, but for who stays; the sender where they speak of themselves as leaving."""
    text = reading.words
    leaving = [p for p in others if not _stays(text, p)]
    about_me = next(first_person(text, language), None)
    if sender is None or about_me is None or _ME_STAYS.search(text):
        return leaving
    if leaving and not _ME_LEAVES_TOO.search(text):
        return leaving
    if not leaving and not _names_sender(reading, sender):
        return [sender]
    return [*leaving, replace(sender, place=first_place(text, sender, about_me.start(), language))]


def _names_sender(reading: Reading, sender: Person) -> bool:
    return any(sender.name and same_person(n.text, sender.name) for n in find_names(reading.words))


_ME_LEAVES_TOO = re.compile(
    r"(?i)(?<!\w)(?:(?:och|samt|and|og) (?:jag|mig|i|me|jeg|meg)|(?:jag|i|jeg|vi|we) (?:och|and|"
    r"og)|jag (?:\w+ ){0,2}(?:kan|kommer|får|måste|avbokar)|(?:kan|kommer|måste) jag|mig|"
    r"vi (?:\w+ ){0,2}(?:kan|kommer|får)|we (?:can|have|are|will)|i (?:can|cannot|can't|have to|"
    r"am|won't)|båda|both of us)(?!\w)"
)

_ME_STAYS = re.compile(
    r"(?i)(?<!\w)(?:jag (?:själv )?kommer (?:som|förstås|fortfarande|ändå|gärna|själv)|"
    r"själv kommer jag|i will still|i am still|i'm still|i myself will|jag själv deltar|"
    r"jag står kvar|jag deltar (?:som|fortfarande)|jeg kommer fortsatt|jeg kommer stadig)(?!\w)"
)


def _stays(text: str, person: Person) -> bool:
    after = text[person.end : person.end + 50]
    return bool(
        re.match(
            r"(?i)[^.!?\n,]{0,20}\b(?:kommer som planerat|kommer fortfarande|deltar fortfarande|"
            r"will still|still comes?|is still|står kvar|kommer ändå|behåller)",
            after,
        )
    )


def who_changes(
    reading: Reading,
    others: list[Person],
    sender: Person | None,
    language: str,
    names: Sequence[Name],
) -> tuple[list[Person], list[Person], list[str]]:
    """Who the change is about; in a substitution only who comes, and who goes beside them."""
    text = reading.words
    if _is_swap(text):
        told = sides(text, [n for n in names if n.text])
        leaving = [p for p in others if _side_of(p, told) is Side.OUT]
        coming = [p for p in others if p not in leaving]
        if sender is not None and sender_leaves(text) and not leaving:
            leaving = [sender]
        if coming and leaving:
            return coming, leaving, []
        if (
            leaving
            and sender is not None
            and sender not in leaving
            and first_wish(text) is not None
        ):
            return [sender], leaving, ["substitution_unclear"]
        if coming or leaving:
            return coming, leaving, ["substitution_unclear"]
    if not others or first_wish(text) is not None or _ABOUT_ME.search(text):
        me = [replace(sender, place=first_place(text, sender, None, language))] if sender else []
        return [*others, *me], [], []
    return others, [], []


def _is_swap(text: str) -> bool:
    return (
        phrases("intent", "substitution").search(text) is not None
        or speaks_of_substitution(text)
        or _LISTED_SWAP.search(text) is not None
    )


_LISTED_SWAP = re.compile(r"(?im)^[ \t]*(?:ut|out)[ ]?:.*\n+[ \t]*(?:in)[ ]?:")

_ABOUT_ME = re.compile(
    r"(?i)(?<!\w)(?:jag är|jag har|jag tål|jag äter|min allergi|i am|i have|i eat|min plats|"
    r"mitt val|min anmälan|my registration|my place|jeg er|jeg har|olen|ich bin)(?!\w)"
)


def _side_of(person: Person, told: dict[str, Side]) -> Side | None:
    return next(
        (side for name, side in told.items() if person.name and same_person(name, person.name)),
        None,
    )
