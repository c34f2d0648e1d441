"""A document as a workbook: a sheet per table, texts as texts, real dates, ready to be filtered.

Every text is written as one and formatted as one, so that it is no formula now nor after somebody
has edited the cell. Rows go to the disk as they come, into the folder of the file.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from mailreg.export.inert import plain
from mailreg.export.values import Cell, Document, Shown, Table

NAME_LIMIT = 31  # UTF-16 units of a sheet's name, as Excel has it
FORMATS: dict[str, dict[str, object]] = {
    "heading": {"bold": True, "bg_color": "#E2E8F0", "bottom": 1, "text_wrap": True},
    "text": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "number": {"valign": "top"},
    "time": {"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top"},
    "note": {"num_format": "@", "italic": True},
}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_KEPT_BY_EXCEL = "history"

Formats = dict[str, Format]


def write_xlsx(document: Document, path: Path) -> None:
    """Write the file, and what is needed meanwhile beside it; raises OSError."""
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    try:
        with path.open("wb") as file, Workbook(file, options) as book:
            title, made_at = plain(document.title), _local(document.made_at)
            book.set_properties({"title": title, "created": made_at})
            formats = {name: book.add_format(values) for name, values in FORMATS.items()}
            taken: set[str] = set()
            for table in document.tables:
                sheet = book.add_worksheet(_sheet_name(table.name, taken))
                _write_sheet(sheet, table, document.notes, formats)
    except XlsxFileError as error:
        raise OSError(str(error)) from error


def _sheet_name(text: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no other sheet of the book has; adds it to `taken`."""
    name = _NOT_IN_NAMES.sub(" ", plain(text))
    # cut by UTF-16 units; half a pair is dropped
    cut = name.encode("utf-16-le")[: 2 * NAME_LIMIT].decode("utf-16-le", "ignore").strip(" '")
    if not cut or cut.lower() == _KEPT_BY_EXCEL or cut.lower() in taken:
        cut = f"{len(taken) + 1} {cut}"[:NAME_LIMIT].strip(" '")
    taken.add(cut.lower())
    return cut


def _write_sheet(sheet: Worksheet, table: Table, notes: tuple[str, ...], formats: Formats) -> None:
    _set_page(sheet, notes)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, plain(column.heading), formats["heading"])
    for number, row in enumerate(table.rows, start=1):
        for index, cell in enumerate(row):
            _write_cell(sheet, (number, index), cell, formats)
    last = len(table.rows)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    for number, note in enumerate(notes, start=last + 2):
        sheet.write_string(number, 0, plain(note), formats["note"])


def _set_page(sheet: Worksheet, notes: tuple[str, ...]) -> None:
    """The heading stays in sight; what the file says about itself stands on each printed page."""
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L{}&R&P (&N)".format(" · ".join(notes).replace("&", "&&")))


def _write_cell(sheet: Worksheet, place: tuple[int, int], cell: Cell, formats: Formats) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(*place, _local(cell), formats["time"])
    elif isinstance(cell, int):
        sheet.write_number(*place, cell, formats["number"])
    elif text := cell.text if isinstance(cell, Shown) else cell:
        sheet.write_string(*place, plain(text), formats["text"])


def _local(moment: datetime) -> datetime:
    """The time on the clock of its zone: workbooks know no zones."""
    return moment.replace(tzinfo=None)
