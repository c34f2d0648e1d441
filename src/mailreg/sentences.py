"""What staff are told, in English and ready for other languages.

The stages say what they find as sentences: text to every reader, and to the staff page a template
with its values, which a catalogue may have in another language. `say`, `say_number` and
`BadRequest` mark their templates for the catalogue (`make texts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

Value = str | int  # a name or a number as it is; any class of this module by what it means


class Sentence(str):
    """An English sentence that knows the template it was made from."""

    __slots__ = ("number", "several", "template", "values")

    template: str  # English, with `%(name)s` for each value
    several: str  # the template for other numbers than one; "" where there is none
    number: int  # which of the two
    values: Mapping[str, Value]


class Listed(str):
    """Several values as one: `a, b and c`."""

    __slots__ = ("items",)

    items: tuple[str, ...]

    def __new__(cls, items: Iterable[str]) -> Self:
        """Empty for none."""
        kept = tuple(items)
        *first, last = kept or ("",)
        listed = super().__new__(cls, f"{', '.join(first)} and {last}" if first else last)
        listed.items = kept
        return listed


class Series(str):
    """Several values one after the other: `a, b, c`."""

    __slots__ = ("items",)

    items: tuple[str, ...]

    def __new__(cls, items: Iterable[str]) -> Self:
        """Empty for none."""
        kept = tuple(items)
        series = super().__new__(cls, ", ".join(kept))
        series.items = kept
        return series


class Term(str):
    """A code of a kind (`status`, `verb`), for which a page has a word of its own."""

    __slots__ = ("code", "kind")

    kind: str
    code: str

    def __new__(cls, kind: str, code: str, text: str = "") -> Self:
        """`text` is what stands in English where that is not the code: a command, say."""
        term = super().__new__(cls, text or code)
        term.kind, term.code = kind, code
        return term


class Named(str):
    """A key of the event's file, and the names that the file gives it in its languages."""

    __slots__ = ("names",)

    names: Mapping[str, str]

    def __new__(cls, key: str, names: Mapping[str, str]) -> Self:
        """The key is what stands at the command line."""
        named = super().__new__(cls, key)
        named.names = names
        return named


class Moment(str):
    """A date and a time of day."""

    __slots__ = ("when",)

    when: datetime

    def __new__(cls, when: datetime) -> Self:
        """To the minute, in the time zone of `when`."""
        moment = super().__new__(cls, when.strftime("%Y-%m-%d %H:%M"))
        moment.when = when
        return moment


def say(template: str, /, *, hint: Value = "", **values: Value) -> Sentence:
    """A sentence; `hint` is what it goes on with for those who type commands and edit files.

    A hint that is no sentence of its own stands before the full stop.
    """
    text = template % values if values else template
    return _sentence(_with(text, f"{hint}"), template=template, values=values)


def say_number(one: str, several: str, number: int, /, **values: Value) -> Sentence:
    """A sentence with a number in it, `%(num)s`, that decides which of the two it is."""
    values = {"num": number, **values}
    text = (one if number == 1 else several) % values
    return _sentence(text, template=one, several=several, number=number, values=values)


def _with(text: str, hint: str) -> str:
    is_inside = text.endswith(".") and not hint.endswith(".")
    return f"{text[:-1]}{hint}." if is_inside else f"{text}{hint}"


def _sentence(
    text: str, *, template: str, values: Mapping[str, Value], several: str = "", number: int = 1
) -> Sentence:
    sentence = Sentence(text)
    sentence.template, sentence.several, sentence.number = template, several, number
    sentence.values = values
    return sentence
