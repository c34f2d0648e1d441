"""Workbooks (ECMA-376 spreadsheets): what somebody who opens the file sees of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, time

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from mailreg.documents.values import NOTHING, ROWS_AT_MOST, Content, content_of, one_line

SHEETS_AT_MOST = 5
COLUMNS_AT_MOST = 30
LOOKED_AT_MOST = 2_000  # rows, empty ones included


def read(content: bytes) -> Content:
    """The tables of a workbook; hidden sheets, rows and columns are left out.

    A formula gives the value that was saved with it; without one, the content is not whole. Raises
    whatever openpyxl raises on a damaged or encrypted file.
    """
    # Not `read_only`: that knows nothing of hidden rows, which is what a filter leaves behind.
    book = load_workbook(io.BytesIO(content), data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    lines = [line for sheet in sheets[:SHEETS_AT_MOST] for line in _lines(sheet)]
    if not lines:
        return NOTHING
    is_whole = len(sheets) <= SHEETS_AT_MOST and _is_calculated(book, content)
    return content_of(lines, is_whole=is_whole)


def _is_calculated(book: Workbook, content: bytes) -> bool:
    """Whether every formula was saved with its value, as programs that calculate do."""
    formulas = load_workbook(io.BytesIO(content))
    return all(
        book[sheet.title][cell.coordinate].value is not None
        for sheet in formulas.worksheets[:SHEETS_AT_MOST]
        for row in sheet.iter_rows(max_row=ROWS_AT_MOST, max_col=COLUMNS_AT_MOST)
        for cell in row
        if cell.data_type == "f"
    )


def _lines(sheet: Worksheet) -> Iterator[str]:
    hidden = {
        index
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for index in range(dimension.min or 0, (dimension.max or 0) + 1)
    }
    above = _merged(sheet)
    rows = sheet.iter_rows(max_row=LOOKED_AT_MOST, max_col=COLUMNS_AT_MOST)
    for number, row in enumerate(rows, start=1):
        if sheet.row_dimensions[number].hidden:
            continue
        shown = [above.get(cell.coordinate, cell) for cell in row if cell.column not in hidden]
        cells = [_shown(cell.value) for cell in shown]
        if any(cells):
            yield "\t".join(cells).rstrip("\t")


def _merged(sheet: Worksheet) -> dict[str, Cell | MergedCell]:
    """Of each cell merged with those above it, the one that holds their value."""
    return {
        sheet.cell(row, area.min_col).coordinate: sheet.cell(area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        if area.max_row <= LOOKED_AT_MOST
        for row in range(area.min_row + 1, area.max_row + 1)
    }


def _shown(value: object) -> str:
    """A value much as the program shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        is_date = value.time() == time()
        return value.date().isoformat() if is_date else value.isoformat(" ", "minutes")
    return one_line(str(value))
