"""Who is to attend, who gives up a place, and who comes instead of whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailreg.extraction.lexicons import alternatives, phrases, words
from mailreg.extraction.mentions import role_words
from mailreg.extraction.names import Name, find_names, full_name, is_given, same_person
from mailreg.extraction.reading import Reading
from mailreg.extraction.values import Intent

PEOPLE_AT_MOST = 60  # more names are no list of applicants


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom the letter names, or speaks of."""

    name: str | None
    start: int  # where they are first meant, in code points of `part`; the order of attendees
    end: int
    part: str = "body"
    is_sender: bool = False
    confidence: float = 0.9
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The persons of a letter."""

    attending: tuple[Person, ...]
    replaced: tuple[Person, ...]
    others: tuple[Person, ...]  # named, and not to attend
    names: tuple[Name, ...]  # every name in the letter's own words
    sender: Person | None  # the name that the sender goes by
    doubts: tuple[str, ...]


def find_people(reading: Reading, intent: Intent, taken: Sequence[tuple[int, int]]) -> People:
    """The persons of a letter; `taken` are stretches that are something else, such as addresses."""
    names = [n for n in find_names(reading.words)[:PEOPLE_AT_MOST] if not _inside(n, taken)]
    names += _lower_case_names(reading, names)
    names.sort(key=lambda name: name.start)
    sender = find_sender(reading, names)
    persons = _gather(reading, names, sender)
    others = [p for p in persons if not p.is_sender]
    bystanders = [p for p in others if _is_bystander(reading.words, names, p)]
    candidates = [p for p in others if p not in bystanders]
    if intent is Intent.CANCEL:
        attending, replaced, doubts = _who_cancels(reading, candidates, sender), [], []
    elif intent is Intent.AMEND:
        attending, replaced, doubts = _who_changes(reading, candidates, sender, names)
    else:
        attending, doubts = _who_registers(reading, candidates, sender)
        replaced = []
    gone = [p for p in persons if p not in attending and not p.is_sender]
    return People(
        attending=tuple(sorted(attending, key=lambda p: p.start)),
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
    for name in [n for n in signed if n.is_full][:1]:
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
    reading: Reading, others: list[Person], sender: Person | None
) -> tuple[list[Person], list[str]]:
    nameless = _nameless(reading, others)
    doubts: list[str] = []
    me = _sender_place(reading, sender, has_others=bool(others or nameless))
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


def _sender_place(reading: Reading, sender: Person | None, *, has_others: bool) -> Person | None:
    """The sender as one who attends, at the place where they speak of themselves; None: not one."""
    text = reading.words
    denied = phrases("people", "me_not").search(text)
    wanted = _first_wish(text)
    if has_others and (wanted is None or denied is not None):
        named = sender is not None and sender.part == "body" and _stands_in_list(text, sender)
        if not named:
            return None
    if sender is None:
        return replace(_unknown_sender(), start=wanted or 0)
    start = _first_place(text, sender, wanted)
    return replace(sender, start=start if has_others else sender.start, is_sender=True)


def _first_wish(text: str) -> int | None:
    """Where the sender first says that they come; `jag vill anmäla Anna` is no such place."""
    for match in phrases("people", "me_attends").finditer(text):
        if not _FOR_OTHERS.search(text[match.start() : match.end() + 60]):
            return match.start()
    return None


_FOR_OTHERS = re.compile(
    r"(?i)^(?:jag|i|jeg|ich|vill jag|skulle jag|kan jag|härmed)?\s?[^.!?\n]{0,30}?(?:anmäla|register|sign up|melde på|tilmelde|anmelden|boka in|book)\s+(?!mig|oss|me\b|us\b|mej|min\b|for\b|to\b|till\b|mich)"
)


def _stands_in_list(text: str, sender: Person) -> bool:
    """The sender's own name on a line of a list, or in a row of names."""
    if not sender.name:
        return False
    for name in find_names(text):
        if same_person(name.text, sender.name) and name.is_full:
            line = text[text.rfind("\n", 0, name.start) + 1 : name.start]
            if _BULLET.fullmatch(line) or re.search(
                r"(?i)(?:,|och|samt|and|namn:|name:)\s*$", line
            ):
                return True
    return False


_BULLET = re.compile(r"[ \t]*(?:[-*•·–+]|\d{1,2}[.)])?[ \t]*(?:[A-ZÅÄÖa-z.]{2,5}[ ])?")


def _first_place(text: str, sender: Person, wanted: int | None) -> int:
    """The order of attendees goes by the first place where the sender is named or joined to others."""
    places = [n.start for n in find_names(text) if sender.name and same_person(n.text, sender.name)]
    joined = _JOINED_ME.search(text)
    if joined:
        places.append(joined.start("me"))
    if not places and wanted is not None:
        places.append(wanted)
    return min(places) if places else len(text)


_JOINED_ME = re.compile(
    r"(?i)(?<!\w)(?:och|samt|and|og|ja|und|,)\s+(?:även |också |för )?(?P<me>jag|mig|mej|undertecknad|i|me|myself|jeg|meg|mig|minä|ich|mich)(?!\w)|(?<!\w)(?P<you>jag|undertecknad|i|me|jeg|minä|ich)\s+(?:själv\s+)?(?:och|and|og|ja|und)(?!\w)".replace(
        "(?P<you>", "(?:"
    )
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


def _who_cancels(reading: Reading, others: list[Person], sender: Person | None) -> list[Person]:
    text = reading.words
    leaving = [p for p in others if not _stays(text, p)]
    if leaving and not _ME_LEAVES.search(text):
        return leaving
    if sender is not None and _ME_LEAVES.search(text) and not _ME_STAYS.search(text):
        return [*leaving, replace(sender, start=_first_place(text, sender, _ME_LEAVES_AT(text)))]
    if not leaving and sender is not None and sender.confidence >= 0.95:
        return [sender]
    return leaving


def _ME_LEAVES_AT(text: str) -> int | None:
    match = _ME_LEAVES.search(text)
    return match.start() if match else None


_ME_LEAVES = re.compile(
    r"(?i)(?<!\w)(?:jag|i|jeg|ich|undertecknad|mig|me|my|min|mitt|minun|en|själv|peruutan|i'm|i’m|meg|meine|mich)(?!\w)"
)
_ME_STAYS = re.compile(
    r"(?i)(?<!\w)(?:jag (?:själv )?kommer (?:som|förstås|fortfarande|ändå|gärna)|själv kommer jag|i will still|i am still|i'm still|i myself will|jag själv deltar|jag kommer själv)(?!\w)"
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
    reading: Reading, others: list[Person], sender: Person | None, names: Sequence[Name]
) -> tuple[list[Person], list[Person], list[str]]:
    swapped = _swaps(reading.words, others, sender)
    if swapped:
        new = [p for p, _ in swapped if p is not None]
        old = [p for _, p in swapped if p is not None]
        doubts = [] if new and old else ["substitution_unclear"]
        return new, old, doubts
    me = (
        sender
        if sender is not None
        and (
            not others or _first_wish(reading.words) is not None or _ABOUT_ME.search(reading.words)
        )
        else None
    )
    attending = [
        *others,
        *([replace(me, start=_first_place(reading.words, me, None))] if me else []),
    ]
    if not attending and sender is not None:
        attending = [sender]
    return attending, [], []


_ABOUT_ME = re.compile(
    r"(?i)(?<!\w)(?:jag är|jag har|jag tål|jag äter|min allergi|i am|i have|i eat|min plats|mitt val|min anmälan|my registration|my place)(?!\w)"
)


def _swaps(
    text: str, others: list[Person], sender: Person | None
) -> list[tuple[Person | None, Person | None]]:
    """Pairs of who comes and who goes."""
    found: list[tuple[Person | None, Person | None]] = []
    for pattern, order in _SWAPS:
        for match in pattern.finditer(text):
            first = _person_in(text, match.start("a"), match.end("a"), others, sender)
            second = _person_in(text, match.start("b"), match.end("b"), others, sender)
            pair = (first, second) if order == "new_old" else (second, first)
            if (
                (pair[0] or pair[1])
                and pair not in found
                and not any(pair[0] == p[0] for p in found)
            ):
                found.append(pair)
    return [pair for pair in found if pair[0] is not None] or found


def _person_in(
    text: str, start: int, end: int, others: list[Person], sender: Person | None
) -> Person | None:
    for name in find_names(text[start:end]):
        for person in others:
            if person.name and same_person(name.text, person.name):
                return person
        if sender is not None and sender.name and same_person(name.text, sender.name):
            return sender
    if re.search(
        r"(?i)(?<!\w)(?:mig|jag|min plats|me|my|i|mitt ställe|meg|min|meine|minun|tilallani)(?!\w)",
        text[start:end],
    ):
        return sender
    return None


_SIDE = r"[^.!?\n]{1,60}?"
_FAR = r"[^.!?\n]{1,60}"
_SWAPS = tuple(
    (re.compile(pattern, re.IGNORECASE), order)
    for pattern, order in (
        (
            rf"(?:byt(?:a|er)?(?: ut)?|ersätt(?:a|er)?|replace|swap|substitute|exchange|bytte(?: ut)?|erstatte)\s+(?P<a>{_SIDE})\s+(?:mot|med|with|by|for|til)\s+(?P<b>{_FAR})",
            "old_new",
        ),
        (
            rf"(?P<a>{_SIDE})\s+(?:ersätts av|byts ut mot|byts mot|is replaced by|will be replaced by|erstattes av|erstattes af)\s+(?P<b>{_FAR})",
            "old_new",
        ),
        (
            rf"(?P<a>{_SIDE})\s*(?:,\s*)?(?:i ?stället för|instead of|in place of|i stedet for|anstelle von|in lieu of)\s+(?P<b>{_FAR})",
            "new_old",
        ),
        (
            rf"(?P<a>{_SIDE})\s+(?:ersätter|replaces|tar över efter|tar över platsen efter|takes over from|hoppar in för|går in för|takes the place of|erstatter|will replace)\s+(?P<b>{_FAR})",
            "new_old",
        ),
        (
            rf"(?P<a>[^.!?\n]{{1,80}}?)\b(?:kan inte|kommer inte|får förhinder|fått förhinder|har fått förhinder|blivit sjuk|är sjuk|cannot|can't|is unable|won't|kan ikke|har förhinder|måste|utgår|har blivit)\b(?P<mid>[^.!?\n]{{0,80}}?[.,;!]?\s*[^.!?\n]{{0,40}}?)(?P<b>[^.!?\n,]{{1,50}})\s+(?:kommer|går|deltar|tar|hoppar|will|comes|can|takes|ersätter|åker|is coming|attends)\b[^.!?\n]{{0,30}}\b(?:i ?stället|ställe|instead|plats|place|stead|in)\b",
            "old_new",
        ),
        (
            rf"(?:i ?stället|instead)\s+(?:kommer|deltar|går|för mig kommer|will|comes)\s+(?P<b>{_SIDE})(?P<a>[.,!]|$)",
            "old_new",
        ),
        (
            rf"(?P<b>{_SIDE})\s+(?:tar|övertar|takes|will take|får|can have|går i|kommer i|tager)\s+(?P<a>(?:min|mitt|my|hans|hennes|{_SIDE}s)\s+(?:plats|ställe|place|seat|stead))",
            "old_new",
        ),
    )
)
