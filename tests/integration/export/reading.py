"""Lists read back by other programs than those that wrote them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

Rows = list[list[Any]]


def read_csv(path: Path) -> Rows:
    """All rows, as Swedish Excel cuts them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def read_json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def read_xlsx(path: Path) -> dict[str, Rows]:
    """All rows of every sheet."""
    book = load_workbook(path)
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }


def words(path: Path) -> str:
    """Everything that a list says, whatever its format."""
    if path.suffix == ".xlsx":
        return str(read_xlsx(path))
    return path.read_text("utf-8-sig")
