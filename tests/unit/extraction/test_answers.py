"""Sessions, categories and questions, by the event's own phrases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailreg.event import Category, Question, QuestionType, Session
from mailreg.extraction import Missing
from mailreg.extraction.resolve import extract
from tests.unit.extraction.letters import EVENT, extract_of, letter, only_attendee

ANSWERED: list[tuple[str, dict[str, object]]] = [
    ("Jag väljer seminariet Digitalisering och AI.", {"seminar": "ai"}),
    ("Jag vill gå på AI-seminariet.", {"seminar": "ai"}),
    (
        "I stället för AI-seminariet vill jag gå på God och nära vård och omsorg.",
        {"seminar": "vard"},
    ),
    ("Seminarium: Morgondagens transportsystem", {"seminar": "transport"}),
    ("I första hand vårdseminariet, i andra hand AI-seminariet.", {"seminar": "vard"}),
    ("Jag sitter gärna med som observatör på förbundsmötet.", {"forbundsmote": True}),
    ("Något förbundsmöte blir det inte för min del.", {"forbundsmote": False}),
    ("Jag hoppar över förbundsmötet.", {"forbundsmote": False}),
    ("Förbundsmöte: nej", {"forbundsmote": False}),
    ("I will skip the general meeting.", {"forbundsmote": False}),
    ("I would like to attend the general meeting as an observer.", {"forbundsmote": True}),
    ("Jag är ombud för Nacka.", {"delegate": True}),
    ("Jag är ersättare.", {"delegate": True}),
    ("Jag är inte ombud.", {}),
    ("Jag jobbar med AI och transport.", {}),
    ("Jag är ombudsman.", {}),
]


@pytest.mark.parametrize(("sentence", "answers"), ANSWERED)
def test_an_answer_is_read_by_the_phrases_of_the_event(
    sentence: str, answers: dict[str, object]
) -> None:
    assert only_attendee(f"Hej!\nJag vill delta.\n{sentence}\n").answers == answers


def test_a_second_choice_is_kept_beside_the_first() -> None:
    sentence = "I första hand vårdseminariet, i andra hand AI-seminariet."
    found = only_attendee(f"Hej!\nJag vill delta.\n{sentence}\n")
    assert (found.answers, found.second_choices) == ({"seminar": "vard"}, {"seminar": "ai"})


def test_each_answer_goes_to_its_person() -> None:
    found = extract_of(
        "Jag anmäler Karin Holm och Per Ek. Karin väljer seminariet Digitalisering och AI, "
        "Per seminariet Morgondagens transportsystem."
    )
    assert [a.answers for a in found.attendees] == [{"seminar": "ai"}, {"seminar": "transport"}]


def test_what_all_want_is_an_answer_of_each() -> None:
    found = extract_of("Jag anmäler Karin Holm och Per Ek. Båda vill gå på AI-seminariet.")
    assert [a.answers for a in found.attendees] == [{"seminar": "ai"}, {"seminar": "ai"}]


def test_delegates_alone_need_no_billing_address() -> None:
    assert extract_of("Hej!\nOmbud:\n- Karin Holm\n- Per Ek\nAnmäl dem, tack.").missing == ()


def test_another_event_brings_its_own_words() -> None:
    event = replace(
        EVENT,
        sessions=(Session(key="walk", name={"en": "City walk"}),),
        categories=(*EVENT.categories[:1], Category(key="press", name={"en": "Press"})),
        questions=(
            Question(key="dinner", type=QuestionType.BOOL, name={"en": "Dinner"}),
            Question(key="shirt", type=QuestionType.TEXT, name={"en": "T-shirt size"}),
        ),
    )
    found = extract(
        letter(
            "I would like to attend as press. I will join the city walk.\n"
            "Dinner: yes\nT-shirt size: L\n"
        ),
        event,
    )
    assert found.attendees[0].answers == {
        "press": True,
        "walk": True,
        "dinner": True,
        "shirt": "L",
    }


def test_a_second_choice_in_the_same_sentence_leaves_the_first_alone() -> None:
    found = only_attendee(
        "Hej!\nJag vill delta.\nJag väljer vårdseminariet och i andra hand AI-seminariet.\n"
    )
    assert (found.answers, found.second_choices) == ({"seminar": "vard"}, {"seminar": "ai"})


def test_where_nobody_pays_nobody_is_asked_for_an_address() -> None:
    free = Category(key="participant", name={"en": "Participant"}, billing_required=False)
    paying = Category(key="sponsor", name={"en": "Sponsor"}, phrases={"en": ("sponsor",)})
    event = replace(EVENT, categories=(free, paying))
    text = "Hello,\nI would like to register for the meeting.\nName: Anna Lindqvist\n{}"
    assert extract(letter(text.format("")), event).missing == ()
    assert extract(letter(text.format("I come as a sponsor.\n")), event).missing == (
        Missing.BILLING_ADDRESS,
    )


def test_the_names_of_an_event_are_nobodys() -> None:
    event = replace(EVENT, name={"en": "Open Data Network"}, venue="Harbour House, Quay 7, Turku")
    text = (
        "Hello,\nI would like to register for the Open Data Network at Harbour House.\n"
        "Name: Anna Lindqvist\n"
    )
    assert [one.name for one in extract(letter(text), event).attendees] == ["Anna Lindqvist"]


def test_a_required_question_without_an_answer_is_missing() -> None:
    travel = Question(key="travel", type=QuestionType.TEXT, name={"en": "Travel"}, required=True)
    event = replace(EVENT, questions=(travel,))
    text = "Hello,\nI would like to register.\nName: Anna Lindqvist\n{}"
    assert Missing.ANSWERS in extract(letter(text.format("")), event).missing
    assert Missing.ANSWERS not in extract(letter(text.format("Travel: by boat\n")), event).missing
