"""No text of a letter becomes a formula, however a spreadsheet cuts the line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailreg.export.inert import CELL_LIMIT, inert, plain

SIGNS = "=+-@＝＋－＠"
nasty = st.text(alphabet=f"{SIGNS},;\"'\t\r\n a1", max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+46 70 123 45 67", "'+46 70 123 45 67"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r\n=1", "'=1"),
        ("＝1", "'＝1"),
        ("Solby,=1+1", "Solby,'=1+1"),
        ('"=1', "\"'=1"),
        ("Anna-Karin Berg", "Anna-Karin Berg"),
        ("a@solby.example", "a@solby.example"),
        ("08-123 45", "08-123 45"),
        ("", ""),
    ],
)
def test_what_may_be_a_formula_gets_an_apostrophe(text: str, expected: str) -> None:
    assert inert(text) == expected


@given(row=st.lists(nasty, min_size=1, max_size=4), delimiter=st.sampled_from(";,\t"))
@example(row=["a", "x,=1+1,y"], delimiter=",")
def test_no_cell_begins_with_a_sign_whatever_separates_the_cells(
    row: list[str], delimiter: str
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerow(map(inert, row))
    file.seek(0)
    for cells in csv.reader(file, delimiter=delimiter):
        for cell in cells:
            assert not cell.lstrip(' "').startswith(tuple(SIGNS))


@given(row=st.lists(nasty, min_size=1, max_size=4))
def test_what_is_written_is_read_back_in_as_many_cells(row: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerow(map(inert, row))
    file.seek(0)
    assert list(csv.reader(file, delimiter=";")) == [[inert(text) for text in row]]


@given(text=st.text())
def test_a_cell_is_one_printable_line_within_what_excel_takes(text: str) -> None:
    assert len(plain(text * 200)) <= CELL_LIMIT
    assert len(plain(text).splitlines()) <= 1


def test_text_cannot_be_turned_around() -> None:
    assert plain("Anna\u202e greB\u0000") == "Anna greB"
