"""docs/config.md lists what the code reads, with the defaults that it has."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mailreg.config import load
from mailreg.config.connection import Surroundings
from mailreg.config.reading import read_config
from mailreg.errors import Problem
from mailreg.event import read_text
from mailreg.event.reading import read_event
from mailreg.event.table import Table, parse_table
from mailreg.shipped import shipped

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
SETTINGS_PAGE, EVENT_PAGE = PAGE.split("\n## An event")
GOOD = ROOT / "tests" / "integration" / "config" / "good"
SECRETS = {"IMAP_PASSWORD": "one", "SMTP_PASSWORD": "two"}
KEYS = re.compile(r"^\| `([a-z_.LANG]+)` \| (?:`([^`]+)`|\S+) \|", re.MULTILINE)

EVERY_SETTING = """
    database.url = "sqlite:///x.db"
    privacy.key.env = "KEY"
    [smtp]
    oauth.provider = "google"
    [[mailbox]]
    oauth.provider = "google"
    [[mailbox]]
    kind = "maildir"
"""
EVERY_EVENT_KEY = """
    languages = ["sv"]
    name.sv = "x"
    [[session]]
    name.sv = "x"
    phrases.sv = []
    [[category]]
    name.sv = "x"
    phrases.sv = []
    [[question]]
    name.sv = "x"
    phrases.sv = []
    [[question.choice]]
    name.sv = "x"
    phrases.sv = []
"""
EVENT_WITH_EVERYTHING = """
    [[session]]
    key = "a"
    [[category]]
    key = "b"
    [[question]]
    key = "c"
    type = "text"
"""


def documented(page: str) -> dict[str, str | None]:
    """The keys in the tables of a page, each with its default as TOML, None where there is none."""
    return {key: default or None for key, default in KEYS.findall(page)}


def parsed(text: str) -> Table:
    problems: list[Problem] = []
    table = parse_table(text, "file.toml", problems)
    assert table is not None
    return table


def asked(table: Table) -> set[str]:
    """The keys that were asked for, without those that only hold others."""
    keys = {re.sub(r"\.sv$", ".LANG", key) for key in table.all_asked()}
    keys -= {key for key in keys if f"{key}.LANG" in keys}
    holders = {"database", "privacy", "smtp", "replies", "limits", "web", "staff", "events"}
    return keys - (holders | {"mailbox", "session", "category", "question", "question.choice"})


def test_every_setting_that_is_read_is_documented_and_no_other() -> None:
    table = parsed(EVERY_SETTING)
    read_config(table, Path("x"), Surroundings(folder=Path("x"), environ={}, warnings=[]))
    keys = {re.sub(r"^(mailbox|smtp)\.oauth\.", "oauth.", key) for key in asked(table)}
    assert keys - {"privacy.key.env", "privacy.key.file"} == set(documented(SETTINGS_PAGE))


def test_every_key_of_an_event_that_is_read_is_documented_and_no_other() -> None:
    table = parsed(EVERY_EVENT_KEY)
    read_event(table)
    # `mailbox` alone is a key here, and a table in the settings
    assert asked(table) | {"mailbox"} == set(documented(EVENT_PAGE))


@pytest.mark.parametrize("name", ["mailreg.toml", "events/motesplats.toml"])
def test_the_shipped_files_name_every_documented_key(name: str) -> None:
    text = (shipped("config") / name).read_text(encoding="utf-8")
    page = EVENT_PAGE if "/" in name else SETTINGS_PAGE
    for key in documented(page):
        word = key.removesuffix(".LANG").split(".")[-1]
        assert re.search(rf"\b{word}\b", text), key


@pytest.mark.parametrize(
    ("key", "default"),
    [(key, default) for key, default in documented(SETTINGS_PAGE).items() if default],
)
def test_a_documented_default_is_what_an_absent_setting_comes_to(
    key: str, default: str, tmp_path: Path
) -> None:
    (tmp_path / "events").mkdir()
    shutil.copy(GOOD / "event.toml", tmp_path / "events")
    path = Path(shutil.copy(GOOD / "mailreg.toml", tmp_path))
    absent = load(path, SECRETS)
    section, _, name = key.rpartition(".")
    line, text = f"{name} = {default}", path.read_text(encoding="utf-8")
    header = f"[[{section}]]" if section == "mailbox" else f"[{section}]"
    text = (
        text.replace(header, f"{header}\n{line}") if header in text else f"{text}{header}\n{line}"
    )
    path.write_text(text, encoding="utf-8")
    assert replace(load(path, SECRETS), warnings=()) == absent


@pytest.mark.parametrize(
    ("key", "default"),
    [(key, default) for key, default in documented(EVENT_PAGE).items() if default],
)
def test_a_documented_default_is_what_an_absent_key_of_an_event_comes_to(
    key: str, default: str
) -> None:
    text = (GOOD / "event.toml").read_text(encoding="utf-8") + EVENT_WITH_EVERYTHING
    absent, _ = read_text(text, "days.toml")
    section, _, name = key.rpartition(".")
    line = f"{name} = {default}"
    present, problems = read_text(
        text.replace(f"[[{section}]]", f"[[{section}]]\n{line}") if section else f"{line}\n{text}",
        "days.toml",
    )
    assert problems == ()
    assert present == absent
