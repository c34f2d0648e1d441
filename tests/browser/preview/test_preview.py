"""`mailreg preview DIR`: what an operator gets to look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mailreg.cli.main import run

Preview = Callable[..., int]
SETTINGS = """
[database]
url = "sqlite:///mailreg.db"
[privacy]
key = { file = "mailreg.key" }
[[mailbox]]
name = "desk"
address = "days@example.org"
host = "127.0.0.1"
security = "none"
username = "days"
password = { env = "NOT_SET_FOR_A_LOOK" }
[smtp]
host = "127.0.0.1"
security = "none"
from = "Dagarna <days@example.org>"
[replies]
templates = "templates"
"""
EVENT = """
slug = "days"
languages = ["sv", "nb"]
timezone = "Europe/Stockholm"
starts = 2027-03-23T13:00:00
mailbox = "desk"
colour = "#0b6e4f"
name = { sv = "Dagarna", nb = "Dagene" }
"""


@pytest.fixture
def preview(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Preview:
    """Run the command in an empty folder; tells its exit status."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MAILREG_CONFIG", raising=False)

    def command(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["mailreg", *words])
        with pytest.raises(SystemExit) as exited:
            run()
        return int(exited.value.code or 0)

    return command


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A configuration with an event and a text of its own."""
    folder = tmp_path / "site"
    (folder / "events").mkdir(parents=True)
    (folder / "templates/nb").mkdir(parents=True)
    (folder / "mailreg.toml").write_text(SETTINGS, "utf-8")
    (folder / "events/days.toml").write_text(EVENT, "utf-8")
    (folder / "templates/nb/closed.txt").write_text(
        "Subject: {{ event.name }} [{{ reference }}]\n\nDet er for sent.", "utf-8"
    )
    return folder


def test_without_configuration_the_shipped_texts_are_shown(
    preview: Preview, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert preview("preview", "look") == 0
    assert "open look/index.html" in capsys.readouterr().err
    index = (tmp_path / "look/index.html").read_text("utf-8")
    assert "Mötesplats Storsthlm" in index
    assert len(list(tmp_path.glob("look/motesplats/en/*.eml"))) > 15


def test_with_a_configuration_its_own_texts_events_and_colours_are_shown(
    preview: Preview, site: Path, tmp_path: Path
) -> None:
    assert preview("--config", str(site / "mailreg.toml"), "preview", "look") == 0
    (mail,) = tmp_path.glob("look/days/nb/*-closed.mail.html")
    assert "Det er for sent." in mail.read_text("utf-8")
    assert "#0b6e4f" in mail.read_text("utf-8")
    (letter,) = tmp_path.glob("look/days/nb/*-closed.eml")
    assert b"From: Dagarna\r\n <days@example.org>" in letter.read_bytes()
    assert "templates/nb: no received," in (tmp_path / "look/index.html").read_text("utf-8")
    assert not (site / "mailreg.key").exists()


def test_a_second_look_takes_the_place_of_the_first(preview: Preview, tmp_path: Path) -> None:
    assert preview("preview", "look") == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    assert preview("preview", "look") == 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


def test_a_mistake_in_a_text_is_told_and_nothing_is_written(
    preview: Preview, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "templates/nb/closed.txt").write_text("Subject: Dagene\n\nHei", "utf-8")
    assert preview("--config", str(site / "mailreg.toml"), "preview", "look") == 78
    assert "the subject does not hold {{ reference }}" in capsys.readouterr().err
    assert not (tmp_path / "look").exists()


def test_a_place_that_cannot_be_written_is_refused(
    preview: Preview, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "look").write_text("a file")
    assert preview("preview", "look") == 1
    assert "cannot be written" in capsys.readouterr().err
