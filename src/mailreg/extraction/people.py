"""Who is to attend, who gives up a place, and who comes instead of whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from mailreg.extraction.lexicons import alternatives, phrases, words
from mailreg.extraction.mentions import pronouns, role_words
from mailreg.extraction.names import Name, find_names, full_name, has_initial, is_given, same_person
from mailreg.extraction.reading import Reading
from mailreg.extraction.substitution import Side, sender_leaves, sides
from mailreg.extraction.table import find_rows
from mailreg.extraction.values import Intent

PEOPLE_AT_MOST = 60  # more names are no list of applicants


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
    taken = [*taken, *((row.start, row.end) for row in rows)]
    names = [n for n in find_names(reading.words)[:PEOPLE_AT_MOST] if not _inside(n, taken)]
    names += [row.name for row in rows]
    names += _lower_case_names(reading, names)
    names.sort(key=lambda name: name.start)
    sender = find_sender(reading, names)
    persons = _gather(reading, names, sender)
    others = [p for p in persons if not p.is_sender]
    bystanders = [p for p in others if _is_bystander(reading.words, names, p)]
    candidates = [p for p in others if p not in bystanders]
    if intent is Intent.CANCEL:
        attending, replaced, doubts = _who_cancels(reading, candidates, sender, language), [], []
    elif intent is Intent.AMEND:
        attending, replaced, doubts = _who_changes(reading, candidates, sender, language, names)
    else:
        attending, doubts = _who_registers(reading, candidates, sender, language)
        replaced = []
    gone = [p for p in persons if p not in attending and not p.is_sender]
    return People(
        attending=tuple(sorted(attending, key=lambda p: p.order)),
        replaced=tuple(replaced),
        others=tuple(gone),
        names=tuple(names),
        sender=sender,
        doubts=tuple(doubts),
    )


def find_sender(reading: Reading, names: Sequence[Name]) -> Person | None:
    """The sender's name: as they say it, as they sign, or as From shows it; full where it can be had."""
    said = [n for n in names if _is_called(reading.words, n)]
    signed = find_names(reading.closing)[:4]
    shown = full_name(reading.sender.text.split("<")[0])
    for name in [n for n in said if n.is_full]:
        return _person(name, "body", 0.95)
    for name in [n for n in signed if n.is_full and not (shown and has_initial(n.text))][:1]:
        if shown is None or _shares_word(name.text, shown) or not said:
            return _person(name, "body", 0.9)
    if shown is not None:
        return _from_display(reading, shown)
    for name in [*said, *signed]:
        return _person(name, "body", 0.5)
    return None


def _from_display(reading: Reading, shown: str) -> Person:
    given = shown.split()[0]
    start = max(0, reading.sender.text.find(given))
    return Person(
        name=shown,
        start=start,
        end=min(len(reading.sender.text.split("<")[0].rstrip()), start + len(shown)),
        part="from",
        is_sender=True,
        confidence=0.8,
    )


def _person(name: Name, part: str, confidence: float) -> Person:
    return Person(
        name=name.text,
        start=name.start,
        end=name.end,
        part=part,
        is_sender=True,
        confidence=confidence,
    )


def _shares_word(one: str, other: str) -> bool:
    return bool(set(one.casefold().split()) & set(other.casefold().split()))


def _inside(name: Name, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start <= name.start < end for start, end in taken)


def _is_called(text: str, name: Name) -> bool:
    before = text[max(0, name.start - 24) : name.start]
    after = text[name.end : name.end + 14]
    return bool(_CALLED_BEFORE.search(before)) or bool(_CALLED_AFTER.match(after))


_CALLED = alternatives("people", "called")
_CALLED_BEFORE = re.compile(rf"(?<!\w)(?:{_CALLED})[ ,:(]{{1,3}}$", re.IGNORECASE)
_CALLED_AFTER = re.compile(
    r"(?i)[ ,]{1,2}(?:heter jag|är mitt namn|är namnet|here|här\b|\(undertecknad)"
)
_LOWER_NAME = re.compile(
    rf"(?<!\w)(?i:{_CALLED})[ :]{{1,2}}(?P<name>[^\W\d_]{{2,20}}(?:-[^\W\d_]+)?[ ][^\W\d_]{{2,25}}(?:-[^\W\d_]+)?)"
)


def _lower_case_names(reading: Reading, names: Sequence[Name]) -> list[Name]:
    """`jag heter kerstin lagerhjelm`: without capitals only after such words."""
    found = []
    for match in _LOWER_NAME.finditer(reading.words):
        start, end = match.span("name")
        if not is_given(match.group("name").split()[0]) or any(
            n.start < end and start < n.end for n in names
        ):
            continue
        found.append(
            Name(text=match.group("name"), start=start, end=end, is_full=True, is_sure=True)
        )
    return found


def _gather(reading: Reading, names: Sequence[Name], sender: Person | None) -> list[Person]:
    """Each person once, with the fullest form of the name, at the place of the first mention."""
    persons: list[Person] = []
    for name in names:
        is_sender = sender is not None and sender.name is not None and _is_same(name, sender.name)
        index = next((i for i, p in enumerate(persons) if p.name and _is_same(name, p.name)), None)
        if index is not None:
            if len(name.text) > len(persons[index].name or ""):
                persons[index] = replace(
                    persons[index], name=name.text, start=name.start, end=name.end
                )
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
    return persons


def _is_same(name: Name, other: str) -> bool:
    return same_person(name.text, other)


def _fullest(name: Name, reading: Reading, sender: Person | None) -> str:
    """A lone given name, completed from forwarded text where that has it."""
    if name.is_full:
        return name.text
    for found in find_names(reading.forwarded)[:10]:
        if found.is_full and _is_same(name, found.text):
            return found.text
    return name.text


def _is_bystander(text: str, names: Sequence[Name], person: Person) -> bool:
    """Whether every mention stands after words such as `tipsad av`, or in a greeting."""
    mentions = [n for n in names if person.name and _is_same(n, person.name)]
    return all(_stands_aside(text, name) for name in mentions)


def _stands_aside(text: str, name: Name) -> bool:
    before = text[max(0, name.start - 30) : name.start]
    return bool(_ASIDE.search(before)) or bool(_GREETING.search(before))


_ASIDE = re.compile(
    rf"(?<!\w)(?:{alternatives('people', 'bystander')})[ :]{{1,2}}(?:[a-zåäö]+[ ]){{0,1}}$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?i)(?:^|\n)[ \t]*(?:hej|hejsan|hallå|tjena|kära|bästa|dear|hi|hello|hei|hey|moi|god morgon|good morning|hallo|liebe|lieber|sehr geehrter? (?:herr|frau))[ ,]{1,2}$"
)


def _who_registers(
    reading: Reading, others: list[Person], sender: Person | None, language: str
) -> tuple[list[Person], list[str]]:
    nameless = _nameless(reading, others)
    doubts: list[str] = []
    me = _sender_place(reading, sender, language, has_others=bool(others or nameless))
    attending = [*others, *nameless, *([me] if me is not None else [])]
    if not attending:
        attending = [_unknown_sender()]
    doubts += _count_doubts(reading, attending)
    if any(p.name is not None and " " not in p.name for p in attending):
        doubts.append("name_incomplete")
    if any(p.confidence < 0.7 for p in attending):
        doubts.append("name_unsure")
    return attending, doubts


def _unknown_sender() -> Person:
    return Person(name=None, start=0, end=0, is_sender=True, confidence=0.3)


def _sender_place(
    reading: Reading, sender: Person | None, language: str, *, has_others: bool
) -> Person | None:
    """The sender as one who attends, at the place where they speak of themselves; None: not one."""
    text = reading.words
    denied = phrases("people", "me_not").search(text)
    wanted = first_wish(text)
    if has_others and (wanted is None or denied is not None):
        named = sender is not None and _stands_in_list(text, sender)
        if not named:
            return None
    if sender is None:
        return replace(_unknown_sender(), place=wanted or 0)
    start = _first_place(text, sender, wanted, language)
    return replace(sender, place=start, is_sender=True)


def first_wish(text: str) -> int | None:
    """Where the sender first says that they come; `jag vill anmäla Anna` is no such place."""
    for match in phrases("people", "me_attends").finditer(text):
        if not _FOR_OTHERS.search(text[match.start() : match.end() + 60]):
            return match.start()
    return None


_FOR_OTHERS = re.compile(
    r"(?i)^(?:jag|i|jeg|ich|vill jag|skulle jag|kan jag|härmed)?\s?[^.!?\n]{0,30}?(?:anmäla|register|sign up|melde på|tilmelde|anmelden|boka in|book)\s+(?!mig|oss|me\b|us\b|mej|min\b|for\b|to\b|till\b|mich)"
)


def _stands_in_list(text: str, sender: Person) -> bool:
    """The sender's own name on a line of a list, beside lines with other names."""
    names = [n for n in find_names(text) if n.is_full]
    for position, name in enumerate(names):
        if not sender.name or not same_person(name.text, sender.name):
            continue
        line = text[text.rfind("\n", 0, name.start) + 1 : name.start]
        near = [n for n in names[max(0, position - 1) : position + 2] if n is not name]
        if _BULLET.fullmatch(line) and any(_on_next_line(text, name, other) for other in near):
            return True
        if _NAME_LABEL.search(line):
            return True
    return False


def _on_next_line(text: str, one: Name, other: Name) -> bool:
    first, second = sorted((one, other), key=lambda name: name.start)
    return text.count("\n", first.end, second.start) in (1, 2)


_NAME_LABEL = re.compile(
    r"(?i)(?:namn|name|deltagare|participants?|navn|nimi)[ ]?\d?[ ]?:[^\n:]{0,60}$"
)
_BULLET = re.compile(r"[ \t]*(?:[-*•·–+]|\d{1,2}[.)])?[ \t]*(?:[A-ZÅÄÖa-z.]{2,5}[ ])?")


def _first_place(text: str, sender: Person, wanted: int | None, language: str) -> int:
    """The order of attendees goes by the first place where the sender is named or joined to others."""
    places = [n.start for n in find_names(text) if sender.name and same_person(n.text, sender.name)]
    joined = _joined_me(language).search(text)
    if joined:
        places.append(joined.start("me") if joined.start("me") >= 0 else joined.start())
    if not places and wanted is not None:
        places.append(wanted)
    return min(places) if places else len(text)


@cache
def _joined_me(language: str) -> re.Pattern[str]:
    """The sender joined to others by a word for `and`."""
    me = {"en": "I|me|myself", "fi": "minä", "de": "ich|mich", "no": "jeg|meg", "da": "jeg|mig"}
    words_for_me = me.get(language, "jag|mig|mej|undertecknad")
    joins = "och|samt|and|og|ja|und|,"
    return re.compile(
        rf"(?<!\w)(?:{joins})\s+(?:även |också |för |min )?(?P<me>{words_for_me})(?!\w)"
        rf"|(?<!\w)(?i:{words_for_me})\s+(?:själv\s+)?(?:{joins})(?!\w)"
    )


def _nameless(reading: Reading, others: list[Person]) -> list[Person]:
    """`en kollega` and the like, where no name goes with it."""
    found: list[Person] = []
    for match in phrases("people", "nameless").finditer(reading.words):
        near = reading.words[match.end() : match.end() + 40]
        if any(match.start() <= p.start <= match.end() + 45 for p in others) or not _BRINGS.search(
            reading.words[max(0, match.start() - 60) : match.start()]
        ):
            continue
        if _TOLD.search(reading.words[max(0, match.start() - 30) : match.start()]) or _TELLS.match(
            near
        ):
            continue
        found.append(Person(name=None, start=match.start(), end=match.end(), confidence=0.5))
        break
    return found


_BRINGS = re.compile(
    r"(?i)\b(?:jag|mig|och|samt|anmäla|anmäler|plats\w*|med|ta med|tar med|åt|för|även|plus|and|me|bring|for|with|register|to)\b[^.!?\n]{0,25}$"
)
_TOLD = re.compile(
    r"(?i)\b(?:av|från|tips\w*|hört|via|by|from|told|heard|that|att|hos|pratade med|talade med|till)\s+$"
)
_TELLS = re.compile(
    r"(?i)\s*(?:tipsade|sa\b|sade|berättade|tycker|tyckte|insists|told|said|says|suggested|recommended|mentioned|asked|in\b|i\b|på\b|bad\b|vill att)"
)
_COUNTS = {
    "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "to": 2, "fire": 4, "kaksi": 2, "kolme": 3, "neljä": 4, "zwei": 2, "drei": 3, "vier": 4,
}  # fmt: skip
_COUNT = re.compile(
    rf"(?i)(?<!\w)(?P<n>{'|'.join(_COUNTS)}|\d{{1,2}})\s+(?:st\s+|av oss\s+|nya\s+|till\s+)?(?:personer|pers|platser|deltagare|kollegor|medarbetare|ombud|people|persons|places|seats|participants|colleagues|of us|plasser|pladser|paikkaa|personen|plätze|av oss)(?!\w)"
    rf"|(?<!\w)(?:vi blir|vi är|we are|we will be|anmäla)\s+(?P<m>{'|'.join(_COUNTS)}|\d{{1,2}})(?!\w)"
)


def _count_doubts(reading: Reading, attending: list[Person]) -> list[str]:
    """A number of people that does not fit those who were found."""
    match = _COUNT.search(reading.words) or _COUNT.search(reading.subject.text)
    if match is None:
        return []
    said = (match.group("n") or match.group("m")).lower()
    number = int(said) if said.isdigit() else _COUNTS[said]
    return ["people_count"] if number != len(attending) and number <= 50 else []


def _who_cancels(
    reading: Reading, others: list[Person], sender: Person | None, language: str
) -> list[Person]:
    """Those named, but for who stays; the sender where they speak of themselves as leaving."""
    text = reading.words
    leaving = [p for p in others if not _stays(text, p)]
    about_me = pronouns(language, "me").search(text)
    if sender is None or about_me is None or _ME_STAYS.search(text):
        return leaving
    if leaving and not _ME_LEAVES_TOO.search(text):
        return leaving
    if not leaving and not _names_sender(reading, sender):
        return [] if sender.part == "from" and not reading.closing.strip() else [sender]
    return [*leaving, replace(sender, place=_first_place(text, sender, about_me.start(), language))]


def _names_sender(reading: Reading, sender: Person) -> bool:
    return any(sender.name and same_person(n.text, sender.name) for n in find_names(reading.words))


_ME_LEAVES_TOO = re.compile(
    r"(?i)(?<!\w)(?:(?:och|samt|and|og) (?:jag|mig|i|me|jeg|meg)|(?:jag|i|jeg|vi|we) (?:och|and|og)|jag (?:\w+ ){0,2}(?:kan|kommer|får|måste|avbokar)|(?:kan|kommer|måste) jag|mig|vi (?:\w+ ){0,2}(?:kan|kommer|får)|we (?:can|have|are|will)|i (?:can|cannot|can't|have to|am|won't)|båda|both of us)(?!\w)"
)
_ME_STAYS = re.compile(
    r"(?i)(?<!\w)(?:jag (?:själv )?kommer (?:som|förstås|fortfarande|ändå|gärna|själv)|själv kommer jag|i will still|i am still|i'm still|i myself will|jag själv deltar|jag står kvar|jag deltar (?:som|fortfarande)|jeg kommer fortsatt|jeg kommer stadig)(?!\w)"
)


def _stays(text: str, person: Person) -> bool:
    after = text[person.end : person.end + 50]
    return bool(
        re.match(
            r"(?i)[^.!?\n,]{0,20}\b(?:kommer som planerat|kommer fortfarande|deltar fortfarande|will still|still comes?|is still|står kvar|kommer ändå|behåller)",
            after,
        )
    )


def _who_changes(
    reading: Reading,
    others: list[Person],
    sender: Person | None,
    language: str,
    names: Sequence[Name],
) -> tuple[list[Person], list[Person], list[str]]:
    """Who the change is about; in a substitution only who comes, and who goes beside them."""
    text = reading.words
    if phrases("intent", "substitution").search(text) or _LISTED_SWAP.search(text):
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
        me = [replace(sender, place=_first_place(text, sender, None, language))] if sender else []
        return [*others, *me], [], []
    return others, [], []


_LISTED_SWAP = re.compile(r"(?im)^[ \t]*(?:ut|out)[ ]?:.*\n+[ \t]*(?:in)[ ]?:")
_ABOUT_ME = re.compile(
    r"(?i)(?<!\w)(?:jag är|jag har|jag tål|jag äter|min allergi|i am|i have|i eat|min plats|mitt val|min anmälan|my registration|my place|jeg er|jeg har|olen|ich bin)(?!\w)"
)


def _side_of(person: Person, told: dict[str, Side]) -> Side | None:
    return next(
        (side for name, side in told.items() if person.name and same_person(name, person.name)),
        None,
    )
