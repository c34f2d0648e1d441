"""Files as people attach them, made here: nothing of unknown origin."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook

Rows = Sequence[Sequence[str]]

HEADINGS = ("Namn", "E-post", "Allergi")
PEOPLE = (
    ("Karin Holm", "karin.holm@nacka.example", "ägg och nötter"),
    ("Per Åke Söderström", "per.ake@nacka.example", ""),
    ("Öystein Berg", "", "vegan"),
)
LIST: Rows = (HEADINGS, *PEOPLE)
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def workbook(rows: Rows = LIST) -> bytes:
    """As openpyxl writes it, with shared strings."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def sheet_package(sheet: str, *, strings: str = "") -> bytes:
    """A workbook of one sheet whose XML is given, as other programs write it."""
    return package(
        {
            "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}">{sheet}</worksheet>',
            **({"xl/sharedStrings.xml": strings} if strings else {}),
        },
        {
            "xl/workbook.xml": "spreadsheetml.sheet.main+xml",
            "xl/worksheets/sheet1.xml": "spreadsheetml.worksheet+xml",
            "xl/sharedStrings.xml": "spreadsheetml.sharedStrings+xml",
        },
    )


def word(rows: Rows = LIST, *, before: str = "", after: str = "") -> bytes:
    """A document with a table; `before` and `after` are XML of its body."""
    return word_package(
        f"<w:body>{before}<w:tbl>{''.join(map(_row, rows))}</w:tbl>{after}</w:body>"
    )


def word_package(body: str, *, relations: str = f' xmlns:r="{OFFICE}"') -> bytes:
    """A document whose body is given as XML; small writers declare no `relations`."""
    return package(
        {
            "_rels/.rels": _relations("officeDocument", "word/document.xml"),
            "word/document.xml": f'<w:document xmlns:w="{WORD}"{relations}>{body}</w:document>',
        },
        {"word/document.xml": "wordprocessingml.document.main+xml"},
    )


def paragraph(*texts: str) -> str:
    """A paragraph of Word, its lines parted by breaks."""
    return f"<w:p><w:r>{'<w:br/>'.join(f'<w:t>{text}</w:t>' for text in texts)}</w:r></w:p>"


def _row(cells: Sequence[str]) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"


def package(parts: dict[str, str], types: dict[str, str]) -> bytes:
    """An Open Packaging archive (ECMA-376, part 2)."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.'
        f'{kind}"/>'
        for name, kind in types.items()
        if name in parts
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        )
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def _relations(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def pdf(*pages: str) -> bytes:
    """A document of A4 pages whose content streams are given (ISO 32000-1, section 7.8.2)."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, page in enumerate(pages):
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            f"/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * number} 0 R>>"
        )
        objects.append(f"<</Length {len(page.encode('cp1252'))}>>\nstream\n{page}\nendstream")
    return pdf_of(objects)


def pdf_of(objects: Sequence[str], *, trailer: str = "") -> bytes:
    """A document of these objects, the first its catalog."""
    content = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        content
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}"
            f"trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{len(content)}\n%%EOF"
        ).encode()
    )


def lines(*texts: str, top: int = 780) -> str:
    """A page's lines, one below the other."""
    return "".join(written(text, 60, top - 20 * number) for number, text in enumerate(texts))


def written(text: str, left: int, base: int) -> str:
    """A text at a place of a page, in points from the lower left corner."""
    return f"BT /F1 10 Tf {left} {base} Td ({text}) Tj ET\n"


def table(rows: Rows, *, ruled: bool = True, top: int = 700, widths: int = 160) -> str:
    """A table on a page; `|` in a cell begins a new line of it."""
    drawn = ""
    for number, row in enumerate(rows):
        base = top - 30 * number
        for column, cell in enumerate(row):
            left = 60 + widths * column
            drawn += f"{left} {base} {widths} 30 re S\n" if ruled else ""
            for line, text in enumerate(cell.split("|")):
                drawn += written(text, left + 4, base + 18 - 12 * line)
    return drawn
