"""The text of attached lists: plain text, comma-separated values, and the tables of xlsx and docx.

Cells are parted by tabs, rows by line ends. Only what is small is opened, no entity is expanded,
and whatever is odd about a file gives no text: a person then looks at it.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from xml.etree import ElementTree

from mailreg.message import Attachment

TEXT_AT_MOST = 6_000  # code points of one attachment
READ_AT_MOST = 50_000  # code points of a plain file, quotes and empty cells included
MEMBER_AT_MOST = 2_000_000  # bytes of one part of a document, unpacked
ROWS_AT_MOST = 300

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_of(attachment: Attachment) -> str:
    """The text of an attached list; "" where it is of another kind, or not readable."""
    ending = attachment.filename.lower().rpartition(".")[2]
    reader = _READERS.get(ending)
    if reader is None and attachment.content_type in ("text/csv", "text/plain"):
        reader = _plain
    if reader is None or not attachment.content:
        return ""
    try:
        return reader(attachment.content)[:TEXT_AT_MOST]
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, OSError, csv.Error):
        return ""
    except (NotImplementedError, RuntimeError, EOFError, LookupError, zlib.error):
        # an encrypted or damaged archive, or one packed in a way that zipfile does not know
        return ""


def _plain(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    text = text[:READ_AT_MOST].replace("\r\n", "\n").replace("\r", "\n")
    first = text.partition("\n")[0]
    parting = max(";,\t", key=first.count)
    if not first.count(parting):
        return text
    rows = csv.reader(io.StringIO(text), delimiter=parting)
    return "\n".join("\t".join(map(_one_line, row)) for row in islice(rows, ROWS_AT_MOST))


def _workbook(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        shared = _shared(archive)
        names = sorted(n for n in archive.namelist() if n.startswith("xl/worksheets/sheet"))
        rows = [row for name in names[:3] for row in _rows(_member(archive, name), shared)]
    return "\n".join(rows[:ROWS_AT_MOST])


def _shared(archive: zipfile.ZipFile) -> list[str]:
    """The strings that cells point to (ECMA-376, part 1, section 18.4.9)."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    strings = _member(archive, "xl/sharedStrings.xml")
    return [_texts(item, SHEET) for item in strings.findall(f"{SHEET}si")]


def _rows(sheet: ElementTree.Element, shared: list[str]) -> Iterator[str]:
    # Children only, not all below: of elements nested a thousand times, that would take for ever.
    for row in sheet.findall(f"{SHEET}sheetData/{SHEET}row"):
        cells: dict[int, str] = {}
        for position, cell in enumerate(row.findall(f"{SHEET}c")):
            cells[_column(cell.get("r", ""), position)] = _value(cell, shared)
        if cells:
            width = min(max(cells) + 1, 30)
            yield "\t".join(cells.get(column, "") for column in range(width))


def _column(reference: str, position: int) -> int:
    """The number of the column of `C7`, from 0."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return position
    number = 0
    for letter in letters.group():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    value = cell.findtext(f"{SHEET}v") or ""
    if cell.get("t") == "s" and value.isdigit():
        return shared[int(value)] if int(value) < len(shared) else ""
    return _one_line(value or _texts(cell, SHEET))


def _document(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = _member(archive, "word/document.xml").find(f"{WORD}body")
    lines = [line for block in (body if body is not None else ()) for line in _block(block)]
    return "\n".join(lines[:ROWS_AT_MOST])


def _block(block: ElementTree.Element) -> Iterator[str]:
    if block.tag == f"{WORD}tbl":
        for row in block.findall(f"{WORD}tr"):
            yield "\t".join(_texts(cell, WORD) for cell in row.findall(f"{WORD}tc"))
    else:
        yield _texts(block, WORD)


def _texts(element: ElementTree.Element, namespace: str) -> str:
    return _one_line("".join(part.text or "" for part in element.iter(f"{namespace}t")))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _member(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A part of a document; ValueError where it is too large or defines entities."""
    if archive.getinfo(name).file_size > MEMBER_AT_MOST:
        raise ValueError(f"{name} is too large")
    with archive.open(name) as member:
        content = member.read(MEMBER_AT_MOST)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:  # UTF-16 hides them
        raise ValueError(f"{name} defines entities")
    return ElementTree.fromstring(content)  # noqa: S314 (bounded, and without entities)


_READERS: dict[str, Callable[[bytes], str]] = {
    "csv": _plain,
    "tsv": _plain,
    "txt": _plain,
    "xlsx": _workbook,
    "docx": _document,
}
