"""The catalogues of the staff page hold every text of its pages and code, and nothing else."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.checkers import checkers
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

from mailreg.web.texts import CATALOGUES, LANGUAGES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "mailreg"
TOLD = ("registration", "service", "store", "web")  # whose errors and refusals reach the page
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **parse_keywords(["N_", "NP_:1c,2", "say", "say_number:1,2", "BadRequest"]),
}
OTHERS = sorted(set(LANGUAGES) - {"en"})  # English stands in the pages and the code
Key = tuple[str | None, str]


@cache
def constants() -> set[str]:
    """Names that stand for a text that is marked where it is defined."""
    marked = re.compile(r"^([A-Z_]+) = (?:N_|say)\(", re.MULTILINE)
    files = (SOURCE / "web").glob("*.py")
    return {name for file in files for name in marked.findall(file.read_text("utf-8"))}


@cache
def template() -> Catalog:
    """Every text, as `make texts` takes them out."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = Catalog()
    for _, _, message, _, context in extract_from_dir(SOURCE, methods, options, keywords=KEYWORDS):
        found.add(message, context=context)
    return found


@cache
def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "mailreg.po").open("rb") as file:
        return read_po(file, locale=language)


def key(message: Message) -> Key:
    """What gettext looks a message up by: its context and the text for one."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, text


def keys(messages: Catalog) -> set[Key]:
    return {key(message) for message in messages if message.id}


def translations(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


@pytest.mark.parametrize("maker", ["BadRequest", "say", "say_number"])
def test_every_sentence_is_written_so_that_the_catalogue_finds_it(maker: str) -> None:
    hidden = [
        f"{file.relative_to(SOURCE)}:{call.lineno}"
        for package in TOLD
        for file in sorted((SOURCE / package).rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == maker
        if not is_plain(call.args[0])
    ]

    assert hidden == []


def is_plain(argument: ast.expr) -> bool:
    """Whether a text stands in the code as it is, or is a constant that does."""
    if isinstance(argument, ast.Name):
        return argument.id in constants()
    return isinstance(argument, ast.Constant) and isinstance(argument.value, str)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_the_page_is_in_the_catalogue_and_no_other(language: str) -> None:
    known = catalogue(language)

    assert keys(template()) - keys(known) == set(), "run `make texts`, then say it"
    assert keys(known) - keys(template()) == set(), "run `make texts`"
    assert not known.obsolete


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_said_in_the_other_language(language: str) -> None:
    unsaid = {
        key(message)
        for message in catalogue(language)
        if message.id and (message.fuzzy or not all(translations(message)))
    }

    assert unsaid == set()


@pytest.mark.parametrize("language", OTHERS)
def test_both_languages_have_the_same_placeholders(language: str) -> None:
    known = catalogue(language)

    for message in known:
        for check in checkers:
            check(known, message)  # raises where they differ


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_ends_as_it_does_in_english(language: str) -> None:
    differing = {
        key(message)
        for message in catalogue(language)
        if message.id
        for said in translations(message)
        if key(message)[1].endswith((":", "…", "?")) and said[-1:] != key(message)[1][-1:]
    }

    assert differing == set()


def test_a_word_may_be_said_otherwise_where_it_is_of_another_kind() -> None:
    known = catalogue("sv")

    plain, of_seats = known.get("confirmed"), known.get("confirmed", context="seat")

    assert plain is not None
    assert of_seats is not None
    assert plain.string != of_seats.string
