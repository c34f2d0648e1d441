"""A file that does harm harms its worker alone, in bounded time and memory, and gives no text."""

from __future__ import annotations

import io
import os
import random
import resource
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailreg.documents.opening import WAITED_SECONDS
from mailreg.documents.worker import MEMORY_BYTES, READING_SECONDS
from tests.integration.documents.files import (
    LIST,
    SHEET,
    WORD,
    lines,
    package,
    paragraph,
    pdf,
    pdf_of,
    sheet_package,
    word,
    word_package,
    workbook,
)
from tests.integration.documents.test_opening import read

DEEP = 100_000
LOADING_SECONDS = 2.0  # of a library, on a machine that does much else

PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"


def compressed(data: bytes, *, times: int = 1) -> str:
    """A stream, packed once or several times over."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    filters = "/FlateDecode" * times
    return f"<</Length {len(data)}/Filter[{filters}]>>\nstream\n{data.decode('latin-1')}\nendstream"


def pages(page: str, *more: str) -> list[str]:
    return ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", page, *more]


def latin(objects: list[str]) -> bytes:
    """As `pdf_of`, for streams of any bytes."""
    body = "".join(f"{number} 0 obj\n{one}\nendobj\n" for number, one in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer\n<</Root 1 0 R>>\n%%EOF".encode("latin-1")


def many_pages(count: int) -> bytes:
    kids = " ".join(["3 0 R"] * count)
    return pdf_of(
        ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {count}/Kids[{kids}]>>", PAGE]
    )


def archive(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return packed.getvalue()


def entities(name: str) -> bytes:
    """A billion laughs: entities of entities."""
    steps = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE d [<!ENTITY a0 "ha">{steps}]><w:document xmlns:w="{WORD}">&a9;</w:document>'
    return package({name: text}, {name: "wordprocessingml.document.main+xml"})


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "not a pdf": ("a.pdf", lambda: b"%PDF-1.4"),
    "a pdf bomb": ("a.pdf", lambda: latin(pages(PAGE, compressed(b"\0" * 250_000_000, times=2)))),
    "drawing for ever": (
        "a.pdf",
        lambda: latin(pages(PAGE, compressed(b"0 0 m 9 9 l S\n" * 2_000_000))),
    ),
    "pages in a circle": (
        "a.pdf",
        lambda: pdf_of(
            ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"]
        ),
    ),
    "an object that is itself": ("a.pdf", lambda: pdf_of(["1 0 R", "2 0 R"])),
    "a table of contents in a circle": (
        "a.pdf",
        lambda: pdf_of(pages(PAGE), trailer="/Prev 9").replace(b"startxref\n", b"startxref\n0"),
    ),
    "brackets in brackets": ("a.pdf", lambda: pdf_of(pages("[" * DEEP + "]" * DEEP))),
    "dictionaries in dictionaries": ("a.pdf", lambda: pdf_of(pages("<</A" * DEEP + ">>" * DEEP))),
    "ten thousand empty pages": ("a.pdf", lambda: many_pages(10_000)),
    "a million pages": ("a.pdf", lambda: many_pages(1_000_000)),
    "encrypted": (
        "a.pdf",
        lambda: pdf_of(
            [
                *pages(PAGE),
                f"<</Filter/Standard/V 2/R 3/Length 128/P -4/O({'x' * 32})/U({'y' * 32})>>",
            ],
            trailer="/Encrypt 4 0 R/ID[(a)(a)]",
        ),
    ),
    "a workbook in a safe": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000),
    "no archive": ("a.xlsx", lambda: b"no archive"),
    "another archive": ("a.xlsx", lambda: archive(other=b"x")),
    "rows in rows": (
        "a.xlsx",
        lambda: sheet_package(f"<sheetData>{'<row>' * DEEP}{'</row>' * DEEP}</sheetData>"),
    ),
    "an endless sheet": (
        "a.xlsx",
        lambda: sheet_package(
            "<sheetData>"
            + "".join(f"<row r='{n}'><c><v>1</v></c></row>" for n in range(1, 300_000))
            + "</sheetData>"
        ),
    ),
    "a bomb of strings": (
        "a.xlsx",
        lambda: sheet_package(
            "<sheetData/>", strings=f'<sst xmlns="{SHEET}">{"<si><t>a</t></si>" * 2_000_000}</sst>'
        ),
    ),
    "a bomb of spaces": ("a.docx", lambda: word_package(f"<w:body>{' ' * 60_000_000}</w:body>")),
    "endless paragraphs": (
        "a.docx",
        lambda: word_package(f"<w:body>{paragraph('a') * 300_000}</w:body>"),
    ),
    "tables in tables": (
        "a.docx",
        lambda: word_package(
            f"<w:body>{'<w:tbl><w:tr><w:tc>' * DEEP}{'</w:tc></w:tr></w:tbl>' * DEEP}"
        ),
    ),
    "entities": ("a.docx", lambda: entities("word/document.xml")),
    "cards in cards": ("a.vcf", lambda: b"BEGIN:VCARD\r\n" * DEEP),
    "a folded line": ("a.vcf", lambda: b"BEGIN:VCARD\r\nFN:a" + b"\r\n a" * 1_000_000),
    "no card": ("a.vcf", lambda: b"Karin Holm"),
    "an open quote": ("a.csv", lambda: b'a;b\n"' + b"x" * 5_000_000),
    "bytes": ("a.txt", lambda: bytes(range(256)) * 100),
}


@pytest.mark.parametrize(("name", "content"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_gives_no_whole_text_in_little_time(
    name: str, content: Callable[[], bytes]
) -> None:
    made = content()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    found = read(name, made)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert not found.is_whole
    assert len(found.text) <= 6_000
    assert used < READING_SECONDS + LOADING_SECONDS
    assert time.monotonic() - begun < WAITED_SECONDS + LOADING_SECONDS


def test_empty_cells_cost_nothing() -> None:
    begun = time.process_time()
    read("a.csv", b";" * 7_000_000)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("name", "whole"),
    [("a.xlsx", workbook()), ("a.docx", word()), ("a.pdf", pdf(lines(*map(str, LIST))))],
)
def test_a_damaged_file_is_no_crash(name: str, whole: bytes) -> None:
    chance = random.Random(3)
    for _ in range(4):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        assert isinstance(read(name, bytes(damaged)).text, str)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.txt", "a.vcf", "a.pdf"]))
def test_any_bytes_give_a_text(content: bytes, filename: str) -> None:
    assert isinstance(read(filename, content).text, str)


def worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "mailreg.documents.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def test_a_worker_finishes_its_file_when_the_whole_group_is_told_to_end() -> None:
    """Else a letter that came while the service stops would be read otherwise."""
    file = pdf(lines("Karin Holm"))
    process = worker()
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"pdf %d\n%s" % (len(file), file))
    process.stdin.flush()
    assert process.stdout.readline() == b'["Karin Holm", true]\n'  # it has set its limits
    process.send_signal(signal.SIGTERM)
    process.stdin.write(b"pdf %d\n%s" % (len(file), file))
    rest, _ = process.communicate()
    assert rest == b'["Karin Holm", true]\n'


def test_a_worker_takes_no_more_memory_than_it_may() -> None:
    process = worker()
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"pdf 1\n-")
    process.stdin.flush()
    process.stdout.readline()
    limits = Path(f"/proc/{process.pid}/limits").read_text("utf-8")
    process.communicate()
    (line,) = (one for one in limits.split("\n") if one.startswith("Max data size"))
    assert line.split()[3:5] == [str(MEMORY_BYTES), str(MEMORY_BYTES)]


def test_a_worker_ends_with_who_asked_it() -> None:
    process = worker()
    process.communicate(b"pdf 100\nless", timeout=30)
    assert process.returncode != 0
