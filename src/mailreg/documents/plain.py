"""Plain text and comma-separated values (RFC 4180, and what Excel writes in Sweden: semicolons)."""

from __future__ import annotations

import csv
import io
from itertools import islice

from mailreg.documents.values import NOTHING, ROWS_AT_MOST, Content, content_of, one_line

READ_AT_MOST = 50_000  # code points, quotes and empty cells included


def read(content: bytes) -> Content:
    """The text of a plain file, its rows parted by tabs where it is a table."""
    text = _decoded(content[: 4 * READ_AT_MOST])
    is_whole = len(text) <= READ_AT_MOST and len(content) <= 4 * READ_AT_MOST
    text = text[:READ_AT_MOST].replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        return NOTHING
    first = text.partition("\n")[0]
    parting = max(";,\t", key=first.count)
    if not first.count(parting):
        return content_of(text.split("\n"), is_whole=is_whole)
    try:
        rows = list(islice(csv.reader(io.StringIO(text), delimiter=parting), ROWS_AT_MOST + 1))
    except csv.Error:
        return NOTHING
    return content_of(["\t".join(map(one_line, row)) for row in rows], is_whole=is_whole)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # "Unicode text", as Excel calls it
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
