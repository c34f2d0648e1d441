"""The list of attendees: who comes, in the words of the event, and never diet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailreg.event import Event
from mailreg.registration.values import Diet, Registration, SessionState, Status
from tests.unit.export.lists import (
    ANNA,
    ENGLISH_EVENT,
    EVENT,
    FINNISH_EVENT,
    RECEIVED,
    STOCKHOLM,
    attendees,
    headings,
    texts,
)

GIVEN, WISHED, WAITING = SessionState.GIVEN, SessionState.WISHED, SessionState.WAITING


def test_a_row_says_all_that_is_known_of_a_person_but_diet() -> None:
    [row] = texts(attendees(ANNA))
    assert row == {
        "reference": "MS-7K4QD",
        "number": 1,
        "name": "Anna Berg",
        "email": "anna@solby.example",
        "phone": "+46 70 123 45 67",
        "organisation": "Solby kommun",
        "title": "utredare",
        "category": "Ombud",
        "status": "bekräftad",
        "sessions.morning": "ja",
        "sessions.seminar": "Om AI",
        "answers.dinner": "Kött",
        "answers.bus": "ja",
        "answers.wish": "fönsterplats",
        "contact_name": "Karin Ek",
        "contact_email": "karin@solby.example",
        "received_at": RECEIVED.astimezone(STOCKHOLM),
    }


diets = st.builds(
    Diet,
    codes=st.lists(st.sampled_from(["gluten", "nuts"]), unique=True).map(tuple),
    other=st.lists(st.just("kiwi"), max_size=1).map(tuple),
    stated=st.booleans(),
)


@given(diet=st.none() | diets)
def test_diet_makes_no_difference_to_the_list(diet: Diet | None) -> None:
    assert attendees(replace(ANNA, diet=diet)) == attendees(replace(ANNA, diet=None))


def test_the_time_of_arrival_is_that_of_the_event_s_zone() -> None:
    [row] = texts(attendees(ANNA))
    assert f"{row['received_at']:%H:%M}" == "11:30"


@pytest.mark.parametrize(
    ("statuses", "numbers"),
    [
        ([Status.CONFIRMED], [1]),
        ([Status.PENDING, Status.CONFIRMED], [1, 2]),
        ([Status.WAITLISTED], []),
        (list(Status), [1, 2, 3]),
    ],
)
def test_only_the_statuses_that_are_asked_for_are_listed(
    statuses: list[Status], numbers: list[int]
) -> None:
    people = (
        ANNA,
        Registration(number=2, status=Status.PENDING),
        Registration(number=3, status=Status.CANCELLED),
    )
    rows = texts(attendees(*people, statuses=statuses))
    assert [row["number"] for row in rows] == numbers


@pytest.mark.parametrize(
    ("sessions", "seminar", "morning"),
    [
        ({}, "", None),
        ({"ai": GIVEN}, "Om AI", None),
        ({"ai": WISHED}, "Om AI (önskat)", None),
        ({"ai": WAITING, "care": GIVEN}, "Om AI (väntelista), Vård", None),
        ({"morning": GIVEN}, "", "ja"),
        ({"morning": SessionState.REFUSED}, "", "nej"),
    ],
)
def test_a_session_that_is_not_given_says_how_it_stands(
    sessions: dict[str, SessionState], seminar: str, morning: str | None
) -> None:
    [row] = texts(attendees(replace(ANNA, sessions=sessions)))
    assert (row["sessions.seminar"], row["sessions.morning"]) == (seminar, morning)


def test_a_session_that_left_the_event_s_file_keeps_a_column_where_it_was_chosen() -> None:
    table = attendees(replace(ANNA, sessions={"evening": WISHED}))
    assert headings(table)["sessions.evening"] == "evening"
    assert texts(table)[0]["sessions.evening"] == "önskat"
    assert "sessions.evening" not in headings(attendees(ANNA))


def test_an_answer_that_is_no_choice_of_the_event_stands_as_it_was_given() -> None:
    [row] = texts(attendees(replace(ANNA, answers={"dinner": "sushi", "bus": False})))
    assert (row["answers.dinner"], row["answers.bus"], row["answers.wish"]) == (
        "sushi",
        "nej",
        None,
    )


@pytest.mark.parametrize(
    ("event", "status", "seminar", "name"),
    [
        (EVENT, "bekräftad", "Om AI", "Vårmöte"),
        (ENGLISH_EVENT, "confirmed", "On AI", "Spring meeting"),
        (FINNISH_EVENT, "confirmed", "Om AI", "Kevätkokous"),
    ],
)
def test_the_words_are_those_of_the_event_s_first_language(
    event: Event, status: str, seminar: str, name: str
) -> None:
    table = attendees(ANNA, event=event)
    [row] = texts(table)
    assert (row["status"], row["sessions.seminar"], table.name) == (status, seminar, name)


def test_sessions_and_questions_are_headed_by_their_names() -> None:
    shown = headings(attendees(ANNA))
    assert shown["sessions.morning"] == "Förmiddag"
    assert shown["answers.dinner"] == "Middag"
