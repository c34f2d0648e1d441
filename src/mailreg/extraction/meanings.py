"""By what words a letter means a session: its name and phrases, and their plain meaning.

Beside the event's own phrases, a session of a group is meant by words that it shares with no other
(`vårdspåret`, `det om transporter`), by its number or letter in the list (`seminarium 2`), and by a
cell or an answer that holds nothing else. Which session a stretch means is a vote of its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from mailreg.event import Category, Event, Question, Session
from mailreg.event.values import Choice
from mailreg.extraction.inline import Inline
from mailreg.extraction.lexicons import alternatives, entries, keys, words
from mailreg.extraction.wordwise import Wording, Wordwise, wording

STEM_FROM = 5  # letters; a longer phrase also matches with another ending
HITS_AT_MOST = 40  # of one letter

Asked = Session | Category | Question | Choice
Span = tuple[int, int]
Worded = tuple[str, str]  # language and phrase


class Strength(IntEnum):
    """How surely a stretch means a session rather than a subject."""

    WORD = 1  # one word, such as `AI`
    PHRASE = 2  # several words of the event file
    POINTED = 3  # called a seminar: `det om vård`, `AI-spåret`, `seminarium 2`
    NAME = 4  # the full name


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place at which a session of a group is meant."""

    start: int
    end: int
    session: Session
    strength: Strength


def entries_of(asked: Asked) -> tuple[str, ...]:
    """Names and phrases of something that an event asks or offers, in all languages."""
    return tuple(entry for _, entry in worded(asked))


def worded(asked: Asked) -> tuple[Worded, ...]:
    """The same, each with its language."""
    phrased = ((code, one) for code, found in asked.phrases.items() for one in found)
    return (*asked.name.items(), *phrased)


@lru_cache(maxsize=256)
def pattern_of(entries: tuple[Worded, ...]) -> Wording | None:
    """Whatever of the entries, with other endings too; None where there is none."""
    usable = {(code, entry.strip()) for code, entry in entries if entry.strip()}
    if not usable:
        return None
    longest = sorted(usable, key=lambda one: (-len(one[1]), one))
    inside = "|".join(_loosely(code, entry) for code, entry in longest)
    return wording([entry for _, entry in longest], rf"(?:{inside})(?!\w)")


def _loosely(language: str, entry: str) -> str:
    """A phrase with any white space, any punctuation at its commas, and another ending."""
    pattern = re.escape(entry).replace(r"\ ", r"\s+").replace(",", r",?")
    if language == "en" and entry[-1:].isalpha():
        return rf"{pattern}(?:s|'s|’s)?"
    if entry[-1:].isalpha() and len(entry.rsplit(maxsplit=1)[-1]) >= STEM_FROM:
        stem = re.sub(r"(?:et|en)$", "", pattern)
        return rf"{stem}(?:{_ENDINGS})?"
    return pattern if len(entry) > 3 or not entry.isalpha() else rf"{pattern}(?:-\w+)?"


_ENDINGS = (
    "en|et|n|t|a|e|ar|er|or|na|ne|ene|erne|arna|erna|orna|s|ens|ets|ns|ts|arnas|ernas|'s|’s|eja|"
    "ksi|ssa|een|en"
)


def find_hits(text: str, event: Event) -> list[Hit]:
    """Where sessions of groups are meant, in order, none within another."""
    grouped = [session for session in event.sessions if session.group]
    if not grouped:
        return []
    found = [*_by_phrase(text, grouped), *_pointed(text, grouped), *_by_number(text, grouped)]
    found += _by_word(text, grouped)
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        elif hit.strength > kept[-1].strength and hit.end >= kept[-1].end:
            kept[-1] = hit
    return kept[:HITS_AT_MOST]


def _by_phrase(text: str, grouped: Sequence[Session]) -> Iterator[Hit]:
    for session in grouped:
        pattern = pattern_of(worded(session))
        for match in pattern.finditer(text) if pattern else ():
            strength = _strength(match.group(), session)
            yield Hit(start=match.start(), end=match.end(), session=session, strength=strength)


def _strength(found: str, session: Session) -> Strength:
    if any(_squashed(name) == _squashed(found) for name in session.name.values()):
        return Strength.NAME
    if _SEMINAR.search(found):
        return Strength.POINTED
    return Strength.PHRASE if " " in found.strip() else Strength.WORD


def _squashed(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


_SEMINAR = re.compile(
    r"(?i)(?:seminari\w*|seminar|spår\w*|pass\w*|sessions?|track|workshop\w*|blocket?|"
    r"seminaari\w*)$"
)


def _pointed(text: str, grouped: Sequence[Session]) -> Iterator[Hit]:
    """`det om transporter`, `AI-spåret`, `the session on care`."""
    for cue in (_ABOUT, _COMPOUND, _LABELLED):
        for match in cue.finditer(text):
            start, end = match.span("subject")
            # `det om AI, Bertil på det om transporter`
            comma = _COMMA.search(text, start, end)
            end = comma.start() if comma else end
            session = meant(text[start:end], grouped)
            if (
                session is None and comma and not _TURNS.match(text, end)
            ):  # `det om bussar, tåg och framtidens resande`
                start, end = match.span("subject")
                session = meant(text[start:end], grouped)
            if session is not None:
                yield Hit(start=match.start(), end=end, session=session, strength=Strength.POINTED)


_THINGS = (
    "det", "den", "de", "das", "seminarium", "spår", "spor", "pass", "session", "track", "workshop",
    "föreläsning", "föredrag", "the", "that", "one",
)  # fmt: skip
_ABOUT = Wordwise.beginning(
    _THINGS,
    r"(?<!\w)(?:det|den|de|das|seminari\w*|seminar\w*|spår\w*|spor(?:et)?|pass(?:et)?|"
    r"sessione?n?|track|workshop\w*|föreläsning\w*|föredrag\w*|the one|that one|one)[ ]"
    r"(?:där[ ]|der[ ])?(?:(?:som[ ])?handlar[ ])?"
    r"(?:om|about|on|kring|över|über|zum|vedrørende|med)[ ]"
    r"(?P<subject>[^.;:!?\n()]{2,70}?)(?=[.;:!?\n()]|,[ ](?:annars|och|men|är|om|and|but|or|if|"
    r"så|resten|medan|i|som|hon|han|jag|vi)\b|$)",
)
_LABELLED = Wordwise.beginning(
    ("seminarium", "spår", "session", "track", "pass", "val"),
    r"(?<!\w)(?:seminari\w*|seminar\w*|spår|pass|sessione?n?|track|val)[ ]?[:?][ \t]*"
    r"(?P<subject>[^.;,\n()]{2,60})",
)
_COMPOUND = Inline(
    "semin|spår|pass|session|track|workshop|block|föreläsning",
    r"(?<![\w-])(?P<subject>[^\W\d_]{2,24})(?:-|[ ])?(?:seminari(?:et|um)?|seminaari\w{0,3}|"
    r"seminar(?:et)?|spår(?:et)?|passet|session(?:en)?|track|workshop(?:en)?|blocket|föreläsningen)(?!\w)",
    re.IGNORECASE,
)


_TURNS = re.compile(r"(?i), (?:utan|men|but|så|jag|vi|sondern)\b")
_COMMA = re.compile(r"(?i),(?! (?:vem|who|hvem|wer)\b)")


def meant(subject: str, grouped: Sequence[Session]) -> Session | None:
    """The session for which most words of a stretch speak; None where none or several do."""
    found = " ".join(["", *re.findall(r"[^\W\d_]+", subject.casefold()), ""])
    stems = [_stems(entries_of(session)) for session in grouped]
    best, votes = None, 0
    for place, session in enumerate(grouped):
        points = _votes(found, stems[place], [*stems[:place], *stems[place + 1 :]])
        if points > votes:
            best, votes = session, points
        elif points == votes:
            best = None
    return best


def _votes(found: str, own: frozenset[str], others: Sequence[frozenset[str]]) -> int:
    """Two for a word of this session alone, one for a word that another has too.

    In `found` a space stands before each word and at the end; of a short stem all must be there.
    """
    spoken = [stem for stem in own if (f" {stem}" if len(stem) > 3 else f" {stem} ") in found]
    return sum(1 if any(stem in other for other in others) else 2 for stem in spoken)


@lru_cache(maxsize=256)
def _stems(entries: tuple[str, ...]) -> frozenset[str]:
    """The words that tell a session, without endings; `AI` as it is."""
    found = {word for entry in entries for word in re.findall(r"[^\W\d_]+", entry.casefold())}
    stems = {_SEMINAR.sub("", word) or word for word in found - words("answers", "no_subject")}
    own = {_stem(stem) for stem in stems if len(stem) > 3 or stem in _short(entries)}
    groups = [words("answers", f"subject.{key}") for key in keys("answers", "subject")]
    shared = {
        word for group in groups if any(_in_group(stem, group) for stem in own) for word in group
    }
    return frozenset(own | {word.rstrip("*") for word in shared})


def _in_group(stem: str, group: frozenset[str]) -> bool:
    return any(stem.startswith(word[:-1]) if word.endswith("*") else stem == word for word in group)


def _short(entries: tuple[str, ...]) -> frozenset[str]:
    capitals = {word for entry in entries for word in re.findall(r"\b[A-ZÅÄÖ]{2,3}\b", entry)}
    return frozenset(word.casefold() for word in capitals)


def _stem(word: str) -> str:
    return _TAIL.sub("", word) if len(word) > 5 else word


_TAIL = re.compile(r"(?<=\w{4})(?:ernas|arnas|erna|arna|ens|ets|en|et|er|ar|or|n|s|t)$")


def _by_word(text: str, grouped: Sequence[Session]) -> Iterator[Hit]:
    """`Sara: vård`, `jag på transport`: a word for one of them, where it stands as a choice."""
    for match in _subjects().finditer(text):
        before = text[max(0, match.start() - 20) : match.start()]
        if _TO_IT.search(before) and _ENDS.match(text, match.end()):
            session = meant(match.group(), grouped)
            if session is not None:
                yield Hit(
                    start=match.start(), end=match.end(), session=session, strength=Strength.WORD
                )


@cache
def _subjects() -> Wordwise:
    wider = words("answers", "wider")
    subjects = [entry for entry in entries("answers", "subject") if entry not in wider]
    stems = "|".join(sorted((re.escape(word.rstrip("*")) for word in subjects), reverse=True))
    return Wordwise.beginning(
        subjects,
        rf"(?:{stems})(?:{_ENDINGS}|frågor|frågorna|system|systemet|lösningar\w*|"
        rf"politik\w*)?(?![\w-])",
    )


_TO_IT = re.compile(
    r"(?i)(?:(?<!\w)(?:på|till|om|on|about|to|til|auf|zu|1:a|seminari\w*|seminar|session|track|"
    r"spår|framtid\w{1,3}|morgondagens|"
    r"(?-i:[A-ZÅÄÖ][a-zåäö-]+))[ ]|"
    r"[,;:|\t\n(–-][ ]*|^)$"
)
_ENDS = re.compile(
    r"(?i)[ ]*(?:$|[,;:|\t\n).!?]|[ ][–-][ ]|(?:först|sen|sedan|för|och|medan|men|"
    r"i (?:första|andra)|på (?:em|eftermiddag\w*)|efter lunch|i ?stället|instead|tack|for|and|"
    r"but|while|please|og|"
    r"und)(?!\w))"
)


def _by_number(text: str, grouped: Sequence[Session]) -> Iterator[Hit]:
    """`seminarium 2`, `spår B`, `det tredje seminariet`, by the order of the event file."""
    for match in _numbered().finditer(text):
        place = place_of(match["plain"] or match["number"] or match["ordinal"])
        if place is not None and place < len(grouped):
            yield Hit(
                start=match.start(),
                end=match.end(),
                session=grouped[place],
                strength=Strength.POINTED,
            )


@cache
def _numbered() -> Wordwise:
    ordinals = alternatives("answers", "ordinal")
    things = (
        "nr",
        "nummer",
        "no",
        "number",
        "seminarium",
        "spår",
        "session",
        "track",
        "alternativ",
        "option",
        "val",
    )
    return Wordwise.beginning(
        (*things, *entries("answers", "ordinal")),
        r"(?<!\w)(?:(?<=väljer )|(?<=väljer jag )|(?<=tar )|(?<=tar jag )|(?<=choose ))"
        r"(?:nr|nummer|no|number)[. ]{1,2}(?P<plain>\d)(?![\w:.]\w|\w)"
        r"|(?<!\w)(?:seminari\w{0,4}|seminar|spår|session|track|alternativ|option|seminarieval|val)"
        r"[ :]{1,3}(?:nummer |nr\.? ?|no\.? ?|number |#)?"
        r"(?P<number>\d|[a-hA-H](?![\w'’]|[ ][a-zåäö]))"
        rf"(?![\w:.]\w|\w)|(?<!\w)(?P<ordinal>{ordinals})"
        r" (?:seminari\w*|seminar\w*|spåret|session)",
    )


def place_of(mark: str) -> int | None:
    """The place, from 0, that a number, a letter or an ordinal means."""
    plain = mark.lower()
    if plain.isdigit():
        return int(plain) - 1 if int(plain) > 0 else None
    if len(plain) == 1:
        return ord(plain) - ord("a")
    for place, key in enumerate(("1", "2", "3", "4")):
        if plain in words("answers", f"ordinal.{key}"):
            return place
    return None


def options_in(quoted: str, event: Event) -> Mapping[str, Session]:
    """The sessions of a quoted list, by the letter or number before each."""
    grouped = [session for session in event.sessions if session.group]
    found: dict[str, Session] = {}
    for match in _OPTION.finditer(quoted):
        session = meant(match.group("title"), grouped)
        if session is not None:
            found[match.group("mark").lower()] = session
    return found


_OPTION = re.compile(r"(?m)^[ \t>*•-]*\(?(?P<mark>[a-hA-H1-9])[).:][ \t]+(?P<title>[^\n]{3,90})$")
