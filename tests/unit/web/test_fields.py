"""Needs in the words of the page's language, and back as codes."""

from __future__ import annotations

import pytest

from mailreg.export.words import LANGUAGES
from mailreg.extraction.values import DIETARY_CODES
from mailreg.web.fields import NEEDS, Field, changes


def diet(language: str) -> Field:
    return Field(
        key="dietary",
        evidence="dietary",
        label="Diet",
        value="egg, no_pork",
        words=LANGUAGES[language].needs,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_sent_as_it_was_shown_changes_nothing(language: str) -> None:
    field = diet(language)
    assert changes([field], {field.name: field.shown}) == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ägg, Jordnötter", "dietary=egg, peanuts"),
        ("egg, peanuts", "dietary=egg, peanuts"),
        ("egg ,no pork,vegan", "dietary=egg, no_pork, vegan"),
        ("", "dietary="),
        ("ägg, persilja", "dietary=egg, persilja"),
    ],
)
def test_needs_are_understood_in_any_language_of_the_page(written: str, kept: str) -> None:
    field = diet("sv")
    assert field.shown.startswith("ägg")
    assert changes([field], {field.name: written}) == [kept]


def test_every_need_has_a_word_of_its_own_in_each_language() -> None:
    for words in LANGUAGES.values():
        assert words.needs.keys() == DIETARY_CODES
        assert all(NEEDS[word.casefold()] == code for code, word in words.needs.items())
