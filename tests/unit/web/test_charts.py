"""The charts' columns, before they are drawn."""

from __future__ import annotations

from datetime import date

import pytest

from mailreg.service.desklists import Day
from mailreg.web.charts import HEIGHT, LEAST, charts
from mailreg.web.texts import texts

DAYS = [
    Day(day=date(2030, 3, 1), letters=4, hours=12.5),
    Day(day=date(2030, 3, 2), letters=0, hours=None),
    Day(day=date(2030, 3, 3), letters=2, hours=0.1),
]


def test_the_highest_column_is_the_highest_figure_and_none_is_no_column() -> None:
    letters, hours = charts(DAYS, texts("en"))
    assert [one.height for one in letters.columns] == [HEIGHT, 0, HEIGHT / 2]
    assert [one.height for one in hours.columns] == [HEIGHT, 0, LEAST]
    assert all(one.y + one.height == letters.base for one in letters.columns if one.height)


@pytest.mark.parametrize(
    ("language", "figures", "days"),
    [
        ("sv", ["12,5", "–", "0,1"], ["1 mars", "2 mars", "3 mars"]),
        ("en", ["12.5", "–", "0.1"], ["1 Mar", "2 Mar", "3 Mar"]),
    ],
)
def test_figures_and_days_are_written_as_the_language_has_them(
    language: str, figures: list[str], days: list[str]
) -> None:
    _, hours = charts(DAYS, texts(language))
    assert [one.figure for one in hours.columns] == figures
    assert [one.day for one in hours.columns] == days
    assert hours.most == figures[0]


@pytest.mark.parametrize("days", [[], [Day(day=date(2030, 3, 1), letters=0, hours=None)]])
def test_without_figures_nothing_is_drawn(days: list[Day]) -> None:
    for chart in charts(days, texts("en")):
        assert chart.most == ""
        assert not any(column.height for column in chart.columns)
