"""Who comes instead of whom: each person named is *in* or *out* by the words around the name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from mailreg.extraction.names import Name, same_person
from mailreg.extraction.wordwise import Wordwise

NEAR = 60  # code points around a name that tell


class Side(StrEnum):
    """Whether somebody takes a place or leaves it."""

    IN = "in"
    OUT = "out"


_BEFORE_OUT = re.compile(
    r"(?i)(?<!\w)(?:i ?stället för|istället för|instead of|in place of|in lieu of|i stedet for|"
    r"istedenfor|anstelle von|ersätter|ersätta|replaces|replacing|replace|erstatter|byt(?:a|"
    r"er)?(?: ut| bort)?|bytte(?: ut)?|swap(?:ping)?(?: out)?|"
    r"substitut\w+|ut|out|stryk|stryka|ta bort|remove|tar över efter|takes over from|efter|"
    r"hoppar in för|går in för|stand in for|standing in for|fill in for|filling in for|"
    r"take the place of|takes the place of|ersättare för|substitute for|tidigare|platsen för|"
    r"överta|plats från|transfer|from|från|vår anmälda|vår anmälde|den anmälda|"
    r"namnet)[ :,]{1,3}(?:\w+[ ]){0,2}$"
)
_BEFORE_IN = re.compile(
    r"(?i)(?<!\w)(?:mot|med|with|by|av|in|till|to|expect|skickar(?: vi| jag)?|send|sending|"
    r"i ?stället(?: kommer| deltar| går)?|istället kommer|instead|kommer|anmäl(?:a|er)?|register|"
    r"add|lägg till|ny deltagare|new attendee|ersättare är|ersätts av|replaced by|namely|"
    r"nämligen|min kollega|my colleague|kollegan|colleague|for)[ :,]{1,3}(?:\w+[ ]){0,2}$"
)
_AFTER_OUT = re.compile(
    r"(?i)[ ,]{1,2}(?:\([^)\n]{0,60}\)[ ,]{0,2})?(?:som [^,.\n]{0,50}, |"
    r"who [^,.\n]{0,50}, )?(?:\w+ ){0,2}(?:kan (?:tyvärr |dessvärre )?inte|"
    r"kommer (?:tyvärr )?inte|får förhinder|har fått förhinder|fått förhinder|har förhinder|"
    r"är sjuk|har blivit|blivit|blev|har brutit|har slutat|slutat|slutar|måste|utgår|ersätts|"
    r"byts|cannot|can't|can’t|can no longer|is unable|is ill|is sick|has fallen|has broken|"
    r"has left|won't|will not|is replaced|will be replaced|kan ikke|kan desværre ikke|"
    r"kan dessverre ikke|har meldt|hoppar av|behövs|lämnar|has to|is off|is no longer|ska inte|"
    r"har tvingats|är förhindrad|drabbats|ei pääse|kann nicht|avstår|går inte)"
)
_AFTER_IN = re.compile(
    r"(?i)[ ,]{1,2}(?:\([^)\n]{0,60}\)[ ,]{0,2})?(?:\w+ ){0,2}(?:kommer|deltar|går|tar|får|åker|"
    r"övertar|överta|ta|ersätter|hoppar in|går in|ska gå|ska delta|will (?:come|attend|take|go|"
    r"be|replace|join)|takes?|comes|is coming|attends|replaces|can (?:come|take|have)|tager|"
    r"overtager|overtar|kommer i|deltager|tulee|kommt|nimmt|i ?stället|instead)"
)
_POSSESSIVE = re.compile(r"(?i)s?['’]?s?[ ]{1,2}(?:plats|ställe|place|seat|spot|plass|plads)(?!\w)")
_JOINED = re.compile(r"(?i)[ ,]*(?:och|samt|and|og|ja|und|&|,)[ ]*(?:\([^)\n]*\))?[ ]*")
_ME_OUT = re.compile(
    r"(?i)(?<!\w)(?:jag (?:\w+ ){0,2}(?:kan (?:\w+ )?inte|kommer (?:\w+ )?inte|får förhinder|"
    r"har fått förhinder|har förhinder|är sjuk|har blivit)|i (?:can't|cannot|can’t|am unable|"
    r"am ill|won't|will not|can no longer|have to)|(?:i ?stället för|instead of|in place of|"
    r"i stedet for) (?:mig|me|meg)|(?:kan |måste )(?:\w+ )?jag (?:\w+ )?inte|"
    r"(?:min|my|mitt|mit) (?:plats|place|seat|ställe|stead|sted|plass|plads|spot)|ersätt(?:er|"
    r"a) mig|replace me|jeg (?:\w+ ){0,2}kan (?:\w+ )?ikke|tilallani|sijastani|statt meiner|"
    r"an meiner stelle)(?!\w)"
)


_FOR_ONE_BEGINS = (
    "i", "istället", "in", "instead", "byta", "ersätter", "replace", "substitute", "swap", "plats",
    "ge", "give", "pass", "ta", "tar", "take", "taking", "överta", "kommer", "går", "deltar",
    "comes", "attend", "go", "namnbyte",
)  # fmt: skip
_FOR_ONE = Wordwise.beginning(
    _FOR_ONE_BEGINS,
    r"(?i:\b(?:i ?stället för|instead of|in place of|i stedet for|byta? ut|byter ut|ersätts av|"
    r"ersätter|replaced? by|replaces?|substitute)\s+(?:mig|me|meg|min kollega|my colleague)\b)"
    r"|(?i:\b(?:i ?stället för|instead of|in place of|byta? ut|ersätter|ersätta|replaces?|byta?|"
    r"byter|swap|substitute))\s+[A-ZÅÄÖ][a-zåäöéü-]+\s+[A-ZÅÄÖ]"
    r"|(?i:\b(?:plats\w*\s+(?:kan\s+|få\s+)?(?:gå|lämnas|ges|överlåtas)\s+till|"
    r"ge\s+(?:gärna\s+)?min\s+plats\s+till|(?:give|pass)\s+my\s+(?:place|seat|spot)\s+to))"
    r"\s+[A-ZÅÄÖ][a-zåäöéü-]+\s+[A-ZÅÄÖ]"
    r"|(?i:\b(?:ta|tar|överta|övertar|take|takes|taking)\s+(?:över\s+)?"
    r"(?:(?:min|hennes|hans|deras|my|his|her|their)\s+(?:plats|place|seat|spot)|platsen)\b)"
    r"|(?i:\b(?:i|in)\s+(?:mitt|hennes|hans|my|her|his|mit)\s+(?:ställe|place|stead|sted)\b)"
    r"|(?i:\b(?:kommer|går|deltar|comes?|coming|attends?|go)\s+(?:i ?stället|instead)\b)"
    r"|(?i:\bnamnbyte\b)",
    re.NOFLAG,  # the names in it have capitals
)


def sides(text: str, names: Sequence[Name]) -> dict[str, Side]:
    """The side of each name that the words around it tell; the first telling mention decides."""
    told: dict[str, Side] = {}
    before: tuple[Name, Side] | None = None
    for name in names:
        side = _side(text, name)
        if (
            side is None
            and before is not None
            and _JOINED.fullmatch(text, before[0].end, name.start)
        ):
            side = before[1]
        if side is not None:
            before = (name, side)
            known = next((other for other in told if same_person(other, name.text)), None)
            if known is None:
                told[name.text] = side
    return told


def speaks_of_substitution(text: str) -> bool:
    """Whether one person comes for another: `i stället för` a person, not a dish or a seminar."""
    return _FOR_ONE.search(text) is not None


def sender_leaves(text: str) -> bool:
    """Whether the sender gives up their own place."""
    return _ME_OUT.search(text) is not None


def _side(text: str, name: Name) -> Side | None:
    before = text[max(0, name.start - NEAR) : name.start]
    after = text[name.end : name.end + 2 * NEAR]
    if _POSSESSIVE.match(after) or _AFTER_OUT.match(after) or _BEFORE_OUT.search(before):
        return Side.OUT
    if _AFTER_IN.match(after) or _BEFORE_IN.search(before):
        return Side.IN
    return None
