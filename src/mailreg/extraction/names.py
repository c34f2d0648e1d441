"""Where names of persons stand in a text: nothing is said yet of what the letter wants of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise, zip_longest

from mailreg.extraction.lexicons import keys, phrases, words
from mailreg.extraction.likeness import (
    BEFORE,
    ENOUGH,
    NEVER,
    SURE,
    is_abbreviation,
    is_organisation,
    is_word_too,
    likeness,
    stands_for_place,
)
from mailreg.extraction.runs import Word, heads_sentence, is_given, is_initial, runs, trimmed

LONGEST_NAME = 6  # words, particles included
LONGEST_RUN = 14  # words, with the roles before a name; a longer run holds none
RUNS_AT_MOST = 250  # of capitalised words in a text; a letter has a few dozen
TURNED_AT_MOST = 100  # names written surname first
NO_HINTS: frozenset[str] = frozenset()

JOINS = re.compile(
    r"(?i)[ \t]*(?:,|;|&|\+|och|samt|and|og|ja|und|plus|,[ ](?:och|samt|and)|respektive)[ \t]{1,2}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as it stands in a text."""

    text: str  # given name first, titles left out
    start: int
    end: int
    is_full: bool  # given name and surname; False: a part of a name
    is_sure: bool  # whether enough speaks for it being a person's


@lru_cache(maxsize=8)  # several readers of one letter ask for the names of the same text
def find_names(
    text: str, hints: frozenset[str] = NO_HINTS, known: frozenset[str] = NO_HINTS
) -> tuple[Name, ...]:
    """All that are likely names of persons, in order.

    `hints` are words of the sender's address, `known` those of full names elsewhere in the letter,
    all case-folded. A word that stands alone counts where it is a given name or a part of a full
    name, of those in the text or of `known`.
    """
    first = surname_first(text)
    taken = [(name.start, name.end) for name in first]
    found, single = list(first), []
    for run in _candidates(text, taken):
        name = _full(run, text, hints, found)
        if name is not None:
            found.append(name)
        else:
            single.append(run)
    parts = known | {part.casefold() for name in found for part in name.text.split()}
    found += [name for run in single for name in _partial(run, text, parts)]
    ordered = sorted(_parts_known(_uncorrected(text, found)), key=lambda name: name.start)
    return tuple(_with_shared_surname(text, ordered, parts))


def _with_shared_surname(text: str, names: list[Name], parts: frozenset[str]) -> Iterator[Name]:
    """`Karin och Per Holm`: most likely two of that surname; not sure."""
    for name, following in zip_longest(names, names[1:]):
        if (
            following is None
            or name.is_full
            or not following.is_full
            or name.text.casefold() in parts
            or not _AND.fullmatch(text, name.end, following.start)
        ):
            yield name
        else:
            surname = following.text.split(maxsplit=1)[1]
            yield replace(name, text=f"{name.text} {surname}", is_full=True, is_sure=False)


_AND = re.compile(r"(?i)[ ](?:och|o|&|and|og|und|ja)[ ]")


def _uncorrected(text: str, found: list[Name]) -> list[Name]:
    """Without a name that is taken back at once: `Kristofer Ek, förlåt, Christoffer Ek`."""
    ordered = sorted(found, key=lambda name: name.start)
    wrong = [
        name
        for name, following in pairwise(ordered)
        if name.is_full and following.is_full
        if _CORRECTS.fullmatch(text, name.end, following.start)
    ]
    return [name for name in ordered if name not in wrong]


_CORRECTS = re.compile(
    r"(?i)[ ]?[,.–-]{1,3}[ ]?(?:förlåt|nej(?: förresten| vänta)?|eller nej|sorry|ursäkta|oj|"
    r"rättare sagt|jag menar|i mean|no wait|rather|fel av mig|undskyld|unnskyld|entschuldigung)"
    r"[,.:–-]{0,2}[ ]"
    r"(?:det ska vara |ska det vara |jag menar )?"
)


def _parts_known(found: list[Name]) -> Iterator[Name]:
    """`Thu Hà` beside `Nguyễn Thị Thu Hà` is a part of that name, no full one."""
    full = [set(_folded(name.text)) for name in found if name.is_full]
    for name in found:
        parts = set(_folded(name.text))
        is_part = name.is_full and len(full) > 1 and any(parts < other for other in full)
        yield replace(name, is_full=False) if is_part else name


def _candidates(text: str, taken: list[tuple[int, int]]) -> Iterator[list[Word]]:
    for run in islice(runs(text), RUNS_AT_MOST):
        kept = trimmed(run, text) if len(run) <= LONGEST_RUN else []
        if (
            kept
            and len(kept) <= LONGEST_NAME
            and not any(kept[0].start < end and start < kept[-1].end for start, end in taken)
        ):
            yield kept


def _full(run: list[Word], text: str, hints: frozenset[str], before: list[Name]) -> Name | None:
    if sum(word.is_capitalised for word in run) < 2 or is_abbreviation(run):
        return None
    points = likeness(run, text, hints)
    if points != NEVER and before and JOINS.fullmatch(text, before[-1].end, run[0].start):
        points += 2
    if points < ENOUGH:
        return None
    return _make(_ungenitive(run, text, hints), full=True, sure=points >= SURE)


def _partial(run: list[Word], text: str, parts: frozenset[str]) -> Iterator[Name]:
    """A given name alone, or some of the words of a full name."""
    run = _ungenitive(run, text, parts)
    if all(word.text.casefold() in parts for word in run):
        yield _make(run, full=False, sure=True)
        return
    if len(run) > 1 or not is_given(run[0].text) or is_word_too(run[0], text):
        return
    if stands_for_place(text[max(0, run[0].start - BEFORE) : run[0].start]):
        return  # `Hörselslingan i Salem`
    enough = SURE + 1 if heads_sentence(run[0], text) else SURE
    if likeness(run, text, NO_HINTS) >= enough:
        yield _make(run, full=False, sure=True)


def _ungenitive(run: list[Word], text: str, parts: frozenset[str]) -> list[Word]:
    """`Pirjo Niskalas anmälan`, `Ainos ruta`: without the `s` of the genitive."""
    last = run[-1]
    bare = last.text[:-1]
    if not last.text.endswith("s") or len(bare) < 3:
        return run
    if bare.casefold() in parts or _is_possessed(run, text):
        return [*run[:-1], Word(text=bare, start=last.start, end=last.end - 1)]
    return run


def _is_possessed(run: list[Word], text: str) -> bool:
    """A thing that somebody has follows, and the name is not known with its `s`."""
    match = _NEXT.match(text, run[-1].end)
    if match is None or match.group(1).lower() not in words("people", "possessions"):
        return False
    if len(run) == 1:
        return is_given(run[0].text[:-1]) and not is_given(run[0].text)
    return not re.search(rf"(?<!\w){re.escape(run[-1].text)}(?=[.,;:\n]|$)", text)


_NEXT = re.compile(r"[ \t]{1,2}([^\W\d_]{2,30})")


def _make(run: list[Word], *, full: bool, sure: bool) -> Name:
    return Name(
        text=" ".join(word.text for word in run),
        start=run[0].start,
        end=run[-1].end,
        is_full=full,
        is_sure=sure,
    )


def full_name(text: str) -> str | None:
    """The one full name that a display name holds, or None."""
    cleaned = re.sub(r"\([^)]{0,60}\)|\[[^\]]{0,60}\]|\"", " ", text).strip(" '")
    turned = _COMMA.fullmatch(cleaned)
    names = [name for name in find_names(cleaned) if name.is_full]
    if not names and turned and not is_organisation(_words(cleaned), cleaned):
        return f"{turned.group('given')} {turned.group('surname')}"
    if not names:
        return _plain_name(cleaned)
    if len(names) != 1:
        return None
    rest = (cleaned[: names[0].start] + cleaned[names[0].end :]).strip(" ,./|-")
    titles = words("people", "titles")
    leftover = [w for w in re.findall(r"[^\W\d_]+", rest) if w.lower() not in titles]
    return names[0].text if len(leftover) <= 3 else None


_COMMA = re.compile(r"(?P<surname>[^\W\d_][\w' -]{1,30}),[ ](?P<given>[^\W\d_][\w-]{1,20})")


def _plain_name(shown: str) -> str | None:
    """`karin holm`, `Holm Karin`: without capitals or commas, but with a given name."""
    parts = shown.split()
    if not 2 <= len(parts) <= 3 or not all(re.fullmatch(r"[^\W\d_][\w'’-]+", p) for p in parts):
        return None
    if is_organisation(_words(shown), shown) or not is_given(parts[0]):
        return None
    return shown if parts[-1].lower() not in words("people", "not_names") else None


def _words(text: str) -> list[Word]:
    return [
        Word(text=match.group(), start=match.start(), end=match.end())
        for match in re.finditer(r"[^\W\d_][\w'’.-]*", text)
    ]


def nominative(name: str) -> str:
    """A Finnish name whose surname stands in the genitive: `Juhani Niemisen`, `Matti Mäkelän`."""
    if " " not in name or name.endswith("nen"):
        return name
    if name.endswith("sen"):
        return f"{name[:-3]}nen"
    return name[:-1] if _GENITIVE.search(name) else name


_GENITIVE = re.compile(r"(?:lä|la|kki|tta|nta|nki|ala|älä|io|ko|salo|maa|mäe|koski|niemi|lahti)n$")


def has_initial(name: str) -> bool:
    """Whether a part of a name is only an initial: `Staffan L`, `B-M Sandelin`."""
    return any(is_initial(word) or (word.isupper() and len(word) <= 3) for word in name.split())


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person's: equal, or a part of the other with its given name."""
    first, second = _folded(one), _folded(other)
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    if not shorter:
        return False
    if len(shorter) == 1:
        return shorter[0] == longer[0] or longer[0] in _meant_by(shorter[0])
    if not _fits(shorter[0], longer[0]) or (
        len(shorter) == len(longer) and not has_initial(one) and not has_initial(other)
    ):
        return False
    return all(any(_fits(part, whole) for whole in longer) for part in shorter)


def same_letters(one: str, other: str) -> bool:
    """`Åsa Lindén` and `Asa Linden`: the same but for what stands above the letters."""
    return one.casefold() != other.casefold() and _folded(one) == _folded(other)


def _meant_by(word: str) -> frozenset[str]:
    """The given names that a short form may stand for."""
    return (
        words("people", f"nicknames.{word}") if word in keys("people", "nicknames") else frozenset()
    )


def _fits(part: str, whole: str) -> bool:
    """Equal, or an initial of the other."""
    one, other = part.strip("."), whole.strip(".")
    return (
        one == other
        or (len(one) == 1 and other.startswith(one))
        or (len(other) == 1 and one.startswith(other))
    )


@lru_cache(maxsize=512)  # the names of one letter, each compared with all others
def _folded(name: str) -> tuple[str, ...]:
    plain = name if name.isascii() else _ASCII.sub(_bare, unicodedata.normalize("NFC", name))
    return tuple(plain.casefold().replace("´", "'").split())


def _bare(letter: re.Match[str]) -> str:
    """`é` ▶ `e`, `å` ▶ `a`, `ø` ▶ `o`: displays of mail programs leave out what is above."""
    return _STROKED.get(letter[0]) or unicodedata.normalize("NFD", letter[0])[0]


_ASCII = re.compile(r"[À-ɏ]")
_STROKED = {"ø": "o", "Ø": "O", "æ": "a", "Æ": "A", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L"}


def surname_first(text: str) -> list[Name]:
    """Names written `Surname, Given`, each alone on its line, in its sentence or its cell."""
    if not _COMMA_NAME.search(text):
        return []
    found: list[re.Match[str]] = []
    waiting: list[re.Match[str]] = []  # of the lines right above, not known by themselves
    for match in islice(_SURNAME_FIRST.finditer(text), TURNED_AT_MOST):
        if not _has_form(match):
            waiting = []
            continue
        beside = waiting[-1:] or found[-1:]
        is_beside = bool(beside) and text.count("\n", beside[0].end(), match.start("surname")) == 1
        waiting = waiting if is_beside else []
        if _is_turned(match) or (is_beside and not waiting):
            found += [*waiting, match]
            waiting = []
        else:
            waiting.append(match)
    return [_turned(match) for match in found]


_COMMA_NAME = re.compile(r",[ ][^\W\d_a-zåäö]")


def _has_form(match: re.Match[str]) -> bool:
    """Whether it may be a name, in a list of such names."""
    surname, given = match.group("surname").split(), match.group("given").split()
    if not all(word[0].isupper() for word in (surname[-1], *given)):
        return False
    no_names = words("people", "organisation") | words("people", "not_names")
    return not any(word.lower() in no_names for word in surname if word[0].isupper())


def _is_turned(match: re.Match[str]) -> bool:
    """Whether the words by themselves tell a name."""
    surname, given = match.group("surname").split(), match.group("given").split()
    if not is_given(given[0]):
        return bool(match.group("mark")) and not is_given(surname[0])
    if phrases("closing", "line").match(surname[0]):  # `Cheers, Oliver`
        return False
    if is_given(surname[0]) and _is_first_name(surname[0], match.string):
        return False  # `Siv Tall och Ian Mo … AI: Siv, Ian`
    if len(given) > 1 and len(surname) == 1 and not (match.group("mark") or is_given(given[1])):
        return False  # `Frid, Agneta Ros`: a greeting above its writer
    return not (is_given(surname[0]) and len(surname) > 1 and not is_given(" ".join(given)))


def _is_first_name(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)} [A-ZÅÄÖ]", text) is not None


def _turned(match: re.Match[str]) -> Name:
    return Name(
        text=re.sub(r"\s+", " ", f"{match.group('given')} {match.group('surname')}"),
        start=match.start("surname"),
        end=match.end("given"),
        is_full=True,
        is_sure=True,
    )


_PART = r"[^\W\d_]{1,30}(?:[-'’][^\W\d_]{1,30}){0,2}"
_PARTICLES = r"(?:(?:von|af|de|van|der|den|la|las|los|del|dos|da|di|el|al|du|le)[ ]{1,2}){0,3}"
_SURNAME_FIRST = re.compile(
    rf"(?:^|(?<=[\n.:;!?\t*•–-])|(?<=\d[.)]))(?P<mark>(?:[ \t]{{0,8}}[*•–·+-])?)[ \t]{{0,8}}"
    rf"(?P<surname>{_PARTICLES}{_PART}(?:[ ]{_PART})?),[ ]"
    rf"(?P<given>{_PART}(?:[ ]{_PART})?)(?=[ \t]*(?:$|[\n.;:(\t–/|]|[ ]-))",
    re.MULTILINE,
)
