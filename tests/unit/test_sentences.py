"""Sentences are English to everybody, and can be said in the language of a page."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from mailreg.errors import BadRequest
from mailreg.registration.values import Status, Verb
from mailreg.registration.wording import command, free_seats, people
from mailreg.sentences import Listed, Moment, Named, Sentence, Series, Term, say, say_number
from mailreg.web.texts import texts

GROUP = say("%(reference)s (%(people)s)", reference="MS-7K4QD", people=people(2))
CASES = [
    (
        say("No application %(reference)s", hint="; `mailreg list` shows them", reference="X"),
        "No application X; `mailreg list` shows them",
        "Det finns inget ärende X",
    ),
    (
        say("Nothing is missing.", hint="; say what to ask for with --for"),
        "Nothing is missing; say what to ask for with --for.",
        "Inget saknas.",
    ),
    (
        say_number("%(who)s is confirmed.", "%(who)s are confirmed.", 2, who=Listed(["A", "B"])),
        "A and B are confirmed.",
        "A och B är bekräftade.",
    ),
    (
        say(
            "It is its turn, and staff make the offers: %(command)s.",
            command=command(Verb.OFFER, "MS-7K4QD"),
        ),
        "It is its turn, and staff make the offers: `mailreg offer MS-7K4QD`.",
        "Anmälan står på tur, och platser erbjuds för hand: ”Erbjud plats”.",
    ),
    (
        say(
            "Before it, and fitting into %(seats)s: %(groups)s.",
            seats=free_seats(1),
            groups=Listed([GROUP, GROUP]),
        ),
        "Before it, and fitting into 1 free seat: MS-7K4QD (2 people) and MS-7K4QD (2 people).",
        "Före i kön, och ryms på 1 ledig plats: MS-7K4QD (2 personer) och MS-7K4QD (2 personer).",
    ),
    (
        say(
            "A person must look first: %(reasons)s",
            hint=".",
            reasons=Listed([Term("reason", "intent_unclear"), Term("reason", "cut")]),
        ),
        "A person must look first: intent_unclear and cut.",
        (
            "Någon måste titta först: Det är oklart vad mejlet gäller."
            " Mejlet är längre än vad som läses."
        ),
    ),
    (Series([Term("status", Status.PENDING), "x"]), "pending, x", "väntar på beslut, x"),
    (Named("ai", {"sv": "Seminarium AI", "en": "Seminar AI"}), "ai", "Seminarium AI"),
    (Named("ai", {}), "ai", "ai"),
    (Moment(datetime(2030, 3, 1, 9, 5, tzinfo=UTC)), "2030-03-01 09:05", "1 mars 09:05"),
    (Listed([]), "", ""),
    ("Waiting list Lindqvist", "Waiting list Lindqvist", "Waiting list Lindqvist"),
]


@pytest.mark.parametrize(("said", "english", "swedish"), CASES, ids=[case[1] for case in CASES])
def test_what_is_said_is_english_and_on_the_page_swedish(
    said: str, english: str, swedish: str
) -> None:
    assert said == english
    assert texts("sv").say(said) == swedish


def test_the_english_page_leaves_out_what_only_commands_need() -> None:
    sentence = say("No application %(reference)s", hint="; `mailreg list`", reference="X")
    assert texts("en").say(sentence) == "No application X"


def test_what_a_letter_says_is_never_taken_for_a_template() -> None:
    name = "100 %(who)s %s Approve"
    sentence = say("%(name)s is declined: %(why)s.", name=name, why=say("there was no room"))
    assert sentence == "100 %(who)s %s Approve is declined: there was no room."
    assert texts("sv").say(sentence) == "100 %(who)s %s Approve är avböjd: det fanns inte plats."


def test_a_sentence_is_written_as_json_like_any_text() -> None:
    assert json.dumps([say("Nothing is missing.")]) == '["Nothing is missing."]'


def test_an_error_says_what_its_sentence_says() -> None:
    error = BadRequest("No mail %(number)s", hint="; `mailreg outbox` shows them", number=5)
    assert str(error) == "No mail 5; `mailreg outbox` shows them"
    assert isinstance(error.sentence, Sentence)
    assert texts("sv").say(error.sentence) == "Det finns inget utgående mejl 5"
