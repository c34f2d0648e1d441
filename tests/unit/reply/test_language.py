from __future__ import annotations

from dataclasses import replace

import pytest

from mailreg.reply.language import choose_language
from tests.unit.reply.letters import EVENT


@pytest.mark.parametrize(
    ("spoken", "is_sure", "languages", "answered"),
    [
        ("sv", True, ("sv", "en"), "sv"),
        ("en", True, ("sv", "en"), "en"),
        ("da", True, ("en", "sv"), "sv"),
        ("no", True, ("en", "sv"), "sv"),
        ("nb", True, ("en", "sv"), "sv"),
        ("no", True, ("fi", "en"), "en"),
        ("fi", True, ("sv", "en"), "en"),
        ("fi", True, ("fi", "en"), "fi"),
        ("de", True, ("sv",), "sv"),
        ("en", True, ("sv",), "sv"),
        ("en", False, ("sv", "en"), "sv"),
        ("sv", False, ("en", "sv"), "en"),
        ("EN-gb", True, ("sv", "en"), "en"),
        ("", True, ("sv",), "sv"),
    ],
)
def test_a_letter_is_answered_in_a_language_that_its_writer_reads(
    spoken: str, is_sure: bool, languages: tuple[str, ...], answered: str
) -> None:
    event = replace(EVENT, languages=languages)
    assert choose_language(spoken, is_sure, event) == answered
