"""Where names of persons stand in a text, by their form: nothing is said yet of who they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mailreg.extraction.lexicons import given_names, keys, words

LONGEST_NAME = 6  # words, particles included

_WORD = re.compile(r"[^\W\d_](?:[\w'’‘´.-]{0,40}\w)?\.?")
_GAP = re.compile(r"[ \t]{1,2}")
_HAS_DIGIT = re.compile(r"\d")
_ENGLISH_GENITIVES = ("'s", "’s")
_NEXT_WORD = re.compile(r"[ \t]{1,2}([^\W\d_]{2,30})")
_NUMBER_FOLLOWS = re.compile(r"[ \t]{1,2}\d")
_INITIAL = re.compile(r"[A-ZÅÄÖØÆ]\.?(?:-?[A-ZÅÄÖ]\.)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as it stands in a text."""

    text: str  # given name first, titles left out
    start: int
    end: int
    is_full: bool  # given name and surname; False: one word that is a given name
    is_sure: bool  # whether a known given name stands in it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    text: str
    start: int
    end: int


def find_names(text: str) -> list[Name]:
    """All that look like names of persons, in order; organisations and addresses are left out."""
    return list(_names(text))


@lru_cache(maxsize=4)  # several readers of one letter ask for the names of the same text
def _names(text: str) -> tuple[Name, ...]:
    found = surname_first(text)
    taken = [(name.start, name.end) for name in found]
    for run in _runs(text):
        name = _name_of(run, text)
        if name is not None and not any(
            name.start < end and start < name.end for start, end in taken
        ):
            found.append(name)
    return tuple(sorted(found, key=lambda name: name.start))


def full_name(text: str) -> str | None:
    """The one full name that a display name holds, or None."""
    cleaned = re.sub(r"\([^)]{0,60}\)|\[[^\]]{0,60}\]|\"", " ", text).strip(" '")
    names = [name for name in find_names(cleaned) if name.is_full]
    if len(names) != 1:
        return None
    rest = (cleaned[: names[0].start] + cleaned[names[0].end :]).strip(" ,./|-")
    titles = words("people", "titles")
    leftover = [w for w in re.findall(r"[^\W\d_]+", rest) if w.lower() not in titles]
    return names[0].text if len(leftover) <= 3 else None


def is_given(word: str) -> bool:
    """Whether a word is a common given name; a double name is by its first part."""
    lower = word.lower()
    return lower in given_names() or re.split(r"[-’']", lower)[0] in given_names()


def has_initial(name: str) -> bool:
    """Whether a part of a name is only an initial: `Staffan L`, `B-M Sandelin`."""
    return any(
        all(len(p.strip(".")) <= 1 for p in re.split(r"-", word)) for word in name.split()
    ) or any(word.isupper() and len(word) <= 3 for word in name.split())


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


def _folded(name: str) -> list[str]:
    return [word for word in re.split(r"[\s]+", name.casefold().replace("´", "'")) if word]


def _runs(text: str) -> Iterator[list[_Word]]:
    """Capitalised words (and particles between them) that only single spaces part."""
    run: list[_Word] = []
    for match in _WORD.finditer(text):
        if not run and not match.group()[0].isupper():
            continue  # as most words: no name begins like this
        word = _clean_word(match, text)
        joined = bool(run) and bool(_GAP.fullmatch(text, run[-1].end, word.start))
        if run and not joined:
            yield run
            run = []
        if _belongs(word, run):
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _clean_word(match: re.Match[str], text: str) -> _Word:
    word, end = match.group(), match.end()
    if word.endswith(_ENGLISH_GENITIVES):
        word, end = word[:-2], end - 2
    if word.endswith(".") and not (
        _INITIAL.fullmatch(word) or word[:-1].lower() in words("people", "titles")
    ):
        word, end = word[:-1], end - 1
    return _Word(text=word, start=match.start(), end=end)


def _belongs(word: _Word, run: list[_Word]) -> bool:
    lower = word.text.lower()
    if word.text[0].isupper():
        return True
    return bool(run) and lower in words("people", "particles") and lower not in ("och", "med")


def _name_of(run: list[_Word], text: str) -> Name | None:
    run = _trim(run, text)
    if (
        not run
        or len(run) > LONGEST_NAME
        or any(_HAS_DIGIT.search(w.text) for w in run)
        or _is_organisation(run, text)
        or _is_address(run, text)
    ):
        return None
    capitalised = [word for word in run if word.text[0].isupper()]
    sure = any(is_given(word.text) for word in capitalised)
    if len(capitalised) == 1:
        if (
            not sure
            or len(run) > 1
            or (run[0].text.lower() in _WORDS_TOO and _heads_sentence(run[0], text))
        ):
            return None
        return _make(run, full=False, sure=True)
    if all(word.text.isupper() and len(word.text) <= 4 for word in capitalised) and not sure:
        return None
    return _make(run, full=True, sure=sure)


_WORDS_TOO = frozenset(
    [
        "tom",
        "per",
        "bo",
        "sol",
        "may",
        "will",
        "mark",
        "bill",
        "sam",
        "max",
        "ed",
        "sue",
        "joy",
        "dan",
        "matte",
    ]
)


def _make(run: list[_Word], *, full: bool, sure: bool) -> Name:
    return Name(
        text=" ".join(word.text for word in run),
        start=run[0].start,
        end=run[-1].end,
        is_full=full,
        is_sure=sure,
    )


def _trim(run: list[_Word], text: str) -> list[_Word]:
    """Without titles and other words before the name, and without what follows it."""
    titles, no_names = words("people", "titles"), words("people", "not_names")
    first = 0
    for index, word in enumerate(run):
        lower = word.text.lower().rstrip(".")
        if index and not word.text[0].isupper():
            continue
        if lower in titles or (lower in no_names and not _is_name_after_all(run, index)):
            first = index + 1
    kept = run[first:]
    while kept and not kept[0].text[0].isupper():
        kept = kept[1:]
    if (
        len(kept) > 2
        and _heads_sentence(kept[0], text)
        and not is_given(kept[0].text)
        and is_given(kept[1].text)
    ):
        kept = kept[1:]
    while kept and not kept[-1].text[0].isupper():
        kept = kept[:-1]
    return kept


def _is_name_after_all(run: list[_Word], index: int) -> bool:
    """`Maj Berg`, `April Jones`: a word that is a given name too, before another word."""
    return is_given(run[index].text) and index + 1 < len(run) and run[index + 1].text[0].isupper()


def _heads_sentence(word: _Word, text: str) -> bool:
    before = text[max(0, word.start - 12) : word.start].rstrip(" \t")
    return not before or before[-1] in ".!?\n:-•*"


def _is_organisation(run: list[_Word], text: str) -> bool:
    kinds = words("people", "organisation")
    if any(word.text.lower() in kinds for word in run) or run[0].text.lower() in words(
        "people", "organisation_start"
    ):
        return True
    following = _NEXT_WORD.match(text, run[-1].end)
    if following and following.group(1).lower() in kinds:
        return True
    return any(_ORGANISATION_TAIL.search(word.text) for word in run)


_ORGANISATION_TAIL = re.compile(
    r"(?i)(?:förvaltningen|nämnden|kontoret|enheten|avdelningen|förbundet|institutet|högskolan|"
    r"universitetet|"
    r"myndigheten|verket|styrelsen|kommunen|kommuns?|regionen|bolaget|stiftelsen|föreningen|"
    r"seminariet|mötet|"
    r"mötesplats|konferensen|gatan|vägen|torget|gränd|allén|bryggeriet|\.example|sweden)$"
)


def _is_address(run: list[_Word], text: str) -> bool:
    """A street before its number, or a place after its postal code."""
    if _NUMBER_FOLLOWS.match(text, run[-1].end) and _STREET.search(run[-1].text):
        return True
    before = text[max(0, run[0].start - 10) : run[0].start]
    return bool(re.search(r"\d{2}[ \t]*$", before)) and not re.search(
        r"[:;\t]\s*\d{1,2}[ \t]*$", before
    )


_STREET = re.compile(
    r"(?i)(?:gatan?|vägen|väg|torg|torget|gränd|allé|allén|backen|stigen|plan|platsen|kajen|gata|"
    r"gade|vej|gate|vei|veien|katu|tie|straße|strasse|street|road|lane|avenue)$"
)


def surname_first(text: str) -> list[Name]:
    """Names written `Surname, Given`, each alone on its line, in its sentence or its cell."""
    found = []
    for match in _SURNAME_FIRST.finditer(text) if _COMMA_NAME.search(text) else ():
        surname, given = match.group("surname"), match.group("given")
        if not is_given(given.split()[0]) or (
            is_given(surname.split()[0]) and len(surname.split()) > 1 and not is_given(given)
        ):
            continue
        if any(
            word.lower() in words("people", "organisation") | words("people", "not_names")
            for word in surname.split()
        ):
            continue
        found.append(
            Name(
                text=f"{given} {surname}",
                start=match.start("surname"),
                end=match.end("given"),
                is_full=True,
                is_sure=True,
            )
        )
    return found


_COMMA_NAME = re.compile(r", [A-ZÅÄÖØÆÜÉ]")
_CAPITALISED = r"[A-ZÅÄÖØÆÜÉ][^\W\d_]{0,30}(?:[-'’][^\W\d_]{1,30}){0,2}"
_SURNAME_FIRST = re.compile(
    rf"(?:^|(?<=[\n.:;!?\t*•–-])|(?<=\d[.)]))[ \t]{{0,8}}(?P<surname>(?:(?:von|af|de|van|"
    rf"der)[ ])?{_CAPITALISED}(?:[ ]{_CAPITALISED})?),[ ]"
    rf"(?P<given>{_CAPITALISED}(?:[ ]{_CAPITALISED})?)(?=[ \t]*(?:$|[\n.;:(\t–/|]|[ ]-))",
    re.MULTILINE,
)
