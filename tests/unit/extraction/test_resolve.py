"""What is missing, what a person must see, and that every reason is explained."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from mailreg.extraction import Missing, Reason
from mailreg.extraction.resolve import extract
from tests.unit.extraction.letters import EVENT, extract_of, letter

WHOLE = "Jag vill delta. Inga allergier. Faktura: Nacka kommun, Box 12, 131 81 Nacka."


def test_a_whole_letter_needs_nobody() -> None:
    found = extract_of(WHOLE)
    assert (found.missing, found.needs_review, found.reasons) == ((), False, ())


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Jag vill delta.", [Missing.BILLING_ADDRESS]),
        ("Jag vill delta. GLN 7362321000019.", []),
        ("Jag vill delta. Faktura till faktura@bolag.example.", [Missing.BILLING_ADDRESS]),
        ("Jag är ombud och vill delta.", []),
        ("Jag vill anmäla mig och en kollega.", [Missing.NAME, Missing.BILLING_ADDRESS]),
        ("Jag är redan anmäld men glömde skriva att jag är vegan.", []),
    ],
)
def test_what_must_be_asked_for(text: str, missing: list[Missing]) -> None:
    assert list(extract_of(text).missing) == missing


def test_that_something_is_missing_is_no_reason_for_review() -> None:
    assert not extract_of("Jag vill delta i konferensen.").needs_review


def test_the_evidence_of_each_field_is_named() -> None:
    fields = {evidence.field for evidence in extract_of(WHOLE).evidence}
    assert {"intent", "attendees[0].name", "attendees[0].dietary_stated"} <= fields
    assert {"billing.recipient", "billing.street", "billing.postal_code"} <= fields


def test_somebody_elses_allergy_is_not_the_senders() -> None:
    found = extract_of("Jag vill delta. Min fru är allergisk mot nötter men kommer inte med.")
    assert found.attendees[0].dietary == ()
    assert not found.needs_review


def test_the_allergy_of_a_relative_who_comes_along_is_theirs() -> None:
    found = extract_of("Jag vill delta, och tar med min son. Min son är allergisk mot nötter.")
    assert [attendee.dietary for attendee in found.attendees] == [(), ("nuts",)]


def test_every_reason_is_explained() -> None:
    page = Path(__file__).parents[3] / "docs" / "extraction.md"
    explained = re.findall(r"^\| `([a-z_]+)` \|", page.read_text("utf-8"), re.MULTILINE)
    assert sorted(explained) == sorted(reason.value for reason in Reason)


def test_a_letter_of_which_a_part_is_sealed_waits_for_a_person() -> None:
    sealed = replace(letter(WHOLE), warnings=("winmail",))
    assert extract(sealed, EVENT).reasons == (Reason.DAMAGED,)
