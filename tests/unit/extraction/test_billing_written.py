"""Addresses, payers and references as people write them; the sender is Anna Lindqvist."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mailreg.extraction.label import billing_json
from tests.unit.extraction.letters import extract_of

WRITTEN = tomllib.loads(Path(__file__).with_name("billing_written.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", WRITTEN["written"], ids=lambda case: str(case["text"])[:40])
def test_what_is_written_of_the_invoice_is_read(case: dict[str, dict[str, str]]) -> None:
    body = f"Hej!\nJag, Anna Lindqvist, vill gärna delta i konferensen.\n\n{case['text']}\n"
    found = billing_json(extract_of(body).billing) or {}
    told = {key: value for key, value in found.items() if value}
    assert told == {"country": "SE", **case["told"]}
