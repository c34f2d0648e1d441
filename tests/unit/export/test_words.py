"""Both languages have a word for everything that a list can say."""

from __future__ import annotations

import pytest

from mailreg.export.values import Line
from mailreg.export.words import ENGLISH, LANGUAGES, Words
from mailreg.extraction.values import DIETARY_CODES
from mailreg.registration.values import SessionState, Status


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_every_code_has_a_word(words: Words) -> None:
    assert words.needs.keys() == DIETARY_CODES
    assert words.statuses.keys() == set(Status)
    assert words.session_states.keys() == set(SessionState)
    assert words.lines.keys() == set(Line)
    assert words.headings.keys() == ENGLISH.headings.keys()


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_no_two_codes_share_a_word(words: Words) -> None:
    for names in (words.needs, words.statuses, words.lines):
        assert len(set(names.values())) == len(names)
