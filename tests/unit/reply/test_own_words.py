"""Whether staff's own words greet and close by themselves."""

from __future__ import annotations

import pytest

from mailreg.registration.values import Reply
from mailreg.reply.own_words import has_closing, has_greeting
from tests.unit.reply.letters import Render, letter

LETTER = "Hej Anna,\n\nDet går bra.\n\nVänliga hälsningar\nMaj Berg"


@pytest.mark.parametrize(
    ("text", "greets"),
    [
        (LETTER, True),
        ("Hello Anna,\nThat is fine.", True),
        ("Kjære Anna!\n\nDet går bra.", True),
        ("Ja!", False),
        ("Det går bra.\n\nVi ses!", False),
        ("Tack för att du hör av dig om bussen och parkeringen,\nvi har båda.", False),
    ],
)
def test_a_short_first_line_that_ends_like_a_greeting_is_one(text: str, greets: bool) -> None:
    assert has_greeting(text) is greets


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        (LETTER, True),
        ("Fine.\n\nKind regards\nMaj Berg\nThe office\n08-123 45 67", True),
        ("Det går bra.", False),
        ("Vänliga hälsningar\nMaj Berg", False),
        ("Det går bra.\n\nVi ses i foajén.", False),
        ("Ta med:\n\n- pass\n- biljett", False),
        ("Det går bra.\n\nBussen går kl. 9.\nDen är gul.", False),
    ],
)
def test_a_last_paragraph_of_a_few_short_lines_is_a_closing(text: str, closes: bool) -> None:
    assert has_closing(text) is closes


@pytest.mark.parametrize(
    ("note", "mail"),
    [
        (LETTER, LETTER),
        ("Det går bra.", "Hej Anna!\n\nDet går bra.\n\nVänliga hälsningar\nMötesplats Storsthlm"),
    ],
)
def test_a_message_greets_and_closes_once(text: Render, note: str, mail: str) -> None:
    assert text(letter(Reply.MESSAGE, note=note)) == mail
