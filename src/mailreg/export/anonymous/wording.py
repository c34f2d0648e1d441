"""Words put in place of others, in whatever case and spacing they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TypedDict, cast

_GAP = r"(?:\s|&nbsp;|\u00a0)+"


class Vocabulary(TypedDict):
    """The sets of words to choose from, as words.toml has them."""

    names: dict[str, dict[str, list[str]]]  # by culture: `female`, `male`, `surname`
    forms: dict[str, list[str]]  # how names are told apart
    belongs: dict[str, str]  # culture ▶ the pattern of its surnames, the first that fits
    places: dict[str, list[str]]  # municipalities, and streets by how they end
    cities: dict[str, list[str]]  # by country


class Wording:
    """A table of words, each with what is to stand in its place; whole words only.

    Unless `any_case`, a word in small letters is another word: `per`, not `Per`.
    """

    def __init__(
        self, table: Mapping[str, str], *, before: str = "", suffix: str = "", any_case: bool = True
    ) -> None:
        self._table = {_key(old): new for old, new in table.items() if old}
        olds = {*table} if any_case else {*table, *map(str.upper, table)}
        longest_first = sorted(filter(None, olds), key=len, reverse=True)
        words = "|".join(_GAP.join(map(re.escape, old.split())) for old in longest_first)
        self._pattern = re.compile(
            rf"{before}(?<!\w)(?P<word>{words or '(?!)'})(?P<suffix>{suffix})(?!\w)",
            re.IGNORECASE if any_case else 0,
        )

    def change(self, text: str) -> str:
        """The text with every word of the table replaced."""
        return self._pattern.sub(self._in_place, text)

    def occurs_in(self, text: str) -> set[str]:
        """Which words of the table stand in a text, case-folded."""
        return {_key(match["word"]) for match in self._pattern.finditer(text)}

    def _in_place(self, match: re.Match[str]) -> str:
        word, suffix = match["word"], match["suffix"]
        new = self._table[_key(word)]
        if word.islower():
            new = new.lower()
        elif word.isupper() and len(word) > 2:
            new = new.upper()
        elif word[0].isupper() and new.islower():
            new = new.capitalize()
        if suffix.casefold() == "s" and new[-1:].casefold() in "sxz":
            suffix = ""
        return new + suffix


@cache
def vocabulary() -> Vocabulary:
    """The sets of words to choose from."""
    text = files("mailreg.export.anonymous").joinpath("words.toml").read_text("utf-8")
    return cast("Vocabulary", tomllib.loads(text))


def _key(text: str) -> str:
    return re.sub(_GAP, " ", text).casefold()
