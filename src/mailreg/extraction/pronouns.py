"""Whom `she`, `they` and `both` mean, from those who are meant before them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from mailreg.extraction.lexicons import words

NOBODY = -3  # somebody who is not to attend
ASTRAY = -4  # … so it seems, with their full name, and for nobody else
CANDIDATES = 12  # mentions that a pronoun looks back on


class Sort(Enum):
    """What kind of mention it is."""

    PERSON = auto()  # somebody who attends
    OUTSIDER = auto()  # somebody who does not
    STRANGER = auto()  # a name that is none of theirs
    THIRD = auto()  # `she`, not yet resolved
    THEY = auto()
    BOTH = auto()
    EVERYBODY = auto()
    REST = auto()  # all of whom nothing is said elsewhere
    SOME = auto()  # `en av oss`


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody whom a letter can be about."""

    index: int  # among those who attend, or NOBODY, or ASTRAY
    name: str | None
    is_sender: bool
    roles: tuple[str, ...] = ()  # `regionråd`, `man`: words that stand before the name
    start: int = -1  # first mention; -1: none in the letter's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where somebody is meant."""

    start: int
    end: int
    sort: Sort
    who: tuple[int, ...] = ()  # of those who attend
    is_sure: bool = True
    is_me: bool = False  # `jag`
    is_odd: bool = False  # ASTRAY
    is_oblique: bool = False  # behind a preposition: `pratat med Karin`
    is_aside: bool = False  # `inte Piotr`
    is_excepted: bool = False  # `alla utom Stellan`


def resolved(text: str, mentions: list[Mention], known: Sequence[Known]) -> list[Mention]:
    """`she` is the one named last before who is not the sender; `they` are those named last."""
    attending = tuple(person.index for person in known if person.index >= 0)
    sender = next((person.index for person in known if person.is_sender), None)
    others = tuple(index for index in attending if index != sender)
    only = Mention(start=0, end=0, sort=Sort.PERSON, who=others)
    meant_by_she = [only] if len(others) == 1 else []
    found: list[Mention] = []
    for mention in mentions:
        meant = mention
        if mention.sort is Sort.THIRD:
            meant = _third(text, mention, meant_by_she, known)
        elif mention.sort in (Sort.THEY, Sort.BOTH):
            meant = _several(text, mention, found, attending, others)
        elif mention.sort in (Sort.PERSON, Sort.OUTSIDER) and _can_be_she(mention, sender):
            meant_by_she.append(mention)
        found.append(meant)
    return found


def _can_be_she(mention: Mention, sender: int | None) -> bool:
    """Not the sender, and no outsider who is only spoken to or of."""
    if mention.sort is Sort.OUTSIDER:
        return not (mention.is_oblique or mention.is_me)
    return len(mention.who) == 1 and mention.who[0] != sender


def _third(
    text: str, mention: Mention, candidates: Sequence[Mention], known: Sequence[Known]
) -> Mention:
    """The last whose given name does not speak against it; not sure if two stand side by side."""
    names = {person.index: person.name or "" for person in known}
    sex = _sex_of(text[mention.start : mention.end], "pronouns")
    fitting = [
        one
        for one in candidates[-CANDIDATES:]
        if sex is None or _sex_of_mention(text, one, names) in (None, sex)
    ]
    if not fitting:
        return replace(mention, sort=Sort.OUTSIDER, is_sure=False)
    last, before = fitting[-1], fitting[-2] if len(fitting) > 1 else None
    is_one_of_two = (
        before is not None
        and before.who != last.who
        and bool(JOIN.fullmatch(text, before.end, last.start))
    )
    is_sure = not is_one_of_two
    return replace(mention, sort=last.sort, who=last.who, is_sure=is_sure, is_odd=last.is_odd)


def _sex_of_mention(text: str, mention: Mention, names: Mapping[int, str]) -> str | None:
    if mention.sort is Sort.PERSON:
        return _sex_of(re.split(r"[ -]", names[mention.who[0]])[0], "names")
    spoken = text[mention.start : mention.end].split() or [""]
    return _sex_of(spoken[-1], "kin") or _sex_of(spoken[0], "names")


def _sex_of(word: str, key: str) -> str | None:
    """Which of `woman` and `man` a pronoun or a given name is; None: either."""
    for sex in ("woman", "man"):
        if word.lower() in words("mentions", f"{sex}.{key}"):
            return sex
    return None


def _several(
    text: str,
    mention: Mention,
    before: Sequence[Mention],
    attending: tuple[int, ...],
    others: tuple[int, ...],
) -> Mention:
    if mention.sort is Sort.BOTH and len(attending) == 2:
        return replace(mention, sort=Sort.EVERYBODY)
    pair = _last_pair(text, before)
    if pair is not None:
        return replace(mention, sort=Sort.PERSON, who=pair)
    if mention.sort is Sort.THEY and others:
        return replace(mention, sort=Sort.PERSON, who=others, is_sure=len(others) > 1)
    return replace(mention, sort=Sort.EVERYBODY, is_sure=mention.sort is Sort.THEY)


def _last_pair(text: str, mentions: Sequence[Mention]) -> tuple[int, ...] | None:
    """The last two who were named together."""
    for place in range(len(mentions) - 1, max(0, len(mentions) - LOOKS_BACK), -1):
        one, other = mentions[place - 1], mentions[place]
        if JOIN.fullmatch(text, one.end, other.start) and one.who and other.who:
            who = tuple(dict.fromkeys((*one.who, *other.who)))
            if len(who) > 1:
                return who
    return None


LOOKS_BACK = 50  # mentions; nobody says `they` of who was named longer ago

JOIN = re.compile(
    r"(?i)[ ,]*(?P<and>och|o|å|samt|and|og|ja(?!,)|sekä|und|&|även|likaså|as well as|eller|or|nor|"
    r"tai|oder)?[ ,]*(?:även|också|"
    r"likaså|both)?[ ]*(?:min kollega|my colleague|"
    r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|docent|herr|frau|fru|fröken)\b\.?)?[ ]*"
)
