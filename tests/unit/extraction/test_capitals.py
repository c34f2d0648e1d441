"""Letters that are written without capitals."""

from __future__ import annotations

import pytest

from mailreg.extraction.capitals import capitalised, is_lower_case
from tests.unit.extraction.letters import extract_of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "hej jag o Ikram Osman Jama vill gärna komma, Ikram äter inte fläsk"),
        ("sv", "skriv upp Per Ek och Karin Berg, Per är vegan"),
        ("sv", "priset per person är bara för hög, min kollega heter Hans Ottervall"),
        ("sv", "hälsningar Bo Frisk, trafikplanerare på Region Gotland"),
        ("sv", "fakturan till föreningen, Tuna Torg 1, 186 22 Vallentuna"),
        ("da", "regningen til os, Nørre Voldkaj 11, 5000 Odense C"),
        ("en", "sign me up please, my name is Imogen Achterberg, from the Fjordside trust"),
        ("de", "ich komme mit Jürgen Vogt, rechnung an uns, Am Alten Speicher 7, 14641 Nauen"),
        ("fi", "ilmoitan mukaan Pekka Lehtonen, hän ei syö kalaa"),
        ("no", "jeg vil gjerne melde på Torgeir Øvrebø og Siv Haugland"),
    ],
)
def test_names_and_streets_get_their_capitals(language: str, text: str) -> None:
    assert capitalised(text.lower(), language) == text


def test_addresses_of_mail_and_pages_are_left_alone() -> None:
    text = "skriv till karin.holm@kommun.example eller se www.kommun.example"
    assert capitalised(text, "sv") == text


def test_a_letter_with_capitals_is_left_alone() -> None:
    assert not is_lower_case("Hej, jag heter karin holm.")
    assert not is_lower_case("12345")


def test_answers_in_small_letters_to_a_form_of_ours_count() -> None:
    body = "Namn: tord elverskog\nAllergier eller specialkost: ingenting\nVill du delta? ja tack"
    assert extract_of(body, subject="Re: plats").attendees[0].name == "Tord Elverskog"


def test_every_character_keeps_its_place() -> None:
    text = "straße ŉ ǰ karin holm"
    assert len(capitalised(text, "de")) == len(text)


def test_a_letter_without_capitals_is_read_like_any_other() -> None:
    body = "hej! skriv upp tord elverskog, faktura till täby kommun, box 12, 186 22 vallentuna. mvh"
    found = extract_of(body, subject="plats")
    assert [attendee.name for attendee in found.attendees] == ["Tord Elverskog"]
    assert found.billing is not None
    assert found.billing.city == "Vallentuna"
