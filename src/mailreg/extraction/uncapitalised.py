"""Names in letters that are written without capitals.

A run of lower-case words is a name where enough speaks for it, as with capitals: a common given
name, the words of the sender's address, what introduces it, the form of the second word, and what
stands behind. Common words of the languages end it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice, takewhile

from mailreg.extraction.lexicons import alternatives, common_words, entries, every_word, words
from mailreg.extraction.likeness import has_surname_form, introduction
from mailreg.extraction.names import JOINS, NO_HINTS, Name
from mailreg.extraction.runs import is_given, is_role
from mailreg.extraction.wordwise import Wordwise

WORDS_AT_MOST = 2_000  # of a letter that are looked at
BEFORE = 40  # code points before a name that are looked at
CALLED = 2  # points of `jag heter`
ENOUGH, SURE = 3, 4  # points
LANGUAGES = ("sv", "en", "no", "da", "fi", "de")
SENTENCES_AT_MOST = 60  # whose beginnings tell how somebody writes


def lower_case_names(
    text: str, names: Sequence[Name], hints: frozenset[str] = NO_HINTS
) -> list[Name]:
    """`jag heter kerstin lagerhjelm`: without capitals only where something tells of a name.

    In a letter that is written without capitals throughout, a given name will do, with a word that
    is none of the languages' common ones; and later that given name alone. `hints` are words of
    the sender's address, case-folded.
    """
    taken = [(name.start, name.end) for name in names]
    found: list[Name] = []
    for match in _called().finditer(text):
        _keep(found, taken, _full(text, match.start("name"), hints, found, points=CALLED))
    if is_lower_case(text):
        for word in islice(_WORD.finditer(text), WORDS_AT_MOST):
            if word.group().islower() and word.start() >= (found[-1].end if found else 0):
                _keep(found, taken, _full(text, word.start(), hints, found))
    known = [*names, *found]
    if _may_hold_parts(text, known):
        for word in islice(_WORD.finditer(text), WORDS_AT_MOST):
            _keep(found, taken, _part(text, word, known))
    return sorted(found, key=lambda name: name.start)


def _may_hold_parts(text: str, known: Sequence[Name]) -> bool:
    """Whether a given name may stand alone in small letters, as hardly ever beside capitals."""
    given = {name.text.split()[0].casefold() for name in known if name.is_full}
    return not given.isdisjoint(_WORD.findall(text)) or _COMPANY.search(text) is not None


def _keep(found: list[Name], taken: list[tuple[int, int]], name: Name | None) -> None:
    if name is not None and not any(a < name.end and name.start < b for a, b in taken):
        found.append(name)
        taken.append((name.start, name.end))


def is_lower_case(text: str) -> bool:
    """Whether somebody writes without capitals: most of their sentences begin without one."""
    begins = [match.group(1) for match in islice(_BEGINS.finditer(text), SENTENCES_AT_MOST)]
    return 2 * sum(map(str.islower, begins)) > len(begins)


_BEGINS = re.compile(r"(?:^|[\n.!?])[ \t]*([^\W\d_])")


def _full(
    text: str, start: int, hints: frozenset[str], before: Sequence[Name], *, points: int = 0
) -> Name | None:
    """The full name that begins at a place, if there is one."""
    is_told = points > 0 or _is_introduced(text, start, before)
    parts = _parts(text, start, hints, is_told=is_told)
    if len(parts) < 2:
        return None
    end = start + len(" ".join(parts))
    points += 2 * is_told + 3 * any(part in hints for part in parts)
    if parts[0] not in hints and not _may_begin(parts[0], is_told=is_told):
        return None
    points += 2 * is_given(parts[0]) + 2 * has_surname_form(parts[-1])
    points += (_ENDS.match(text, end) is not None) - 5 * (_NUMBER.match(text, end) is not None)
    if points < ENOUGH:
        return None
    name = text[start:end]
    return Name(text=name, start=start, end=end, is_full=True, is_sure=points >= SURE)


def _may_begin(word: str, *, is_told: bool) -> bool:
    """A given name; where a name is to be expected also one that is a common word, or unknown."""
    if word in _vocabulary() or word in words("people", "particles") or is_role(word):
        return is_told and is_given(word) and word not in words("people", "not_names")
    return len(word) > 1 and (is_told or is_given(word))


def _parts(text: str, start: int, hints: frozenset[str], *, is_told: bool) -> list[str]:
    """The words at a place that may be one name: up to the first common one.

    Behind a given name in a list a food may be a surname: `2 tage mörk, vegan`.
    """
    match = _NAMED.match(text, start)
    words_here = match.group().split(" ") if match else []
    known = list(takewhile(lambda word: word.casefold() in hints, words_here))
    if len(known) > 1:
        return known
    kept = words_here[:1] + list(takewhile(_may_be_surname, words_here[1:]))
    if len(kept) == 1 < len(words_here) and is_told and words_here[1] in _foods():
        kept += words_here[1:2] if _ENDS.match(text, start + len(" ".join(words_here[:2]))) else []
    while len(kept) > 1 and kept[-1] in words("people", "particles"):
        kept.pop()
    return kept


def _may_be_surname(word: str) -> bool:
    if word in words("people", "particles"):
        return True
    return len(word) > 1 and not (word in _vocabulary() or is_role(word) or INFLECTED.search(word))


# Endings of common words, not of names.
INFLECTED = re.compile(
    r"\w{3}(?:fri|fritt|fria|fries?|allerg\w*|intoleran\w*|vegan\w*|ligen|ligt|liga|ande|arna|"
    r"erna|orna|heten|ningen?|ningar|tionen?|tions?)$|"
    r"\w{5}(?:ssa|ssä|sta|stä|lla|llä|lle|keit|ung|ungen|ingly)$"
)
# What may follow a name: a stop, or a word for `and`, for who comes, and the like.
_ENDS = re.compile(
    r"(?i)[ \t]*(?:$|[\n,.;:()!?/&+–-]|(?:och|o|samt|and|og|ja|und|är|e|vill|kommer|som|heter|tål|"
    r"äter|har|från|på|is|wants?|er|on|ist)(?!\w))"
)
_NUMBER = re.compile(r"[ ]\d")


def _is_introduced(text: str, start: int, before: Sequence[Name]) -> bool:
    """By a word such as `kollega`, the number of a list, the sender, or a name and `och`."""
    if any(JOINS.fullmatch(text, name.end, start) for name in before[-1:]):
        return True
    here = text[max(0, start - BEFORE) : start]
    return introduction(here) > 0 or _NUMBERED.search(here) is not None


_NUMBERED = re.compile(r"(?:^|\n)[ \t]*\d{1,2}[.):]?[ \t]+$")


def _part(text: str, word: re.Match[str], names: Sequence[Name]) -> Name | None:
    """A given name alone: of a known full name, or of somebody whom the writer brings."""
    lower = word.group()
    if not lower.islower() or not is_given(lower):
        return None
    is_known = any(name.is_full and lower == name.text.split()[0].casefold() for name in names)
    if is_known and (lower not in _common() or lower not in words("people", "also_words")):
        return _alone(word, is_sure=True)
    here = text[max(0, word.start() - BEFORE) : word.start()]
    is_brought = _BROUGHT.search(here) or _AND_ME.match(text, word.end())
    if is_brought and lower not in _vocabulary():
        return _alone(word, is_sure=False)
    return None


def _alone(word: re.Match[str], *, is_sure: bool) -> Name:
    return Name(
        text=word.group(), start=word.start(), end=word.end(), is_full=False, is_sure=is_sure
    )


_BROUGHT = re.compile(
    r"(?i)(?<!\w)(?:(?:jag|mig|mej|me|jeg|meg)[ ]?(?:,|och|o|samt|and|og|&|\+)[ ]|(?:min|my|vår|"
    r"our|"
    r"mein)[ ](?:man|fru|sambo|make|maka|son|dotter|kollega|vän|kompis|chef|husband|wife|son|"
    r"daughter|colleague|friend|boss|mann|frau|kone|mand)[ ,]{1,2})$"
)
_COMPANY = Wordwise.beginning(
    ("jag", "mig", "mej", "me", "jeg", "meg", "min", "my", "vår", "our", "mein", "och", "o", "and"),
    r"(?:(?:jag|mig|mej|me|jeg|meg)[ ]?(?:,|och|o|samt|and|og|&|\+)[ ][a-zåäöæø]|(?:min|my|vår|"
    r"our|mein)"
    r"[ ][a-zåäöæø]{3,9}[ ,]{1,2}[a-zåäöæø]|(?:och|o|and)[ ](?:jag|mig|me)(?!\w))",
)
_AND_ME = re.compile(r"(?i)[ ](?:och|o|samt|and|og|&|\+)[ ](?:jag|mig|me|i|jeg|meg)(?!\w)")


@cache
def _common() -> frozenset[str]:
    """Common words of all languages; a food that may be a surname is none."""
    frequent = (word for language in LANGUAGES for word in common_words(language))
    return every_word() - _foods() | frozenset(frequent) - words("people", "surname_words")


@cache
def _vocabulary() -> frozenset[str]:
    return _common() | _foods()


@cache
def _foods() -> frozenset[str]:
    """The words of the list of foods that stand in no other list."""
    return every_word() - every_word(without="diet")


_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NAME = r"(?P<name>[^\W\d_][\w'’-]*(?:[ ][^\W\d_][\w'’-]*){0,3})"
_NAMED = re.compile(_NAME)


@cache
def _called() -> Wordwise:
    called = alternatives("people", "called")
    return Wordwise.beginning(entries("people", "called"), rf"(?:{called})[ :]{{1,2}}{_NAME}")
