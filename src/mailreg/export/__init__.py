"""Lists as files: rows ▶ a workbook, semicolons or JSON; docs/exports.md describes them."""

from mailreg.export.attendees import attendee_table
from mailreg.export.catering import Guest, Meal, catering_table, serving_table
from mailreg.export.files import check_path, write
from mailreg.export.values import Document, Table
from mailreg.export.words import event_name, notes

__all__ = [
    "Document",
    "Guest",
    "Meal",
    "Table",
    "attendee_table",
    "catering_table",
    "check_path",
    "event_name",
    "notes",
    "serving_table",
    "write",
]
