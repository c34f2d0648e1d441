"""What is a name of a person, by what speaks for it."""

from __future__ import annotations

import pytest

from mailreg.extraction.names import find_names
from mailreg.extraction.shown import shown_name
from mailreg.extraction.uncapitalised import lower_case_names
from mailreg.message import Address

NO_PERSONS = [
    "Vi på Kooperativet Morgonrodnad vill gärna delta.",
    "Fonden Ljusgården och Byalaget Norra Viken betalar.",
    "Verkehrsbund Oberland e. V. zahlt die Rechnung.",
    "Zum Essen: Ihrer Tagung sehen wir gern entgegen.",
    "Besöksadress: Norra Esplanaden 3, Växjö",
    "The Harbour Trust pays; Global Partners does not.",
    "Omaishoitajien Tuki ry",
]


@pytest.mark.parametrize("text", NO_PERSONS)
def test_capitals_alone_make_no_name(text: str) -> None:
    assert [name.text for name in find_names(text) if name.is_full] == []


INTRODUCED = [
    ("Min kollega Xzy Qwerta vill komma.", "Xzy Qwerta"),
    ("Deltagare: Xzy Qwerta", "Xzy Qwerta"),
    ("- Xzy Qwerta", "Xzy Qwerta"),
    ("Xzy Qwerta: vegan", "Xzy Qwerta"),
    ("Jag heter Xzy Qwerta.", "Xzy Qwerta"),
    ("Nämndsekreterare Xzy Qwerta deltar.", "Xzy Qwerta"),
    ("Karin Holm och Xzy Qwerta", "Xzy Qwerta"),
    ("- Qwerta, Xzy", "Xzy Qwerta"),
]


@pytest.mark.parametrize(("text", "name"), INTRODUCED)
def test_a_name_that_nobody_knows_is_one_where_it_is_introduced(text: str, name: str) -> None:
    assert name in [found.text for found in find_names(text)]


def test_a_part_of_a_full_name_is_a_mention() -> None:
    names = find_names("Anmäler Nguyễn Thị Thu Hà. Thu Hà är vegan och Fru Hà äter fisk.")
    assert [(n.text, n.is_full) for n in names] == [
        ("Nguyễn Thị Thu Hà", True),
        ("Thu Hà", False),
        ("Hà", False),
    ]


def test_a_genitive_before_what_somebody_has_is_taken_off() -> None:
    names = find_names("Karin Holms anmälan och Ainos plats; Cecilia Torres kommer.")
    assert [name.text for name in names] == ["Karin Holm", "Aino", "Cecilia Torres"]


def test_the_address_of_the_sender_speaks_for_a_name() -> None:
    assert find_names("Xzy Qwerta", frozenset({"qwerta"}))[0].text == "Xzy Qwerta"
    assert find_names("Xzy Qwerta") == ()


@pytest.mark.parametrize(
    ("name", "email", "shown"),
    [
        ("Holm Karin", "karin.holm@example.org", "Karin Holm"),
        ("Qwerta, Xzy", "info@example.org", "Xzy Qwerta"),
        ("Lo Höglund-Tran", "lo.hoglund-tran@example.org", "Lo Höglund-Tran"),
        ("Byalaget Viken", "info@example.org", None),
        ("karin holm", "kh@example.org", "karin holm"),
        ("Micke", "micke.holm@example.org", None),
    ],
)
def test_from_shows_a_full_name_in_either_order(name: str, email: str, shown: str | None) -> None:
    assert shown_name(Address(name=name, email=email)) == shown


def test_letters_without_capitals_have_names_too() -> None:
    text = "hej jag o ikram osman jama vill gärna komma, ikram äter inte fläsk"
    assert [n.text for n in lower_case_names(text, ())] == ["ikram osman jama", "ikram"]
