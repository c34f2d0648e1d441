#!/usr/bin/env python3
"""Score `mailreg parse` on the labelled corpus and hold it to tests/corpus/floor.toml.

Prints one line of figures; exits 1 and names each figure that fell below its floor or rose above
its ceiling.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"

Figures = dict[str, Any]  # as score.py prints them


def main() -> int:
    """Run the scorer, print what it found, and return the exit status."""
    score = run_scorer()
    floor = tomllib.loads((CORPUS / "floor.toml").read_text("utf-8"))
    print(summarise(score))
    problems = compare(score, floor)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def run_scorer() -> Figures:
    """Return the figures of score.py."""
    command = f"{ROOT}/.venv/bin/mailreg parse --json"
    scorer = [sys.executable, CORPUS / "given" / "score.py", "--cases", CORPUS / "given" / "cases"]
    run = subprocess.run(
        [*map(str, scorer), "--command", command, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        sys.exit(run.stderr)
    figures: Figures = json.loads(run.stdout)
    return figures


def summarise(score: Figures) -> str:
    """Return the figures in one line."""
    fields = ", ".join(f"{name} {figures['f1']:.3f}" for name, figures in score["fields"].items())
    return (
        f"corpus: {score['cases']} cases, {score['all_right']:.0%} all right, "
        f"{score['silent_errors']} silent errors, {score['review_rate']:.0%} to review; {fields}"
    )


def compare(score: Figures, floor: dict[str, dict[str, float]]) -> list[str]:
    """Return one line per figure on the wrong side of its limit."""
    problems = []
    for name, least in floor["f1"].items():
        got = score["fields"][name]["f1"]
        if got < least:
            problems.append(f"corpus: {name} is {got:.3f}, its floor is {least:.3f}")
    for name, most in floor["at_most"].items():
        if score[name] > most:
            problems.append(f"corpus: {name} is {score[name]}, its ceiling is {most}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
