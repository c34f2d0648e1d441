"""What is said about food: needs with and without a code, none at all, and whose they are."""

from __future__ import annotations

import pytest

from tests.unit.extraction.letters import extract_of, only_attendee

STATED = [
    ("Jag är allergisk mot nötter.", ["nuts"], []),
    ("Jag är allergisk mot jordnötter, ägg och kiwi.", ["egg", "peanuts"], ["kiwi"]),
    ("Jag tål inte skaldjur.", ["crustaceans", "molluscs"], []),
    ("Jag tål varken gluten eller laktos.", ["gluten", "lactose"], []),
    ("Jag är glutenintolerant och laktosintolerant.", ["gluten", "lactose"], []),
    ("Jag har celiaki.", ["gluten"], []),
    ("Jag är vegan och allergisk mot selleri.", ["celery", "vegan"], []),
    ("Jag äter inte fläskkött.", ["no_pork"], []),
    ("Jag äter varken nötkött eller fläsk.", ["no_beef", "no_pork"], []),
    ("Jag äter halal.", ["halal"], []),
    ("Stenfrukt tål jag inte.", [], ["stenfrukt"]),
    ("Jag har mjölkproteinallergi.", ["milk"], []),
    ("Jag har nöt- och skaldjursallergi.", ["crustaceans", "molluscs", "nuts"], []),
    ("Allergier: lupin, senap och sesam", ["lupin", "mustard", "sesame"], []),
    ("Specialkost: vegetarisk", ["vegetarian"], []),
    ("Kost: celiaki, tål inte heller kiwi", ["gluten"], ["kiwi"]),
    ("Nötallergi (hasselnöt och mandel).", ["nuts"], []),
    ("Jag är allergisk mot räkor men inte mot fisk.", ["crustaceans"], []),
    ("Jag är allergisk mot blåmusslor och ostron.", ["molluscs"], []),
    ("Jag är pescetarian.", ["pescatarian"], []),
    ("I am allergic to shellfish and celery.", ["celery", "crustaceans", "molluscs"], []),
    ("I can't eat gluten, and I avoid soy.", ["gluten", "soy"], []),
    ("I am a vegetarian with a nut allergy.", ["nuts", "vegetarian"], []),
    ("Dietary requirements: kosher", ["kosher"], []),
    ("Jeg er allergisk mot skalldyr.", ["crustaceans", "molluscs"], []),
    ("Jeg kan ikke tåle nødder.", ["nuts"], []),
    ("En syö kalaa.", ["fish"], []),
    ("Ich bin allergisch gegen Erdnüsse.", ["peanuts"], []),
    ("Jag är glutenintollerant.", ["gluten"], []),
    ("Allergi: jordnöt", ["peanuts"], []),
]


@pytest.mark.parametrize(("sentence", "codes", "other"), STATED)
def test_a_need_that_is_stated_is_read(sentence: str, codes: list[str], other: list[str]) -> None:
    attendee = only_attendee(f"Hej!\nJag vill delta i konferensen.\n{sentence}\n")
    assert (list(attendee.dietary), list(attendee.dietary_other)) == (codes, other)
    assert attendee.dietary_stated


NONE = [
    "Inga allergier.",
    "Jag har inga matallergier.",
    "Jag äter allt.",
    "Ingen specialkost.",
    "Allergier: nej",
    "Allergi: -",
    "Jag är inte allergisk mot något.",
    "No allergies.",
    "I eat everything.",
    "No dietary requirements.",
    "Ingen allergier.",
    "Ei allergioita.",
    "Keine Allergien.",
]


@pytest.mark.parametrize("sentence", NONE)
def test_that_there_is_no_need_is_stated_too(sentence: str) -> None:
    attendee = only_attendee(f"Hej!\nJag vill delta i konferensen.\n{sentence}\n")
    assert (attendee.dietary, attendee.dietary_other) == ((), ())
    assert attendee.dietary_stated


SILENT = [
    "Fakturan går till Nacka kommun, Box 1, 131 81 Nacka.",
    "Jag arbetar med fisk och jordbruk.",
    "Vi ses vid lunchen!",
]


@pytest.mark.parametrize("sentence", SILENT)
def test_nothing_is_stated_where_nothing_is_said(sentence: str) -> None:
    assert not only_attendee(f"Hej!\nJag vill delta i konferensen.\n{sentence}\n").dietary_stated


DOUBTFUL = [
    "Jag skrev laktos, men det var fel.",
    "Mat är ett problem för mig, fråga om min diabetes.",
    "Jag har en svår allergi.",
]


@pytest.mark.parametrize("sentence", DOUBTFUL)
def test_food_that_is_not_surely_read_goes_to_a_person(sentence: str) -> None:
    assert extract_of(f"Jag vill delta i konferensen. {sentence}").needs_review


def test_each_need_goes_to_its_person() -> None:
    found = extract_of(
        "Hej!\nJag anmäler följande personer:\n"
        "- Karin Holm, vegan\n- Per Ek (nötter)\n- Olle Berg\n\n"
        "Olle är glutenintolerant.\nFaktura: Nacka kommun, Box 1, 131 81 Nacka\n"
    )
    assert [(a.name, list(a.dietary)) for a in found.attendees] == [
        ("Karin Holm", ["vegan"]),
        ("Per Ek", ["nuts"]),
        ("Olle Berg", ["gluten"]),
    ]


def test_what_holds_for_all_others_is_stated_for_them() -> None:
    found = extract_of(
        "Jag vill anmäla Karin Holm, Per Ek och Olle Berg. Karin är vegan, alla andra äter allt."
    )
    assert [a.dietary_stated for a in found.attendees] == [True, True, True]
    assert [list(a.dietary) for a in found.attendees] == [["vegan"], [], []]


def test_the_sender_and_a_colleague_have_needs_of_their_own() -> None:
    found = extract_of(
        "Jag och min kollega Ibrahim Warsame vill delta. Han äter halal och jag är vegetarian."
    )
    assert {a.name: list(a.dietary) for a in found.attendees} == {
        "Anna Lindqvist": ["vegetarian"],
        "Ibrahim Warsame": ["halal"],
    }
