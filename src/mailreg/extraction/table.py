"""Lists of people as a table in the text: a row of headings, and one row per person.

Cells are parted by tabs, semicolons, bars or three spaces. A table is known by its headings, one of
which is for a name. Blank cells say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from mailreg.extraction.lexicons import keys, phrases, words
from mailreg.extraction.names import Name
from mailreg.extraction.runs import is_given, is_role

ROWS_AT_MOST = 100
COLUMNS_AT_MOST = 15

Span = tuple[int, int]
Headings = list[tuple[str, Span]]  # the kind of each column, "" where unknown, and its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person's row."""

    name: Name | None  # None: who it is to be is not known yet
    cells: dict[str, Span]  # kind of heading ▶ the cell, blank ones left out
    leaves: Name | None = None  # who gives up the place that this person takes
    is_coming: bool = True  # False: the table has a column for it, without a yes in this row
    start: int
    end: int
    columns: tuple[tuple[Span, Span], ...] = ()  # heading and cell, blank ones left out
    headings: Span = (0, 0)  # the row of headings


_SPACES = re.compile(r"[ ]{3,}")
# What parts the cells; the first that stands in the row of headings parts all rows below it.
_PARTINGS = (
    re.compile(r"\t"),
    re.compile(r"[ ]?;[ ]?"),
    re.compile(r"[ ]?\|[ ]?"),
    _SPACES,
)
_RULE = re.compile(r"[ \t]*[-=_|+:]{3,}[-=_|+: \t]*")
_ANY_PARTING = re.compile(r"[\t;|]|[ ]{3}")


@lru_cache(maxsize=4)  # asked for by who looks for people, and by who looks for food
def find_rows(text: str) -> Sequence[Row]:
    """The rows of all tables in a text, in order."""
    rows: list[Row] = []
    parting, headings = _PARTINGS[0], None
    for start, end in _lines(text):
        if text[start:end].isspace() or _RULE.fullmatch(text, start, end):
            continue
        found = next(_headings(text, start, end), None)
        if found is not None:
            parting, headings = found
        elif headings is not None and text[start:end].strip():
            cells = _aligned(text, start, end, headings) if parting is _SPACES else []
            cells = cells or _cells(text, start, end, parting)
            row = _row(text, start, end, cells, headings)
            if row is None:
                headings = None
            elif len(rows) < ROWS_AT_MOST:
                rows.append(row)
    return tuple(rows)


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _cells(text: str, start: int, end: int, parting: re.Pattern[str]) -> list[Span]:
    while start < end and text[start] in " |":
        start += 1
    found: list[Span] = []
    for gap in parting.finditer(text, start, end):
        found.append(_stripped(text, start, gap.start()))
        start = gap.end()
    found.append(_stripped(text, start, end))
    return found


def _aligned(text: str, start: int, end: int, headings: Headings) -> list[Span]:
    """The cells of a row set out with spaces, each under its heading; none where it is not."""
    line = text.rfind("\n", 0, headings[0][1][0]) + 1
    begins = [start + place[0] - line for _, place in headings]
    if any(begin < end and text[begin - 1] not in " \t\n" for begin in begins[1:]):
        return []
    ends = [*begins[1:], end]
    return [_stripped(text, min(a, end), min(b, end)) for a, b in zip(begins, ends, strict=True)]


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \t":
        start += 1
    while end > start and text[end - 1] in " \t":
        end -= 1
    return start, end


def _headings(text: str, start: int, end: int) -> Iterator[tuple[re.Pattern[str], Headings]]:
    """How a row of headings is parted, and the columns; nothing for other lines."""
    if not _ANY_PARTING.search(text, start, end):
        return
    parting = next((p for p in _PARTINGS if p.search(text, start, end)), None)
    cells = _cells(text, start, end, parting) if parting else []
    if parting is None or not 2 <= len(cells) <= COLUMNS_AT_MOST:
        return
    kinds = [_kind(text[first:last]) for first, last in cells]
    has_name = "name" in kinds or ("given" in kinds and "surname" in kinds)
    if has_name and sum(map(bool, kinds)) >= 2:
        yield parting, list(zip(kinds, cells, strict=True))


def _kind(heading: str) -> str:
    """What stands below a heading, by its words or else by its first word; "" where unknown."""
    cleaned = heading[:60].strip(" .:*").lower()
    parts = (
        cleaned,
        cleaned.partition(" ")[0],
        re.split(r"[ ]?[/,(&]|[ ](?:och|and|samt|eller)[ ]", cleaned)[0],
    )
    return next((kind for part in parts if (kind := _kinds().get(part))), "")


@cache
def _kinds() -> dict[str, str]:
    return {
        entry: kind
        for kind in keys("table", "heading")
        for entry in words("table", f"heading.{kind}")
    }


def _row(text: str, start: int, end: int, cells: list[Span], headings: Headings) -> Row | None:
    filled = [
        (kind, place, cell)
        for (kind, place), cell in zip(headings, cells, strict=False)
        if cell[0] < cell[1]
    ]
    named = {kind: cell for kind, _, cell in filled if kind}
    is_open = _is_open(text, named, headings)
    name = None if is_open else _name(text, named)
    if (name is None and not is_open) or sum(a < b for a, b in cells) < 2:
        return None
    return Row(
        name=name,
        cells=named,
        leaves=_name(text, {"name": named["leaves"]}) if "leaves" in named else None,
        is_coming=all(kind != "comes" for kind, _ in headings) or _is_yes(text, named.get("comes")),
        start=start,
        end=end,
        columns=tuple((place, cell) for _, place, cell in filled),
        headings=(headings[0][1][0], headings[-1][1][1]),
    )


def _is_open(text: str, named: dict[str, Span], headings: Headings) -> bool:
    """Whether a name is to come: `vakant`, `en kollega`, or a blank cell beside others."""
    if any(kind in named for kind in ("given", "surname")):
        return False
    if "name" not in named:
        return any(kind == "name" for kind, _ in headings) and len(named) > 1
    written = text[slice(*named["name"])].strip(" ()[]?.").lower()
    if not written.strip("-–—xX") or phrases("people", "nameless").match(written):
        return True
    first, *rest = written.split()
    return is_role(first) and not any(map(is_given, rest))


def _is_yes(text: str, cell: Span | None) -> bool:
    return cell is not None and bool(_YES.match(text, *cell))


_YES = re.compile(r"(?i)(?:ja|yes|japp|jo|x|1|ok|kommer|deltar|ja[ ,.!].*|kyllä|✓|✔)(?!\w)")


def _name(text: str, cells: dict[str, Span]) -> Name | None:
    if "name" in cells:
        start, end = cells["name"]
        written = _given_first(_ASIDE.sub("", text[start:end]))
    elif "given" in cells and "surname" in cells:
        written = " ".join(text[slice(*cells[kind])] for kind in ("given", "surname"))
        start = min(cells["given"][0], cells["surname"][0])
        end = max(cells["given"][1], cells["surname"][1])
    else:
        return None
    if not re.fullmatch(r"[^\d@:]{2,70}", written) or _is_organisation(written):
        return None
    return Name(
        text=re.sub(r"\s+", " ", written),
        start=start,
        end=end,
        is_full=" " in written,
        is_sure=True,
    )


# The party, the office and other notes behind a name: `Kim Holm (S)`, `Kim Holm, ersättare`.
_ASIDE = re.compile(r"[ ]*[(\[][^)\]]*[)\]]?.*$|[ ]+[-–—/|][ ].*$", re.DOTALL)


def _is_organisation(written: str) -> bool:
    kinds = words("people", "organisation")
    return any(word in kinds for word in written.lower().split())


def _given_first(written: str) -> str:
    """`Holm, Kim` turned; what stands behind the comma of a full name is a note."""
    first, _, second = written.partition(",")
    if not second.strip():
        return first.strip()
    is_noted = " " in first.strip() and not is_given(second.split()[0])
    return first.strip() if is_noted else f"{second.strip()} {first.strip()}"
