"""What an event file comes to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from mailreg.event import (
    Approval,
    Claim,
    Event,
    Offers,
    QuestionType,
    SessionWhenFull,
    WhenFull,
    example,
    read_text,
)
from mailreg.event.colour import CONTRAST_NEEDED, contrast_with_white
from mailreg.event.values import DEFAULT_COLOUR, Office, Patience, Reminding

HEAD = """
slug = "days"
languages = ["sv", "en"]
timezone = "Europe/Stockholm"
starts = 2027-03-23T13:00:00
mailbox = "desk"
name = { sv = "Dagarna" }
"""


def read(text: str) -> Event:
    event, problems = read_text(HEAD + text, "days.toml")
    assert problems == ()
    assert event is not None
    return event


def test_what_is_not_said_has_its_default() -> None:
    event = read("")
    assert (event.ends, event.venue, event.capacity, event.seats_elsewhere) == (None, None, None, 0)
    assert (event.approval, event.when_full, event.offers) == (
        Approval.STAFF,
        WhenFull.STAFF,
        Offers.STAFF,
    )
    assert (event.holds_pending, event.show_position, event.max_people_per_letter) == (
        False,
        False,
        10,
    )
    assert (event.sessions, event.questions) == ((), ())


def test_times_are_local_to_the_zone_of_the_event() -> None:
    assert read("").starts.astimezone(UTC) == datetime(2027, 3, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "closes"),
    [
        ("", datetime(2027, 3, 23, 12, tzinfo=UTC)),
        ("late_registration_closes = 2027-03-22", datetime(2027, 3, 22, 23, tzinfo=UTC)),
        ("late_registration_closes = 2027-03-27", datetime(2027, 3, 27, 23, tzinfo=UTC)),
        ("late_registration_closes = 2027-03-28", datetime(2027, 3, 28, 22, tzinfo=UTC)),
        ("late_registration_closes = 2027-03-22T12:00:00", datetime(2027, 3, 22, 11, tzinfo=UTC)),
    ],
    ids=["default", "date", "eve_of_summer_time", "day_of_23_hours", "time"],
)
def test_a_bare_date_of_closing_includes_its_whole_local_day(line: str, closes: datetime) -> None:
    assert read(line).closes == closes


def test_without_a_category_everybody_is_a_participant_who_must_be_invoiced() -> None:
    (category,) = read("").categories
    assert (category.key, category.fee, category.billing_required) == ("participant", None, True)


def test_the_first_category_is_the_default() -> None:
    event = read('[[category]]\nkey = "member"\nfee = "1200.50"\n[[category]]\nkey = "guest"\n')
    assert [category.key for category in event.categories] == ["member", "guest"]
    assert event.categories[0].fee == Decimal("1200.50")
    assert event.categories[0].claim is Claim.STAFF


def test_nobody_is_exempt_from_billing_without_claiming_it() -> None:
    event = read('[[category]]\nkey = "delegate"\nfee = "0"\nbilling_required = false\n')
    assert [category.key for category in event.categories] == ["participant", "delegate"]
    assert event.categories[0].billing_required


def test_an_event_may_be_free_for_everybody() -> None:
    event = read('[[category]]\nkey = "participant"\nbilling_required = false\n')
    assert [category.billing_required for category in event.categories] == [False]


def test_a_session_is_read_with_its_own_times_and_seats() -> None:
    (session,) = read("""
        [[session]]
        key = "ai"
        group = "seminar"
        capacity = 130
        starts = 2027-03-23T14:00:00
        when_full = "ask"
        name = { en = "AI" }
        phrases = { sv = ["AI", "digitalisering"], nb = ["KI"] }
    """).sessions
    assert (session.key, session.group, session.capacity) == ("ai", "seminar", 130)
    assert session.starts == datetime(2027, 3, 23, 13, tzinfo=UTC)
    assert session.when_full is SessionWhenFull.ASK
    assert session.phrases == {"sv": ("AI", "digitalisering"), "nb": ("KI",)}


def test_a_name_that_is_not_given_is_the_key() -> None:
    event = read('[[session]]\nkey = "lunch"\n')
    assert event.text(event.sessions[0].name, "en") == "lunch"


def test_a_name_that_is_missing_in_one_language_falls_back_to_the_first() -> None:
    event = read("")
    assert event.text(event.name, "en") == "Dagarna"


def test_a_question_of_choice_has_its_answers() -> None:
    (question,) = read("""
        [[question]]
        key = "dinner"
        type = "choice"
        required = true
        [[question.choice]]
        key = "yes"
        phrases = { sv = ["ja tack"] }
        [[question.choice]]
        key = "no"
    """).questions
    assert (question.type, question.required) == (QuestionType.CHOICE, True)
    assert [choice.key for choice in question.choices] == ["yes", "no"]


def test_pending_registrations_hold_seats_only_where_the_event_says_so() -> None:
    assert read('holds = ["pending"]').holds_pending
    assert not read("holds = []").holds_pending


def test_the_office_keeps_the_holidays_of_the_country_in_which_the_time_zone_lies() -> None:
    assert read("").office == Office(country="SE")
    assert read('country = "NO"').office.country == "NO"
    assert read('country = "none"').office.country is None


def test_a_time_zone_of_no_country_has_no_holidays() -> None:
    event, problems = read_text(HEAD.replace("Europe/Stockholm", "UTC"), "days.toml")
    assert problems == ()
    assert event is not None
    assert event.office.country is None


def test_the_office_has_days_hours_and_days_off() -> None:
    office = read("""
        office_days = ["sat", "mon"]
        office_hours = "09:30 – 16:00"
        office_closed = [2027-05-07, 2027-12-23]
    """).office
    assert office.days == {0, 5}
    assert (office.opens, office.closes) == (time(9, 30), time(16))
    assert office.closed == {date(2027, 5, 7), date(2027, 12, 23)}


def test_offers_and_reminders_have_their_own_times() -> None:
    event = read("""
        offers_end = 2027-03-19
        offer_hours = [48, 12, 2]
        reminders = 0
        reminder_office_days = 5
    """)
    assert event.offers_end == datetime(2027, 3, 19, 23, tzinfo=UTC)
    hours = [event.patience.far, event.patience.near, event.patience.last]
    assert hours == [timedelta(hours=48), timedelta(hours=12), timedelta(hours=2)]
    assert event.reminding == Reminding(office_days=5, at_most=0)
    usual = read("")
    assert (usual.offers_end, usual.patience) == (None, Patience())
    assert usual.reminding == Reminding(office_days=3, at_most=2)


@pytest.mark.parametrize(
    ("line", "key", "told"),
    [
        ('country = "Sweden"', "country", "is no country"),
        ('country = "XX"', "country", "is no country"),
        ('office_days = ["monday"]', "office_days", "is no day of the week"),
        ("office_days = []", "office_days", "would never open"),
        ('office_hours = "8-17"', "office_hours", "is no time of day"),
        ('office_hours = "17:00-08:00"', "office_hours", "is no time of day"),
        ('office_closed = ["2027-05-07"]', "office_closed", "no date"),
        ("office_closed = 2027-05-07", "office_closed", "no date"),
        ("office_closed = [2207-05-07]", "office_closed", "year"),
        ("offer_hours = [24, 72, 4]", "offer_hours", "how long"),
        ("offer_hours = [72, 24]", "offer_hours", "how long"),
        ("offer_hours = [72, 24, 0]", "offer_hours", "how long"),
        ("offer_hours = 72", "offer_hours", "how long"),
        ("reminders = 10", "reminders", "10"),
        ("reminder_office_days = 0", "reminder_office_days", "0"),
        ('offers_end = "soon"', "offers_end", "is no date"),
    ],
)
def test_what_is_wrong_about_the_office_is_told(line: str, key: str, told: str) -> None:
    event, (problem, *more) = read_text(HEAD + line, "days.toml")
    assert (event, more, problem.key) == (None, [], key)
    assert told in problem.message
    assert problem.remedy


def test_the_example_is_the_event_of_the_corpus() -> None:
    event = example()
    groups = {session.key: session.group for session in event.sessions}
    assert groups == {
        "forbundsmote": None,
        "vard": "seminar",
        "ai": "seminar",
        "transport": "seminar",
        "makten": "seminar",
    }
    assert [category.key for category in event.categories] == ["participant", "delegate"]
    assert not event.categories[1].billing_required


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_example_names_everything_in_every_language(language: str) -> None:
    event = example()
    names = [event.name, *(session.name for session in event.sessions)]
    names += [category.name for category in event.categories]
    assert all(language in name for name in names)


def test_a_problem_names_the_file_as_it_was_given() -> None:
    event, problems = read_text("slug = ", "elsewhere/days.toml")
    assert event is None
    assert [problem.file for problem in problems] == ["elsewhere/days.toml"]


def test_an_event_has_a_colour_that_white_letters_can_be_read_on() -> None:
    assert read("").colour == DEFAULT_COLOUR
    assert read('colour = "#0B6E4F"').colour == "#0B6E4F"
    assert contrast_with_white(DEFAULT_COLOUR) >= CONTRAST_NEEDED


@pytest.mark.parametrize(
    ("colour", "complaint"),
    [
        ("green", '"green" is no colour'),
        ("#fff", '"#fff" is no colour'),
        ("#12345g", '"#12345g" is no colour'),
        ("#ffd700", "#ffd700 is too light behind white letters"),
        ("#777777", "#777777 is too light behind white letters"),
    ],
)
def test_a_colour_that_cannot_be_used_is_refused(colour: str, complaint: str) -> None:
    event, (problem,) = read_text(f'{HEAD}colour = "{colour}"', "days.toml")
    assert event is None
    assert (problem.key, problem.message) == ("colour", complaint)


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54)]
)
def test_contrast_is_that_of_wcag(colour: str, contrast: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.01)
