"""People who are to attend and have no name yet: `en kollega`, `två till`, `namn kommer`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailreg.extraction.lexicons import phrases
from mailreg.extraction.persons import Person
from mailreg.extraction.reading import Reading
from mailreg.extraction.wordwise import Wordwise
from mailreg.message.cues import Lined

COUNTED_AT_MOST = 50  # a larger number is none of people
WITHOUT_NAME_AT_MOST = 12  # people without a name; of more, somebody must ask
NAME_WITHIN = 45  # code points behind `en kollega`; a name there is the colleague's


def find_nameless(reading: Reading, others: Sequence[Person]) -> list[Person]:
    """Those who are brought along or listed, where no name goes with them."""
    text = reading.words
    listed = [_unnamed(match) for match in _listed(text)]
    if listed:
        return listed
    for match in _many(text):
        named = sum(person.order > match.end() for person in others)
        number = _number(match.group("n")) - named
        if number > 0:
            return [_unnamed(match)] * min(number, WITHOUT_NAME_AT_MOST)
    for match in phrases("people", "nameless").finditer(text):
        if _has_name(match.end(), others) or _is_told_of_later(text, match, others):
            continue
        if _is_brought(text, match):
            return [_unnamed(match)]
    companion = _COMPANION.search(text)
    is_named = companion is not None and (
        _has_name(companion.start(), others) or _is_told_of_later(text, companion, others)
    )
    return [_unnamed(companion)] if companion is not None and not is_named else []


# `min ledsagare behöver också en plats`, `my assistant will come along`
_COMPANION = Lined(
    "assist|ledsag|ledsak|tolk|interpreter|carer|caretaker|companion|begleit|vikarie|kollega|"
    "colleague|praktikant|medarbet|trainee|intern|chauff|följeslag|avustaja",
    r"(?<!\w)(?:min|mitt|vår|vårt|my|our|meine?|unsere?|en|a|an|ett)[ ](?:[^\W\d_]+[ ]){0,2}?"
    r"(?:\w*assistent|\w*assistant|ledsagare|ledsager|ledsaker|ledsagerin|\w*tolk|interpreter|"
    r"carer|"
    r"caretaker|companion|begleitperson|\w*vikarie|kollega|colleague|praktikant|medarbetare|"
    r"trainee|"
    r"intern|chaufför|följeslagare|avustaja)(?:en)?(?:[ ]till)?[ ]"
    r"(?:(?:behöver|måste|vill|ska|skall|kommer|följer|åker|needs?|must|will|would|wants?|is|has|"
    r"comes|should|trenger|vil|skal|må|følger|braucht|kommt|möchte)[ ])"
    r"(?:(?:också|även|ju|förstås|gärna|att|få|ha|to|also|like|have|need|be|jag|med sig|og|også|"
    r"auch|ju också|därför|therefore|of course)[ ]){0,4}"
    r"(?:(?:en|ett|egen|a|an|her|his|their|own|einen|et)[ ]){0,2}"
    r"(?:plats|stol|biljett|med|mit|följa med|vara med|delta|komma|komma med|plass|plads|platz|"
    r"place|seat|ticket|spot|come|coming|join|joining|along|with me|være med|være|teilnehmen)"
    r"(?!\w)(?![ ]till[ ])",
)


def _unnamed(match: re.Match[str]) -> Person:
    return Person(name=None, start=match.start(), end=match.end(), confidence=0.8)


def _listed(text: str) -> Iterator[re.Match[str]]:
    """Items of a list: `* vår nya utredare (namnet kommer)`."""
    for match in phrases("people", "nameless").finditer(text):
        head = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if _ITEM.fullmatch(head):
            yield match


_ITEM = re.compile(r"[ \t]*(?:[-*•·–+]|\(?\d{1,2}[.):])[ \t]{0,4}(?:samt |och |and )?")


def _has_name(place: int, others: Sequence[Person]) -> bool:
    return any(place <= person.start <= place + NAME_WITHIN for person in others)


def _is_told_of_later(text: str, match: re.Match[str], others: Sequence[Person]) -> bool:
    """`jag och min kollega … hon heter Xin Lu`: the pronoun goes back to the colleague."""
    return _MINE.match(match.group()) is not None and any(
        _SHE_IS.search(text, max(match.end(), person.start - 30), person.start)
        for person in others
        if person.start > match.end() and not person.is_sender
    )


_MINE = re.compile(r"(?i)(?:min|mitt|my|vår|vårt|our|minun|mein|meine|kollega)")
_SHE_IS = re.compile(
    r"(?i)(?<!\w)(?:hon|han|hen|hun|she|he|hän|sie|hennes namn|hans namn|her name|his name|"
    r"kollegan|my colleague|kollegans namn)"
    r"(?:[ ](?:heter|är|e|hedder|er|is|is called|on|heißt))?[ ]$"
)


def _is_brought(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 60) : match.start()]
    if _KIN.match(match.group()) and not _KIN_BROUGHT.search(before):
        return False
    if _SHARED_OUT.match(text, match.end()) and match.group().endswith("till"):
        return False
    if _TOLD.search(before[-30:]) or _TELLS.match(text, match.end(), match.end() + 60):
        return False
    return bool(_BRINGS.search(before))


# `två platser: en till mig, en till Xin`
_SHARED_OUT = re.compile(r"[ ](?:mig|mej|oss|min|mitt|mina|vår|våra|någon|en av|[A-ZÅÄÖ])")
_KIN = re.compile(
    r"(?i)(?:min|my|vår|our|mein|meine)\s(?:fru|man|sambo|son|dotter|wife|husband|boss|chef|"
    r"manager)"
)
_KIN_BROUGHT = re.compile(
    r"(?i)(?<!\w)(?:(?:jag|mig|vi|me|i) (?:och|samt|o|and|plus)|anmäla|anmäler|för|åt|register|"
    r"for|(?:ta|tar|tog|har) med(?: mig)?|bring|bringing)\s$"
)
_BRINGS = re.compile(
    r"(?i)\b(?:jag|mig|mej|vi|oss|och|o|samt|anmäla|anmäler|anmäls|plats\w*|med|ta med|tar med|åt|"
    r"för|även|plus|and|me|we|bring|send|for|with|register|to|og|ja|und|tilmelde|melde)\b"
    r"[^.!?\n]{0,25}$"
)
_TOLD = re.compile(
    r"(?i)\b(?:av|från|tips\w*|hört|via|by|from|told|heard|that|att|hos|pratade med|talade med|"
    r"till|af|fra|inte|not|ikke)\s+$"
)
_TELLS = re.compile(
    r"(?i)\s*(?:(?:at|of|with|på|i|hos|från|vid|hos|ved|fra)\s(?:the\s|our\s)?\w+\s){0,2}"
    r"(?:tipsade|sa\b|sade|berättade|tycker|tyckte|insists|told|said|says|suggested|"
    r"recommended|mentioned|asked|in\b|i\b|på\b|bad\b|vill att|visade|skickade|hade|fick|fortalte|"
    r"har godkänt|godkände|som heter|tål|äter|tåler|spiser|eats|can.t eat|"
    r"(?:är|e|er|is)\s+(?:\w+\s+){0,2}\w{0,20}(?:allerg|vega|veget|intoler|celiak|coeliac))"
)


def _many(text: str) -> Iterator[re.Match[str]]:
    """`mig och två kollegor`: joined to somebody; `vi är två kollegor` says who we are."""
    for match in _MANY.finditer(text):
        if _JOINED_BEFORE.search(text, max(0, match.start() - 12), match.start()):
            yield match


_COUNTS = {
    "en": 1, "ett": 1, "one": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7,
    "åtta": 8, "nio": 9, "tio": 10, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "to": 2, "fire": 4, "kaksi": 2, "kolme": 3,
    "neljä": 4, "viisi": 5, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5,
}  # fmt: skip
_NUMBERS = (*_COUNTS, *map(str, range(100)), *(f"0{digit}" for digit in range(10)))
_NUMBER = rf"{'|'.join(_COUNTS)}|[0-9]{{1,2}}"
_MANY = Wordwise.beginning(
    _NUMBERS,
    rf"(?P<n>{_NUMBER})\s+(?:st\s+|av mina\s+|of my\s+|av våra\s+|of our\s+|andra\s+|other\s+|"
    r"more\s+|av mine\s+)?(?:kollegor|kolleger|medarbetare|praktikanter|studenter|politiker|"
    r"personer till|till|vänner|colleagues|co-workers|students|others|more people|more|friends|"
    r"kollegaer|medarbejdere|medarbeidere|kollegen|kolleginnen|kollegaa)(?!\w)",
)
_JOINED_BEFORE = re.compile(
    r"(?i)(?<!\w)(?:och|samt|o|plus|and|og|und|ja|med|with|även|mit)\s+(?:mina\s+|my\s+)?$"
    r"|\+\s*$"
)


def _number(said: str) -> int:
    lower = said.lower()
    return int(lower) if lower.isdigit() else _COUNTS[lower]


def is_the_writer(reading: Reading, person: Person) -> bool:
    """`plats för en till?`, `room for a student`: the writer means themselves."""
    before = reading.words[max(0, person.start - 25) : person.start]
    said = reading.words[person.start : person.end].lower()
    return said in _ONE_MORE and _ROOM_FOR.search(before) is not None


_ONE_MORE = frozenset(
    {
        "en till",
        "one more",
        "ytterligare en",
        "en student",
        "a student",
        "en person till",
        "en person",
    }
    | {"one more person", "en doktorand", "en til", "en praktikant"}
)
_ROOM_FOR = re.compile(
    r"(?i)(?:plats|rum|stol|lucka|room|space|place|seat|plass|plads)\w*[ ](?:över )?(?:för|åt|"
    r"till|for|til)[ ]$"
)


def with_the_unnamed(reading: Reading, attending: Sequence[Person]) -> list[Person]:
    """Filled up to the number that the letter says, where it says that a name is not known yet."""
    said = _said_number(reading)
    match = phrases("people", "unknown_name").search(reading.words)
    if said is None or match is None:
        return list(attending)
    lacking = said - len(attending)
    if not 0 < lacking <= WITHOUT_NAME_AT_MOST:
        return list(attending)
    return [*attending, *[_unnamed(match)] * lacking]


def count_doubts(reading: Reading, attending: Sequence[Person]) -> list[str]:
    """Numbers of people of which none fits those who were found."""
    found = list(_counts_in(reading))
    fitting = {len(attending)}
    if any(person.is_sender for person in attending):
        fitting |= {len(attending) - 1} if any(map(_is_besides_me, found)) else set()
    numbers = {number for number in map(_count, found) if number <= COUNTED_AT_MOST}
    return ["people_count"] if numbers and not numbers & fitting else []


def _is_besides_me(match: re.Match[str]) -> bool:
    return _BESIDES_ME.search(match.group()) is not None


def _said_number(reading: Reading) -> int | None:
    return next(map(_count, _counts_in(reading)), None)


def _count(match: re.Match[str]) -> int:
    return _number(match.group("n") or match.group("m"))


def _counts_in(reading: Reading) -> Iterator[re.Match[str]]:
    yield from _COUNT.finditer(reading.words)
    yield from _COUNT.finditer(reading.subject.text)


_WE_ARE = ("vi", "we", "anmäla")
_SEVERAL = rf"{'|'.join(word for word, number in _COUNTS.items() if number > 1)}|[0-9]{{1,2}}"
_COUNT = Wordwise.beginning(
    (*_NUMBERS, *_WE_ARE),
    rf"(?<!\w)(?P<n>{_SEVERAL})[ ]{{1,2}}(?:st[ ]|av oss[ ]|nya[ ]|"
    rf"till[ ])?(?:personer|pers|platser|deltagare|kollegor|medarbetare|ombud|people|persons|"
    rf"places|seats|participants|colleagues|of us|plasser|pladser|paikkaa|personen|plätze|"
    rf"av oss)(?!\w)"
    rf"|(?<!\w)(?:vi blir|vi är|we are|we will be|anmäla)\s+(?P<m>{_SEVERAL})(?!\w)",
)
_BESIDES_ME = re.compile(r"(?i)kolle|colleague|medarbetare")
