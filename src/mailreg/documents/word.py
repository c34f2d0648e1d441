"""Word documents (ECMA-376 text documents): paragraphs and tables, forms and comments included."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from docx2python import docx2python

from mailreg.documents.values import NOTHING, Content, content_of, one_line


def read(content: bytes) -> Content:
    """The text of a document in order, each row of a table as one line.

    What was inserted under "track changes" counts, what was deleted does not. Raises whatever
    docx2python raises on a damaged or encrypted file.
    """
    with docx2python(_with_relations(content)) as document:
        lines = [line for table in document.body for row in table for line in _lines(row)]
    return content_of(lines) if any(lines) else NOTHING


# What Word always declares, small writers only where they link, and docx2python always asks for.
_RELATIONS = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def _with_relations(content: bytes) -> io.BytesIO:
    """The same document, with the namespace of relations declared in its text."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body = package.read(_BODY) if _BODY in package.namelist() else b""
        if not body or b"xmlns:r=" in body or _WORDS not in body:
            return io.BytesIO(content)
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w") as written:
            for name in package.namelist():
                part = package.read(name)
                if name == _BODY:
                    part = body.replace(_WORDS, _RELATIONS + b" " + _WORDS, 1)
                written.writestr(name, part)
    copy.seek(0)
    return copy


_BODY = "word/document.xml"
_WORDS = b"xmlns:w="


def _lines(row: list[list[str]]) -> Iterator[str]:
    """What stands in no table comes as a table of one cell, a paragraph for each line."""
    if len(row) > 1:
        yield "\t".join(one_line(" ".join(cell)) for cell in row).rstrip("\t")
        return
    for paragraph in row[0] if row else ():
        yield from (_listed(line) for line in paragraph.split("\n"))


def _listed(line: str) -> str:
    """A list's entry as people type it."""
    words = line.strip()
    return f"- {one_line(words[2:])}" if words.startswith("--\t") else words
