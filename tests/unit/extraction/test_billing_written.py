"""Addresses, payers and references as people write them; the sender is Anna Lindqvist."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mailreg.extraction.label import billing_json
from tests.unit.extraction.letters import extract_of

WRITTEN = tomllib.loads(Path(__file__).with_name("billing_written.toml").read_text("utf-8"))
HOME = {"country": "SE"}

Case = dict[str, dict[str, str]]


def told(body: str) -> dict[str, object]:
    """What a body says of the invoice."""
    found = billing_json(extract_of(body).billing) or {}
    return {key: value for key, value in found.items() if value}


@pytest.mark.parametrize("case", WRITTEN["written"], ids=lambda case: str(case["text"])[:40])
def test_what_is_written_of_the_invoice_is_read(case: Case) -> None:
    hello = "Hej!\nJag, Anna Lindqvist, vill gärna delta i konferensen."
    assert told(f"{hello}\n\n{case['text']}\n") == {**HOME, **case["told"]}


@pytest.mark.parametrize("case", WRITTEN["letter"], ids=lambda case: str(case["text"])[:40])
def test_the_address_in_a_signature_counts_where_the_letter_points_to_it(case: Case) -> None:
    assert told(str(case["text"])) == ({**HOME, **case["told"]} if case["told"] else {})
