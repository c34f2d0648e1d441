"""Persons of a letter: each once, with the fullest form of the name, and who is only spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailreg.extraction.lexicons import phrases
from mailreg.extraction.meant import role_words
from mailreg.extraction.names import Name, find_names, same_person
from mailreg.extraction.preceding import ends_with, without_roles
from mailreg.extraction.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom the letter names, or speaks of."""

    name: str | None
    start: int  # the place of the name in `part`
    end: int
    part: str = "body"
    place: int | None = None  # in the body, by which attendees are ordered; None: that of the name
    is_sender: bool = False
    confidence: float = 0.9
    roles: tuple[str, ...] = ()

    @property
    def order(self) -> int:
        """Where in the body they are first meant."""
        return self.start if self.place is None else self.place


def gather(reading: Reading, names: Sequence[Name], sender: Person | None) -> list[Person]:
    """Each person once, with the fullest form of the name, at the place of the first mention."""
    persons: list[Person] = []
    for name in sorted(names, key=lambda name: not name.is_full):
        is_sender = sender is not None and sender.name is not None and _is_same(name, sender.name)
        index = next((i for i, p in enumerate(persons) if p.name and _is_same(name, p.name)), None)
        if index is not None:
            persons[index] = _joined_with(persons[index], name)
            continue
        persons.append(
            Person(
                name=_fullest(name, reading, sender)
                if not is_sender
                else (name.text if name.is_full else sender.name if sender else name.text),
                start=name.start,
                end=name.end,
                is_sender=is_sender,
                confidence=0.9 if name.is_sure and name.is_full else 0.6,
                roles=role_words(reading.words, name.start),
            )
        )
    return sorted(persons, key=lambda person: person.order)


def _joined_with(person: Person, name: Name) -> Person:
    """With another mention: the fullest form of the name, at the place of the first one."""
    first = min(person.order, name.start)
    if len(name.text) > len(person.name or "") and name.is_full:
        return replace(person, name=name.text, start=name.start, end=name.end, place=first)
    return person if first == person.order else replace(person, place=first)


def _is_same(name: Name, other: str) -> bool:
    """Equal, a short form, or some of the words of the other: `Thu Hà`, `Mr Okonkwo`."""
    parts = set(name.text.casefold().split())
    return same_person(name.text, other) or (
        not name.is_full and parts <= set(other.casefold().split())
    )


def _fullest(name: Name, reading: Reading, sender: Person | None) -> str:
    """A lone given name, completed from other text of the letter where that has it."""
    if name.is_full:
        return name.text
    for other in (reading.forwarded, reading.subject.text, reading.quoted):
        for found in find_names(other)[:10]:
            if found.is_full and _is_same(name, found.text):
                return found.text
    return name.text


def mentions_of(names: Sequence[Name], person: Person) -> list[Name]:
    """Where somebody is named, in full or in part."""
    return [name for name in names if person.name and _is_same(name, person.name)]


def is_bystander(
    reading: Reading, names: Sequence[Name], person: Person, *, asks_for_places: bool
) -> bool:
    """Whether every mention stands after words such as `tipsad av`, or in a greeting."""
    mentions = mentions_of(names, person)
    keys = ("bystander", "agent") if asks_for_places else ("bystander",)
    return all(_stands_aside(reading.words, name, keys) for name in mentions)


def _stands_aside(text: str, name: Name, keys: Sequence[str]) -> bool:
    before = text[max(0, name.start - 60) : name.start]
    if _LABEL_OF_OTHERS.search(before) or _BESIDE.search(before):
        return True
    if _GREETING.search(before) and _GREETED.match(text, name.end):
        return True
    if _tells(text, name.end):
        return True
    if ends_with(before, "introduction") or _WANTS_TO.match(text, name.end):
        return False
    is_of_others = any(ends_with(before, key, skipped=1) for key in keys)
    is_of_others = is_of_others or any(ends_with(without_roles(before), key) for key in keys[1:])
    return is_of_others or _OF_WHOM.match(text, name.end) is not None


# `jag är sekreterare åt Stellan Back, som gärna vill delta`
_WANTS_TO = re.compile(
    r"(?i),? (?:som|who|der) (?:\w+ ){0,2}?(?:vill|önskar|skulle|ska|wants|would|wishes|ønsker|vil)"
    r"(?: \w+){0,2}? (?:delta|deltaga|komma|vara med|gå|attend|come|join|deltage|komme)(?!\w)"
)


def _tells(text: str, place: int) -> bool:
    """`Karin Holm (min chef) har godkänt`: what stands behind a name is no coming."""
    behind = _BEHIND.match(text, place)
    return bool(behind and phrases("people", "tells").match(text, behind.end()))


_BEHIND = re.compile(r"(?:[ ]?\([^()\n]{0,40}\))?[ ,]{0,2}")


# Behind these somebody is only spoken of, though the last words alone would introduce them.
_BESIDE = re.compile(
    r"(?i)(?<!\w)(?:i ?stället för|instead of|in place of|i stedet for|anstelle von|"
    r"(?:sitta|sitter|åker|reser|åka|samåker|bor|bo|sit|travel|travelling)(?: tåg| bil)? "
    r"(?:tillsammans )?(?:med|with))[ ]$"
)
_OF_WHOM = re.compile(
    r"(?i)['’]?s?[ ](?:efterträdare|vikarie|assistent|sekreterare|chef|fru|man|sambo|kollega|"
    r"medarbetare|successor|assistant|deputy|secretary|wife|husband|colleague|boss)(?!\w)"
)


# `Attestansvarig: …`, `Kontaktperson vid frågor: …`
_LABEL_OF_OTHERS = re.compile(
    r"(?i)(?:^|\n)[ \t]*[^\n:]{0,30}?(?:kontakt|attest|beställ|chef|ansvarig|handlägg|faktur|refer|"
    r"ekonom|märk|avsändare|svar|fråg|kopia|manager|contact|approv|order|invoice|payer|bokad|"
    r"budget|(?<!\w)ring)[^\n:]{0,25}:[ \t]*$"
)
_GREETED = re.compile(r"[ ]?(?:[,!.:;)&\n]|och |$)")
_GREETING = re.compile(
    r"(?i)(?:^|\n)[ \t]*(?:hej|hejsan|hallå|tjena|kära|bästa|dear|hi|hello|hei|hey|moi|"
    r"god morgon|good morning|hallo|liebe|lieber|sehr geehrter? (?:herr|frau))[ ,]{1,2}$"
)
