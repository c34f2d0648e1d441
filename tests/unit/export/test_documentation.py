"""docs/exports.md describes every column, count and format, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from mailreg.export import serving_table
from mailreg.export.files import WRITERS
from mailreg.export.values import Line, Table
from tests.unit.export.lists import ANNA, EVENT, attendees, catering, meal

PAGE = (Path(__file__).parents[3] / "docs" / "exports.md").read_text("utf-8")


def codes(title: str, first_heading: str) -> list[str]:
    """The codes in the first column of the table under that title."""
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    rows = section.partition(f"| {first_heading} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([\w.]+)` \|", rows, re.MULTILINE)


def keys(table: Table) -> list[str]:
    """The keys of the columns; those that an event adds, as the page writes them."""
    words = {"sessions.seminar": "sessions.GROUP", "sessions.morning": "sessions.KEY"}
    found = (words.get(column.key, column.key) for column in table.columns)
    return list(dict.fromkeys(re.sub(r"^answers\..*", "answers.KEY", key) for key in found))


def test_every_column_of_the_attendees_is_documented() -> None:
    assert sorted(codes("Attendees", "key in JSON")) == sorted(keys(attendees(ANNA)))


def test_every_column_of_the_catering_is_documented() -> None:
    assert codes("Catering", "key in JSON") == keys(catering())
    for key in keys(serving_table(EVENT, [meal()])):
        assert f"`{key}`" in PAGE.partition("**With `--names`**")[2]


def test_every_count_is_documented() -> None:
    assert codes("Catering", "kind") == [line.value for line in Line]


def test_every_format_is_documented() -> None:
    described = set(re.findall(r"^\*\*(\w+)\*\*", PAGE, re.MULTILINE))
    assert {f".{name}" for name in described} == set(WRITERS)
