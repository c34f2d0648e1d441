"""A TOML file read key by key: what is wrong is collected, so that all of it is told at once.

A reading method gives the value, or the default where the key is absent or wrong; in the second
case the problem is in the list. Keys that nobody asked for are refused by `refuse_unknown`.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from mailreg.errors import Problem

Choice = TypeVar("Choice", bound=StrEnum)
Number = TypeVar("Number", int, int | None)

MAX_INTEGER = 2**31 - 1  # of an INTEGER column in PostgreSQL
YEARS = range(1970, 2200)  # in which things happen; far from the ends of the calendar's arithmetic
TYPE_NAMES: tuple[tuple[type, str], ...] = (  # bool before int, datetime before date: subclasses
    (bool, "true or false"),
    (int, "a whole number"),
    (float, "a decimal number"),
    (str, "a text"),
    (datetime, "a date with a time"),
    (date, "a date"),
    (list, "a list"),
    (dict, "a table"),
)


def read_table(path: Path, problems: list[Problem]) -> Table | None:
    """The top table of a file; None, and a problem, where it cannot be read as TOML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        problems.append(_file_problem(path, "", reason, "Name a file that mailreg may read"))
    except UnicodeDecodeError:
        problems.append(_file_problem(path, "", "is not UTF-8", "Save it as UTF-8"))
    else:
        return parse_table(text, str(path), problems)
    return None


def parse_table(text: str, file: str, problems: list[Problem]) -> Table | None:
    """The top table of a TOML text; None, and a problem that names the line, for bad syntax."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, line = _locate(str(error), text)
        remedy = "Mend the TOML syntax; texts stand in double quotes, each key is given once"
        problems.append(Problem(file=file, key=f"line {line}", message=reason, remedy=remedy))
        return None
    return Table(content=content, file=file, problems=problems)


@dataclass(slots=True, kw_only=True)
class Table:
    """One table of a file and what was asked of it so far."""

    content: Mapping[str, object]  # as tomllib gives it
    file: str  # as the operator knows it
    problems: list[Problem]  # shared by all tables of all files
    prefix: str = ""  # the dotted key of this table, with a dot at the end
    asked: list[str] = field(default_factory=list)  # keys that somebody asked for
    children: list[Table] = field(default_factory=list)  # tables that somebody asked for

    def value(self, key: str) -> object:
        """Whatever stands there; None where nothing does (TOML has no null)."""
        if key not in self.asked:
            self.asked.append(key)
        return self.content.get(key)

    def refuse(self, key: str, message: str, remedy: str) -> None:
        """Record that something is wrong with `key`."""
        dotted = f"{self.prefix}{key}".rstrip(".")
        self.problems.append(Problem(file=self.file, key=dotted, message=message, remedy=remedy))

    def require(self, key: str, remedy: str) -> None:
        """Record a missing key, if it is missing."""
        if self.value(key) is None:
            self.refuse(key, "is missing", remedy)

    def text(self, key: str) -> str | None:
        """A text of one line that is not empty, stripped."""
        value = self.value(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self._refuse_type(key, value, "a text in double quotes")
            return None
        if not value.strip() or not value.isprintable():
            self.refuse(key, "is empty or has control characters", "Write a text of one line")
            return None
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts of one line."""
        value = self.value(key)
        if value is None:
            return None
        expected = 'a list of texts, such as ["one", "two"]'
        if not isinstance(value, list):
            self._refuse_type(key, value, expected)
            return None
        texts = tuple(item.strip() for item in value if isinstance(item, str))
        if len(texts) < len(value) or not all(text and text.isprintable() for text in texts):
            self.refuse(key, "has an entry that is no text, or empty", f"Write {expected}")
            return None
        return texts

    def integer(
        self, key: str, default: Number, *, at_least: int = 0, at_most: int = MAX_INTEGER
    ) -> Number:
        """A whole number between two others."""
        value = self.value(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self._refuse_type(key, value, "a whole number")
        elif not at_least <= value <= at_most:
            limits = f"at least {at_least}" + (f", at most {at_most}" * (at_most < MAX_INTEGER))
            self.refuse(key, f"is {value}", f"Write a whole number, {limits}")
        else:
            return value
        return default

    def boolean(self, key: str, *, default: bool) -> bool:
        """`true` or `false`."""
        value = self.value(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self._refuse_type(key, value, "true or false")
        return default

    def choice(self, key: str, default: Choice) -> Choice:
        """One of the values of the default's enumeration."""
        value = self.value(key)
        if value is None:
            return default
        values = [str(member) for member in type(default)]
        if not isinstance(value, str) or value not in values:
            allowed = " or ".join(f'"{name}"' for name in values)
            self.refuse(key, f"is {_quoted(value)}", _suggest(value, values, f"Write {allowed}"))
            return default
        return type(default)(value)

    def day(self, key: str) -> date | None:
        """A date without a time."""
        value = self.value(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self._refuse_type(key, value, "a date, such as 2023-03-22 (without quotes)")
            return None
        return value if self.is_year_usable(key, value) else None

    def is_year_usable(self, key: str, value: date) -> bool:
        """False, and a problem, for a year that nobody can mean."""
        if value.year not in YEARS:
            self.refuse(key, f"has the year {value.year}", "Mend the year")
        return value.year in YEARS

    def table(self, key: str) -> Table | None:
        """A table inside this one."""
        value = self.value(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self._refuse_type(key, value, f"a table: {key} = {{ … }}")
            return None
        return self._child(value, f"{self.prefix}{key}.")

    def section(self, key: str) -> Table:
        """A table that may be left out: then it is as if it stood there and were empty."""
        return self.table(key) or self._child({}, f"{self.prefix}{key}.")

    def tables(self, key: str, named_by: str) -> Sequence[Table]:
        """The tables of a list; in messages each goes by its `named_by`, else by its number."""
        value = self.value(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._refuse_type(key, value, f"a list of tables, each headed [[{key}]]")
            return ()
        names = [str(item.get(named_by, number)) for number, item in enumerate(value, start=1)]
        return [
            self._child(item, f"{self.prefix}{key}[{name}].")
            for name, item in zip(names, value, strict=True)
        ]

    def refuse_unknown(self) -> None:
        """Record every key, of this table and of those inside it, that nobody asked for."""
        for key in self.content:
            if key not in self.asked:
                remedy = _suggest(key, self.asked, "Leave it out, or see docs/config.md")
                self.refuse(key, "is an unknown key", remedy)
        for child in self.children:
            child.refuse_unknown()

    def all_asked(self) -> Iterator[str]:
        """Every key that was asked for, dotted and without names or numbers of list entries."""
        for key in self.asked:
            yield re.sub(r"\[[^]]*\]", "", f"{self.prefix}{key}")
        for child in self.children:
            yield from child.all_asked()

    def _child(self, content: Mapping[str, object], prefix: str) -> Table:
        child = Table(content=content, file=self.file, problems=self.problems, prefix=prefix)
        self.children.append(child)
        return child

    def _refuse_type(self, key: str, value: object, expected: str) -> None:
        found = next((name for kind, name in TYPE_NAMES if isinstance(value, kind)), "a time")
        self.refuse(key, f"is {found}", f"Write {expected}")


def _file_problem(path: Path, key: str, message: str, remedy: str) -> Problem:
    return Problem(file=str(path), key=key, message=message, remedy=remedy)


def _locate(reason: str, text: str) -> tuple[str, int]:
    """What tomllib says, and the line; it speaks of the end of the document without a number."""
    match = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", reason)
    if not match:
        return reason, 1
    line = int(match[1]) if match[1] else max(1, len(text.splitlines()))
    return reason[: match.start()], line


def _suggest(value: object, known: Sequence[str], otherwise: str) -> str:
    """`Did you mean …?` where something known is spelt nearly so."""
    near = difflib.get_close_matches(str(value), known, n=1)
    return f'Did you mean "{near[0]}"? {otherwise}' if near else otherwise


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
