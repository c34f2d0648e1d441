"""Whatever a message holds, it is read, its evidence is literal, its cost goes by its length."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailreg.extraction.reading import texts_of
from mailreg.extraction.resolve import extract
from mailreg.message import parse
from tests.corpus.cases import GIVEN, NOBODYS, Case, event, load
from tests.corpus.metamorphic import mail
from tests.corpus.metamorphic.transformations import TRANSFORMATIONS

HEADER = "From: Anna Berg <anna@kommun.example>\nDate: Wed, 8 Mar 2023 16:01:33 +0100\nSubject: "
SMALL, LARGE = 2_000, 8_000  # characters of a letter; all of the larger is still read
CALLS_GROW_AT_MOST = 5.0  # times, for a text four times as long; the square would be 16
TIME_GROWS_AT_MOST = 10.0  # the same of time, which chance has a part in
TOO_QUICK_TO_TELL = 0.002  # seconds
# fmt: off
PIECES = [
    "allergisk mot ", "inte ", "Anna Berg", "Berg, Anna", "Fakturaadress: ", "Box 12, 131 81 Nacka",
    "ref ZZ1", "212000-2882", "0007:2120002882", "7362321000019", "a@b.example", "\n", "\n\n", "\t",
    "> ", "-- \n", "Från: a@b.example\nSkickat: nu\nTill: x\n", "Den 8 mars skrev A <a@b.se>:\n",
    "Mvh\n", "- ", ";", "(", ")", "i stället för ", "min son ", "alla ", "\u00ad", "\u0301", "İ",
    "ß", "🙏", "\u202e", "\ufeff", "<b>", "&amp;", "=?utf-8?q?a?=", "Namn: ", "Allergi: ", "nötter",
]
SHAPES = [
    "a", "a ", " ", "\t", "\n", "1 ", "(", "@", ".", "-", "> ", "å", "\u0301", "\u00ad", "Anna ",
    "Anna Berg, ", "Berg, Anna; ", "- Anna Berg\n", "allergisk mot ", "mot nötter, ", "inte ",
    "allergisk mot räkkkor och ", "123 45 Stad, ", "Box 1\n", "ref: ", "a@b.example ", "12345 ",
    "Namn;Allergi\n", "Namn\tAllergi\n", "a\tb\tc\n", "Mvh\n", "i stället för Anna ", "AI ",
    "seminariet ", "Från: a\n", "> Allergier?\nnej\n", "Namn: Anna\n", "jag kan inte ", "är ", "? ",
]
# fmt: on

texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map("".join)


@cache
def letters() -> list[Case]:
    return load(GIVEN)


def letter(body: str, subject: str = "Anmälan") -> bytes:
    head = f"{HEADER}{subject}\nContent-Type: text/plain; charset=utf-8\n\n"
    return (head + body).encode("utf-8", "replace")


def assert_is_read_literally(content: bytes) -> None:
    message = parse(content, identity=NOBODYS)
    found, said = extract(message, event()), texts_of(message)
    for evidence in found.evidence:
        assert said[evidence.part][evidence.start : evidence.end] == evidence.text
        assert evidence.text
        assert 0 <= evidence.confidence <= 1
    assert found.needs_review is bool(found.reasons)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_read_literally(content: bytes) -> None:
    assert_is_read_literally(content)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(texts, st.text(max_size=30))
def test_any_text_is_read_literally(body: str, subject: str) -> None:
    assert_is_read_literally(letter(f"Jag vill delta. {body}", " ".join(subject.split())))


@settings(max_examples=80, derandomize=True, deadline=None)
@given(st.integers(0, 109), st.floats(0, 1), texts)
def test_any_text_within_a_letter_is_read_literally(number: int, place: float, text: str) -> None:
    message = mail.opened(letters()[number].content)
    for part in mail.body_parts(message):
        before = mail.text_of(part)
        middle = int(len(before) * place)
        clean = text.encode("utf-8", "replace").decode()
        mail.set_text(part, before[:middle] + clean + before[middle:], encoding="base64")
    assert_is_read_literally(mail.closed(message))


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.integers(0, 109), st.lists(st.sampled_from(sorted(TRANSFORMATIONS)), max_size=4))
def test_transformations_upon_each_other_are_read_literally(number: int, names: list[str]) -> None:
    case = letters()[number]
    for name in names:
        made = TRANSFORMATIONS[name](case, random.Random(number))
        case = Case(name=case.name, content=made.content, label=made.label) if made else case
    assert_is_read_literally(case.content)


@pytest.mark.parametrize("shape", SHAPES, ids=ascii)
def test_the_work_grows_with_the_length_and_not_its_square(shape: str) -> None:
    small, large = (letter(repeated(shape, size)) for size in (SMALL, LARGE))
    read(large)  # so that what is loaded once is loaded
    assert calls(lambda: read(large)) < CALLS_GROW_AT_MOST * calls(lambda: read(small))
    at_large = seconds(lambda: read(large))
    assert at_large < max(TOO_QUICK_TO_TELL, TIME_GROWS_AT_MOST * seconds(lambda: read(small)))


def repeated(shape: str, size: int) -> str:
    return "Jag vill delta. " + (shape * size)[:size]


def read(content: bytes) -> None:
    extract(parse(content, identity=NOBODYS), event())


def calls(work: Callable[[], None]) -> int:
    """How many functions were called, of Python and of C."""
    count = 0

    def note(_frame: object, what: str, _argument: object) -> None:
        nonlocal count
        count += what in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def seconds(work: Callable[[], None]) -> float:
    """The least processor time of three tries: what a busy machine adds is left out."""
    spent = []
    for _ in range(3):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return min(spent)
