"""What a list is, whatever file it goes into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

JsonValue = str | int | bool | None | Sequence[str] | dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A value that people read in words and programs as a code."""

    value: JsonValue  # for JSON
    text: str  # for spreadsheets, in the event's first language


Cell = str | int | datetime | Shown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table."""

    key: str  # in JSON
    heading: str  # in spreadsheets
    width: int  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings."""

    key: str  # in JSON
    name: str  # of the sheet
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]  # each with one cell per column


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file."""

    event: str  # slug
    title: str
    made_at: datetime  # aware, in the event's time zone
    delete_after: date  # the last day on which the file may exist
    notes: tuple[str, ...]  # what the file says about itself, the two dates among it
    tables: tuple[Table, ...]


class Line(StrEnum):
    """What a row of the catering list counts."""

    ALL = "all"  # everybody who eats
    NO_NEEDS = "no_needs"  # said that they eat everything
    NOT_STATED = "not_stated"  # said nothing
    DELETED = "deleted"  # what they said was purged
    NEED = "need"  # people with this code, alone or among others
    OTHER = "other"  # people with this need in their own words
    PLATE = "plate"  # people who need just this together: what is cooked as one
