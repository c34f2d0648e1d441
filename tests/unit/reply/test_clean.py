from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailreg.reply.clean import many_lines, one_line, value

FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def is_harmless(text: str) -> bool:
    return all(c in "\u200c\u200d" or unicodedata.category(c) not in FORBIDDEN for c in text)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Anna Lindqvist", "Anna Lindqvist"),
        ("  Anna \t\u00a0 Lindqvist\r\n", "Anna Lindqvist"),
        ("Anna\r\nBcc: all@example.org", "Anna Bcc: all@example.org"),
        ("Anna\u2028Lindqvist\x85Ek", "Anna Lindqvist Ek"),
        ("\u202eannA\u202c \u2066x\u2069", "annA x"),
        ("Anna\x00\x07\x1b[31m", "Anna[31m"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("# Du har en plats", "Du har en plats"),
        ("- Anna", "Anna"),
        ("Win at https://evil.example/a now", "Win at now"),
        ("javascript://x WWW.evil.example", None),
        ("\u200b\ufeff\r\n", None),
        ("", None),
        (None, None),
        ("å" * 81, "å" * 79 + "…"),
    ],
)
def test_a_value_out_of_a_letter_becomes_one_harmless_line(
    written: str | None, kept: str | None
) -> None:
    assert value(written) == kept


def test_a_note_keeps_its_lines_and_no_more_than_one_empty_one() -> None:
    assert many_lines("Hej\r\n\r\n\r\n\r\nVi ses \x00\u202e\n") == "Hej\n\nVi ses"


@given(st.text(alphabet=st.characters(), max_size=200))
def test_whatever_is_written_ends_harmless_and_within_its_limit(written: str) -> None:
    assert is_harmless(one_line(written, 50))
    assert len(one_line(written, 50)) <= 50
    assert is_harmless(many_lines(written).replace("\n", ""))
    assert is_harmless(value(written) or "")
