"""Lists that are attached and referred to count; what cannot be read goes to a person."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailreg.extraction import Extract
from mailreg.extraction.attached import SHEET, WORD, text_of
from mailreg.extraction.resolve import extract
from mailreg.message import Attachment
from tests.unit.extraction.letters import EVENT, letter

BODY = "Hej!\nJag anmäler deltagarna i bifogad lista.\nFaktura: Nacka kommun, 131 81 Nacka\n"
CSV = 'Namn;Allergi;Seminarium\nKarin Holm;"nötter; ägg";AI\nPer Ek;inga;\nOlle Berg;;\n'


def attachment(filename: str, content: bytes) -> Attachment:
    return Attachment(
        filename=filename,
        content_type="application/octet-stream",
        size_bytes=len(content),
        content=content,
    )


def archive(**members: str) -> bytes:
    """A zip file of parts, `__` for a slash and `_xml` for the ending."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for name, text in members.items():
            opened.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return packed.getvalue()


def workbook() -> bytes:
    space = SHEET.strip("{}")
    return archive(
        xl__sharedStrings_xml=f'<sst xmlns="{space}"><si><t>Namn</t></si>'
        "<si><t>Allergi</t></si></sst>",
        xl__worksheets__sheet1_xml=f'<worksheet xmlns="{space}"><sheetData>'
        '<row><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row><c r="A2" t="inlineStr"><is><t>Karin Holm</t></is></c>'
        '<c r="B2" t="inlineStr"><is><t>ägg</t></is></c></row>'
        '<row><c r="A3" t="inlineStr"><is><t>Per Ek</t></is></c></row>'
        "</sheetData></worksheet>",
    )


def document() -> bytes:
    def row(*cells: str) -> str:
        inside = "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in cells)
        return f"<w:tr>{inside}</w:tr>"

    rows = row("Namn", "Allergi") + row("Karin Holm", "ägg") + row("Per Ek", "")
    space = WORD.strip("{}")
    return archive(
        word__document_xml=f'<w:document xmlns:w="{space}"><w:body>'
        f"<w:p><w:r><w:t>Deltagare</w:t></w:r></w:p><w:tbl>{rows}</w:tbl></w:body></w:document>"
    )


def extract_with(file: Attachment, body: str = BODY) -> Extract:
    return extract(letter(body, attachments=(file,)), EVENT)


def test_a_list_of_comma_separated_values_is_read() -> None:
    found = extract_with(attachment("lista.csv", CSV.encode("cp1252")))
    assert [(a.name, list(a.dietary), a.dietary_stated) for a in found.attendees] == [
        ("Karin Holm", ["egg", "nuts"], True),
        ("Per Ek", [], True),
        ("Olle Berg", [], False),
    ]
    assert found.attendees[0].answers == {"seminar": "ai"}
    assert not found.needs_review


@pytest.mark.parametrize(
    "file", [attachment("lista.xlsx", workbook()), attachment("lista.docx", document())]
)
def test_a_table_of_an_office_file_is_read(file: Attachment) -> None:
    found = extract_with(file)
    assert [(a.name, list(a.dietary)) for a in found.attendees] == [
        ("Karin Holm", ["egg"]),
        ("Per Ek", []),
    ]


def test_a_list_that_the_letter_does_not_speak_of_does_not_count() -> None:
    found = extract_with(attachment("lista.csv", CSV.encode()), body="Jag vill delta.")
    assert [a.name for a in found.attendees] == ["Anna Lindqvist"]


@pytest.mark.parametrize(
    "file",
    [
        attachment("lista.pdf", b"%PDF-1.4"),
        attachment("lista.xlsx", b"no archive"),
        attachment("lista.xlsx", archive(other="x")),
        attachment("lista.docx", archive(word__document_xml="<!DOCTYPE a><a/>")),
        attachment("lista.docx", archive(word__document_xml="<a")),
    ],
)
def test_a_list_that_cannot_be_read_goes_to_a_person(file: Attachment) -> None:
    assert "attachment" in extract_with(file).reasons


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.xlsx", "a.docx", "a.txt"]))
def test_any_bytes_give_a_text(content: bytes, filename: str) -> None:
    assert isinstance(text_of(attachment(filename, content)), str)
