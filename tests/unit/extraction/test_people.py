"""Who is to attend, who goes, and who comes instead."""

from __future__ import annotations

import pytest

from mailreg.extraction import Intent
from mailreg.extraction.names import find_names, full_name, same_person
from mailreg.extraction.resolve import extract
from mailreg.message import Address
from tests.unit.extraction.letters import EVENT, extract_of, letter

ATTENDING = [
    ("Jag vill delta.", ["Anna Lindqvist"]),
    ("Jag heter Anna Lindqvist och vill delta.", ["Anna Lindqvist"]),
    ("Jag och min kollega Per Ek vill delta.", ["Anna Lindqvist", "Per Ek"]),
    ("Min kollega Per Ek och jag vill delta.", ["Per Ek", "Anna Lindqvist"]),
    ("Jag vill anmäla Karin Holm och Per Ek.", ["Karin Holm", "Per Ek"]),
    ("Jag vill anmäla mig och en kollega.", ["Anna Lindqvist", None]),
    ("Kan ni anmäla kommunalråd Karin Holm? Själv kommer jag inte.", ["Karin Holm"]),
    ("Vi blir två: undertecknad och Dr Per Ek.", ["Anna Lindqvist", "Per Ek"]),
    (
        "Anmäl följande:\n1. Holm, Karin\n2. Ek, Per\n3. von Essen, Olle\n",
        ["Karin Holm", "Per Ek", "Olle von Essen"],
    ),
    ("Anmäler:\nNamn;Allergi\nKarin Holm;nej\nPer Ek;\n", ["Karin Holm", "Per Ek"]),
    (
        "Vi er to som gjerne vil være med: Torstein Haugland og undertegnede.",
        ["Torstein Haugland", "Anna Lindqvist"],
    ),
    ("Please register Karin Holm and myself.", ["Karin Holm", "Anna Lindqvist"]),
    ("Jag blev tipsad av Karin Holm och vill delta.", ["Anna Lindqvist"]),
    ("Jag vill delta. Ref: Karin Holm. Faktura: Nacka kommun, 131 81 Nacka", ["Anna Lindqvist"]),
]


@pytest.mark.parametrize(("text", "names"), ATTENDING)
def test_those_who_are_to_attend_are_found_in_order(text: str, names: list[str | None]) -> None:
    assert [a.name for a in extract_of(text).attendees] == names


def test_a_display_name_with_the_surname_first_is_turned_round() -> None:
    found = extract(
        letter("Jag vill delta.", sender=Address(name="Ek, Per-Erik", email="pe@example.org")),
        EVENT,
    )
    assert [a.name for a in found.attendees] == ["Per-Erik Ek"]


def test_somebody_without_any_name_is_missing_one() -> None:
    found = extract(
        letter("Jag vill delta.", sender=Address(name="", email="x@example.org")), EVENT
    )
    assert [a.name for a in found.attendees] == [None]
    assert "name" in found.missing


CANCELLED = [
    ("Jag måste avboka min plats.", ["Anna Lindqvist"]),
    ("Karin Holm får förhinder, avboka henne. Jag kommer som planerat.", ["Karin Holm"]),
    ("Vi avbokar Karin Holm och Per Ek.", ["Karin Holm", "Per Ek"]),
    (
        (
            "Av de tre som vi anmälde (Karin Holm, Per Ek och Olle Berg) måste en lämna återbud. "
            "Det är Per som stannar hemma, de andra kommer som planerat."
        ),
        ["Per Ek"],
    ),
]


@pytest.mark.parametrize(("text", "names"), CANCELLED)
def test_a_cancellation_names_who_goes(text: str, names: list[str]) -> None:
    found = extract_of(text, subject="Avbokning")
    assert (found.intent, [a.name for a in found.attendees]) == (Intent.CANCEL, names)


def test_a_number_that_does_not_fit_goes_to_a_person() -> None:
    assert "people_count" in extract_of("Vi blir fyra personer: Karin Holm och Per Ek.").reasons


NAMES = [
    ("Anmäler Karin Holm från Nacka kommun.", ["Karin Holm"]),
    (
        "Hej Anna! Carl af Ekenstam och Maj-Britt Sjölin",
        ["Anna", "Carl af Ekenstam", "Maj-Britt Sjölin"],
    ),
    ("Nacka kommun, Region Stockholm, Storgatan 12", []),
    ("Mötesplats Storsthlm den 23 mars", []),
    ("Wikner, Jan-Olof.", ["Jan-Olof Wikner"]),
    (
        "Holm, Karin\tjurist\nTavakoli, Behrouzan\tupphandlare\n",
        ["Karin Holm", "Behrouzan Tavakoli"],
    ),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_names_are_told_from_other_capitals(text: str, names: list[str]) -> None:
    assert [name.text for name in find_names(text)] == names


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("Lindqvist, Anna", "Anna Lindqvist"),
        ("Dr. Anna Lindqvist", "Anna Lindqvist"),
        ("Lindqvist, Anna (Embassy)", "Anna Lindqvist"),
        ("Kontaktcenter Nacka", None),
        ("Anna", None),
        ("", None),
    ],
)
def test_a_display_name_counts_where_it_is_a_full_name(shown: str, name: str | None) -> None:
    assert full_name(shown) == name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Anna Berg", "anna berg", True),
        ("Anna", "Anna Berg", True),
        ("Nisse", "Nils Berg", True),
        ("Anna B", "Anna Berg", True),
        ("Anna Berg", "Anna Holm", False),
        ("Berg", "Anna Berg", False),
    ],
)
def test_a_short_form_can_be_the_same_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
