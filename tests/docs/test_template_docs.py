"""docs/templates.md names every template and every placeholder, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_type_hints

from mailreg.registration.values import Reason, Reply, SessionState, Status
from mailreg.reply.layout import Block, BlockKind, Item
from mailreg.reply.sandbox import FILTERS, LAYOUT, MAIL_NAMES, PAGE_NAMES, TESTS
from mailreg.reply.templates import LENGTH_LIMIT, load
from mailreg.reply.view import BillingView, EventView, PersonView, SessionView

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/templates.md").read_text(encoding="utf-8")
ROWS = set(re.findall(r"^\| `([^`]+)` \|", TEXT, flags=re.MULTILINE))
WORDS = set(re.findall(r"`([^`\n]+)`", TEXT))


def placeholders() -> set[str]:
    views = {
        "event": EventView,
        "person": PersonView,
        "session": SessionView,
        "billing": BillingView,
    }
    inner = {f"{name}.{field}" for name, view in views.items() for field in get_type_hints(view)}
    return inner | set(MAIL_NAMES) - {"event"}


def test_every_placeholder_stands_in_the_table_and_no_other() -> None:
    assert {row for row in ROWS if "." not in row or row.split(".")[1] not in ("txt", "html")} == (
        placeholders()
    )


def test_every_file_stands_in_the_table_and_no_other() -> None:
    files = {file.name for file in (ROOT / "templates").rglob("*.*")}
    assert {row for row in ROWS if row.endswith((".txt", ".html"))} == files
    assert files >= {f"{reply.value}.txt" for reply in Reply} | {LAYOUT}


def test_every_language_has_the_same_files() -> None:
    swedish, english = (
        {file.name for file in (ROOT / "templates" / language).iterdir()}
        for language in ("sv", "en")
    )
    assert swedish == english
    assert {file.name for file in (ROOT / "templates/staff/sv").iterdir()} == {
        file.name for file in (ROOT / "templates/staff/en").iterdir()
    }


def test_filters_tests_and_the_names_of_the_page_are_told() -> None:
    inner = {"block": Block, "item": Item}
    page = set(PAGE_NAMES) | {
        f"{name}.{field}" for name, shape in inner.items() for field in get_type_hints(shape)
    }
    assert set(FILTERS) | set(TESTS) | page | set(BlockKind) <= WORDS


def test_statuses_states_and_reasons_are_told() -> None:
    assert set(Status) | set(SessionState) | set(Reason) <= WORDS


def test_the_length_limit_is_told() -> None:
    assert f"{LENGTH_LIMIT:,}".replace(",", " ") in TEXT


def test_the_example_is_a_template_that_works(tmp_path: Path) -> None:
    example = re.findall(r"^```\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)[0]
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv/received.txt").write_text(example, encoding="utf-8")
    assert load(tmp_path, shipped=ROOT / "templates", events=[]).warnings == ()
