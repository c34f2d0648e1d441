"""Who attends, and who gives up a place, in letters as many people write them."""

from __future__ import annotations

import tomllib
from email.utils import parseaddr
from pathlib import Path

import pytest

from mailreg.extraction.resolve import extract
from mailreg.message import Address
from tests.unit.extraction.letters import EVENT, letter

WRITTEN = tomllib.loads(Path(__file__).with_name("people_written.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", WRITTEN["letter"], ids=lambda case: str(case["body"])[:40])
def test_who_attends_and_who_gives_up_a_place_is_read(case: dict[str, object]) -> None:
    name, email = parseaddr(str(case["sender"]))
    sender = Address(name=name, email=email)
    found = extract(letter(str(case["body"]), subject=str(case["subject"]), sender=sender), EVENT)
    assert [attendee.name or "" for attendee in found.attendees] == case["attendees"]
    assert list(found.replaces) == case.get("replaces", [])
