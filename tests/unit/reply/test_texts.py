"""What the shipped texts say, in both languages."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailreg.extraction import Billing, Missing
from mailreg.registration.values import Reason, Reply, SessionState, Status
from mailreg.reply import samples
from mailreg.reply.templates import Page, Templates
from mailreg.reply.values import ChosenSession, Letter, Person
from tests.unit.reply.letters import ANNA, BILLING, EVENT, Render, letter

LANGUAGES = ("sv", "en")
LEFTOVERS = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{#|None|undefined|Undefined|<[a-z]|&amp;|\n\n\n|[ \t]\n"
)
EVERY_LETTER = [
    (event, one)
    for event in (EVENT, *samples.events(LANGUAGES))
    for one in samples.letters(event, LANGUAGES)
]


def read_html(page: Page) -> str:
    """The words of the HTML, white space made single."""
    body = page.html.partition("<body")[2].partition(">")[2]
    shown = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown)).split())


def test_no_reply_shows_anything_of_its_template(templates: Templates) -> None:
    for event, one in EVERY_LETTER:
        page = templates.render(one, event)
        assert not LEFTOVERS.search(page.text), (one.reply, page.text)
        assert page.text == page.text.strip()


def test_the_html_says_what_the_text_says(templates: Templates) -> None:
    for event, one in EVERY_LETTER:
        page = templates.render(one, event)
        name = event.text(event.name, page.language)
        words = " ".join(re.sub(r"^ *- ", "", page.text, flags=re.MULTILINE).split())
        assert read_html(page) == f"{name} {words}"


def test_the_html_loads_nothing_and_says_its_language(templates: Templates) -> None:
    for event, one in EVERY_LETTER:
        page = templates.render(one, event).html
        assert f'<html lang="{one.language}"' in page
        assert '<meta name="color-scheme" content="light dark">' in page
        assert "<h1" in page
        assert not re.search(r"src=|href=|url\(|<script|<link|<style|https?:|@import", page)


def test_every_mail_of_a_conversation_has_the_same_subject(templates: Templates) -> None:
    subjects = {templates.render(letter(reply), EVENT).subject for reply in Reply}
    assert subjects == {"Mötesplats Storsthlm [MS-7K4QD]"}


@pytest.mark.parametrize(
    ("name", "sv", "en"),
    [
        ("Anna Lindqvist", "Hej Anna!", "Hello Anna,"),
        ("Lindqvist, Anna", "Hej Anna!", "Hello Anna,"),
        ("Jan-Olof Wikner", "Hej Jan-Olof!", "Hello Jan-Olof,"),
        (None, "Hej!", "Hello,"),
        ("", "Hej!", "Hello,"),
        ("A. Lindqvist", "Hej!", "Hello,"),
        ("Ekerö kommun", "Hej!", "Hello,"),
        ("Regionkansliet", "Hej!", "Hello,"),
        ("Kansliet Nacka", "Hej!", "Hello,"),
        ("anna@ekero.example", "Hej!", "Hello,"),
        ("\u202eAnna\r\nBcc: x", "Hej Anna!", "Hello Anna,"),
    ],
)
def test_the_greeting_uses_a_given_name_only_where_there_is_one(
    text: Render, name: str | None, sv: str, en: str
) -> None:
    assert text(letter(contact_name=name)).splitlines()[0] == sv
    assert text(letter(language="en", contact_name=name)).splitlines()[0] == en


@pytest.mark.parametrize(
    ("language", "denial", "noted", "none_stated"),
    [
        (
            "sv",
            "Det här är inte en bekräftelse på plats",
            "Anna Lindqvist (allergi eller specialkost är noterad)",
            "Bo Ek (ingen allergi eller specialkost är angiven)",
        ),
        (
            "en",
            "This is not a confirmation of a place",
            "Anna Lindqvist (allergy or dietary need noted)",
            "Bo Ek (no allergy or dietary need stated)",
        ),
    ],
)
def test_a_receipt_is_no_confirmation_and_shows_what_was_read(
    text: Render, language: str, denial: str, noted: str, none_stated: str
) -> None:
    people = (replace(ANNA, diet_is_noted=True), Person(name="Bo Ek", status=Status.PENDING))
    receipt = text(letter(language=language, people=people))
    for wanted in (denial, noted, none_stated, "Ekerö kommun", "Box 205, 178 23 Ekerö", "10244"):
        assert wanted in receipt


@pytest.mark.parametrize(
    ("language", "missing", "asks", "does_not_ask"),
    [
        ("sv", (Missing.NAME,), "För- och efternamn", "Fakturaadress"),
        ("sv", (Missing.BILLING_ADDRESS,), "postnummer och ort", "efternamn"),
        ("en", (Missing.NAME,), "First name and surname", "Billing address"),
        ("en", (Missing.BILLING_ADDRESS,), "postcode and town", "surname"),
    ],
)
def test_only_what_is_missing_is_asked_for(
    text: Render, language: str, missing: tuple[Missing, ...], asks: str, does_not_ask: str
) -> None:
    question = text(letter(Reply.INCOMPLETE, language, missing=missing, billing=None))
    assert asks in question
    assert does_not_ask not in question
    assert {"sv": "något mer behöver vi inte", "en": "we need nothing else"}[language] in question


def test_what_is_known_of_the_billing_is_shown_when_the_rest_is_asked_for(text: Render) -> None:
    known = Billing(recipient="Ekerö kommun")
    question = text(letter(Reply.INCOMPLETE, missing=(Missing.BILLING_ADDRESS,), billing=known))
    assert "- Mottagare: Ekerö kommun" in question
    assert "- Adress: ingen angiven" in question


@pytest.mark.parametrize(
    ("language", "when"),
    [
        ("sv", "torsdag 23 mars 2023 kl. 13.00–17.00"),
        ("en", "Thursday 23 March 2023, 13:00–17:00"),
    ],
)
def test_a_confirmation_says_when_where_and_who(text: Render, language: str, when: str) -> None:
    people = (
        replace(ANNA, status=Status.CONFIRMED),
        Person(name="Bo Ek", status=Status.WAITLISTED),
    )
    confirmation = text(letter(Reply.CONFIRMED, language, people=people))
    has, waits = {
        "sv": ("- Anna Lindqvist har en plats", "- Bo Ek står på väntelistan"),
        "en": ("- Anna Lindqvist has a place", "- Bo Ek is on the waiting list"),
    }[language]
    for wanted in (when, "Münchenbryggeriet, Torkel Knutssonsgatan 2, Stockholm", has, waits):
        assert wanted in confirmation


def test_who_wrote_about_nobody_else_is_addressed_directly(text: Render) -> None:
    alone = letter(Reply.CONFIRMED, people=(replace(ANNA, status=Status.CONFIRMED),))
    assert "Du har en plats" in text(alone)
    assert "Du har en plats" not in text(replace(alone, contact_name="Eva Ek"))


@pytest.mark.parametrize(
    ("reply", "status", "reason", "sv", "en"),
    [
        (Reply.WAITLISTED, Status.WAITLISTED, None, "Det är inte ett nej", "This is not a no"),
        (Reply.DECLINED, Status.DECLINED, Reason.FULL, "alla platser tagna", "place is taken"),
        (Reply.DECLINED, Status.DECLINED, Reason.CLOSED, "anmälan stängt", "has closed"),
        (Reply.DECLINED, Status.DECLINED, Reason.STAFF, "Tyvärr kan vi", "we cannot offer you"),
        (Reply.CLOSED, Status.DECLINED, Reason.CLOSED, "stängt", "has closed"),
        (Reply.CANCELLED, Status.CANCELLED, None, "är nu borttagen", "been cancelled"),
        (Reply.CORRECTED, Status.CONFIRMED, None, "ursäkt", "very sorry"),
        (Reply.CORRECTED, Status.PENDING, None, "väntar på besked", "waiting for our answer"),
        (Reply.OFFERED, Status.OFFERED, None, "du står på tur", "you are next in line"),
        (Reply.OUTCOME, Status.CONFIRMED, None, "har en plats", "has a place"),
        (Reply.UPDATED, Status.CONFIRMED, None, "nu ändrad", "now been changed"),
        (Reply.ALREADY_REGISTERED, Status.PENDING, None, "har vi redan", "We already have"),
        (Reply.REMINDER, Status.INCOMPLETE, None, "saknar vi fortfarande", "we still need"),
        (Reply.EXPIRED, Status.EXPIRED, None, "inte har någon plats", "do not have a place"),
        (Reply.LAPSED, Status.WAITLISTED, None, "kvar på väntelistan", "still on the waiting list"),
        (Reply.LAPSED, Status.PENDING, None, "inte längre på väntelistan", "no longer on the wait"),
        (Reply.FORWARDED, Status.PENDING, None, "svarar dig personligen", "answer you personally"),
    ],
)
def test_a_reply_says_what_has_been_decided(
    text: Render, reply: Reply, status: Status, reason: Reason | None, sv: str, en: str
) -> None:
    people = (replace(ANNA, status=status, decline_reason=reason),)
    assert sv in text(letter(reply, "sv", people=people))
    assert en in text(letter(reply, "en", people=people))


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_a_confirmation_gives_a_seat(text: Render, language: str) -> None:
    gives = re.compile(r"Du har en plats|You have a place|välkom|look forward")
    for reply in set(Reply) - {Reply.CONFIRMED}:
        assert not gives.search(text(letter(reply, language, missing=(Missing.NAME,))))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reply", [reply for reply in Reply if reply is not Reply.RECEIVED])
def test_staff_can_add_a_note_to_every_decision(text: Render, reply: Reply, language: str) -> None:
    note = "Vi ses i foajén.\n\nHälsningar, Maj"
    assert note in text(letter(reply, language, note=note, missing=(Missing.NAME,)))


AI_GIVEN = ChosenSession(name="AI", state=SessionState.GIVEN)
FRIDAY = datetime(2023, 3, 17, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "until", "yes"),
    [
        ("sv", "Vi håller den åt dig till fredag 17 mars 2023 kl. 12.00.", "- JA, så"),
        ("en", "We are keeping it for you until Friday 17 March 2023, 12:00.", "- YES, and"),
    ],
)
def test_an_offer_says_until_when_and_how_to_answer(
    text: Render, language: str, until: str, yes: str
) -> None:
    people = (replace(ANNA, status=Status.OFFERED),)
    offer = text(letter(Reply.OFFERED, language, people=people, offered_until=FRIDAY))
    assert until in offer
    assert yes in offer


def test_an_offer_to_some_of_a_group_says_to_whom(text: Render) -> None:
    people = (
        replace(ANNA, status=Status.OFFERED),
        Person(name="Bo Ek", status=Status.OFFERED),
        Person(name="Eva Ek", status=Status.WAITLISTED),
    )
    offer = text(letter(Reply.OFFERED, people=people, offered_until=FRIDAY))
    for wanted in (
        "- Anna Lindqvist erbjuds en plats\n- Bo Ek erbjuds en plats\n- Eva Ek står på väntelistan",
        "Vi håller dem åt er till",
        "Kan bara några av er komma? Skriv vilka.",
    ):
        assert wanted in offer


def test_an_outcome_tells_everybody_theirs(text: Render) -> None:
    people = (
        replace(ANNA, status=Status.CONFIRMED, sessions=(AI_GIVEN,)),
        Person(name="Bo Ek", status=Status.WAITLISTED),
        Person(name="Eva Ek", status=Status.DECLINED, decline_reason=Reason.FULL),
    )
    outcome = text(letter(Reply.OUTCOME, people=people))
    assert (
        "- Anna Lindqvist har en plats\n  - AI: plats\n- Bo Ek står på väntelistan\n"
        "- Eva Ek har inte fått plats, eftersom det är fullt\n"
    ) in outcome
    assert "En kalenderpost följer med" in outcome


def test_an_outcome_without_a_place_says_nothing_of_coming(text: Render) -> None:
    people = (
        replace(ANNA, status=Status.WAITLISTED),
        Person(name="Bo Ek", status=Status.DECLINED, decline_reason=Reason.FULL),
    )
    outcome = text(letter(Reply.OUTCOME, people=people))
    assert "kalenderpost" not in outcome
    assert "När och var" not in outcome


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_confirmation_says_that_a_need_was_noted(text: Render, language: str) -> None:
    person = replace(ANNA, status=Status.CONFIRMED, diet_is_noted=True)
    noted = {
        "sv": "  - Allergi eller specialkost: noterad",
        "en": "  - Allergy or dietary need: noted",
    }
    assert noted[language] in text(letter(Reply.CONFIRMED, language, people=(person,)))


def test_a_reminder_asks_for_the_same_and_says_until_when(text: Render) -> None:
    missing = (Missing.NAME, Missing.BILLING_ADDRESS)
    closes = datetime(2023, 3, 22, 22, 59, tzinfo=UTC)
    one = letter(Reply.REMINDER, missing=missing, billing=None, answer_by=closes)
    reminder = text(one)
    for asked in ("För- och efternamn", "postnummer och ort", "senast onsdag 22 mars 2023"):
        assert asked in reminder
    assert "så snart du kan" in text(replace(one, answer_by=None))


def test_who_did_not_answer_in_time_is_told_how_to_come_all_the_same(text: Render) -> None:
    people = (replace(ANNA, status=Status.EXPIRED),)
    one = letter(Reply.EXPIRED, people=people, missing=(Missing.BILLING_ADDRESS,), billing=None)
    for told in ("tiden gått ut", "Vill du fortfarande komma?", "postnummer och ort"):
        assert told in text(one)
    assert "Ingen plats" not in text(one)


def test_a_late_answer_to_an_offer_is_told_the_place_in_the_queue(text: Render) -> None:
    people = (replace(ANNA, status=Status.WAITLISTED),)
    late = letter(Reply.LAPSED, people=people, position=4)
    assert "platsen i kön är nummer 4" in text(late)
    assert "nummer 4" not in text(replace(late, position=None))


@pytest.mark.parametrize("reply", [Reply.INCOMPLETE, Reply.REMINDER])
def test_the_questions_of_the_event_are_asked(text: Render, reply: Reply) -> None:
    one = letter(reply, questions=("Kommer du på middagen?",))
    assert "En fråga\n- Kommer du på middagen?" in text(one)
    assert "fråga" not in text(replace(one, questions=()))


def test_the_place_in_the_queue_is_told_where_it_is_to_be_told(text: Render) -> None:
    assert "nummer 3" in text(letter(Reply.WAITLISTED, position=3))
    assert "nummer" not in text(letter(Reply.WAITLISTED))


def test_a_letter_cannot_write_markup_or_links_into_a_reply(templates: Templates) -> None:
    hostile = "# <b>Du har en plats</b> https://evil.example/x www.evil.example"
    one = letter(people=(replace(ANNA, name=hostile),), billing=replace(BILLING, recipient=hostile))
    page = templates.render(one, EVENT)
    assert "evil.example" not in page.text
    assert "<b>" not in page.html
    assert "&lt;b&gt;" in page.html


def test_an_absurd_name_is_cut(text: Render) -> None:
    receipt = text(letter(people=(replace(ANNA, name="Å" * 5000),)))
    assert max(map(len, receipt.splitlines())) < 300


def test_a_number_that_may_be_personal_is_not_mailed(text: Render) -> None:
    def shows(number: str) -> bool:
        return number in text(letter(billing=replace(BILLING, organisation_number=number)))

    assert shows("212000-0050")
    assert shows("16212000-0050")
    assert not shows("811228-9874")
    assert not shows("19811228-9874")


def test_a_language_that_has_no_texts_is_answered_in_the_events_own(templates: Templates) -> None:
    page = templates.render(letter(language="fi"), EVENT)
    assert page.language == "sv"
    english = replace(EVENT, languages=("fi", "en"))
    assert templates.render(letter(language="fi"), english).language == "en"


def test_the_order_of_samples_covers_every_reply() -> None:
    def seen(one: Letter) -> tuple[Reply, str]:
        return one.reply, one.language

    assert {seen(one) for _, one in EVERY_LETTER} == {
        (reply, language) for reply in Reply for language in LANGUAGES
    }


def test_who_is_given_up_beside_others_who_come_is_told_how_each_stands(text: Render) -> None:
    people = (
        replace(ANNA, status=Status.EXPIRED),
        Person(name="Bo Ek", status=Status.CONFIRMED),
    )
    one = text(letter(Reply.EXPIRED, people=people, missing=(Missing.NAME,)))
    assert "Så här står det nu:" in one
    assert "- Bo Ek har en plats" in one
    assert "ingen plats är bokad" not in one
