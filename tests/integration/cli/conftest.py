"""An installation with a Maildir, and a way to run commands in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import structlog

from mailreg.cli.main import run
from tests.servers.configuration import Keys, write_event, write_settings
from tests.servers.smtp import SmtpServer

ADDRESS = "varmote@example.org"
EVENT: Keys = {
    "slug": "varmote",
    "starts": datetime.fromisoformat("2199-03-20T13:00:00"),
    "capacity": 2,
    "name": {"sv": "Vårmöte", "en": "Spring meeting"},
    "session": [
        {
            "key": "ai",
            "group": "seminar",
            "capacity": 130,
            "name": {"sv": "AI", "en": "AI"},
        }
    ],
}
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
    write_event(tmp_path, **EVENT)
    write_settings(
        tmp_path,
        mailbox={"kind": "maildir", "path": "mail", "address": ADDRESS, "start": "all"},
        smtp={"port": smtp.port, "from": f"Vårmötet <{ADDRESS}>"},
        replies={"undo_seconds": 300},
    )
    url = f"sqlite:///{tmp_path}/mailreg.db"
    yield Shell(folder=tmp_path, smtp=smtp, url=url, monkeypatch=monkeypatch, capsys=capsys)
    structlog.reset_defaults()
