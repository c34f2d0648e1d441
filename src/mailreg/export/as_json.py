"""A document as one JSON object: codes instead of words, times in UTC."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from mailreg.export.values import Cell, Document, JsonValue, Shown, Table


def write_json(document: Document, path: Path) -> None:
    """Write the file; raises OSError."""
    value = {
        "made_at": _time(document.made_at),
        "delete_after": document.delete_after.isoformat(),
        "event": document.event,
        **{table.key: _rows(table) for table in document.tables},
    }
    with path.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=2)
        file.write("\n")


def _rows(table: Table) -> list[dict[str, JsonValue]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, map(_value, row), strict=True)) for row in table.rows]


def _value(cell: Cell) -> JsonValue:
    if isinstance(cell, datetime):
        return _time(cell)
    return cell.value if isinstance(cell, Shown) else cell


def _time(moment: datetime) -> str:
    """A time in UTC as RFC 3339, section 5.6 has it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
