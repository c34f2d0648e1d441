"""Needles: no text without one can hold what the pattern behind them finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mailreg.extraction
import mailreg.message
from mailreg.message.cues import Cue, Cues, folded

EXAMPLES = 20  # of each pattern, other ones in every run
MODULES = [
    import_module(module.name)
    for package in (mailreg.message, mailreg.extraction)
    for module in iter_modules(package.__path__, f"{package.__name__}.")
]


def cues() -> Iterator[tuple[str, Cue]]:
    for module in MODULES:
        for name, found in vars(module).items():
            for number, cue in enumerate(found.cues if isinstance(found, Cues) else [found]):
                if isinstance(cue, Cue):
                    yield f"{module.__name__}.{name}[{number}]", cue


@pytest.mark.parametrize(("name", "cue"), list(cues()), ids=[name for name, _ in cues()])
@given(data=st.data())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_whatever_a_pattern_matches_holds_a_needle(
    name: str, cue: Cue, data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(cue.pattern))

    assert cue.search(text) is not None, name


@given(text=st.text(st.sampled_from("aAåÅiIıİsSſkK\u212aßẞΣς\n1.")))
def test_folding_is_what_matching_without_case_compares(text: str) -> None:
    assert len(folded(text)) == len(text)
    for place, character in enumerate(folded(text)):
        if character in "aåisk1.":
            assert re.match(re.escape(character), text[place], re.IGNORECASE)


def test_needles_that_stand_in_a_text_are_not_enough() -> None:
    cue = Cue("leave", r"\bon leave\b")

    assert cue.search("Leave it to me") is None
    assert cue.search("I am ON LEAVE until May") is not None


def test_cues_stand_in_a_text_that_holds_one_of_them() -> None:
    greetings = Cues({"hello": r"\bhello there\b", "hej|tjena": r"^(?:hej|tjena) på er"})

    assert greetings.stand_in("Tjena på er")
    assert not greetings.stand_in("hello, here")
