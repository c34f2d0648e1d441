"""What small letters say of food, and of whom, as many people write them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mailreg.extraction import Attendee
from mailreg.extraction.resolve import extract
from mailreg.message import Address
from tests.unit.extraction.letters import EVENT, letter

WRITTEN = tomllib.loads(Path(__file__).with_name("diet_written.toml").read_text("utf-8"))


def told_of(attendee: Attendee) -> str:
    """Codes, what has no code behind a `+`, that there is nothing, or that nothing is said."""
    needs = [*attendee.dietary, *(f"+{other}" for other in attendee.dietary_other)]
    return ", ".join(needs) or ("none" if attendee.dietary_stated else "unsaid")


@pytest.mark.parametrize("case", WRITTEN["letter"], ids=lambda case: str(case["from"]))
def test_what_a_letter_says_of_food_is_read_for_each(case: dict[str, object]) -> None:
    sender = Address(name=str(case["from"]), email="someone@kommun.example")
    found = extract(letter(str(case["text"]), subject="Anmälan", sender=sender), EVENT)
    assert {str(one.name): told_of(one) for one in found.attendees} == case["told"]
