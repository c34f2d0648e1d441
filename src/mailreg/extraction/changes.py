"""Who gives up a place, and who a change is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mailreg.extraction.acts import Deed, find_acts
from mailreg.extraction.forward import is_forwarded
from mailreg.extraction.language import Language
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.meant import first_person
from mailreg.extraction.names import Name, same_person
from mailreg.extraction.persons import Person
from mailreg.extraction.reading import Reading
from mailreg.extraction.sender import first_place, first_wish, is_one_of_them
from mailreg.extraction.substitution import (
    Side,
    sender_leaves,
    sides,
    skip_aside,
    speaks_of_substitution,
    stays_away,
)

KEEPS_WITHIN = 45  # code points behind a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Whom a letter of amendment is about."""

    coming: list[Person]  # in a substitution only who comes instead
    leaving: list[Person] = field(default_factory=list)
    doubts: tuple[str, ...] = ()


def who_cancels(
    reading: Reading,
    others: list[Person],
    sender: Person | None,
    language: str,
    names: Sequence[Name],
) -> list[Person]:
    """Those named, but for who stays; the sender where they speak of themselves as leaving."""
    text = reading.words
    leaving = _without_the_rest(text, [p for p in others if not _is_kept(text, p)], names)
    about_me = next(
        (
            place
            for place in (*(me.start() for me in first_person(text, language)), *_unsaid(reading))
            if not is_forwarded(reading, place)
        ),
        None,
    )
    if sender is None or sender.name is None or about_me is None or _i_keep(text, language):
        return leaving
    if leaving and (not _ME_LEAVES_TOO.search(text) or _I_COME.search(text)):
        return leaving
    is_named = any(same_person(name.text, sender.name) for name in names)
    if not leaving and not is_named:
        return [sender]
    place = first_place(text, names, sender, about_me, language)
    return [*leaving, replace(sender, place=place)]


def _unsaid(reading: Reading) -> Iterator[int]:
    """Sentences that begin with their verb, of whoever writes: `Måste avboka` says it of them."""
    for start, end in reading.sentences:
        begun = _VERB_FIRST.match(reading.words, start, end)
        if begun is not None and "?" not in reading.words[end - 3 : end]:
            yield begun.start("verb")


_VERB_FIRST = re.compile(
    r"(?i)\s*(?:(?:hej(?: hej| alla| igen| på er)?|hejsan|tjena|hallå|hi|hello|dear all|sorry|hei|"
    r"moi|tyvärr|unfortunately|dessverre|desværre|så|but|men|nu)[ ,!.–-]{1,4}\s*){0,3}"
    r"(?P<verb>måste|behöver|tvingas|nödgas|får|kan|hinner|har|blir|blev|är|ligger|vill|önskar|"
    r"skulle|kommer|orkar|lyckas|av(?:bokar|anmäler|står|böjer)|anmäler|lämnar|ger|drar|tackar|"
    r"have|need|must|can|cannot|can['’]t|will|won['’]t|am|got|has|må|melder|er|blev|muss|kann|bin)"
    r"(?!\w)(?![ ](?:ni|du|vi|man|hon|han|de|det|den|någon|you|we|he|she|they|it|dere|sie|er)"
    r"(?!\w))"
)


def _without_the_rest(text: str, named: list[Person], names: Sequence[Name]) -> list[Person]:
    """Of a party of whom `de andra kommer` is said only those who are told to stay away."""
    if not _REST_KEEPS.search(text):
        return named
    told = sides(text, names)
    absent = [person for person in named if _side_of(person, told) is Side.OUT]
    return absent or named


_REST_KEEPS = re.compile(
    r"(?i)(?<!\w)(?:(?:vi|de|the|dei|die)[ ](?:båda[ ]|bägge[ ]|två[ ]|tre[ ]|fyra[ ]|to[ ]|two[ ]|"
    r"three[ ])?(?:andra|övriga|andre|øvrige|others?|remaining(?: \w+)?|rest|anderen|übrigen)|"
    r"övriga|resten|övriga (?:två|tre|fyra)|the other (?:two|three|four))[ ](?:\w+[ ]){0,2}?"
    r"(?:kommer|deltar|deltager|står kvar|kvarstår|är kvar|är med|åker|behåller|come|coming|"
    r"will|still|attend|keep|kommen|nehmen)(?!\w)"
)


def _is_kept(text: str, person: Person) -> bool:
    before = text[max(0, person.start - 40) : person.start]
    behind = skip_aside(text, person.end, len(text))
    return _keeps(text, person.end) or _keeps(text, behind) or _UNTOUCHED.search(before) is not None


_UNTOUCHED = re.compile(
    r"(?i)(?<!\w)(?:(?:rör|ändra|ändrar|påverkar|berör|gäller)[ ](?:vi |jag |det )?(?:inte|ej)|"
    r"(?:does|do)(?: not|n['’]t)[ ](?:affect|touch|change|concern)|rører ikke|berører ikke)[ ]$"
)


def _keeps(text: str, place: int) -> bool:
    """Whether somebody, mentioned right before, keeps their place."""
    match = phrases("coming", "keeps").search(text, place, place + KEEPS_WITHIN)
    return match is not None and not _BREAK.search(text, place, match.start())


_BREAK = re.compile(r"[.!?\n,;]")


def _i_keep(text: str, language: str) -> bool:
    return any(
        _keeps(text, match.end())
        or _KEPT_BEFORE.search(text, max(0, match.start() - 12), match.start())
        for match in first_person(text, language)
    )


_I_COME = re.compile(
    r"(?i)(?<!\w)(?<!som )(?:jag|i|jeg)[ ](?:själv[ ]|selv[ ])?(?:kommer|deltar|åker|är med|"
    r"am coming|will be|"
    r"deltager)(?![ ](?:inte|ej|ikke|not|tyvärr|dessvärre|unable|att behöva))"
)
_KEPT_BEFORE = re.compile(r"(?i)själv kommer $")

_ME_LEAVES_TOO = re.compile(
    r"(?i)(?<!\w)(?:(?:och|samt|and|og|und) (?:jag|mig|i|me|myself|jeg|meg|ich|mich)|"
    r"(?:jag|i|jeg|ich) (?:och|and|og|und)|jag (?:\w+ ){0,2}(?:kan|kommer|får|måste|avbokar)|"
    r"(?:kan|kommer|måste) jag|jag eller|eller jag|nor i|i nor|jeg eller|eller jeg|(?<!av )mig|"
    r"both of us|båda två|"
    r"vi (?:\w+ ){0,2}(?:kan|kommer|får|måste)|we (?:can|have|are|will)|i (?:can|cannot|can't|"
    r"have to|am|won't)|båda|oss båda)(?!\w)"
)


def who_changes(
    reading: Reading,
    others: list[Person],
    sender: Person | None,
    language: Language,
    names: Sequence[Name],
) -> Change:
    """Who the change is about; in a substitution only who comes, and who goes beside them."""
    text = reading.words
    absent = [p for p in others if p.name and stays_away(text, names, p.name)]
    told = sides(text, names)
    told_of = {_side_of(person, told) for person in others}
    is_one_for_another = told_of >= {Side.IN, Side.OUT} or (Side.OUT in told_of and _i_come(text))
    if _is_swap(reading, language) or 0 < len(absent) < len(others) or is_one_for_another:
        swapped = _who_swaps(text, others, sender, names)
        if swapped is not None:
            return swapped
    is_about_me = _ABOUT_ME.search(text) is not None and not _UNCHANGED.search(text)
    if not others or is_about_me or (sender and is_one_of_them(text, names, sender)):
        place = first_place(text, names, sender, None, language.code) if sender else 0
        return Change(coming=[*others, *([replace(sender, place=place)] if sender else [])])
    return Change(coming=others)


def _who_swaps(
    text: str, others: list[Person], sender: Person | None, names: Sequence[Name]
) -> Change | None:
    told = sides(text, names)
    leaving = [p for p in others if _side_of(p, told) is Side.OUT]
    coming = [p for p in others if p not in leaving]
    if sender is not None and not leaving and sender_leaves(text):
        leaving = [sender]
    if sender is not None and sender not in leaving and not coming and _side_of(sender, told):
        return Change(coming=[sender], leaving=leaving)  # `ersätt Kim Ek med` the writer
    if sender is not None and sender not in leaving and _i_come(text) and len(others) == 1:
        return Change(coming=[sender], leaving=others)
    if coming and leaving:
        return Change(coming=coming, leaving=leaving)
    doubts = ("substitution_unclear",)
    if leaving and sender is not None and sender not in leaving and first_wish(text) is not None:
        return Change(coming=[sender], leaving=leaving, doubts=doubts)
    return Change(coming=coming, leaving=leaving, doubts=doubts) if coming or leaving else None


def _i_come(text: str) -> bool:
    """`det blir jag som går i hans ställe`, and nothing of the sender's leaving."""
    return _ME_INSTEAD.search(text) is not None and not sender_leaves(text)


_ME_INSTEAD = re.compile(
    r"(?i)(?<!\w)(?:(?:sätt|sätta|skriv|skriva|för|lägg|put)(?: upp| in| dit| till)? (?:mig|me)|"
    r"jag som (?:\w+ ){0,2}(?:får gå|går|kommer|åker|deltar|tar|får)|"
    r"(?:kommer|går|deltar|åker|tar|ersätter|hoppar) jag|jag (?:\w+ ){0,2}(?:tar över|tar|övertar|"
    r"ersätter|kommer i|går i|hoppar in|rycker in)|i (?:will |am )?(?:take|taking|replace|"
    r"replacing|come|coming|attend|attending|going)|i'll (?:take|come|attend|go|replace)|"
    r"jeg (?:overtager|overtar|kommer)|kommer jeg)(?!\w)"
)


def _is_swap(reading: Reading, language: Language) -> bool:
    text = reading.words
    acts = find_acts(text, reading.sentences, language.code if language.is_sure else "")
    if any(act.deed is Deed.SUBSTITUTE and not act.is_denied for act in acts):
        return True
    return speaks_of_substitution(text) or _LISTED_SWAP.search(text) is not None


_LISTED_SWAP = re.compile(
    r"(?im)^[ \t]*(?:ut|out|utgår)[ ]?:.*\n+[ \t]*(?:in|kommer|tillkommer)[ ]?:"
)

_ABOUT_ME = re.compile(
    r"(?i)(?<!\w)(?:jag är|jag har|jag tål|jag äter|min allergi|i am|i have|i eat|min plats|"
    r"mitt val|min anmälan|gäller mig|både mig och|både jag och|"
    r"my registration|my place|jeg er|jeg har|olen|ich bin|ich habe)(?!\w)"
)
_UNCHANGED = re.compile(
    r"(?i)(?<!\w)(?:min|mina|mitt|my|mit|meine?)[ ](?:\w+[ ]){1,3}(?:oförändra[dt]|uændret|uendret|"
    r"unchanged|unverändert|står kvar|stands|remains|gäller fortfarande)(?!\w)"
)


def _side_of(person: Person, told: dict[str, Side]) -> Side | None:
    return next(
        (side for name, side in told.items() if person.name and same_person(name, person.name)),
        None,
    )
