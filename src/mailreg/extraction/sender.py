"""The sender of a letter: the name they go by, and where in it they speak of themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mailreg.extraction.lexicons import alternatives, phrases
from mailreg.extraction.names import Name, find_names, has_initial, same_letters, same_person
from mailreg.extraction.persons import Person
from mailreg.extraction.preceding import without_roles
from mailreg.extraction.reading import Reading
from mailreg.extraction.shown import address_words, known_words, shown_name
from mailreg.extraction.uncapitalised import lower_case_names
from mailreg.extraction.wordwise import Wordwise


def find_sender(reading: Reading, names: Sequence[Name]) -> Person | None:
    """The sender's name as they say it, sign it, or as From shows it; full where it can be had."""
    shown = shown_name(reading.address)
    said = [n for n in names if _is_said(reading.words, n, shown)]
    hints = address_words(reading.address)
    signed = find_names(reading.closing, hints, known_words(reading.address))[:SIGNED_AT_MOST]
    signed += tuple(lower_case_names(reading.closing, signed, hints)) if not signed else ()
    signed += last_lines(reading.words, names) if not signed else ()
    for name in [n for n in said if n.is_full]:
        return _person(name, "body", 0.95)
    for name in [n for n in signed if n.is_full and not (shown and has_initial(n.text))][:1]:
        if shown is None or _shares_word(name.text, shown) or not said:
            return _person(name, "body", 0.9)
    if shown is not None:
        written = next((n for n in names if n.is_full and _is_fuller(n.text, shown)), None)
        return _person(written, "body", 0.9) if written else _from_display(reading, shown)
    return _in_part(reading, names, [*said, *signed])


def last_lines(text: str, names: Sequence[Name]) -> tuple[Name, ...]:
    """The name alone on one of the last lines, where no polite formula stands above it."""
    end = len(text.rstrip())
    for name in names[-2:]:
        first = text.rfind("\n", 0, name.start) + 1
        is_near = end - name.end <= SIGNATURE_AT_MOST
        if is_near and first > 0 and _ALONE.fullmatch(text, first, _line_end(text, name.end)):
            return (name,) if not _names_above(text, first, names) else ()
    return ()


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _names_above(text: str, first: int, names: Sequence[Name]) -> bool:
    """A list of names goes on here, it is no signature."""
    above = text[:first].rstrip()
    line = above.rfind("\n") + 1
    return text.count("\n", len(above), first) < 2 and any(line <= n.start < first for n in names)


_ALONE = re.compile(r"[ \t]*[/~*–—-]{0,3}[ ]?[^\W\d_][\w .'’-]{2,50}(?:,[^,\n\d]{2,40})?[ \t]*")
SIGNED_AT_MOST = 4  # names in a signature that are looked at
SIGNATURE_AT_MOST = 90  # code points behind a name that signs without a formula


def _in_part(reading: Reading, names: Sequence[Name], parts: Sequence[Name]) -> Person | None:
    """Somebody who signs with a given name, or whose address holds it, and is named in full."""
    first = [part.text.casefold() for part in parts] + sorted(_own_words(reading))
    for name in (n for n in names if n.is_full):
        if name.text.casefold().split()[0] in first:
            return _person(name, "body", 0.85)
    return _person(parts[0], "body", 0.5) if parts else None


def _is_fuller(name: str, shown: str) -> bool:
    """`Åsa Lindén` for `Asa Linden`, `Anders Wikström` for `Anders W`."""
    if same_letters(name, shown):
        return True
    return has_initial(shown) and not has_initial(name) and same_person(name, shown)


def _own_words(reading: Reading) -> frozenset[str]:
    """Words of display name and address, and the only word that the letter is signed with."""
    shown = reading.address.name.casefold().split() if reading.address else []
    return address_words(reading.address) | (frozenset(shown) if len(shown) == 1 else frozenset())


def _from_display(reading: Reading, shown: str) -> Person:
    given = shown.split(maxsplit=1)[0]
    start = max(0, reading.sender.text.find(given))
    return Person(
        name=shown,
        start=start,
        end=min(len(reading.sender.text.split("<")[0].rstrip()), start + len(shown)),
        part="from",
        is_sender=True,
        confidence=0.9,
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


def _is_said(text: str, name: Name, shown: str | None) -> bool:
    """Whether the sender says that this is their name: `jag heter …`, `… heter jag`, `jag, …,`.

    The last form may as well begin a list of others, where From shows another name.
    """
    before = text[max(0, name.start - 60) : name.start]
    after = text[name.end : name.end + 24]
    called = _CALLED_BEFORE.search(before)
    is_called = called is not None and not _OTHERS_CALLED.search(
        before[: called.end()].rstrip(" :(")
    )
    if _MY_NAME.search(before) or is_called or _CALLED_AFTER.match(after):
        return True
    fits = shown is None or _shares_word(name.text, shown)
    return fits and bool(_MYSELF_BEFORE.search(before) or _ON_BADGE.search(before))


_CALLED = alternatives("people", "called")

_TITLED = r"(?:(?:dr|prof|professor|doktor|mr|mrs|ms|mx|fru|herr)\.?[ ])?"
_CALLED_BEFORE = re.compile(
    rf"(?<!\w)(?:{_CALLED})[ :(]{{1,3}}"
    rf"{_TITLED}$",
    re.IGNORECASE,
)
# `Han heter Bo Rydberg`, `min chef heter …`
_OTHERS_CALLED = re.compile(
    r"(?i)(?<!\w)(?!jag|och|som|här|undertecknad)[^\W\d_]+[ ](?:som[ ])?(?:heter|hetar|hedder)$"
)
_IS = (
    r"(?:[ ](?:in full|(?:on|for) (?:the|my) badge|på skylten|på namnskylten|is|should|shall|be|"
    r"read|reads|say|ska|skall|det|stå|står|är|er|vara|officially|egentligen)){0,5}[ :,]{1,3}"
)
# `my full name for the badge is Dr …`
_MY_NAME = re.compile(
    rf"(?i)(?<!\w)(?:my|mitt|mit)[ ](?:\w+[ ]){{0,2}}(?:name|namn|navn){_IS}{_TITLED}$"
)
# Perhaps of somebody else: it counts where it fits what From shows.
_ON_BADGE = re.compile(
    r"(?i)(?<!\w)(?:full(?:ständigt|t|a)? name?|fullständigt namn|fullt navn|(?:på )?namnskylten|"
    rf"(?:på )?namnbrickan|(?:the )?name on (?:the|my) badge|(?:the|my) badge){_IS}{_TITLED}$"
)
_MYSELF_BEFORE = re.compile(
    r"(?<!\w)(?:(?i:jag(?: själv)?|mig(?: själv)?|mej|undertecknad|undertegnede|undertegnet|myself|"
    r"jeg(?: selv)?|meg(?: selv)?|ich(?: selbst)?|mich|minä|minulla|minulle)|I|me)[ ]?[,(][ ]?$"
)
_CALLED_AFTER = re.compile(
    r"(?i)[ ,]{1,2}(?:heter jag|är mitt namn|är namnet|here\b|här\b|e namnet|hedder jeg|heter jeg|"
    r"\(?(?:det är jag|dvs jag|d\.v\.s\. jag|alltså jag|jag som skriver|that's me|that is me|"
    r"det er meg|det er mig)|\((?:undertecknad|jag själv|jag|mig själv|myself|me|meg|mig)\))"
)


def first_wish(text: str) -> int | None:
    """Where the sender first says that they come; `jag vill anmäla Anna` is no such place."""
    for match in phrases("people", "me_attends").finditer(text):
        if _ENDS_WITH_ME.search(match.group()) and not _WISHES.match(text, match.end()):
            continue
        if not _FOR_OTHERS.search(text[match.start() : match.end() + 60]):
            return match.start()
    bare = _WISHES_BARE.search(text)
    if bare:
        return bare.start("wish")
    listed = _LISTED_ME.search(text)
    if listed:
        return listed.start("me")
    named = _NAMED_AND_WISHES.search(text)
    return named.start() if named else None


# `Skulle gärna vilja vara med`, without a word for who
_WISHES_BARE = re.compile(
    r"(?i)(?:^|[.!?]\s|\n)[ \t]{0,9}(?:hej!? )?(?P<wish>(?:skulle|vill|önskar|hoppas|tänkte|kommer|"
    r"would|vil|ønsker|"
    r"hope)(?:[ ](?:gärna|också|så|ju|väldigt|jätte\w+|vilja|kunna|få|verkligen|love|like|to|"
    r"gjerne|"
    r"gerne)){0,4}[ ](?:komma|delta|deltaga|vara med|medverka|lyssna|närvara|attend|come|join|"
    r"komme|"
    r"deltage|være med)(?!\w))"
)
# `jag heter Karin Holm och vill gärna delta`, and not `… och vill anmäla Per Ek`
_NAMED_AND_WISHES = re.compile(
    r"(?<!\w)(?i:jag heter|mitt namn är|my name is|jeg heter|jeg hedder|ich heiße|"
    r"undertecknad,?)[ ](?:[^\W\d_][\w'’-]*[ ,]{1,2}){1,4}[^.!?\n]{0,80}?"
    r"(?i:(?:och|o|and|og|und)[ ](?:jag |i |jeg |ich )?(?:vill|skulle|önskar|hoppas|undrar|"
    r"anmäler|kommer|deltar|would|want|wish|hope|vil|ønsker|håber|håper|möchte|würde)(?!\w)"
    r"(?![^.!?\n]{0,25}(?:anmäla|register|sign up|boka|melde|tilmelde|skicka|avboka)"
    r"[ ](?!mig|me\b|meg|for\b)))"
)


# `vi är tre: jag, Karin Holm och Per Ek`
_LISTED_ME = re.compile(
    r"[:,][ \n](?P<me>(?i:jag|mig|me|myself|jeg|meg|ich|undertecknad|undertegnede)|I)"
    r"(?: själv| selv| selbst)?[ ]?(?:[,(.]|och|o|samt|and|og|und)(?!\w)"
)
_ENDS_WITH_ME = re.compile(r"(?i)^(?:och|samt|o|and|og|und|ja)\s(?:jag|i|jeg|ich|minä)$")
# `… och jag` is a wish at the end of a list; `… och jag bemannar växeln` is none.
_WISHES = re.compile(
    r"(?i)\s*(?:[^\w\s]|$|\n|(?:vill|skulle|hoppas|önskar|kommer|ska|har|är|får|få|kan|tänkte|"
    r"deltar|"
    r"själv|undrar|behöver|anmäler|båda|också|gärna|would|will|want|hope|wish|are|have|need|could|"
    r"both|can|vil|ønsker|håber|håper|er|möchten|würden|wollen|haluaisimme|tulisimme|som|åker|går|"
    r"väljer|tål|äter|med|följer|hänger|ansluter|blir|representerar)(?!\w))"
)
_FOR_OTHERS = re.compile(
    r"(?i)^(?:jag|i|jeg|ich|vill jag|skulle jag|kan jag|härmed)?\s?[^.!?\n]{0,30}?(?:anmäla|"
    r"register|sign up|melde på|tilmelde|anmelden|boka in|book|ilmoittaa):?\s+(?!mig|oss|me\b|us\b|"
    r"mej|min\b|"
    r"for\b|to\b|till\b|mich)"
)


def first_place(
    text: str, names: Sequence[Name], sender: Person, wanted: int | None, language: str
) -> int:
    """Where the sender is first named or joined to others; attendees are ordered by it."""
    places = [n.start for n in names if sender.name and same_person(n.text, sender.name)]
    joined = [m for pattern in _joined_me(language) if (m := pattern.search(text))]
    if joined:
        first = min(joined, key=re.Match.start)
        places.append(first.start("me") if first.start("me") >= 0 else first.start())
    if not places and wanted is not None:
        places.append(wanted)
    return min(places) if places else len(text)


_NO, _DA = "jeg|meg|undertegnede|underteikna", "jeg|mig|undertegnede"


@cache
def _joined_me(language: str) -> tuple[Wordwise, re.Pattern[str]]:
    """The sender joined to others by a word for `and`, and by a comma."""
    me = {"en": "I|me|myself", "fi": "minä", "de": "ich|mich", "no": _NO, "da": _DA}
    words_for_me = me.get(language, "jag|mig|mej|undertecknad")
    joins = "och|samt|and|og|ja|und"
    then_me = rf"\s+(?:även |också |för |min )?(?P<me>{words_for_me})(?!\w)"
    by_word = Wordwise.beginning(
        f"{joins}|{words_for_me}".split("|"),
        rf"(?:{joins}){then_me}|(?i:{words_for_me})\s+(?:själv\s+)?(?:(?:{joins})(?!\w)|,(?!\w))",
        re.NOFLAG,
    )
    return by_word, re.compile(rf",(?<!\w,){then_me}")


def is_one_of_them(text: str, names: Sequence[Name], sender: Person) -> bool:
    """The sender's own name among those of others: in a list, joined by `och`, behind a label."""
    full = [n for n in names if n.is_full]
    for position, name in enumerate(full):
        if not sender.name or not same_person(name.text, sender.name):
            continue
        line = text[text.rfind("\n", 0, name.start) + 1 : name.start]
        near = [n for n in full[max(0, position - 1) : position + 2] if n is not name]
        if _NAME_LABEL.search(line) or (_BULLET.fullmatch(line) and _NOTED.match(text, name.end)):
            return True
        if any(_are_joined(text, name, other) for other in near) or _ITS_ME.match(text, name.end):
            return True
        if _BULLET.fullmatch(line) and any(
            _on_next_line(text, name, other) and _begins_line(text, other) for other in near
        ):
            return True
    return False


def comes_along(text: str, names: Sequence[Name], sender: Person) -> bool:
    """`Nämndsekreterare Eva Ek följer med`: the sender tells of their coming by their name."""
    own = (name for name in names if sender.name and same_person(name.text, sender.name))
    return any(_COMES.match(text, name.end) for name in own)


_COMES = re.compile(
    r"(?i)[ ,]{1,2}(?:\([^()\n]{0,40}\)[ ]?)?(?:(?:som|också|även|själv)[ ]){0,2}(?:följer|"
    r"kommer|deltar|"
    r"ansluter|hänger|medverkar|närvarar|attends|is coming|will (?:attend|come|join)|"
    r"deltager)(?!\w)"
    r"(?![ ]inte|[ ]ej|[ ]ikke|[ ]not)"
)


def _begins_line(text: str, name: Name) -> bool:
    return _BULLET.fullmatch(text, text.rfind("\n", 0, name.start) + 1, name.start) is not None


def _are_joined(text: str, one: Name, other: Name) -> bool:
    first, second = sorted((one, other), key=lambda name: name.start)
    between = _NOTE.sub("", text[first.end : second.start])
    return bool(
        len(between) <= BETWEEN_AT_MOST
        and (_TOGETHER.fullmatch(between) or _TOGETHER.fullmatch(without_roles(between) + " "))
    )


_NOTE = re.compile(r",[ ][\w ]{2,40}(?=,)|[ ]?\([^()\n]{0,40}\)")  # `Kim Ek, chef, och Per Holm`
BETWEEN_AT_MOST = 60  # code points from a name to one that it is joined to


_TOGETHER = re.compile(
    r"(?i)[ \t]*(?:,|;|&|\+)?[ \t]*(?:och|o|samt|and|og|ja|und|plus|respektive)?[ \t]*"
    r"(?:(?:så|också|även|then|also)[ ])?(?:(?:undertecknad|jag|mig|me|myself|jeg|meg|"
    r"ich)[ ,]{1,2})?"
    r"(?:(?:min|mina|vår|våra|vårt|our|my|her|his|hans|hennes|sin|sina|vores|meine?r?|unsere?r?)[ ]"
    r"(?:[^\W\d_]+[ ]){1,2})?"
)


def _on_next_line(text: str, one: Name, other: Name) -> bool:
    """In a list; the last name below a blank line is a signature."""
    first, second = sorted((one, other), key=lambda name: name.start)
    lines = text.count("\n", first.end, second.start)
    return lines == 1 or (lines == 2 and bool(_GOES_ON.search(text, second.end)))


_ITS_ME = re.compile(
    r"(?i)[ ]?[,(][ ]?(?:det är )?(?:jag|undertecknad|me|myself|jeg|ich|meg)[ ]?[),]"
)
_NOTED = re.compile(r"[ \t]?(?:\([^)\n]*\)[ ]?)?(?::[ ]|[-–—][ ])")
_NAME_LABEL = re.compile(
    r"(?i)(?:namn|name|deltagare|participants?|navn|nimi)[ ]?\d?[ ]?:[^\n:]{0,60}$"
)

_GOES_ON = re.compile(r"\n[ \t]*\n?[ \t]*\S+[ ]\S+[ ]\S")  # more than a name or two words below
_BULLET = re.compile(
    r"[ \t]*(?:[-*•·–+]|\d{1,2}[.)])?[ \t]*(?:[A-ZÅÄÖa-z.]{2,5}[ ]|[a-zåäö]{4,25}[ ])?"
)
