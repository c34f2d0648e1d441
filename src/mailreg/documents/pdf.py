"""PDF (ISO 32000): the text of its pages as somebody reads them, tables row by row.

A table is known by its ruling lines; without them, by words that stand below each other in columns.
Where such columns do not come out even, the content counts as not whole: better a look too many
than an allergy in the wrong row.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import groupby

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.table import Table

from mailreg.documents.columns import Word, lines_of, words_of
from mailreg.documents.values import NOTHING, Content, content_of

PAGES_AT_MOST = 6
SAME_LINE = 3.0  # points between the middles of two words of one line


def read(content: bytes) -> Content:
    """The text of a document's first pages.

    A page without any text is a picture: the content is not whole then. Raises whatever pdfplumber
    raises on a damaged or encrypted file.
    """
    lines: list[str] = []
    is_whole = True
    with pdfplumber.open(io.BytesIO(content), pages=list(range(1, PAGES_AT_MOST + 2))) as document:
        for page in document.pages[:PAGES_AT_MOST]:
            found, is_even = _page(page)
            is_whole = is_whole and is_even and any(found)
            lines += [*found, ""]
            page.close()
        is_whole = is_whole and len(document.pages) <= PAGES_AT_MOST
    return content_of(lines, is_whole=is_whole) if any(lines) else NOTHING


def _page(page: Page) -> tuple[list[str], bool]:
    """The lines of a page from top to bottom, and whether every word has its place in them."""
    words = words_of(page)
    tables = [table for table in page.find_tables() if len(table.columns) > 1]
    pieces: list[tuple[float, list[str]]] = []
    is_even = True
    for table in tables:
        inside = [word for word in words if _is_within(word, table.bbox)]
        words = [word for word in words if word not in inside]
        rows, all_placed = _rows(table, inside)
        pieces.append((table.bbox[1], rows))
        is_even = is_even and all_placed
    free, is_aligned = lines_of(words)
    pieces += [(top, [line]) for top, line in free]
    pieces.sort(key=lambda piece: piece[0])
    return [line for _, lines in pieces for line in lines], is_even and is_aligned


def _rows(table: Table, words: Sequence[Word]) -> tuple[list[str], bool]:
    """The rows of a ruled table, and whether each word stands in a cell."""
    rows = [
        [[word for word in words if cell and _is_within(word, cell)] for cell in row.cells]
        for row in table.rows
    ]
    placed = sum(len(cell) for row in rows for cell in row)
    return ["\t".join(map(_cell, row)).rstrip("\t") for row in rows], placed == len(words)


def _is_within(word: Word, box: tuple[float, float, float, float]) -> bool:
    """By where the word begins: what does not fit its cell runs over into the next."""
    left, top, right, bottom = box
    return left <= word.left + 1 <= right and top <= word.middle <= bottom


def _cell(words: Sequence[Word]) -> str:
    """The lines of a cell as one."""
    in_order = sorted(words, key=lambda word: (round(word.middle / SAME_LINE), word.left))
    by_line = groupby(in_order, key=lambda word: round(word.middle / SAME_LINE))
    lines = [" ".join(word.text for word in line) for _, line in by_line]
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        joined += line if _goes_on(joined, line) else f" {line}"
    return joined


def _goes_on(before: str, line: str) -> bool:
    """Whether a line end stands within a word: `Anna-|Lena`, `anna@solby.exa|mple`."""
    if before.endswith("-"):
        return not _CONJUNCTION.match(line)
    return "@" in before and not re.search(r"[\s@]", before.rpartition("@")[2] + line)


_CONJUNCTION = re.compile(r"(?:och|eller|samt|and|or|og|und|ja|sekä)\b")
