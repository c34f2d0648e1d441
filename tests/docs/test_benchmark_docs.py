"""Every benchmark can be run, and the page about them lists each."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import ORDER, Figure, Goal

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
LISTED = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
PROGRAMS = {"floor"}  # run by a benchmark, and none itself


def test_every_module_is_run_and_described() -> None:
    modules = {path.stem for path in (ROOT / "benchmarks").glob("[!_]*.py")}
    assert modules - PROGRAMS == set(ORDER) == LISTED


@pytest.mark.parametrize("name", ORDER)
def test_every_benchmark_measures(name: str) -> None:
    measure = import_module(f"benchmarks.{name}").measure
    assert inspect.isgeneratorfunction(measure)
    assert len(inspect.signature(measure).parameters) == 1


@pytest.mark.parametrize(
    ("value", "beside", "goal", "is_met"),
    [
        (3.0, 2.0, Goal(at_most=1.5), True),
        (3.1, 2.0, Goal(at_most=1.5), False),
        (50.0, 100.0, Goal(at_least=0.5), True),
        (49.0, 100.0, Goal(at_least=0.5), False),
        (1.4, 0.1, Goal(at_most=1.5, is_of_value=True), True),
        (1.6, None, Goal(at_most=1.5, is_of_value=True), False),
        (3.0, None, Goal(at_most=1.5), False),
        (3.0, 2.0, None, None),
    ],
)
def test_a_goal_bounds_the_ratio_or_the_figure(
    value: float, beside: float | None, goal: Goal | None, is_met: bool | None
) -> None:
    figure = Figure(what="", value=value, unit="", beside=beside, goal=goal)
    assert figure.is_met is is_met
