"""Which words of a letter are surely nobody's.

A name that no reader found must not slip through. So a word with a capital is known only where it
stands in a word list of the readers, is a place, or was put there by us; a given name or a word of
the form of a surname never is. Small letters are trusted in a letter that uses capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from mailreg.event import Event
from mailreg.export.anonymous.wording import vocabulary
from mailreg.extraction.lexicons import given_names

WORD = re.compile(r"[^\W\d_]+")
_OF_PEOPLE: Final = frozenset({"people.toml", "mentions.toml"})  # with names among their words
_BOTH: Final = frozenset({"per", "son", "man", "makan", "mate"})  # in small letters no names
_START = re.compile(r"(?:^|[.!?]\s)\s*([^\W\d_])", re.MULTILINE)
_SURNAME = re.compile(
    r"(?:sson|ström|berg|qvist|kvist|lund|gren|stedt|mark|dahl|dal|blad|löf|ling|sjö|holm|blom|"
    r"lind|ås)s?$|^(?:ek|alm|borg|falk|frisk|modig|lång|stark|rask|stål|hård|glad|kvick|ros|rose|"
    r"sand|fors|nord|björk|asp|hägg|rönn|lilja|norr|wall|bäck|boman|ljung|svärd|sköld)s?$"
)
_SURNAME_OR_NOUN = re.compile(r"(?:sen|nen)s?$")  # Jensen, konferensen
_ENDINGS: Final = ("s", "n", "en", "et", "ns", "ens", "ets")  # of a Swedish noun
_COMMENT = re.compile(r"#.*")  # of TOML; no entry has the sign
_STEM: Final = 4  # letters that an ending must leave
_NOUN = re.compile(
    r".(?:chef|direktör|handläggare|samordnare|strateg|utvecklare|sekreterare|jurist|analytiker|"
    r"förvaltare|förvaltningen?s?|nämnden?s?|styrelsens?|fullmäktige|adressen|ordförande)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The words of one letter that are nobody's."""

    invented: frozenset[str]  # put there by us, case-folded
    kept: frozenset[str]  # a person says that they are nobody's, case-folded
    event: frozenset[str]  # of the event's own file, case-folded
    is_small: bool  # the letter uses no capitals, so that they tell nothing

    def unknown_in(self, text: str) -> Iterator[str]:
        """The words of a text that may be somebody's."""
        return (word for word in WORD.findall(text) if not self._is_known(word))

    def _is_known(self, word: str) -> bool:
        plain = word.casefold()
        if plain in self.invented or plain in self.kept:
            return True
        if word == plain and not self.is_small:
            return plain not in given_names() or plain in ordinary()
        if len(word) == 1:
            return True
        return is_ordinary(word) or plain in self.event


def is_ordinary(word: str) -> bool:
    """Whether a word, in whatever case it stands, is of the language and no name."""
    plain = word.casefold()
    stems = [plain.removesuffix(end) for end in _ENDINGS if plain.endswith(end)]
    forms = {plain, *(stem for stem in stems if len(stem) >= _STEM)}
    if forms & given_names() or any(_SURNAME.search(form) for form in forms):
        return False
    if forms & ordinary() or _NOUN.search(plain):
        return True
    return bool(forms & _places()) and not _SURNAME_OR_NOUN.search(plain)


def words_of_event(event: Event) -> frozenset[str]:
    """What the event calls itself, its sessions and its questions."""
    named = [event.name, *(one.name for one in event.sessions)]
    named += [*(one.name for one in event.categories), *(one.name for one in event.questions)]
    texts = [event.venue or "", *(text for names in named for text in names.values())]
    return folded_words(texts) - given_names()


def folded_words(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts, case-folded."""
    return frozenset(word.casefold() for text in texts for word in WORD.findall(text))


def uses_no_capitals(text: str) -> bool:
    """Whether most sentences of a text begin with a small letter."""
    starts: list[str] = _START.findall(text)
    return sum(start.islower() for start in starts) * 2 >= len(starts)


@cache
def ordinary() -> frozenset[str]:
    """The words of the readers' own lists; where names stand among them, given names left out."""
    lists = [one for one in files("mailreg.extraction.lexicon").iterdir() if ".toml" in one.name]
    texts = {one.name: _COMMENT.sub("", one.read_text("utf-8")) for one in lists}
    of_people = folded_words(texts[name] for name in _OF_PEOPLE) - given_names()
    others = folded_words(text for name, text in texts.items() if name not in _OF_PEOPLE)
    return of_people | others | _BOTH


@cache
def _places() -> frozenset[str]:
    towns = (town for towns in vocabulary()["cities"].values() for town in towns)
    return folded_words([*vocabulary()["places"]["municipalities"], *towns])
