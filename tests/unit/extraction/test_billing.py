"""Where the invoice goes."""

from __future__ import annotations

import pytest

from mailreg.extraction import Billing
from mailreg.extraction.label import billing_json
from mailreg.extraction.numbers import NumberKind, find_numbers
from mailreg.extraction.resolve import extract
from mailreg.message import Kind
from tests.unit.extraction.letters import EVENT, extract_of, letter, parts


def billing(**values: str) -> dict[str, object]:
    """What is told, with the country of Sweden."""
    return {**(billing_json(Billing()) or {}), "country": "SE", **values}


NACKA = {"recipient": "Nacka kommun", "postal_code": "131 81", "city": "Nacka"}

TOLD = [
    ("Fakturan skickas till Nacka kommun, 131 81 Nacka.", billing(**NACKA)),
    (
        "Fakturan skickas till Nacka kommun, Box 12, 131 81 Nacka.",
        billing(**NACKA, street="Box 12"),
    ),
    ("Faktura:\nNacka kommun\nFE 5071\n13181 Nacka\n", billing(**NACKA, street="FE 5071")),
    (
        "Faktura: Nacka kommun, Fakturaenheten, Box 12, SE-131 81 Nacka",
        billing(**NACKA, street="Box 12"),
    ),
    ("Betalar gör Nacka kommun, 131 81 Nacka (ref AB-12).", billing(**NACKA, reference="AB-12")),
    (
        "Faktura: Nacka kommun, 131 81 Nacka. Kostnadsställe 4411.",
        billing(**NACKA, reference="4411"),
    ),
    ("Faktura: Nacka kommun, 131 81 Nacka. Märk den ZZ1234.", billing(**NACKA, reference="ZZ1234")),
    (
        "Faktura: Nacka kommun, 131 81 Nacka, referens Åsa Berg.",
        billing(**NACKA, reference="Åsa Berg"),
    ),
    (
        "Faktura till\nNacka kommun\nc/o Fakturacentralen\nStorgatan 12 B\n131 81 Nacka\n",
        billing(**NACKA, street="Storgatan 12 B"),
    ),
    (
        "Faktura: Nacka kommun, 131 81 Nacka, org.nr 212000-0167.",
        billing(**NACKA, organisation_number="212000-0167"),
    ),
    ("Vi tar e-faktura, GLN 7362321000019.", billing(gln="7362321000019")),
    (
        "Faktura via Peppol: 0007:2120002882, märkning 4411",
        billing(organisation_number="2120002882", reference="4411"),
    ),
    ("Faktura via Peppol 0088:7362321000019.", billing(gln="7362321000019")),
    (
        "Fakturan mejlas till faktura@bolag.example, ställd till Bolaget AB.",
        billing(recipient="Bolaget AB", email="faktura@bolag.example"),
    ),
    (
        "Invoice: Civic Ltd, 14 Mill Row, London EC2A 4QS, United Kingdom, PO number CG/11",
        billing(
            recipient="Civic Ltd",
            street="14 Mill Row",
            postal_code="EC2A 4QS",
            city="London",
            country="GB",
            reference="CG/11",
        ),
    ),
    (
        "Faktura sendes til Forum, Postboks 12, 0114 Oslo, Norge.",
        billing(
            recipient="Forum", street="Postboks 12", postal_code="0114", city="Oslo", country="NO"
        ),
    ),
    (
        "Rechnung an: Stadtwerke GmbH, Hauptstraße 5, 10115 Berlin, Deutschland",
        billing(
            recipient="Stadtwerke GmbH",
            street="Hauptstraße 5",
            postal_code="10115",
            city="Berlin",
            country="DE",
        ),
    ),
    (
        "Laskutusosoite:\nKunta Oy\nPL 1188\n00101 Helsinki\nSuomi\n",
        billing(
            recipient="Kunta Oy",
            street="PL 1188",
            postal_code="00101",
            city="Helsinki",
            country="FI",
        ),
    ),
    (
        "Jag betalar själv: Anna Lindqvist, Storgatan 1, 131 81 Nacka",
        billing(
            recipient="Anna Lindqvist", street="Storgatan 1", postal_code="131 81", city="Nacka"
        ),
    ),
]


@pytest.mark.parametrize(("text", "told"), TOLD)
def test_an_address_for_invoices_is_read(text: str, told: dict[str, object]) -> None:
    found = extract_of(f"Hej!\nJag vill delta i konferensen.\n\n{text}\n")
    assert billing_json(found.billing) == told


def test_without_a_word_on_invoices_there_is_no_billing() -> None:
    found = extract_of("Hej! Jag vill delta. Jag jobbar i Nacka.")
    assert (found.billing, found.missing) == (None, ("billing_address",))


SIGNATURE = "Hälsningar\nAnna Lindqvist\nNacka kommun\nBox 12\n131 81 Nacka\n"


@pytest.mark.parametrize(
    ("words", "recipient"),
    [
        ("Jag vill delta.\n", None),
        ("Jag vill delta. Fakturaadress enligt nedan.\n", "Nacka kommun"),
    ],
)
def test_a_signature_counts_only_where_the_letter_says_so(
    words: str, recipient: str | None
) -> None:
    body, segments = parts((Kind.OWN, words), (Kind.SIGNATURE, SIGNATURE))
    found = extract(letter(body, segments=segments), EVENT)
    assert (found.billing.recipient if found.billing else None) == recipient


NUMBERS = [
    ("org.nr 212000-2882", NumberKind.ORGANISATION, "212000-2882", True),
    ("org.nr 16212000-2882", NumberKind.ORGANISATION, "212000-2882", True),
    ("org.nr 212000-2883", NumberKind.ORGANISATION, "212000-2883", False),
    ("850709-9805", NumberKind.PERSON, "850709-9805", True),
    ("GLN 7362321000019", NumberKind.GLN, "7362321000019", True),
    ("GLN 7362321000018", NumberKind.GLN, "7362321000018", False),
    ("0088:7362321000019", NumberKind.GLN, "7362321000019", True),
]


@pytest.mark.parametrize(("text", "kind", "value", "is_valid"), NUMBERS)
def test_a_number_is_known_by_its_form_and_check_digit(
    text: str, kind: NumberKind, value: str, is_valid: bool
) -> None:
    (number,) = find_numbers(text)
    assert (number.kind, number.value, number.is_valid) == (kind, value, is_valid)


def test_a_personal_number_is_told_and_not_kept() -> None:
    found = extract_of(
        "Jag vill delta. Faktura: Anna Lindqvist, Storgatan 1, 131 81 Nacka, 850709-9805."
    )
    assert "personal_number" in found.reasons
    assert found.billing is not None
    assert found.billing.organisation_number is None
    assert not any("850709" in evidence.text for evidence in found.evidence)


def test_a_wrong_check_digit_goes_to_a_person() -> None:
    found = extract_of("Jag vill delta. E-faktura, GLN 7362321000018.")
    assert "check_digit" in found.reasons
