"""`mailreg parse --json` gives a line for every file, whatever stands in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.acceptance.parse.mutations import CASES, damaged

DAMAGED = 200
KEYS = {
    "file", "intent", "language", "attendees", "replaces", "billing", "missing", "needs_review",
    "reasons", "texts", "evidence", "origin", "answerable", "warnings",
}  # fmt: skip
ORIGINS = {"person", "auto_reply", "bounce", "bulk", "own"}


def parse(*files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mailreg", "parse", "--json", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=110)


def test_every_letter_sound_or_damaged_gets_a_line_with_every_key(tmp_path: Path) -> None:
    files = sorted(CASES.glob("*.eml"))
    for number, content in enumerate(damaged(DAMAGED, seed=1)):
        file = tmp_path / f"{number}.eml"
        file.write_bytes(content)
        files.append(file)
    done = parse(*files)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert [line["file"] for line in lines] == [str(file) for file in files]
    assert all(set(line) == KEYS for line in lines)
    assert {line["origin"] for line in lines} <= ORIGINS
    assert not [line["file"] for line in lines if "crashed" in line["reasons"]]
    for line in lines:
        for found in line["evidence"]:
            shown = line["texts"][found["part"]][found["start"] : found["end"]]
            assert shown == found["text"]


def test_a_path_that_does_not_exist_fails(tmp_path: Path) -> None:
    done = parse(tmp_path / "missing.eml")
    assert done.returncode == 1
    assert "missing.eml" in done.stderr


def test_a_file_that_is_no_message_gets_a_line_for_people_to_look_at(tmp_path: Path) -> None:
    empty = tmp_path / "empty.eml"
    empty.touch()
    noise = tmp_path / "noise.eml"
    noise.write_bytes(bytes(range(256)) * 50)
    done = parse(empty, noise)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [(line["intent"], line["needs_review"]) for line in lines] == [("other", True)] * 2
    assert all(line["reasons"] and not line["answerable"] for line in lines)
