"""What a letter asks for, in many people's words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mailreg.extraction import Intent
from tests.unit.extraction.letters import extract_of

LETTERS = tomllib.loads((Path(__file__).parent / "intents.toml").read_text("utf-8"))
ROWS = [
    (Intent(intent), subject, text) for intent, rows in LETTERS.items() for subject, text in rows
]


@pytest.mark.parametrize(("intent", "subject", "text"), ROWS)
def test_a_letter_means_what_it_asks_for(intent: Intent, subject: str, text: str) -> None:
    assert extract_of(text, subject=subject).intent is intent
