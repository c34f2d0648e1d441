"""Words on a page ▶ lines: what stands apart in columns becomes the cells of a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pdfplumber.page import Page

APART = 1.2  # of a line's height: a wider gap parts columns; that between words is a third of it
SPACE = 0.4  # of a line's height, at most
EVEN = 0.75  # of the widest distance of two rows; lines within a cell stand closer
ALIGNED = 4.0  # points by which the cells of a column may be out of line


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word, or some that stand together, in points from the upper left corner of the page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half-way between top and bottom."""
        return (self.top + self.bottom) / 2

    def is_below(self, other: Word) -> bool:
        """Whether both may stand in one column: even to the left, centred or to the right."""
        middles = abs(self.left + self.right - other.left - other.right) / 2
        distances = (abs(self.left - other.left), abs(self.right - other.right), middles)
        return min(distances) <= ALIGNED

    def follows(self, other: Word) -> bool:
        """Whether no more than a space parts this from what was written before it."""
        gap = self.left - other.right
        is_level = abs(self.middle - other.middle) <= 1
        return is_level and 0 <= gap <= SPACE * (self.bottom - self.top)


def words_of(page: Page) -> list[Word]:
    """The words of a page in the order in which they were written onto it, joined by single spaces.

    That order keeps together what runs over the beginning of the next.
    """
    found: list[Word] = []
    for written in page.extract_words(use_text_flow=True):
        word = Word(
            text=str(written["text"]),
            left=float(written["x0"]),
            right=float(written["x1"]),
            top=float(written["top"]),
            bottom=float(written["bottom"]),
        )
        if found and word.follows(found[-1]):
            word = _joined([found.pop(), word])
        found.append(word)
    return found


def lines_of(words: Sequence[Word]) -> tuple[list[tuple[float, str]], bool]:
    """Each line with its top, and whether those in columns are all whole rows.

    Where the cells of a row take several lines they are not: its lines cannot be told from rows.
    """
    found: list[tuple[float, str]] = []
    table = _Table()
    is_even = True
    for line in _lines(words):
        cells = list(_cells(line))
        row = table.row(cells)
        if row is None:
            is_even = is_even and table.is_even
            table = _Table(head=cells if len(cells) > 1 else [])
            row = [cell.text for cell in cells]
        found.append((line[0].top, "\t".join(row).rstrip("\t")))
    return found, is_even and table.is_even


@dataclass(slots=True)
class _Table:
    """Rows that stand below one row of headings."""

    head: Sequence[Word] = ()  # empty: no table
    tops: list[float] = field(default_factory=list)  # of its rows
    is_broken: bool = False  # whether a row begins without its first cell
    has_loose: bool = False  # whether a line of one cell stands below the last row

    def row(self, cells: Sequence[Word]) -> list[str] | None:
        """The cells below the headings they stand under; None where one stands under none."""
        placed = [""] * len(self.head)
        for cell in cells:
            under = [index for index, heading in enumerate(self.head) if cell.is_below(heading)]
            if len(under) != 1 or placed[under[0]]:
                return None
            placed[under[0]] = cell.text
        if not placed:
            return None
        self.is_broken = self.is_broken or not placed[0] or (len(cells) > 1 and self.has_loose)
        self.has_loose = len(cells) == 1
        if len(cells) > 1:
            self.tops.append(cells[0].top)
        return placed

    @property
    def is_even(self) -> bool:
        """Whether each line is a row."""
        distances = [below - above for above, below in pairwise(self.tops)]
        is_regular = not distances or min(distances) >= EVEN * max(distances)
        return is_regular and not self.is_broken


def _lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of each line, from top to bottom and from left to right."""
    line: list[Word] = []
    for word in sorted(words, key=lambda word: word.middle):
        if line and word.middle > line[0].middle + (line[0].bottom - line[0].top) / 2:
            yield sorted(line, key=lambda word: word.left)
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda word: word.left)


def _cells(line: Sequence[Word]) -> Iterator[Word]:
    """What stands close together, as one."""
    cell = [line[0]]
    for before, word in pairwise(line):
        if word.left - before.right > APART * (before.bottom - before.top):
            yield _joined(cell)
            cell = []
        cell.append(word)
    yield _joined(cell)


def _joined(words: Sequence[Word]) -> Word:
    return Word(
        text=" ".join(word.text for word in words),
        left=words[0].left,
        right=max(word.right for word in words),
        top=words[0].top,
        bottom=words[0].bottom,
    )
