"""Letters in a Maildir, and a way to rehearse with them in this process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from mailreg.cli.main import run

CASES = Path(__file__).parents[2] / "corpus" / "given" / "cases"
ARRIVED = 1_678_000_000  # seconds since 1970: 5 March 2023, before the example event


def corpus(first: int = 0, last: int | None = None) -> list[bytes]:
    """Letters of the corpus, in its order."""
    return [file.read_bytes() for file in sorted(CASES.glob("*.eml"))[first:last]]


def fill(folder: Path, letters: Iterable[bytes]) -> list[Path]:
    """Put letters into a Maildir, a minute apart; every third was read by somebody."""
    paths = []
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(letters):
        name = f"{ARRIVED + 60 * number}.M{number:03}.host"
        path = folder / "new" / name if number % 3 else folder / "cur" / f"{name}:2,S"
        path.write_bytes(content)
        paths.append(path)
    return paths


def state_of(folder: Path) -> Mapping[str, object]:
    """Everything that a look could change: names, contents, times of change, modes."""
    found: dict[str, object] = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        stat = path.stat()
        content = path.read_bytes() if path.is_file() else sorted(path.iterdir())
        found[str(path)] = (content, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_mode)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the command did."""

    status: int
    out: str  # standard output
    err: str  # standard error

    @property
    def json(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.out)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearse:
    """Runs `mailreg rehearse`."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str | Path) -> Answer:
        self.capsys.readouterr()
        with self.monkeypatch.context() as patched:
            patched.setattr("sys.argv", ["mailreg", "rehearse", *map(str, words)])
            patched.setenv("COLUMNS", "200")
            try:
                run()
                status = 0
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else int(bool(end.code))
        said = self.capsys.readouterr()
        return Answer(status=status, out=said.out, err=said.err)


@pytest.fixture
def rehearse(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Rehearse]:
    monkeypatch.chdir(tmp_path)  # where there is no configuration
    monkeypatch.delenv("MAILREG_CONFIG", raising=False)
    yield Rehearse(monkeypatch=monkeypatch, capsys=capsys)
    structlog.reset_defaults()


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """Thirty letters of the corpus."""
    folder = tmp_path / "export" / "INBOX"
    fill(folder, corpus(0, 30))
    return folder
