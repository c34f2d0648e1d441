"""The README shows what mailreg really does: its letter is read and answered here."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
import typer

from mailreg.cli.init import Provider, init
from mailreg.cli.main import app
from mailreg.config import load
from mailreg.message import FetchKey, RawMessage
from mailreg.service.desk import Desk
from mailreg.service.reading import process_waiting
from mailreg.store import journal, outbox
from mailreg.wiring import open_site

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
ARRIVAL = datetime(2023, 3, 8, 15, 1, tzinfo=UTC)  # before the example event
SECRETS = {"MAILREG_IMAP_PASSWORD": "unused", "MAILREG_SMTP_PASSWORD": "unused"}
REFERENCE = re.compile(r"MS-[0-9A-Z]{5}")
COMMAND = re.compile(r"(?:^|[`/])mailreg (?:--config \S+ )?([a-z]+)", re.MULTILINE)
STAFF_LINES = re.findall(r"^mailreg .*$", PAGE.partition("## For staff")[2], re.MULTILINE)
COMMANDS = typer.main.get_command(app)


def block(name: str) -> str:
    """The code block that follows this mark."""
    found = re.search(rf"<!-- {name} -->\n```\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None, name
    return found[1]


def letter() -> bytes:
    """The letter as it would arrive."""
    head, _, body = block("letter").partition("\n\n")
    message = EmailMessage(policy=default.clone(cte_type="8bit"))
    for line in head.splitlines():
        name, _, value = line.partition(": ")
        message[name] = value
    message["Date"] = ARRIVAL
    message["Message-ID"] = "<letter@botkyrka.example>"
    message.set_content(body)
    return message.as_bytes()


def words(text: str) -> str:
    """The text without its line breaks and frames."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())


@contextmanager
def new_desk(folder: Path) -> Iterator[Desk]:
    """The desk of a fresh `mailreg init`, at the time of the example event."""
    for _ in init(folder, Provider.IMAP):
        pass
    site = open_site(load(folder / "config" / "mailreg.toml", SECRETS), SECRETS)
    try:
        yield replace(site.desk, clock=lambda: ARRIVAL)
    finally:
        site.close()


def answer(desk: Desk) -> EmailMessage:
    """What the desk writes to the letter."""
    raw = RawMessage(
        key=FetchKey(mailbox="desk", uidvalidity=1, uid=1),
        content=letter(),
        received_at=ARRIVAL,
        size_bytes=len(letter()),
        is_complete=True,
    )
    with desk.database.transaction() as tx:
        journal.accept(tx, [raw], is_shadow=False, now=ARRIVAL)
    process_waiting(desk)
    with desk.database.reading() as tx:
        [mail] = outbox.all(tx)
        finished = outbox.row(tx, mail.id)
    assert finished is not None
    return message_from_bytes(finished.content or b"", policy=default)


def test_the_letter_is_read_as_shown(tmp_path: Path) -> None:
    file = tmp_path / "letter.eml"
    file.write_bytes(letter())
    done = subprocess.run(
        [sys.executable, "-m", "mailreg", "parse", str(file)],
        check=True,
        capture_output=True,
        text=True,
        env={"COLUMNS": "100", "PYTHONUTF8": "1"},
    )
    assert words(block("reading")) in words(done.stdout)


def test_the_letter_is_answered_as_shown(tmp_path: Path) -> None:
    with new_desk(tmp_path) as desk:
        reply = answer(desk)
    body = reply.get_body(preferencelist=("plain",))
    assert body is not None
    real = REFERENCE.sub("MS-7K4QD", f"Subject: {reply['Subject']}\n\n{body.get_content()}")
    assert words(real) == words(block("reply"))


@pytest.mark.parametrize("name", sorted(set(COMMAND.findall(PAGE))))
def test_every_command_that_is_named_exists(name: str) -> None:
    assert name in COMMANDS.commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("line", STAFF_LINES)
def test_every_line_for_staff_is_understood(line: str) -> None:
    _, name, *rest = shlex.split(line, comments=True)
    command = COMMANDS.commands[name]  # type: ignore[attr-defined]
    command.make_context(name, rest)  # raises where an option or argument is wrong


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)\b {2,}", PAGE))))
def test_every_target_of_make_that_is_named_exists(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)]+)\)", PAGE))))
def test_every_page_that_is_linked_is_there(target: str) -> None:
    assert (ROOT / target).is_file()


def test_every_page_of_the_documentation_is_linked() -> None:
    linked = set(re.findall(r"\]\((docs/[^)]+)\)", PAGE))
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} <= linked


def test_the_first_screen_ends_with_the_two_commands() -> None:
    first = PAGE.partition("\n## ")[0]
    assert "make demo" in first
    assert "make test" in first
