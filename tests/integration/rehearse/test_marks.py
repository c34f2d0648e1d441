"""Readings are written out, marked by a person, and scored at the next run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.rehearse.conftest import CASES, Answer, Rehearse, fill

Marks = dict[str, dict[str, Any]]
NUMBER_OF_LETTERS = 12


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "box"
    fill(folder, [file.read_bytes() for file in sorted(CASES.glob("*.eml"))[:NUMBER_OF_LETTERS]])
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "marks.json"


def change(file: Path, edit: Callable[[Marks], None]) -> None:
    """What a person does with an editor."""
    marks = json.loads(file.read_text("utf-8"))
    edit(marks)
    file.write_text(json.dumps(marks, ensure_ascii=False), "utf-8")


def last_lines(answer: Answer) -> str:
    return " ".join(answer.out.rstrip().splitlines()[-2:])


def registered(marks: Marks) -> dict[str, Any]:
    """The first entry of a registration."""
    return next(each for each in marks.values() if each["label"]["intent"] == "register")


def test_the_first_run_writes_an_entry_per_letter_for_its_owner_alone(
    rehearse: Rehearse, box: Path, file: Path
) -> None:
    answer = rehearse(box, "--marks", file)

    marks: Marks = json.loads(file.read_text("utf-8"))
    letters = [path.read_bytes() for part in ("cur", "new") for path in (box / part).iterdir()]
    assert answer.status == 0
    assert f"wrote {NUMBER_OF_LETTERS} readings" in answer.err
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(marks) == {hashlib.sha256(each).hexdigest() for each in map(on_the_wire, letters)}
    assert {each["right"] for each in marks.values()} == {None}
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


def on_the_wire(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def test_nothing_is_scored_before_somebody_has_looked(
    rehearse: Rehearse, box: Path, file: Path
) -> None:
    rehearse(box, "--marks", file)
    before = file.read_bytes()
    answer = rehearse(box, "--marks", file)

    assert "0 letters scored" in last_lines(answer)
    assert f"{NUMBER_OF_LETTERS} unmarked" in last_lines(answer)
    assert file.read_bytes() == before


def test_readings_that_are_right_score_as_right(rehearse: Rehearse, box: Path, file: Path) -> None:
    def mark(marks: Marks) -> None:
        for each in list(marks.values())[:5]:
            each["right"] = True

    rehearse(box, "--marks", file)
    change(file, mark)
    answer = rehearse(box, "--marks", file)

    assert "5 letters scored: 5 wholly right, 0 with a silent error" in last_lines(answer)


@pytest.mark.parametrize("right", [None, False, True])
def test_a_corrected_label_is_what_should_have_been_read(
    rehearse: Rehearse, box: Path, file: Path, *, right: bool | None
) -> None:
    def correct(marks: Marks) -> None:
        entry = registered(marks)
        entry["right"] = right
        entry["label"]["attendees"][0]["dietary"] = ["celery"]

    rehearse(box, "--marks", file)
    change(file, correct)
    answer = rehearse(box, "--marks", file)

    assert "1 letters scored: 0 wholly right" in last_lines(answer)
    assert " dietary" in answer.out
    assert "celery" not in answer.out + answer.err


def test_a_wrong_reading_without_a_correction_is_counted_apart(
    rehearse: Rehearse, box: Path, file: Path
) -> None:
    rehearse(box, "--marks", file)
    change(file, lambda marks: registered(marks).update(right=False))
    answer = rehearse(box, "--marks", file)

    assert "0 letters scored" in last_lines(answer)
    assert "1 wrong without a correction" in last_lines(answer)


def test_letters_and_marks_that_do_not_meet_are_counted(
    rehearse: Rehearse, box: Path, file: Path
) -> None:
    rehearse(box, "--marks", file)
    fill(
        box.parent / "other",
        [b"Subject: Hej\r\n\r\nHej\r\n", next((box / "new").iterdir()).read_bytes()],
    )
    answer = rehearse(box.parent / "other", "--marks", file)

    assert f"1 not in the file, {NUMBER_OF_LETTERS - 1} only in the file" in last_lines(answer)


def test_json_stays_alone_on_standard_output(rehearse: Rehearse, box: Path, file: Path) -> None:
    rehearse(box, "--marks", file)
    answer = rehearse(box, "--marks", file, "--json")

    assert len(answer.json) == NUMBER_OF_LETTERS
    assert "letters scored" in answer.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no object of marks"),
        ('{"ab": 1}', "entry ab is no object"),
        ('{"ab": {"right": "yes", "label": {}}}', "right"),
        ('{"ab": {"right": true, "label": []}}', "label"),
        ('{"ab": {"right": true, "label": {"intent": "sign up"}}}', "intent"),
        ('{"ab": {"label": {"intent": "register", "attendees": ["Anna"]}}}', "attendees"),
        ('{"ab": {"label": {"intent": "register", "missing": "name"}}}', "missing"),
        ('{"ab": {"label": {"intent": "other", "attendees": [{"dietary": [[]]}]}}}', "dietary"),
    ],
)
def test_a_file_that_was_spoilt_is_refused_with_the_place(
    rehearse: Rehearse, box: Path, file: Path, text: str, said: str
) -> None:
    file.write_text(text, "utf-8")
    answer = rehearse(box, "--marks", file)

    assert answer.status == 1
    assert said in answer.err
    assert file.read_text("utf-8") == text


def test_a_place_that_cannot_be_written_to_is_told(rehearse: Rehearse, box: Path) -> None:
    answer = rehearse(box, "--marks", box / "none" / "marks.json")

    assert answer.status == 1
    assert "cannot be written" in answer.err
