"""`mailreg export` on a real installation, as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mailreg.cli.init import Provider, init
from tests.integration.export.reading import read_csv, read_json


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh installation with its database, which has nobody in it."""
    folder = tmp_path_factory.mktemp("site")
    for _ in init(folder, Provider.IMAP):
        pass
    path = folder / "config" / "mailreg.toml"
    done = mailreg(path, "db", "upgrade")
    assert done.returncode == 0, done.stderr
    return path


def mailreg(config: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mailreg", "--config", str(config), *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PYTHONUTF8": "1"}
    )


def test_attendees_of_every_status_are_written_and_said_on_standard_error(
    config: Path, tmp_path: Path
) -> None:
    path = tmp_path / "list.json"
    done = mailreg(
        config, "export", "attendees", "--event", "motesplats", "--output", str(path), "--all"
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{path}: 0 people; delete the file by 2023-04-06.\n"
    assert read_json(path)["rows"] == []


def test_catering_is_written(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "kost.csv"
    words = ("export", "catering", "--event", "motesplats", "--output", str(path))
    done = mailreg(config, *words, "--names", "--by", "karin")
    assert done.returncode == 0, done.stderr
    assert ["Måltid", "Namn", "Organisation", "Allergi eller kost"] in read_csv(path)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--event", "sommar", "--output", "a.csv"), 1, "No event 'sommar'"),
        (("--event", "motesplats", "--output", "a.pdf"), 1, ".xlsx, .csv and .json"),
        (("--event", "motesplats"), 2, "--output"),
        (("--event", "motesplats", "--output", "a.csv", "--status", "gone"), 2, "gone"),
    ],
)
def test_what_cannot_be_exported_is_refused_with_the_remedy(
    config: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    done = mailreg(config, "export", "attendees", *words)
    assert done.returncode == status
    assert said in " ".join(done.stderr.split())
