"""Figures as the tables of docs/extraction.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tests.corpus.figures import BINS, Figures, share
from tests.corpus.metamorphic.survival import Survival

BEGIN: Final = "<!-- figures: written by `make score` -->"
END: Final = "<!-- end of figures -->"
SURVIVAL_GOAL: Final = 0.92
CALIBRATION: Final = """\
A field counts once for each letter or person, with the lowest confidence of its evidence. Beside
the share that is right stands how many were said so.
"""
FIELDS: Final = (  # title, fields of the scorer, goal of each F1
    ("intent", ("intent",), 0.98),
    ("language", ("language",), 0.98),
    ("number of people", ("people",), 0.98),
    ("names", ("name",), 0.98),
    ("diet codes", ("dietary",), 0.98),
    ("whether diet is spoken of", ("dietary_stated",), 0.98),
    ("diet without a code", ("dietary_other",), 0.93),
    ("billing: recipient", ("billing.recipient",), 0.97),
    ("billing: street", ("billing.street",), 0.97),
    ("billing: postal code", ("billing.postal_code",), 0.97),
    ("billing: city", ("billing.city",), 0.97),
    ("billing: reference", ("billing.reference",), 0.97),
    ("billing: organisation number", ("billing.organisation_number",), 0.97),
    ("billing: GLN", ("billing.gln",), 0.97),
    ("billing: e-mail", ("billing.email",), 0.97),
    ("answers", ("answers",), 0.95),
    ("replaces", ("replaces",), 0.95),
    ("missing", ("missing",), 0.95),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A figure that has a goal."""

    title: str
    of: Callable[[Figures], float]
    goal: float
    shown: Callable[[float], str]
    is_ceiling: bool = False  # the goal is the most, not the least

    def cell(self, figures: Figures) -> str:
        value = self.of(figures)
        is_met = value <= self.goal if self.is_ceiling else value >= self.goal
        return self.shown(value) if is_met else f"**{self.shown(value)}**"

    @property
    def goal_cell(self) -> str:
        return f"{'≤' if self.is_ceiling else '≥'} {self.shown(self.goal)}"


def section(sets: Sequence[Figures], survived: Sequence[Sequence[Survival]]) -> str:
    """All tables; `survived` has what is developed on and what is kept aside."""
    parts = [
        "What misses its goal is set in bold.",
        _table(_goals(sets)),
        "### Which letters\n",
        _table(_counts(sets)),
        "### Review\n",
        _table(_reasons(sets)) or "Nothing is sent to a person.",
        "### Calibration\n",
        CALIBRATION,
        _table(_calibration(sets)),
    ]
    if survived:
        parts += ["### Survival\n", _table(_survival(survived))]
    return "\n".join(part if part.endswith("\n") else f"{part}\n" for part in parts)


def put_into(page: str, text: str) -> str:
    """The page with its section of figures replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{text.strip()}\n\n{END}{after}"


def _goals(sets: Sequence[Figures]) -> Iterator[Sequence[str]]:
    yield ["", *(one.title for one in sets), "goal"]
    for row in _rows():
        yield [row.title, *(row.cell(one) for one in sets), row.goal_cell]


def _rows() -> Iterator[_Row]:
    for title, keys, goal in FIELDS:
        yield _Row(title=f"{title}, F1", of=_lowest(keys), goal=goal, shown="{:.3f}".format)
    percent, count, time = "{:.1%}".format, "{:.0f}".format, "{:.1f} ms".format
    yield _Row(title="read wholly right", of=lambda f: f.wholly_right, goal=0.88, shown=percent)
    yield _Row(title="lose a need unmarked", of=lambda f: len(f.diet_lost), goal=0, shown=count,
               is_ceiling=True)  # fmt: skip
    yield _Row(title="with a silent error", of=lambda f: share(len(f.silent), f.cases), goal=0.02,
               shown=percent, is_ceiling=True)  # fmt: skip
    yield _Row(title="sent to review", of=lambda f: f.reviewed, goal=0.15, shown=percent,
               is_ceiling=True)  # fmt: skip
    yield _Row(title="… needlessly", of=lambda f: f.reviewed_needlessly, goal=0.08, shown=percent,
               is_ceiling=True)  # fmt: skip
    yield _Row(title="right where said with ≥ 0.9", of=lambda f: f.right_when_sure, goal=0.97,
               shown=percent)  # fmt: skip
    yield _Row(title="said with ≥ 0.9 where right", of=lambda f: f.sure_when_right, goal=0.85,
               shown=percent)  # fmt: skip
    yield _Row(title="time of a letter, median", of=lambda f: f.median_ms, goal=1.5, shown=time,
               is_ceiling=True)  # fmt: skip
    yield _Row(title="time of a letter, 99th in 100", of=lambda f: f.p99_ms, goal=30, shown=time,
               is_ceiling=True)  # fmt: skip


def _lowest(keys: Sequence[str]) -> Callable[[Figures], float]:
    return lambda figures: min(figures.fields[key] for key in keys)


def _counts(sets: Sequence[Figures]) -> Iterator[Sequence[str]]:
    yield ["", *(one.title for one in sets)]
    yield ["letters", *(str(one.cases) for one in sets)]
    codes = dict.fromkeys(code for one in sets for code in one.languages)
    for code in codes:
        counts = (one.languages.get(code) for one in sets)
        cells = (f"{count[0]}, {count[1]} right" if count else "" for count in counts)
        yield [f"in `{code}`", *cells]
    for expected, read in dict.fromkeys(pair for one in sets for pair in one.confused):
        counts_of_pair = (one.confused.get((expected, read)) for one in sets)
        yield [f"`{expected}` read as `{read}`", *(str(count or "") for count in counts_of_pair)]


def _reasons(sets: Sequence[Figures]) -> Iterator[Sequence[str]]:
    yield ["reason: letters, of these needlessly", *(one.title for one in sets)]
    for reason in sorted({reason for one in sets for reason in one.reasons}):
        counts = (one.reasons.get(reason) for one in sets)
        cells = (f"{count[0]}, {count[1]} needlessly" if count else "" for count in counts)
        yield [reason, *cells]  # bare: what explains a reason is another table


def _calibration(sets: Sequence[Figures]) -> Iterator[Sequence[str]]:
    yield ["confidence", *(one.title for one in sets)]
    above = 1.01
    for least in BINS:
        cells = []
        for one in sets:
            said = [s.is_right for s in one.said if least <= s.confidence < above]
            cells.append(f"{share(sum(said), len(said)):.1%} of {len(said)}" if said else "")
        yield [f"≥ {least}" if least else "below", *cells]
        above = least


def _survival(survived: Sequence[Sequence[Survival]]) -> Iterator[Sequence[str]]:
    yield ["transformation", "developed on", "kept aside", "goal"]
    for halves in zip(*survived, strict=True):
        cells = [
            f"{shown} of {half.tried}" if half.tried else ""
            for half in halves
            for shown in [_marked(half.share)]
        ]
        yield [halves[0].name, *cells, f"≥ {SURVIVAL_GOAL:.0%}"]


def _marked(value: float) -> str:
    return f"{value:.1%}" if value >= SURVIVAL_GOAL else f"**{value:.1%}**"


def _table(rows: Iterator[Sequence[str]]) -> str:
    """A table in Markdown; the first row is its head. "" where there is nothing below it."""
    head, *body = rows
    if not body:
        return ""
    lines = [_line(head), _line(["---"] * len(head)), *map(_line, body)]
    return "".join(f"{line}\n" for line in lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
