"""Files that other programs read as what was meant."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from mailreg.errors import BadRequest
from mailreg.export import Document, Table, write
from mailreg.export.values import Cell, Column, Shown
from tests.integration.export.reading import read_csv, read_json, read_xlsx

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SUMMER = datetime(2030, 7, 1, 11, 30, tzinfo=STOCKHOLM)
COLUMNS = (
    Column(key="name", heading="Namn", width=26),
    Column(key="people", heading="Antal", width=6),
    Column(key="received_at", heading="Anmäld", width=17),
)
FORMATS = ["xlsx", "csv", "json"]


def document(rows: Sequence[tuple[Cell, ...]], *others: Table, name: str = "Vårmöte") -> Document:
    return Document(
        event="varmote",
        title=name,
        made_at=SUMMER,
        delete_after=date(2030, 8, 4),
        notes=("Skapad 2030-07-01 11:30", "Filen ska raderas senast 2030-08-04"),
        tables=(Table(key="rows", name=name, columns=COLUMNS, rows=rows), *others),
    )


@pytest.fixture
def xlsx(tmp_path: Path) -> Path:
    path = tmp_path / "list.xlsx"
    write(document([("Åsa Öberg; m.fl.", 2, SUMMER), (None, 0, None)]), path)
    return path


def test_a_workbook_has_texts_numbers_and_real_dates(xlsx: Path) -> None:
    rows = read_xlsx(xlsx)["Vårmöte"]
    assert rows[:3] == [
        ["Namn", "Antal", "Anmäld"],
        ["Åsa Öberg; m.fl.", 2, datetime(2030, 7, 1, 11, 30)],  # noqa: DTZ001 (no zones in xlsx)
        [None, 0, None],
    ]


def test_a_workbook_keeps_its_heading_in_sight_and_can_be_filtered(xlsx: Path) -> None:
    [sheet] = load_workbook(xlsx).worksheets
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet.column_dimensions["A"].width == pytest.approx(26, abs=1)
    assert sheet.print_title_rows == "$1:$1"
    footer = sheet.oddFooter
    assert footer is not None
    assert "raderas senast 2030-08-04" in str(footer.left.text)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Vårmöte"], ["Vårmöte"]),
        (["Dagarna [2030]: a/b"], ["Dagarna  2030   a b"]),
        (["x" * 40], ["x" * 31]),
        (["😀" * 20], ["😀" * 15]),
        (["History"], ["1 History"]),
        (["'"], ["1"]),
        (["Servering", "servering"], ["Servering", "2 servering"]),
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(
    tmp_path: Path, names: list[str], expected: list[str]
) -> None:
    tables = [Table(key="more", name=name, columns=COLUMNS, rows=[]) for name in names[1:]]
    write(document([], *tables, name=names[0]), tmp_path / "a.xlsx")
    found = load_workbook(tmp_path / "a.xlsx").sheetnames
    assert [" ".join(name.split()) for name in found] == [
        " ".join(name.split()) for name in expected
    ]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.sampled_from("=+-@\t\r\n;,\"' a1{")))
def test_a_workbook_has_no_formulas_whatever_a_letter_says(tmp_path: Path, name: str) -> None:
    path = tmp_path / "list.xlsx"
    write(document([(name, 1, None), (Shown(value=None, text=name), 1, None)], name=name), path)
    [sheet] = load_workbook(path).worksheets
    for [cell] in sheet.iter_rows(max_col=1):
        assert cell.data_type != "f"
    with ZipFile(path) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_text_of_a_workbook_stays_one_when_it_is_edited(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write(document([("=1+1", 1, None)]), path)
    [sheet] = load_workbook(path).worksheets
    assert (sheet["A2"].value, sheet["A2"].number_format) == ("=1+1", "@")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.sampled_from("=+-@\t\r\n;,\"' a1{")))
def test_semicolons_have_no_formulas_whatever_a_letter_says(tmp_path: Path, name: str) -> None:
    path = tmp_path / "list.csv"
    write(document([(name, 1, None), (Shown(value=None, text=name), 1, None)]), path)
    for row in read_csv(path):
        assert not row[0].lstrip().startswith(("=", "+", "-", "@"))


def test_semicolons_are_as_excel_wants_them(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write(document([('Åsa "Å" Ek; m.fl.', 2, SUMMER), ("+46 70", 0, None)]), path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n") == 6
    assert read_csv(path) == [
        ["Namn", "Antal", "Anmäld"],
        ['Åsa "Å" Ek; m.fl.', "2", "2030-07-01 11:30"],
        ["'+46 70", "0", ""],
        ["", "", ""],
        ["Skapad 2030-07-01 11:30", "", ""],
        ["Filen ska raderas senast 2030-08-04", "", ""],
    ]


def test_json_has_codes_and_times_in_utc(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    people = Table(key="people", name="x", columns=COLUMNS[:1], rows=[("=1+1",)])
    write(document([(Shown(value="ai", text="Om AI"), 1, SUMMER)], people), path)
    assert read_json(path) == {
        "made_at": "2030-07-01T09:30:00Z",
        "delete_after": "2030-08-04",
        "event": "varmote",
        "rows": [{"name": "ai", "people": 1, "received_at": "2030-07-01T09:30:00Z"}],
        "people": [{"name": "=1+1"}],
    }


@pytest.mark.parametrize("ending", [*FORMATS, "XLSX"])
def test_a_file_is_its_owner_s_alone_and_nothing_lies_beside_it(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"list.{ending}"
    old_mask = os.umask(0)
    try:
        write(document([("Anna", 1, None)]), path)
    finally:
        os.umask(old_mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", FORMATS)
def test_an_earlier_list_is_replaced(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"list.{ending}"
    path.write_bytes(b"old " * 10_000)
    path.chmod(0o644)
    write(document([]), path)
    assert b"old" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


class Unreadable(Sequence[tuple[Cell, ...]]):
    """Rows of which the second cannot be had."""

    def __len__(self) -> int:
        return 2

    def __getitem__(self, index: Any) -> Any:
        if index == 0:
            return ("Anna", 1, None)
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("ending", FORMATS)
def test_a_list_that_fails_half_way_leaves_the_old_one_as_it_was(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"list.{ending}"
    path.write_text("old")
    with pytest.raises(BadRequest, match="No space left"):
        write(document(Unreadable()), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_ending_is_refused_with_the_three_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"\.xlsx, \.csv and \.json"):
        write(document([]), tmp_path / "list.ods")


def test_ten_thousand_rows_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write(document([(f"Anna {number}", number, SUMMER) for number in range(10_000)]), path)
    [rows] = read_xlsx(path).values()
    assert len(rows) == 10_004
    assert rows[10_000][:2] == ["Anna 9999", 9999]
