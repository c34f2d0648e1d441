"""The labelled corpus, read in this process: no score may fall below its floor."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.corpus.cases import GIVEN, answer, compare, load

FLOORS = {
    "intent": 0.97,
    "language": 0.98,
    "people": 0.98,
    "name": 0.98,
    "dietary": 0.98,
    "dietary_other": 0.95,
    "dietary_stated": 0.97,
    "answers": 0.95,
    "replaces": 0.95,
    "missing": 0.95,
    "billing.recipient": 0.97,
    "billing.street": 0.97,
    "billing.postal_code": 0.97,
    "billing.city": 0.97,
    "billing.country": 0.97,
    "billing.reference": 0.97,
    "billing.organisation_number": 0.95,
    "billing.gln": 0.95,
    "billing.email": 0.95,
}
SILENT_AT_MOST = 2  # letters with an error that nobody is asked to look at
REVIEWED_AT_MOST = 0.25  # share of the letters


@cache
def score() -> Any:
    """What the corpus's own scorer says of every case."""
    cases = load(GIVEN)
    return compare(cases, [answer(case.content) for case in cases])


@pytest.mark.parametrize(("field", "floor"), FLOORS.items())
def test_a_field_stays_above_its_floor(field: str, floor: float) -> None:
    wrong = [line for line in score().differences if f" {field}:" in line]
    assert score().fields[field].figures()["f1"] >= floor, "\n".join(wrong)


def test_no_dietary_need_is_lost_silently() -> None:
    assert score().diet_lost == []


def test_few_errors_are_silent_and_few_letters_go_to_a_person() -> None:
    assert len(score().silent) <= SILENT_AT_MOST, score().silent
    assert score().reviewed <= REVIEWED_AT_MOST * len(load(GIVEN))
