"""An installation with a Maildir, and a way to run commands in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import structlog

from mailreg.cli.main import run
from tests.servers.smtp import SmtpServer

CONFIG = """\
[database]
url = "{url}"
[privacy]
key = {{ file = "mailreg.key" }}
[[mailbox]]
name = "desk"
kind = "maildir"
path = "mail"
address = "varmote@example.org"
start = "all"
[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
from = "Vårmötet <varmote@example.org>"
[replies]
mode = "live"
undo_seconds = 300
"""
EVENT = """\
slug = "varmote"
languages = ["sv", "en"]
timezone = "Europe/Stockholm"
starts = 2199-03-20T13:00:00
mailbox = "desk"
capacity = 2
seats_elsewhere = 0
[name]
sv = "Vårmöte"
en = "Spring meeting"
[[session]]
key = "ai"
group = "seminar"
capacity = 130
name = { sv = "AI", en = "AI" }
"""
_NUMBERS = count(1_700_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command did."""

    status: int
    out: str  # standard output
    err: str  # standard error

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Runs commands of one installation."""

    folder: Path
    smtp: SmtpServer
    url: str
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def deliver(self, *letters: bytes) -> None:
        for content in letters:
            (self.folder / "mail" / "new" / f"{next(_NUMBERS)}.M1.host").write_bytes(content)

    def __call__(self, *words: str) -> Answer:
        """Run `mailreg WORDS`."""
        self.capsys.readouterr()
        argv = ["mailreg", "--config", str(self.folder / "mailreg.toml"), *words]
        with self.monkeypatch.context() as patched:
            patched.setattr("sys.argv", argv)
            try:
                run()
                status = 0
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else int(bool(end.code))
        said = self.capsys.readouterr()
        return Answer(status=status, out=said.out, err=said.err)

    def take_in(self, *letters: bytes) -> None:
        """Letters arrive and are processed and answered."""
        self.deliver(*letters)
        answer = self("run", "--once")
        assert answer.status == 0, answer.err

    def references(self) -> list[str]:
        return [case["reference"] for case in self("list", "--json").json]


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def shell(
    smtp: SmtpServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Shell]:
    for part in ("cur", "new", "tmp"):
        (tmp_path / "mail" / part).mkdir(parents=True)
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "varmote.toml").write_text(EVENT, "utf-8")
    url = f"sqlite:///{tmp_path}/mailreg.db"
    (tmp_path / "mailreg.toml").write_text(CONFIG.format(url=url, port=smtp.port), "utf-8")
    yield Shell(folder=tmp_path, smtp=smtp, url=url, monkeypatch=monkeypatch, capsys=capsys)
    structlog.reset_defaults()
