"""Forms of ours that people fill in where they are quoted."""

from __future__ import annotations

import pytest

from mailreg.message import Kind
from tests.unit.message.mails import mail, own, read

FORM = (
    "Namn: Per Ek\n"
    "Allergier (t.ex. gluten, nötter): ägg\n"
    "Specialkost, t.ex. vegan eller halal: ingen\n"
    "Förbundsmötet kl. 10 (ja/nej)? ja\n"
)
TYPED = "Namn: Per Ek\nAllergier: ägg\nSpecialkost: ingen\nFörbundsmötet kl. 10? ja"
WROTE = "Den 8 mars 2023 skrev Desk <motesplats@example.org>:\n"
INTRODUCTIONS = [
    "Har fyllt i i ert mejl!",
    "Jag har fyllt i direkt på era rader.",
    "Hej, svar i rött nedan.",
    "Mina svar står nedan.",
    "Se svar nedan!",
    "Ifyllt, se nedan.",
    "I have filled it in below.",
    "See my answers below.",
    "My replies are in red.",
    "Jeg har fylt ut skjemaet.",
]


def _marked(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_what_is_typed_behind_the_labels_of_our_form_is_the_senders(introduction: str) -> None:
    text = f"{introduction}\n\n{WROTE}{_marked(FORM)}"
    assert own(text).removeprefix(introduction).strip() == TYPED


def test_what_is_typed_into_an_unmarked_quote_is_the_senders() -> None:
    block = (
        "Från: Desk <motesplats@example.org>\nSkickat: den 8 mars 2023\n"
        "Till: Per Ek\nÄmne: Plats\n\n"
    )
    text = f"Svar i texten nedan.\n\n{block}Hej! Fyll i:\n\n{FORM}\nVänligen\nDesk"
    assert own(text).removeprefix("Svar i texten nedan.").strip() == TYPED


def test_what_is_typed_below_a_label_is_the_senders() -> None:
    text = _marked("Namn:\nPer Ek\n\nFakturaadress:\nSolby kommun\n123 45 Solby\n\nVänligen\nDesk")
    assert own(f"Ifyllt nedan.\n\n{WROTE}{text}") == (
        "Ifyllt nedan.\n\nPer Ek\nSolby kommun\n123 45 Solby"
    )


def test_a_form_with_examples_is_ours_where_nobody_says_they_filled_it_in() -> None:
    text = f"Jag vill gärna komma.\n\n{WROTE}{_marked(FORM)}"
    assert own(text) == "Jag vill gärna komma."


def test_choices_below_a_question_are_no_answers() -> None:
    text = _marked("Vilket seminarium?\na) Vård\nb) AI\n1. Trafik\n- Makten")
    assert own(f"Ifyllt nedan.\n\n{WROTE}{text}") == ("Ifyllt nedan.")


def test_an_address_above_a_quote_is_no_part_of_it() -> None:
    quote = "> 14 mars 2023 kl. 11:20 skrev Desk <motesplats@example.org>:\n> Hej!"
    text = f"Blå vägen 2\n923 81 Storuman\n\n{quote}"
    assert own(text) == "Blå vägen 2\n923 81 Storuman"


def test_the_senders_own_letter_to_us_is_no_forwarded_one() -> None:
    block = (
        "Från: Per Ek\nSkickat: den 8 mars 2023\nTill: motesplats@example.org\nÄmne: Anmälan\n\n"
    )
    letter = mail(
        f"Stryk Karin.\n\n{block}Jag anmäler Karin Holm.",
        From="Per Ek <per.ek@solby.example>",
        Subject="VB: Anmälan",
    )
    assert "Jag anmäler" in read(letter).text_of(Kind.QUOTE)
