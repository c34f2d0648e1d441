"""docs/commands.md says what there is: every command, exit status and reason, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from mailreg import errors
from mailreg.cli.main import app
from mailreg.service.roles import Role
from mailreg.service.why import Why

TEXT = (Path(__file__).parents[2] / "docs" / "commands.md").read_text("utf-8")
OF_THE_PROGRAM = {"before_start", "gone", "auto_reply", "bounce", "bulk", "crashed"}  # beside Why


def commands() -> set[str]:
    group = typer.main.get_command(app)
    found: set[str] = set()
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found |= {f"{name} {each}" for each in inner} if inner else {name}
    return found


def test_every_command_is_documented_and_no_other() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| `mailreg ")]
    cells = " ".join(row.split("|")[1] for row in rows)
    documented = set(re.findall(r"`mailreg ((?:(?:db|export|user) )?[a-z]+)", cells))
    assert documented == commands()


def test_every_role_is_documented_and_no_other() -> None:
    section = TEXT.partition("### Roles")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == [role.value for role in Role]


def test_every_exit_status_is_documented() -> None:
    given = {
        each.exit_status
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.MailregError)
    }
    documented = {int(status) for status in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)}
    assert documented == given | {0, 2}


def test_every_reason_of_a_message_is_documented_and_no_other() -> None:
    section = TEXT.partition("## Why a message is where it is")[2]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    documented = {name for row in rows for name in re.findall(r"`([a-z_]+)", row)}
    assert documented == {why.value for why in Why} | OF_THE_PROGRAM
