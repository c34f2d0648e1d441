"""Attached lists are read in no time too, whatever stands in them."""

from __future__ import annotations

import base64
import io
import random
import time
import zipfile

import pytest

from mailreg.event import example
from mailreg.extraction.resolve import extract
from tests.unit.message.mails import multipart, read

SECONDS = 2.0  # of processor time
NOTE = "Content-Type: text/plain\n\nJag anmäler dem i den bifogade listan."
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DEEP = 100_000


def attached(name: str, content: bytes) -> bytes:
    head = f"Content-Disposition: attachment; filename={name}\nContent-Transfer-Encoding: base64"
    part = (
        f"Content-Type: application/octet-stream\n{head}\n\n{base64.encodebytes(content).decode()}"
    )
    return multipart("mixed", NOTE, part)


def archive(**members: str) -> bytes:
    """A document; `__` in a name stands for a slash, and `.xml` is added."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in members.items():
            opened.writestr(name.replace("__", "/") + ".xml", text)
    return packed.getvalue()


def sheet(inside: str) -> str:
    return f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{inside}</sheetData></worksheet>'


def document(inside: str) -> str:
    return f'<document xmlns="{WORDS}"><body><tbl>{inside}</tbl></body></document>'


def nested(opening: str, closing: str) -> str:
    return opening * DEEP + "a" + closing * DEEP


HOSTILE = {
    "rows in rows": ("a.xlsx", archive(xl__worksheets__sheet1=sheet(nested("<row>", "</row>")))),
    "cells in cells": (
        "a.xlsx",
        archive(xl__worksheets__sheet1=sheet(nested("<row><c>", "</c></row>"))),
    ),
    "strings in strings": (
        "a.xlsx",
        archive(
            xl__sharedStrings=f'<sst xmlns="{SPREADSHEET}">{nested("<si>", "</si>")}</sst>',
            xl__worksheets__sheet1=sheet("<row/>"),
        ),
    ),
    "tables in tables": ("a.docx", archive(word__document=document(nested("<tr>", "</tr>")))),
    "unknown encoding": (
        "a.docx",
        archive(word__document='<?xml version="1.0" encoding="x-y"?>' + document("")),
    ),
    "a bomb": ("a.docx", archive(word__document=document(" " * 50_000_000))),
    "empty cells": ("a.csv", b";" * 10_000_000),
    "an open quote": ("a.csv", b'a;b\n"' + b"x" * 5_000_000),
}


@pytest.mark.parametrize(("name", "content"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_attachment_is_read_within_two_seconds(name: str, content: bytes) -> None:
    event = example()
    begun = time.process_time()
    extract(read(attached(name, content)), event)
    assert time.process_time() - begun < SECONDS


def test_a_damaged_archive_is_no_crash() -> None:
    event = example()
    row = '<row><c t="inlineStr"><is><t>Anna Lind</t></is></c></row>'
    whole = archive(xl__worksheets__sheet1=sheet(row * 40))
    chance = random.Random(3)
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        extract(read(attached("a.xlsx", bytes(damaged))), event)
