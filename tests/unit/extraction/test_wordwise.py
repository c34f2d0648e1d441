"""Patterns tried at the beginnings of words, and on lines with a sign, find what plain ones do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mailreg.extraction
from mailreg.extraction import food, meanings, nameless, sender, substitution
from mailreg.extraction.inline import EMAIL, Inline
from mailreg.extraction.lexicons import Phrases
from mailreg.extraction.meanings import pattern_of
from mailreg.extraction.wordwise import Wordwise, wording

PATTERN = r"(?:jag vill|jag|vi(?: är)?|i stället|anmäl\w*)(?!\w)"
BEGINNINGS = ("jag", "vi", "i", "anmäl*")
PIECES = ["jag", "Jag", "vill", "vi", "VI", "är", "i", "stället", "anmäla", "jagar", "\n", ".", "-"]
texts = st.lists(st.sampled_from([*PIECES, " ", " "]), max_size=30).map("".join)


def spans(matches: object) -> list[tuple[int, int]]:
    assert hasattr(matches, "__iter__")
    return [match.span() for match in matches]


@given(text=texts)
def test_a_wordwise_pattern_finds_what_the_plain_one_finds(text: str) -> None:
    plain = re.compile(rf"(?<!\w){PATTERN}", re.IGNORECASE)
    wordwise = Wordwise.beginning(BEGINNINGS, PATTERN)

    assert spans(wordwise.finditer(text)) == spans(plain.finditer(text))
    assert bool(wordwise.fullmatch(text)) == any(
        found.span() == (0, len(text)) for found in plain.finditer(text)
    )


@given(text=texts, data=st.data())
def test_a_part_between_words_is_searched_as_if_the_text_ended_there(
    text: str, data: st.DataObject
) -> None:
    edges = [
        place
        for place in range(len(text) + 1)
        if not re.match(r"\w", text[place - 1 : place]) or not re.match(r"\w", text[place:])
    ]
    start, end = sorted((data.draw(st.sampled_from(edges)), data.draw(st.sampled_from(edges))))
    plain = re.compile(rf"(?<!\w){PATTERN}", re.IGNORECASE)
    wordwise = Wordwise.beginning(BEGINNINGS, PATTERN)

    assert spans(wordwise.finditer(text, start, end)) == spans(plain.finditer(text, start, end))
    here, expected = wordwise.match(text, start, end), plain.match(text, start, end)
    assert (here and here.span()) == (expected and expected.span())


def handwritten() -> Iterator[tuple[str, Wordwise]]:
    """The patterns whose beginnings stand beside them by hand."""
    yield "for_one", substitution._FOR_ONE
    yield "me", substitution._ME
    yield "count", nameless._COUNT
    yield "and", food._AND
    yield "about", meanings._ABOUT
    yield "labelled", meanings._LABELLED
    yield "numbered", meanings._numbered()
    yield "many", nameless._MANY
    for language in ("sv", "en", "fi", "de", "no", "da"):
        yield f"joined_me.{language}", sender._joined_me(language)[0]


@pytest.mark.parametrize(
    ("name", "wordwise"), list(handwritten()), ids=[n for n, _ in handwritten()]
)
@given(data=st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_pattern_matches_begins_like_one_of_its_phrases(
    name: str, wordwise: Wordwise, data: st.DataObject
) -> None:
    (pattern,) = {wordwise.patterns[start] for start in wordwise.starts}
    text = data.draw(st.from_regex(pattern, fullmatch=True))

    assert wordwise.search(text) is not None, name


def inline() -> Iterator[tuple[str, Inline]]:
    for module in iter_modules(mailreg.extraction.__path__, "mailreg.extraction."):
        for name, found in vars(import_module(module.name)).items():
            if isinstance(found, Inline):
                yield f"{module.name}.{name}", found


@pytest.mark.parametrize(("name", "pattern"), list(inline()), ids=[name for name, _ in inline()])
@given(data=st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_inline_pattern_finds_what_it_would_find_on_every_line(
    name: str, pattern: Inline, data: st.DataObject
) -> None:
    text = "\n".join(data.draw(st.lists(st.from_regex(pattern.pattern), max_size=3)))

    assert spans(pattern.finditer(text)) == spans(pattern.pattern.finditer(text)), name


def test_a_phrase_must_tell_how_its_word_begins() -> None:
    with pytest.raises(ValueError, match="three letters"):
        Phrases({"": ["an*"]})


@pytest.mark.parametrize("phrase", ["#vårmöte", "vårmöte"])
def test_phrases_of_an_event_may_begin_with_a_sign(phrase: str) -> None:
    pattern = wording([phrase], re.escape(phrase))

    assert spans(pattern.finditer(f"Till {phrase}!")) == [(5, 5 + len(phrase))]


def test_an_event_is_understood_alike_in_every_process() -> None:
    entries = (("sv", "AI"), ("en", "AI"), ("sv", "el"), ("en", "lab"))
    one, other = pattern_of(entries), pattern_of(tuple(reversed(entries)))

    assert isinstance(one, Wordwise)
    assert isinstance(other, Wordwise)
    assert {one.patterns[start] for start in one.starts} == {
        other.patterns[start] for start in other.starts
    }


@given(text=st.text(st.sampled_from("ab1@.-\n "), max_size=60))
def test_an_inline_pattern_finds_what_the_plain_one_finds(text: str) -> None:
    assert spans(EMAIL.finditer(text)) == spans(EMAIL.pattern.finditer(text))


def test_an_inline_pattern_is_tried_once_on_a_line() -> None:
    digits = Inline(r"\d", r"\d+ \w+")

    assert spans(digits.finditer("1 a 2 b\nc\n3 d")) == [(0, 3), (4, 7), (10, 13)]
    assert digits.search("none") is None
