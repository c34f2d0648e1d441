"""A gate is quiet when it is open, and says what stands in the way when it is not."""

from __future__ import annotations

import runpy
import subprocess
from pathlib import Path
from typing import Any

import pytest

TOOLS = Path(__file__).parents[2] / "tools"

SCORE: dict[str, Any] = {
    "silent_errors": 3,
    "fields": {"intent": {"f1": 0.95}, "name": {"f1": 0.8}},
}


def gate(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TOOLS / "gate", "lint", *command], capture_output=True, text=True, check=False
    )


def test_an_open_gate_says_nothing() -> None:
    run = gate("echo", "all is well")

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_a_shut_gate_shows_what_was_said_and_names_itself() -> None:
    run = gate("sh", "-c", "echo out; echo err >&2; exit 3")

    assert run.returncode == 1
    assert run.stderr.splitlines()[:2] == ["out", "err"]
    assert "lint: failed" in run.stderr


@pytest.mark.parametrize(
    ("floor", "problems"),
    [
        ({"f1": {"intent": 0.95, "name": 0.8}, "at_most": {"silent_errors": 3}}, []),
        (
            {"f1": {"intent": 0.96}, "at_most": {}},
            ["corpus: intent is 0.950, its floor is 0.960"],
        ),
        (
            {"f1": {}, "at_most": {"silent_errors": 2}},
            ["corpus: silent_errors is 3, its ceiling is 2"],
        ),
    ],
)
def test_the_corpus_is_held_to_its_floor(floor: dict[str, Any], problems: list[str]) -> None:
    compare = runpy.run_path(str(TOOLS / "check_corpus.py"))["compare"]

    assert compare(SCORE, floor) == problems
