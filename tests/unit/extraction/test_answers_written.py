"""Sessions and categories as people write of them, in the words of no event file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.unit.extraction.letters import extract_of, only_attendee

WRITTEN = tomllib.loads(Path(__file__).with_name("answers_written.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", WRITTEN["of_sender"], ids=lambda case: str(case["text"])[:40])
def test_what_the_sender_writes_of_sessions_is_read(case: dict[str, object]) -> None:
    hello = "Hej!\nJag heter Anna Lindqvist och vill gärna delta i konferensen."
    assert only_attendee(f"{hello}\n{case['text']}\n").answers == case["answers"]


@pytest.mark.parametrize("case", WRITTEN["of_two"], ids=lambda case: str(case["text"])[:40])
def test_what_is_written_of_two_is_read_for_each(case: dict[str, object]) -> None:
    hello = "Hej!\nJag anmäler Karin Holm och Per Ek. Själv kommer jag inte."
    found = extract_of(f"{hello}\n{case['text']}\n").attendees
    assert [attendee.answers for attendee in found] == case["answers"]
