"""Words put in place of others, in whatever case and spacing they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from tests.corpus.cases import Label

_ADDRESS = re.compile(r"([\w.+%'-]+@[\w.-]+\w|https?://\S+)")
_GAP = r"(?:\s|&nbsp;|\u00a0)+"


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


def relabelled(label: Label, change: Callable[[str], str]) -> Label:
    """A label whose names and billing details are changed as the letter's are."""
    new: Label = deepcopy(label)
    for person in new["attendees"]:
        person["name"] = person["name"] and change(person["name"])
    new["replaces"] = [change(name) for name in new["replaces"]]
    if new["billing"]:
        new["billing"] = {
            key: value and (value if key == "country" else change(value))
            for key, value in new["billing"].items()
        }
    return new


@cache
def vocabulary() -> dict[str, Any]:
    """The sets of words to choose from."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def outside_addresses(text: str, change: Callable[[str], str]) -> str:
    """Apply a change to a text, addresses of mail and of pages left alone."""
    pieces = _ADDRESS.split(text)
    return "".join(piece if at % 2 else change(piece) for at, piece in enumerate(pieces))


def _key(text: str) -> str:
    return re.sub(_GAP, " ", text).casefold()
