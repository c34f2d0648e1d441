"""A document as text with semicolons, as Swedish Excel opens it with a double click.

UTF-8 with a byte order mark, every cell quoted, lines of the same number of cells that end in CR LF
(RFC 4180 with a semicolon for the comma). Tables are parted by an empty row; the last rows are what
the file says about itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mailreg.export.inert import inert
from mailreg.export.values import Cell, Document, Shown

DELIMITER = ";"


def write_csv(document: Document, path: Path) -> None:
    """Write the file; raises OSError."""
    width = max(len(table.columns) for table in document.tables)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=DELIMITER, quoting=csv.QUOTE_ALL)
        for row in _rows(document):
            writer.writerow([*row, *("" for _ in range(width - len(row)))])


def _rows(document: Document) -> Iterator[list[str]]:
    for table in document.tables:
        yield [inert(column.heading) for column in table.columns]
        for row in table.rows:
            yield [_text(cell) for cell in row]
        yield []
    for note in document.notes:
        yield [inert(note)]


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, int):
        return str(cell)
    return inert(cell.text if isinstance(cell, Shown) else cell)
