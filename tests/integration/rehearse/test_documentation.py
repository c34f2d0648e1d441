"""docs/rehearsing.md says what there is: every option, key and code, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from mailreg.cli.main import app
from mailreg.service import applying
from mailreg.service.rehearsing import UNREADABLE, Ground
from tests.integration.rehearse.test_maildir import KEYS

TEXT = (Path(__file__).parents[3] / "docs" / "rehearsing.md").read_text("utf-8")
REASONS = {
    applying.SENDER_UNSURE,
    applying.INTENT_UNSURE,
    applying.TOO_LARGE,
    applying.TOO_MANY,
    applying.LIKENESS,
}


def first_cells(heading: str) -> set[str]:
    """What stands as code in the first column of the table with this heading."""
    rows = TEXT.partition(f"| {heading} | ")[2].partition("\n\n")[0]
    cells = [line.split("|")[1] for line in rows.splitlines() if line.startswith("| `")]
    return {code for cell in cells for code in re.findall(r"`([^` ,]+)", cell)}


def test_every_option_is_documented() -> None:
    command = typer.main.get_command(app).commands["rehearse"]  # type: ignore[attr-defined]
    options = {max(each.opts, key=len) for each in command.params if each.name != "maildir"}

    assert first_cells("option") == options | {"MAILDIR"}


def test_every_key_is_documented() -> None:
    assert first_cells("key") == KEYS | {"names"}


def test_every_code_is_documented() -> None:
    assert first_cells("why") == {*Ground, UNREADABLE}
    assert first_cells("reason") == REASONS
