"""Files are read as somebody sees them who opens them."""

from __future__ import annotations

import quopri
from datetime import date

import pytest
from openpyxl import Workbook

from mailreg.documents.opening import OPENED_AT_MOST, format_of, opened
from mailreg.documents.values import Format
from mailreg.message import Attachment
from tests.integration.documents.files import (
    HEADINGS,
    LIST,
    PEOPLE,
    lines,
    paragraph,
    pdf,
    saved,
    sheet_package,
    table,
    word,
    word_package,
    workbook,
    written,
)
from tests.unit.extraction.letters import letter

BODY = "Jag anmäler deltagarna i bifogad lista."
ROWS = "\n".join("\t".join(row).rstrip("\t") for row in LIST)
CARD = (
    "BEGIN:VCARD\r\nVERSION:{version}\r\nN:Holm;Karin;;;\r\nFN:Karin Holm\r\nORG:Solby kommun;Skola"
    "\r\nTITLE:Utredare\r\nTEL;TYPE=WORK:08-123 45 67\r\nEMAIL;TYPE=INTERNET:karin@solby.example"
    "\r\nADR;TYPE=WORK:;;Storgatan 1;Solby;;123 45;Sverige\r\nEND:VCARD\r\n"
)


def attachment(filename: str, content: bytes, content_type: str = "x/y") -> Attachment:
    return Attachment(
        filename=filename, content_type=content_type, size_bytes=len(content), content=content
    )


def read(filename: str, content: bytes) -> Attachment:
    """The attachment of a letter, opened."""
    message = opened(letter(BODY, attachments=(attachment(filename, content),)))
    return message.attachments[0]


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("lista.xlsx", workbook()),
        ("lista.docx", word()),
        ("lista.pdf", pdf(table(LIST))),
        ("utan linjer.pdf", pdf(table(LIST, ruled=False))),
        ("lista.csv", ROWS.replace("\t", ";").encode("cp1252")),
        ("lista.tsv", ROWS.encode("utf-8-sig")),
        ("lista.txt", ROWS.encode("utf-16")),
    ],
)
def test_a_list_is_the_same_in_every_format(filename: str, content: bytes) -> None:
    found = read(filename, content)
    assert found.text.replace("\t\t", "\t \t") == ROWS.replace("\t\t", "\t \t")
    assert found.is_whole


def test_a_document_of_a_small_writer_that_declares_no_relations_is_read() -> None:
    bare = word_package(f"<w:body>{paragraph('Namn: Per Ek')}</w:body>", relations="")
    assert read("anmälan.docx", bare).text == "Namn: Per Ek"


def test_attachments_are_opened_beside_each_other_and_in_order() -> None:
    files = (
        attachment("lista.pdf", pdf(lines("En"))),
        attachment("lista.txt", b"Tva"),
        attachment("trasig.xlsx", b"PK"),
        attachment("lista.docx", word_package(f"<w:body>{paragraph('Fyra')}</w:body>")),
    )
    message = opened(letter(BODY, attachments=files))
    assert [one.text for one in message.attachments] == ["En", "Tva", "", "Fyra"]


def test_a_letter_without_such_attachments_stays_as_it_is() -> None:
    message = letter(BODY, attachments=(attachment("a.png", b"x", "image/png"),))
    assert opened(message) is message


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_contact_card_is_labelled_lines(version: str) -> None:
    assert read("Karin Holm.vcf", CARD.format(version=version).encode()).text.split("\n") == [
        "Namn: Karin Holm",
        "E-post: karin@solby.example",
        "Organisation: Solby kommun",
        "Titel: Utredare",
        "Telefon: 08-123 45 67",
        "Adress: Storgatan 1, 123 45 Solby",
    ]


def test_a_card_of_outlook_is_read_too() -> None:
    title = quopri.encodestring("Förvaltningschef".encode("cp1252")).decode()
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;LANGUAGE=sv;CHARSET=Windows-1252:Söderström;Åke\r\n"
        f"TITLE;ENCODING=QUOTED-PRINTABLE;CHARSET=Windows-1252:{title}\r\n"
        "EMAIL;PREF;INTERNET:ake@solby.example\r\nPHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n /9j/4AAQ"
        "\r\n\r\nEND:VCARD\r\n"
    )
    found = read("Åke.vcf", card.encode("cp1252"))
    assert found.text.split("\n") == [
        "Namn: Åke Söderström",
        "E-post: ake@solby.example",
        "Titel: Förvaltningschef",
    ]


def test_several_cards_in_one_file_stand_apart() -> None:
    found = read("alla.vcf", 2 * CARD.format(version="3.0").encode())
    assert found.text.count("Namn: Karin Holm") == 2
    assert "\n\nNamn" in found.text


def test_inline_strings_and_missing_cells_are_read() -> None:
    """As programs write it that have no table of shared strings."""
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    rows = (
        f'<row r="1">{cell.format("A1", "Namn")}{cell.format("C1", "Allergi")}</row>'
        f'<row r="3">{cell.format("A3", "Karin Holm")}{cell.format("C3", "ägg")}</row>'
    )
    found = read("a.xlsx", sheet_package(f"<sheetData>{rows}</sheetData>"))
    assert found.text == "Namn\t\tAllergi\nKarin Holm\t\tägg"


def test_shared_strings_of_several_runs_are_joined() -> None:
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><r><t>Karin </t></r><r><rPr><b/></rPr><t>Holm</t></r></si></sst>"
    )
    sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    content = sheet_package(sheet, strings=strings)
    assert "Karin Holm" in read("a.xlsx", content).text or not read("a.xlsx", content).is_whole


def hidden() -> bytes:
    """A list that was filtered, with a hidden column and a hidden sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in ("Namn", "Intern", "Allergi"), *(("Karin Holm", "x", "ägg"), ("Bo Ek", "y", "")):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    other = book.create_sheet("Underlag")
    other.append(("Maja Strand",))
    other.sheet_state = "hidden"
    return saved(book)


def test_what_is_hidden_in_a_workbook_is_not_read() -> None:
    found = read("a.xlsx", hidden())
    assert found.text == "Namn\tAllergi\nKarin Holm\tägg"


def test_a_merged_cell_holds_for_all_its_rows() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in ("Namn", "Organisation"), ("Karin Holm", "Solby kommun"), ("Bo Ek", None):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    assert read("a.xlsx", saved(book)).text.endswith("Bo Ek\tSolby kommun")


def test_numbers_dates_and_line_breaks_are_shown_as_people_read_them() -> None:
    book = Workbook()
    book.worksheets[0].append((13181, 2.0, date(2023, 3, 23), "Storgatan 1\nSolby", True))
    assert read("a.xlsx", saved(book)).text == "13181\t2\t2023-03-23\tStorgatan 1 Solby\tTRUE"


def test_a_formula_counts_with_the_value_that_was_saved() -> None:
    saved_value = '<row r="1"><c r="A1" t="str"><f>B1</f><v>Karin Holm</v></c></row>'
    found = read("a.xlsx", sheet_package(f"<sheetData>{saved_value}</sheetData>"))
    assert (found.text, found.is_whole) == ("Karin Holm", True)


def test_a_formula_without_a_value_leaves_the_list_not_whole() -> None:
    book = Workbook()
    book.worksheets[0].append(("Karin Holm", '="vegan"'))
    found = read("a.xlsx", saved(book))
    assert (found.text, found.is_whole) == ("Karin Holm", False)


def test_a_form_of_word_is_read_whole() -> None:
    """Content controls, tracked changes, line breaks and lists."""

    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    body = (
        f"<w:sdt><w:sdtContent>{paragraph('Anmälan')}</w:sdtContent></w:sdt>"
        f'<w:p><w:r><w:t xml:space="preserve">Namn: </w:t></w:r>'
        f"<w:sdt><w:sdtContent>{run('Karin Holm')}</w:sdtContent></w:sdt></w:p>"
        f'<w:p><w:ins w:id="1" w:author="a">{run("Vegan")}</w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>Allätare</w:delText></w:r></w:del></w:p>'
        + paragraph("Solby kommun", "Box 1", "123 45 Solby")
    )
    found = read("a.docx", word_package(f"<w:body>{body}</w:body>"))
    assert found.text.split("\n") == [
        "Anmälan",
        "Namn: Karin Holm",
        "Vegan",
        "Solby kommun",
        "Box 1",
        "123 45 Solby",
    ]


def test_cells_of_several_lines_are_joined_in_a_ruled_table() -> None:
    rows = (HEADINGS, ("Anna-|Lena Ek", "anna-lena@solby.exa|mple", "gluten|och ägg"))
    found = read("a.pdf", pdf(table(rows)))
    assert (
        found.text == "Namn\tE-post\tAllergi\nAnna-Lena Ek\tanna-lena@solby.example\tgluten och ägg"
    )
    assert found.is_whole


def test_a_cell_that_runs_over_into_the_next_stays_together() -> None:
    rows = (("Namn", "Allergi"), ("Karin Margareta Maximiliana Holm", "vegan"))
    found = read("a.pdf", pdf(table(rows, widths=100)))
    assert found.text == "Namn\tAllergi\nKarin Margareta Maximiliana Holm\tvegan"


def test_cells_of_several_lines_leave_a_list_without_lines_not_whole() -> None:
    rows = (HEADINGS, ("Anna-|Lena Ek", "", "gluten|och ägg"), *PEOPLE)
    assert not read("a.pdf", pdf(table(rows, ruled=False))).is_whole


def test_text_around_a_table_keeps_its_place() -> None:
    page = lines("Anmälan", "Fakturaadress: Box 1, 123 45 Solby") + table(LIST)
    found = read("a.pdf", pdf(page + written("Hälsningar Karin", 60, 400)))
    assert found.text == f"Anmälan\nFakturaadress: Box 1, 123 45 Solby\n{ROWS}\nHälsningar Karin"


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("lång.txt", b"Karin Holm\n" * 301),
        ("lång.txt", b"Karin " * 2_000),
        ("lång.xlsx", workbook([("Karin Holm", "vegan")] * 301)),
        ("lång.docx", word([("Karin Holm", "vegan")] * 301)),
        ("lång.pdf", pdf(*[lines("Karin Holm")] * 7)),
        ("bild.pdf", pdf(lines("Karin Holm"), "0 0 595 842 re f")),
        ("många.vcf", 51 * CARD.format(version="3.0").encode()),
    ],
)
def test_what_is_too_long_is_read_in_part_and_says_so(filename: str, content: bytes) -> None:
    found = read(filename, content)
    assert "Karin" in found.text
    assert not found.is_whole


@pytest.mark.parametrize(
    ("filename", "content_type", "expected"),
    [
        ("Lista.XLSX", "application/octet-stream", Format.WORKBOOK),
        ("", "application/pdf", Format.PDF),
        ("noname", "text/csv", Format.PLAIN),
        ("lista.csv", "application/vnd.ms-excel", Format.PLAIN),
        ("lista.xls", "application/vnd.ms-excel", None),
        ("winmail.dat", "application/ms-tnef", None),
        ("a.exe", "application/pdf", None),
    ],
)
def test_the_name_that_people_see_tells_the_format(
    filename: str, content_type: str, expected: Format | None
) -> None:
    assert format_of(attachment(filename, b"x", content_type)) is expected


def test_a_file_beyond_the_limit_is_not_opened() -> None:
    assert read("a.txt", b"a" * (OPENED_AT_MOST + 1)).text == ""
