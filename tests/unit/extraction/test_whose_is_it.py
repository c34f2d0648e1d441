"""Whose a need is where somebody else tells of it; meat and fish told apart."""

from __future__ import annotations

import pytest

from tests.unit.extraction.letters import extract_of
from tests.unit.extraction.test_food import needs_in
from tests.unit.extraction.test_whose import needs_of

SAID = [
    ("I don't eat meat or fish.", ["vegetarian"]),
    ("Hon äter varken kött eller fisk.", ["vegetarian"]),
    ("Äter inte kött men gärna fisk.", ["pescatarian"]),
    ("Allergisk mot kött och fisk.", ["fish", "vegetarian"]),
    ("Karin äter inte kött men Per äter fisk.", ["vegetarian"]),
    ("Vitlök går bra, det är bara lök.", ["(lök)"]),
    ("Inga särskilda hänsyn behövs i fråga om maten.", ["none"]),
]

# The sender is Anna Lindqvist.
TOLD: list[tuple[str, dict[str, list[str]]]] = [
    (
        "Jag vill anmäla mig och Per Ek. Jag är vegan. För Per vet jag att inga hänsyn behövs.",
        {"Anna": ["vegan"], "Per": ["none"]},
    ),
    (
        "Seats for me and Per Ek, please. Per asks me to mention that celery makes him ill.",
        {"Anna": [], "Per": ["celery"]},
    ),
    (
        "Jag vill anmäla mig och Per Ek. Per bad mig skriva att han inte tål ägg.",
        {"Anna": [], "Per": ["egg"]},
    ),
    (
        (
            "Jag vill anmäla Karin Holm och Per Ek. Per tål inte lök, nej förresten lök går bra, "
            "det är bara ägg. Karin är vegan."
        ),
        {"Karin": ["vegan"], "Per": ["egg"]},
    ),
]


@pytest.mark.parametrize(("sentence", "needs"), SAID)
def test_meat_is_read_together_with_fish(sentence: str, needs: list[str]) -> None:
    assert needs_in(sentence) == needs


@pytest.mark.parametrize(("text", "owned"), TOLD)
def test_who_knows_of_a_need_is_not_whose_it_is(text: str, owned: dict[str, list[str]]) -> None:
    found = {(a.name or "").split()[0]: needs_of(a) for a in extract_of(text).attendees}
    assert found == owned
