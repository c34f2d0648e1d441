"""The page's words in somebody's language."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailreg.web.texts import preferred, texts

SPANS = [
    (timedelta(seconds=-5), "1 minut", "1 minute"),  # two clocks differ
    (timedelta(0), "1 minut", "1 minute"),
    (timedelta(minutes=59, seconds=59), "59 minuter", "59 minutes"),
    (timedelta(minutes=119), "1 timme", "1 hour"),
    (timedelta(hours=47), "47 timmar", "47 hours"),
    (timedelta(days=2), "2 dygn", "2 days"),
    (timedelta(days=13, hours=23), "13 dygn", "13 days"),
]


@pytest.mark.parametrize(("length", "swedish", "english"), SPANS)
def test_an_age_is_told_in_its_greatest_whole_unit(
    length: timedelta, swedish: str, english: str
) -> None:
    assert texts("sv").span(length) == swedish
    assert texts("en").span(length) == english


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "sv"),
        ("", "sv"),
        ("en", "en"),
        ("en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("sv-SE,sv;q=0.9,en-US;q=0.8", "sv"),
        ("de,en;q=0.3,sv;q=0.7", "sv"),
        ("de", "sv"),
        (";;;q=x,,", "sv"),
    ],
)
def test_the_page_is_in_the_language_that_the_browser_asks_for(
    accepted: str | None, language: str
) -> None:
    assert preferred(accepted) == language


def test_the_same_word_is_said_by_what_it_is_about() -> None:
    assert texts("sv").word("status", "confirmed") == "bekräftad"
    assert texts("sv").word("seat", "confirmed") == "bekräftade"
    assert texts("en").word("seat", "confirmed") == "confirmed"


def test_a_number_chooses_the_form() -> None:
    assert texts("sv").ngettext("%(num)s free", "%(num)s free", 1) == "1 ledig"
    assert texts("sv").ngettext("%(num)s free", "%(num)s free", 0) == "0 lediga"


@pytest.mark.parametrize(("language", "name"), [("sv", "engelska"), ("en", "English")])
def test_languages_have_names(language: str, name: str) -> None:
    assert texts(language).name_of("en") == name
