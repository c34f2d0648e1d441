"""Small charts of the last fortnight: a column for each day, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailreg.service.desklists import Day
from mailreg.web.texts import Texts

WIDTH = 20  # of a day, in units of the drawing
GAP = 4  # between two days
HEIGHT = 60  # of the highest column
LEFT, TOP = 26, 8  # where the columns begin: room for the scale
LEAST = 1.5  # so that a small figure is seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One day."""

    day: str  # its date, as people write it
    figure: str  # in words; "–" where there is none
    x: int
    y: float
    height: float  # 0: nothing is drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A figure for each day."""

    title: str
    kind: str  # the class of its columns
    columns: Sequence[Column]
    most: str  # what the highest stands for
    width: int
    height: int
    left: int = LEFT
    top: int = TOP

    @property
    def base(self) -> int:
        """Where the columns stand."""
        return self.top + HEIGHT


def charts(days: Sequence[Day], texts: Texts) -> list[Chart]:
    """Letters a day, and the hours to the first decision."""
    letters = [float(day.letters) for day in days]
    hours = [day.hours for day in days]
    return [
        _chart(texts.gettext("Letters a day"), "letters", days, letters, texts),
        _chart(
            texts.gettext("Hours to the first decision, the median of the day"),
            "hours",
            days,
            hours,
            texts,
        ),
    ]


def _chart(
    title: str, kind: str, days: Sequence[Day], values: Sequence[float | None], texts: Texts
) -> Chart:
    most = max((value for value in values if value is not None), default=0)
    return Chart(
        title=title,
        kind=kind,
        columns=[
            _column(number, texts.date(day.day), value, most, texts)
            for number, (day, value) in enumerate(zip(days, values, strict=True))
        ],
        most=texts.number(most) if most else "",
        width=LEFT + WIDTH * len(days),
        height=TOP + HEIGHT + 14,
    )


def _column(number: int, day: str, value: float | None, most: float, texts: Texts) -> Column:
    height = max(value * HEIGHT / most, LEAST) if value and most else 0.0
    return Column(
        day=day,
        figure="–" if value is None else texts.number(value),
        x=LEFT + WIDTH * number + GAP // 2,
        y=round(TOP + HEIGHT - height, 1),
        height=round(height, 1),
    )
