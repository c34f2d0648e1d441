"""What a letter asks for, and in which language."""

from __future__ import annotations

import pytest

from mailreg.extraction import Intent
from mailreg.extraction.resolve import extract
from mailreg.message import Origin
from tests.unit.extraction.letters import EVENT, extract_of, letter

ASKED = [
    ("Jag vill gärna delta på konferensen.", Intent.REGISTER),
    ("Finns det plats kvar? Jag vill komma.", Intent.REGISTER),
    ("Hur mycket kostar det? Vill i så fall anmäla mig och min kollega.", Intent.REGISTER),
    ("Could I still get a place at the conference?", Intent.REGISTER),
    ("Jeg vil gjerne delta på konferansen.", Intent.REGISTER),
    ("Jeg vil gerne deltage i konferencen.", Intent.REGISTER),
    ("Haluaisin osallistua konferenssiin.", Intent.REGISTER),
    ("Ich möchte gerne an der Konferenz teilnehmen.", Intent.REGISTER),
    ("Jag måste tyvärr avboka min plats.", Intent.CANCEL),
    ("Jag har blivit sjuk och kan inte komma till konferensen.", Intent.CANCEL),
    ("Please cancel my registration.", Intent.CANCEL),
    ("Unfortunately I cannot attend the conference after all.", Intent.CANCEL),
    ("Jeg må dessverre melde avbud.", Intent.CANCEL),
    ("Jag kan tyvärr inte komma, men Per Ek kommer i mitt ställe.", Intent.AMEND),
    ("Glömde skriva att jag är allergisk mot ägg.", Intent.AMEND),
    ("Här kommer fakturaadressen som ni bad om: Nacka kommun, 131 81 Nacka.", Intent.AMEND),
    ("I am already registered but would like to change my seminar to AI.", Intent.AMEND),
    ("Byt ut Karin Holm mot Per Ek, tack.", Intent.AMEND),
    ("Finns det parkering vid konferensen?", Intent.QUESTION),
    ("Kommer seminarierna att spelas in?", Intent.QUESTION),
    ("Will the conference be streamed?", Intent.QUESTION),
    ("Jag är redan anmäld men undrar när förbundsmötet börjar?", Intent.QUESTION),
    ("Congratulations, you have won a million dollars. Confirm your account.", Intent.OTHER),
    ("Kära mormor, vi ses på söndag. Kram!", Intent.OTHER),
]


@pytest.mark.parametrize(("text", "intent"), ASKED)
def test_the_intent_is_what_the_letter_asks_for(text: str, intent: Intent) -> None:
    assert extract_of(text, subject="Hej").intent is intent


@pytest.mark.parametrize(
    ("origin", "intent"),
    [
        (Origin.AUTO_REPLY, Intent.AUTO_REPLY),
        (Origin.BOUNCE, Intent.BOUNCE),
        (Origin.BULK, Intent.BULK),
        (Origin.OWN, Intent.OTHER),
    ],
)
def test_what_a_machine_wrote_asks_for_nothing(origin: Origin, intent: Intent) -> None:
    found = extract(letter("Jag vill delta i konferensen. Vegan.", origin=origin), EVENT)
    assert (found.intent, found.attendees, found.billing, found.missing) == (intent, (), None, ())


def test_a_letter_of_few_words_leaves_the_intent_unsure() -> None:
    found = extract_of("Konferensen", subject="")
    assert (found.intent_is_sure, found.reasons) == (False, ("intent_unclear",))


def test_a_plain_question_needs_no_review() -> None:
    assert not extract_of("Finns det parkering vid konferensen?", subject="Fråga").needs_review


LANGUAGES = [
    ("Hej, jag vill gärna komma på konferensen och är allergisk mot nötter.", "sv"),
    ("Hello, I would like to attend the conference.", "en"),
    ("Hei, jeg ønsker å delta på konferansen deres, er det fortsatt plass?", "no"),
    ("Hej, jeg vil gerne deltage i konferencen, har I stadig plads til mig?", "da"),
    ("Hei, haluaisin osallistua konferenssiin, olisiko vielä paikka vapaana?", "fi"),
    ("Guten Tag, ich möchte gerne teilnehmen und bin Vegetarier.", "de"),
    ("Bonjour, je suis absente du bureau et je n'ai pas accès à mes messages. Merci", "fr"),
    ("Hola, gracias por su correo. Estaré fuera hasta el lunes. Un saludo", "es"),
    ("Hallo, ik ben afwezig en heb geen toegang tot mijn mail. Met vriendelijke groet", "nl"),
]


@pytest.mark.parametrize(("text", "language"), LANGUAGES)
def test_the_language_is_that_of_the_own_words(text: str, language: str) -> None:
    found = extract_of(text)
    assert (found.language, found.language_is_sure) == (language, True)


def test_a_signature_in_another_language_tells_no_language() -> None:
    signature = "Per Ek\nChef för kansliet och för miljö\nBesöksadress: Torget 1 och 2\nSolby"
    found = extract_of(f"Yes, I would like to come.\n\nRegards\n{signature}")
    assert found.language == "en"


def test_too_little_text_leaves_the_language_unsure() -> None:
    assert not extract_of("ok", subject="").language_is_sure


def test_a_letter_that_calls_itself_a_registration_is_none_to_be_changed() -> None:
    found = extract_of(
        "Jag trodde att min chef redan hade anmält mig men så var det inte.\n"
        "Namn: Asta Berg\nAllergier: inga\nFakturaadress:\nSolby kommun\nBox 1\n123 45 Solby\n",
        subject="Anmälan konferensen",
    )
    assert (found.intent, found.intent_is_sure) == (Intent.REGISTER, True)
