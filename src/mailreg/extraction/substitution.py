"""Who comes and who stays away: told for each name by the words that stand nearest to it.

`Tyvärr kan Karin Holm inte komma; i hennes ställe kommer Per Ek` says *out* of one and *in* of the
other. The sender is asked about in the same way, at the words for `I`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from mailreg.extraction.lexicons import phrases
from mailreg.extraction.names import Name, same_person
from mailreg.extraction.wordwise import Wordwise

NEAR = 60  # code points before a name that tell …
NEAR_AFTER = 90  # … and behind it


class Side(StrEnum):
    """Whether somebody takes a place or leaves it."""

    IN = "in"
    OUT = "out"


def sides(text: str, names: Sequence[Name]) -> dict[str, Side]:
    """The side of each name that the words around it tell; one that says *out* decides."""
    told: dict[str, Side] = {}
    for name, side in _sides_in_order(text, names):
        known = next((other for other in told if same_person(other, name.text)), name.text)
        if side is Side.OUT or known not in told:
            told[known] = side
    return told


def _sides_in_order(text: str, names: Sequence[Name]) -> Iterator[tuple[Name, Side]]:
    """What is told of one of those joined by `och` is told of all that nothing else is told of."""
    spans = [(name.start, name.end) for name in names]
    told = [side_of(text, spans, position) for position in range(len(names))]
    pairs = list(pairwise(range(len(names))))
    for before, after in (*pairs, *((after, before) for before, after in reversed(pairs))):
        first, second = sorted((before, after))
        if told[after] is None and _JOINED.fullmatch(text, names[first].end, names[second].start):
            told[after] = told[before]
    yield from ((name, side) for name, side in zip(names, told, strict=True) if side is not None)


_JOINED = re.compile(r"(?i)[ ,]*(?:och|samt|and|og|ja|und|&|,)[ ]*(?:\([^)\n]*\))?[ ]*")


def stays_away(text: str, names: Sequence[Name], name: str) -> bool:
    """Whether some mention of a person says in so many words that they do not come."""
    spans = [(one.start, one.end) for one in names]
    return any(
        _is_absent(text, spans, position)
        for position, one in enumerate(names)
        if same_person(one.text, name) and not _RELATIVE_OF.match(text, one.end)
    )


# `Kims dotter kommer inte` says nothing of Kim.
_RELATIVE_OF = re.compile(
    r"(?i)['’]?s?[ ](?:fru|man|make|maka|sambo|son|dotter|barn|mamma|pappa|bror|syster|wife|"
    r"husband|partner|daughter|children|mother|father|brother|sister|kone|datter|sønn|søn|"
    r"mor)(?!\w)"
)


def _is_absent(text: str, spans: Sequence[tuple[int, int]], position: int) -> bool:
    first, last = _around(text, spans, position)
    start, end = spans[position]
    if _NOT_BEFORE.search(text, first, start) or _is_denied(text, first, start, end):
        return True
    return _cue_behind(text, end, last, "absent") is not None


_NOT_BEFORE = re.compile(
    r"(?i)(?<!\w)(?:kommer|deltar|följer|åker|reser|går|deltager|kommt)[ ](?:tyvärr |dessvärre |"
    r"alltså |dock )?(?:inte|ej|ikke|nicht)[ ](?:heller[ ])?$"
)


def side_of(text: str, spans: Sequence[tuple[int, int]], position: int) -> Side | None:
    """What the words next to one mention tell, up to the mentions beside it."""
    start, end = spans[position]
    first, last = _around(text, spans, position)
    if _ARROW.match(text, end, last) or _AGAINST.fullmatch(text, end, _next(spans, position, end)):
        return Side.OUT
    if _ARROW_BEFORE.search(text, first, start):
        return Side.IN
    if _PLACE_OF.match(text, end, last) or _is_denied(text, first, start, end):
        return Side.OUT
    before, after = _before(text, first, start), _after(text, end, last)
    if before is None or after is None:
        nearest = before or after
        return nearest[1] if nearest else None
    return before[1] if before[0] <= after[0] or before[0] == 0 else after[1]


def _around(text: str, spans: Sequence[tuple[int, int]], position: int) -> tuple[int, int]:
    """From the mention before one, or its sentence's start, to the mention behind it."""
    start, end = spans[position]
    first = max(spans[position - 1][1] if position else 0, start - NEAR, _sentence(text, start))
    last = spans[position + 1][0] if position + 1 < len(spans) else len(text)
    return first, min(last, end + NEAR_AFTER)


def _sentence(text: str, place: int) -> int:
    """Where the sentence begins; a line's end is none, as labels stand on lines of their own."""
    found = [match.end() for match in _STOP.finditer(text, max(0, place - NEAR), place)]
    return found[-1] if found else 0


_STOP = re.compile(r"[.!?](?=\s)|\n[ \t]*\n")


def _next(spans: Sequence[tuple[int, int]], position: int, end: int) -> int:
    return spans[position + 1][0] if position + 1 < len(spans) else end


_AGAINST = re.compile(r"(?i)[ ](?:mot|mod|gegen|till|ersätts av|byts mot)[ ]")  # `… mot Per Ek`
_ARROW = re.compile(r"[ ]{0,3}(?:-+>|=+>|→|➔|➜)")
_ARROW_BEFORE = re.compile(r"(?:-+>|=+>|→|➔|➜)[ ]{0,3}$")
_PLACE_OF = re.compile(
    r"(?i)s?['’]?s?[ ]{1,2}(?:plats|ställe|place|seat|spot|plass|plads|sted)(?!\w)"
)


def _is_denied(text: str, first: int, start: int, end: int) -> bool:
    """`Tyvärr kan Karin inte komma`: the verb before the name, `inte` right behind it."""
    denied = _DENIAL.match(text, end, end + NEAR_AFTER)
    return bool(denied and _VERB.search(text[first:start]) and not _is_food(text, denied.end()))


_VERB = re.compile(
    r"(?i)(?<!\w)(?:kan|kommer|deltar|ska|skall|åker|reser|går|följer|hinner|är|kunde|blir|can|"
    r"will|shall|skal|rejser|reiser|kann|wird)[ ](?:\w+[ ])?$"
)
_DENIAL = re.compile(
    r"(?i)[ ](?:(?:tyvärr|dessvärre|själv|desværre|dessverre|leider|ju|dock|alltså|selv|alltid|"
    r"faktiskt|unfortunately)[ ]){0,2}(?:inte|ej|ikke|nicht|not)(?!\w)"
)


def _is_food(text: str, place: int) -> bool:
    """What is denied is a dish, not the coming."""
    return _FOOD.match(text, place) is not None


_FOOD = re.compile(
    r"(?i)[ ](?:\w+[ ]){0,2}(?:äta|äter|tåla|tål|dricka|ha|eat|have|drink|spise|tåle|essen|syödä|"
    r"undvika|avoid|allergi\w*|någon|några|något|any|vara utan|längre äta|med (?:ägg|mjölk|nöt\w*))"
    r"(?!\w)"
)


def _before(text: str, first: int, start: int) -> tuple[int, Side] | None:
    """The last cue before a mention and its distance; of two that end alike the longer."""
    found = [
        (match.start(), start - match.end(), side)
        for side, key in ((Side.OUT, "out_before"), (Side.IN, "in_before"))
        for match in phrases("coming", key).finditer(text, first, start)
        if _GAP_BEFORE.fullmatch(text, match.end(), start)
    ]
    if not found:
        return None
    nearest = min(found, key=lambda one: (one[1], one[0]))
    return max(0, nearest[1] - 1), nearest[2]


_GAP_BEFORE = re.compile(r"[ :,–-]{0,4}\n{0,2}[ ]{0,2}(?:\w+[ ]){0,2}")


def _after(text: str, end: int, last: int) -> tuple[int, Side] | None:
    """The first cue behind a mention and its distance; of two that begin alike that of leaving."""
    found = [
        (distance, side)
        for side, key in ((Side.OUT, "out_after"), (Side.IN, "in_after"))
        if (distance := _cue_behind(text, end, last, key)) is not None
    ]
    return min(found, key=lambda one: one[0], default=None)


def _cue_behind(text: str, end: int, last: int, key: str) -> int | None:
    """How far behind a mention, or a `he` that takes it up, the first cue of a list stands."""
    starts = [skip_aside(text, end, last)]
    starts += [match.end() for match in _THIRD.finditer(text, end, last)]
    found = [
        match.start() - end
        for match in phrases("coming", key).finditer(text, end, last)
        if any(_GAP_AFTER.fullmatch(text, start, match.start()) for start in starts)
        and not _is_food(text, match.end())
    ]
    return min(found, default=None)


# Also after a word for `but`, which goes on about the same person.
_THIRD = re.compile(
    r"(?i)(?<!\w)(?:han|hon|hen|he|she|hun|er|sie|hän|men|but|aber|mutta|varför)(?!\w)"
)


def skip_aside(text: str, end: int, last: int) -> int:
    """Where it goes on behind a note to a name: `Karin, som är sjuk, …`."""
    match = _ASIDE.match(text, end, last)
    return match.end() if match else end


_ASIDE = re.compile(
    r"[ ,]{0,2}\([^)\n]{0,60}\)|,?[ ](?:som|who|der|den)[ ](?:jag|vi|ni|du|i|we|you|"
    r"jeg)[ ](?:\w+[ ]){1,4}?"
    r"(?=kan|kommer|har|är|blir|måste|får|cannot|can|is|has|must|will|er|må)|,[ ](?:som|who|der|"
    r"our|vår|min|my)[ ][^,.\n]{0,50},|"
    r",[ ](?:[^\W\d_]+[ ]?){1,3},"
)
_GAP_AFTER = re.compile(r"[ ,]{0,2}(?:\w+[ ]){0,3}")


def sides_of_me(text: str) -> list[Side]:
    """What the letter says of its sender's own coming, in order."""
    mentions = [m.span() for m in _ME.finditer(text) if not text.endswith(" som ", 0, m.start())]
    found = [(start, side_of(text, mentions, at)) for at, (start, _) in enumerate(mentions)]
    found += [(match.start(), Side.OUT) for match in _MINE.finditer(text)]
    return [side for _, side in sorted(found) if side is not None]


_ME_WORDS = "jag|mig|mej|undertecknad|me|myself|jeg|meg|ich|mich|minä"
_ME = Wordwise.beginning([*_ME_WORDS.split("|"), "I"], rf"(?:(?i:{_ME_WORDS})|I)(?!\w)", re.NOFLAG)
_MINE = re.compile(
    r"(?i)(?<!\w)(?:min|my|mitt|mit|meine[nmr]?|minun)[ ](?:egen[ ])?(?:plats|place|seat|ställe|"
    r"stead|sted|plass|plads|spot|stelle|platz)(?!\w)|tilallani|tilalleni|sijastani|sijaani|"
    r"(?<!\w)(?:min|my|mit|meine)[ ](?:anmälan|bokning|biljett|registration|booking|ticket|"
    r"påmelding|"
    r"tilmelding|anmeldung)(?=[ ][^.!?\n]{0,50}(?<!\w)(?:över till|över på|gå till|to my|over to|"
    r"over til|auf)(?!\w))"
)

_FOR_ONE_BEGINS = (
    "i", "istället", "in", "instead", "byta", "byt", "byter", "ersätter", "ersätta", "ersätts",
    "replace", "substitute", "swap", "plats", "ge", "give", "pass", "ta", "tar", "take", "taking",
    "överta", "kommer", "går", "deltar", "comes", "attend", "go", "namnbyte", "få", "får",
    "have", "ha", "transfer", "hand", "tas",
    "övertas", "sätt", "anmäl", "läg", "skriv", "add", "register", "put", "ny", "ändrad",
    "deltagarbyte", "byte", "name", "change", "hoppar", "rycker",
)  # fmt: skip
_FOR_ONE = Wordwise.beginning(
    _FOR_ONE_BEGINS,
    r"(?i:\b(?:i ?stället för|instead of|in place of|i stedet for|byta? ut|byter ut|ersätts av|"
    r"ersätter|replaced? by|replaces?|substitute|hoppar in för|går in för|rycker in för)\s+"
    r"(?:mig|me|meg|ham|hende|henne|honom|him|her|dem|min kollega|my colleague)\b)"
    r"|(?i:\b(?:i ?stället för|instead of|in place of|i stedet for|byta? ut|ersätter|ersätta|"
    r"replaces?|byta?|byter|swap|substitute|hoppar in för|rycker in för))\s+"
    r"[^\W\d_a-zåäö][\w'’-]+\s+(?:\w{1,3}\s+)?[^\W\d_a-zåäö]"
    r"|(?i:\b(?:plats\w*\s+(?:kan\s+|få\s+)?(?:gå|lämnas|ges|överlåtas)\s+till|"
    r"ge\s+(?:gärna\s+)?min\s+plats\s+till|(?:give|pass)\s+my\s+(?:place|seat|spot)\s+to))"
    r"\s+[^\W\d_a-zåäö][\w'’-]+\s+(?:\w{1,3}\s+)?[^\W\d_a-zåäö]"
    r"|(?i:\b(?:ta|tar|överta|övertar|take|takes|taking)\s+(?:över\s+|gärna\s+)?"
    r"(?:(?:min|hennes|hans|deras|my|his|her|their)\s+(?:plats|place|seat|spot)|platsen)\b)"
    r"|(?i:\b(?:i|in)\s+(?:mitt|hennes|hans|my|her|his|mit)\s+(?:ställe|place|stead|sted)\b)"
    r"|(?i:\b(?:kommer|går|deltar|comes?|coming|attends?|go)\s+(?:i ?stället|instead)\b)"
    r"|(?i:\b(?:få|får|have|take|ha)\s+(?:hennes|hans|her|his|hendes)\s+"
    r"(?:plats|place|seat|plads|plass)\b)"
    r"|(?i:\b(?:transfer|hand over)\s+(?:my|his|her)\s+(?:place|seat|spot|ticket)\s+to\b)"
    r"|(?i:\b(?:tas över|övertas)\s+av)\s+[^\W\d_a-zåäö]"
    r"|(?i:\b(?:sätta? upp|anmäla?|anmäler|lägga? till|skriva? in|add|register|put)\s+)"
    r"[^\W\d_a-zåäö][\w'’-]+\s+[^\W\d_a-zåäö][\w'’-]+\s+(?i:i ?stället|instead)"
    r"|(?i:\b(?:ny deltagare|ändrad deltagare|deltagarbyte|byte av deltagare|namnbyte|"
    r"name change|change of name)\b)",
    re.NOFLAG,  # the names in it have capitals
)


def speaks_of_substitution(text: str) -> bool:
    """Whether one person comes for another: `i stället för` a person, not a dish or a seminar."""
    return _FOR_ONE.search(text) is not None


def sender_leaves(text: str) -> bool:
    """Whether the sender gives up their own place."""
    return Side.OUT in sides_of_me(text)
