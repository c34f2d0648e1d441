"""`mailreg parse`: every file gives its line, and nothing in a letter is markup."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from mailreg.cli.parse import parse_files
from mailreg.event import example

LETTER = (
    "From: Anna Lindqvist <anna@example.org>\nTo: desk@example.org\nSubject: Plats\n"
    "Date: Mon, 13 Mar 2023 10:00:00 +0100\nMessage-ID: <1@example.org>\n"
    "Content-Type: text/plain; charset=utf-8\n\n"
    "Jag vill delta. Jag är allergisk mot nötter. [bold red]Tack[/]\n"
)
KEYS = {
    "file", "intent", "language", "attendees", "replaces", "billing", "missing", "needs_review",
    "reasons", "texts", "evidence", "origin", "answerable", "warnings",
}  # fmt: skip


def lines_of(*files: Path) -> list[dict[str, Any]]:
    """What is printed as JSON."""
    out = io.StringIO()
    parse_files(files, event=example(), as_json=True, out=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "letter.eml"
    file.write_text(LETTER, "utf-8")
    return file


def test_a_letter_gives_one_object_with_every_key(letter: Path) -> None:
    (found,) = lines_of(letter)
    assert set(found) == KEYS
    assert found["file"] == str(letter)
    assert found["attendees"][0]["dietary"] == ["nuts"]
    assert (found["origin"], found["answerable"]) == ("person", True)
    for evidence in found["evidence"]:
        text = found["texts"][evidence["part"]]
        assert text[evidence["start"] : evidence["end"]] == evidence["text"]


@pytest.mark.parametrize(
    ("text", "intent", "is_answerable"),
    [
        ("Jag vill delta.", "register", True),
        ("Jag måste tyvärr avboka min plats.", "cancel", True),
        ("Kul.", "other", False),
        ("Hej Bo, tack för senast! Vi ses på fredag.", "other", False),
    ],
)
def test_what_nobody_can_tell_the_wish_of_gets_no_automatic_answer(
    letter: Path, text: str, intent: str, *, is_answerable: bool
) -> None:
    letter.write_text(f"{LETTER.partition('Jag vill')[0]}{text}\n", "utf-8")
    (found,) = lines_of(letter)
    assert (found["intent"], found["answerable"]) == (intent, is_answerable)
    assert found["origin"] == "person"


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff" * 500, b"Jag vill delta.", b"\n\n\n", b"From: "]
)
def test_what_is_no_message_gives_its_line_too(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.eml"
    file.write_bytes(content)
    (found,) = lines_of(file)
    assert set(found) == KEYS
    assert (found["intent"], found["needs_review"]) == ("other", True)
    assert found["reasons"] == ["no_message"]


def test_a_file_that_cannot_be_read_stops_nothing(tmp_path: Path, letter: Path) -> None:
    missing, whole = lines_of(tmp_path / "missing.eml", letter)
    assert (missing["intent"], missing["reasons"]) == ("other", ["unreadable"])
    assert whole["intent"] == "register"


def test_for_people_the_letter_stands_as_it_is(letter: Path) -> None:
    out = io.StringIO()
    parse_files([letter], event=example(), as_json=False, out=out)
    printed = out.getvalue()
    assert "[bold red]Tack[/]" in printed
    assert "Anna Lindqvist" in printed
    assert all(len(line) <= 80 for line in printed.splitlines())
