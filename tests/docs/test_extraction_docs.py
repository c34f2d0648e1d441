"""docs/extraction.md has the figures, and says how they come about."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.cases import GIVEN, load
from tests.corpus.figures import measure
from tests.corpus.metamorphic.transformations import TRANSFORMATIONS
from tests.corpus.report import BEGIN, END, FIELDS

TEXT = (Path(__file__).parents[2] / "docs/extraction.md").read_text("utf-8")
FIGURES = TEXT.partition(BEGIN)[2].partition(END)[0]


def test_every_figure_stands_there() -> None:
    assert [title for title, _, _ in FIELDS if f"| {title}, F1 |" not in FIGURES] == []
    assert [name for name in TRANSFORMATIONS if f"| {name} |" not in FIGURES] == []
    assert "Calibration" in FIGURES


def test_every_field_of_the_scorer_has_a_figure() -> None:
    scored = measure("one", load(GIVEN)[:1]).fields
    assert set(scored) - {key for _, keys, _ in FIELDS for key in keys} == {"billing.country"}


def test_what_was_developed_on_is_told_apart() -> None:
    assert "| given, developed on | own, developed on | kept aside |" in FIGURES
