"""Reading an event from its file, `config/events/SLUG.toml`; docs/config.md lists the keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mailreg.errors import ConfigurationError, Problem
from mailreg.event.colour import CONTRAST_NEEDED, FORM, contrast_with_white
from mailreg.event.office import read_office, read_patience, read_reminding
from mailreg.event.table import Table, parse_table, read_table
from mailreg.event.times import TIME_FORM, end_of, span
from mailreg.event.values import (
    DEFAULT_COLOUR,
    Approval,
    Category,
    Choice,
    Claim,
    Event,
    Offers,
    Phrases,
    Question,
    QuestionType,
    Session,
    SessionWhenFull,
    Texts,
    WhenFull,
)
from mailreg.shipped import shipped

KEY_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
SLUG_FORM = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LANGUAGE_FORM = re.compile(r"[a-z]{2}")  # ISO 639-1
FEE_FORM = re.compile(r"\d{1,9}(\.\d{1,2})?")
DEFAULT_CATEGORY = "participant"
# These stand in for what cannot be read, so that the other keys are read all the same.
SOME_ZONE = ZoneInfo("UTC")
SOME_TIME = datetime(1970, 1, 1, tzinfo=UTC)

Keyed = TypeVar("Keyed", Session, Category, Question, Choice)


def read(path: Path) -> Event:
    """The event that a file describes; raises ConfigurationError with every problem in it."""
    problems: list[Problem] = []
    table = read_table(path, problems)
    event = read_event(table) if table else None
    if event is None:
        raise ConfigurationError(problems)
    return event


def read_text(text: str, file: str) -> tuple[Event | None, tuple[Problem, ...]]:
    """The event that a text describes, or None and every problem; `file` is for the messages."""
    problems: list[Problem] = []
    table = parse_table(text, file, problems)
    event = read_event(table) if table else None
    return event, tuple(problems)


@cache
def example() -> Event:
    """The event that ships with the package: Mötesplats Storsthlm."""
    return read(shipped("config") / "events" / "motesplats.toml")


def read_event(table: Table) -> Event | None:
    """The event of a parsed file; None where this added a problem to the table's list."""
    problems_before = len(table.problems)
    reading = _Reading(languages=_languages(table), zone=_timezone(table) or SOME_ZONE, table=table)
    event = _event(reading)
    table.refuse_unknown()
    return event if len(table.problems) == problems_before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What every part of an event's file is read with."""

    languages: tuple[str, ...]  # of the replies
    zone: ZoneInfo  # of every local time
    table: Table  # the whole file


def _event(reading: _Reading) -> Event:
    table = reading.table
    starts, ends = span(table, reading.zone)
    _require_keys(table)
    sessions, categories, questions = _parts(reading)
    return Event(
        slug=_identifier(table, "slug", SLUG_FORM),
        name=_texts(reading, table, "name"),
        languages=reading.languages,
        timezone=reading.zone,
        starts=starts or SOME_TIME,
        ends=ends,
        venue=table.text("venue"),
        mailbox=table.text("mailbox") or "",
        capacity=table.integer("capacity", None),
        seats_elsewhere=_seats_elsewhere(table),
        seats_elsewhere_as_of=table.day("seats_elsewhere_as_of"),
        closes=end_of(table, "late_registration_closes", reading.zone) or starts or SOME_TIME,
        approval=table.choice("approval", Approval.STAFF),
        when_full=table.choice("when_full", WhenFull.STAFF),
        holds_pending=_holds_pending(table),
        max_people_per_letter=table.integer("max_people_per_letter", 10, at_least=1),
        show_position=table.boolean("show_position", default=False),
        offers=table.choice("offers", Offers.STAFF),
        offers_end=end_of(table, "offers_end", reading.zone),
        patience=read_patience(table),
        office=read_office(table, reading.zone),
        reminding=read_reminding(table),
        sessions=sessions,
        categories=categories,
        questions=questions,
        colour=_colour(table),
    )


def _require_keys(table: Table) -> None:
    table.require("starts", f"Write {TIME_FORM}")
    table.require("mailbox", "Name the [[mailbox]] that applicants write to")
    table.require("name", "Give the event's name in a table [name], one key per language")


def _parts(
    reading: _Reading,
) -> tuple[tuple[Session, ...], tuple[Category, ...], tuple[Question, ...]]:
    sessions, categories, questions = _sessions(reading), _categories(reading), _questions(reading)
    _refuse_collisions(reading.table, sessions, categories, questions)
    return sessions, categories, questions


def _languages(table: Table) -> tuple[str, ...]:
    remedy = 'List ISO 639-1 codes, the default first: languages = ["sv", "en"]'
    table.require("languages", remedy)
    languages = table.texts("languages") or ()
    if table.value("languages") == []:
        table.refuse("languages", "is empty", remedy)
    for language in languages:
        if not LANGUAGE_FORM.fullmatch(language):
            table.refuse("languages", f'"{language}" is no language code of two letters', remedy)
    for language in _repeated(languages):
        table.refuse("languages", f'has "{language}" twice', "Leave one of them out")
    return languages


def _timezone(table: Table) -> ZoneInfo | None:
    remedy = 'Write an IANA name, such as "Europe/Stockholm"'
    table.require("timezone", remedy)
    name = table.text("timezone")
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the last for a folder: "Europe"
        table.refuse("timezone", f'"{name}" is no known time zone', remedy)
        return None


def _seats_elsewhere(table: Table) -> int:
    key = "seats_elsewhere"
    if table.value("capacity") is not None:
        table.require(key, "Say beside capacity how many seats are sold outside mailreg; 0 if none")
    return table.integer(key, 0)


def _holds_pending(table: Table) -> bool:
    holds = table.texts("holds") or ()
    if any(status != "pending" for status in holds):
        table.refuse("holds", 'can have no other entry than "pending"', 'Write [] or ["pending"]')
    return "pending" in holds


def _colour(table: Table) -> str:
    colour = table.text("colour")
    if colour is None:
        return DEFAULT_COLOUR
    if not FORM.fullmatch(colour):
        table.refuse("colour", f'"{colour}" is no colour', f'Write it as "{DEFAULT_COLOUR}"')
    elif contrast_with_white(colour) < CONTRAST_NEEDED:
        table.refuse("colour", f"{colour} is too light behind white letters", "Take a darker one")
    return colour


def _sessions(reading: _Reading) -> tuple[Session, ...]:
    return _entries(reading.table, "session", lambda table: _session(reading, table))


def _session(reading: _Reading, table: Table) -> Session:
    key = _identifier(table, "key", KEY_FORM)
    starts, ends = span(table, reading.zone)
    group = table.text("group")
    if group is not None and not KEY_FORM.fullmatch(group):
        table.refuse("group", f'"{group}" is no key', "Write letters a–z, digits, - and _")
    return Session(
        key=key,
        name=_name(reading, table, key),
        phrases=_phrases(table),
        group=group,
        capacity=table.integer("capacity", None),
        starts=starts,
        ends=ends,
        when_full=table.choice("when_full", SessionWhenFull.STAFF),
    )


def _categories(reading: _Reading) -> tuple[Category, ...]:
    """The categories, the default one first.

    An exemption from billing is something that a letter must claim. So where the first category
    is one, and is not the `participant` itself, a `participant` is put before it.
    """
    listed = _entries(reading.table, "category", lambda table: _category(reading, table))
    if listed and (listed[0].billing_required or listed[0].key == DEFAULT_CATEGORY):
        return listed
    name = dict.fromkeys(reading.languages[:1], DEFAULT_CATEGORY)
    return (
        Category(key=DEFAULT_CATEGORY, name=name),
        *(category for category in listed if category.key != DEFAULT_CATEGORY),
    )


def _category(reading: _Reading, table: Table) -> Category:
    key = _identifier(table, "key", KEY_FORM)
    return Category(
        key=key,
        name=_name(reading, table, key),
        phrases=_phrases(table),
        fee=_fee(table),
        billing_required=table.boolean("billing_required", default=True),
        claim=table.choice("claim", Claim.STAFF),
    )


def _fee(table: Table) -> Decimal | None:
    fee = table.text("fee")
    if fee is None:
        return None
    if not FEE_FORM.fullmatch(fee):
        table.refuse("fee", f'"{fee}" is no amount', 'Write digits as text, such as "1200.00"')
        return None
    return Decimal(fee)


def _questions(reading: _Reading) -> tuple[Question, ...]:
    return _entries(reading.table, "question", lambda table: _question(reading, table))


def _question(reading: _Reading, table: Table) -> Question:
    key = _identifier(table, "key", KEY_FORM)
    kind = table.choice("type", QuestionType.TEXT)
    table.require("type", 'Write "bool", "choice" or "text"')
    choices = _entries(table, "choice", lambda entry: _choice(reading, entry))
    if kind is QuestionType.CHOICE and not choices:
        table.refuse(
            "choice", "is missing", "List the answers as [[question.choice]], or change type"
        )
    if kind is not QuestionType.CHOICE and choices:
        table.refuse("choice", f"does not go with type {kind}", 'Write type = "choice"')
    return Question(
        key=key,
        type=kind,
        name=_name(reading, table, key),
        phrases=_phrases(table),
        required=table.boolean("required", default=False),
        choices=choices,
    )


def _choice(reading: _Reading, table: Table) -> Choice:
    key = _identifier(table, "key", KEY_FORM)
    return Choice(key=key, name=_name(reading, table, key), phrases=_phrases(table))


def _entries(table: Table, key: str, read: Callable[[Table], Keyed]) -> tuple[Keyed, ...]:
    """The entries of a list of tables, each with a `key` of its own."""
    entries = tuple(read(entry) for entry in table.tables(key, named_by="key"))
    for repeated in _repeated(entry.key for entry in entries if entry.key):
        table.refuse(key, f'has the key "{repeated}" twice', "Give each a key of its own")
    return entries


def _identifier(table: Table, key: str, form: re.Pattern[str]) -> str:
    remedy = "Write a short one of letters a–z, digits, - and _"
    table.require(key, remedy)
    value = table.text(key)
    if value is not None and not form.fullmatch(value):
        table.refuse(key, f'"{value}" cannot be used', remedy)
    return value or ""


def _name(reading: _Reading, table: Table, key: str) -> Texts:
    """The names that are given; where none is, the key serves."""
    default = dict.fromkeys(reading.languages[:1], key)
    return _texts(reading, table, "name") or default


def _texts(reading: _Reading, table: Table, key: str) -> Texts:
    """One text per language; a language of the event may be left out, but not all of them."""
    inner = table.table(key)
    if inner is None:
        return {}
    for language in inner.content:
        if reading.languages and language not in reading.languages:
            inner.refuse(language, "is not one of the languages", "Add it to them, or leave it out")
    if not inner.content:
        table.refuse(key, "has no text", "Give it one in each of the languages")
    found = {language: inner.text(language) for language in (*reading.languages, *inner.content)}
    return {language: text for language, text in found.items() if text}


def _phrases(table: Table) -> Phrases:
    """Phrases may stand in other languages than those of the replies: letters do."""
    inner = table.table("phrases")
    if inner is None:
        return {}
    found = {code: inner.texts(code) for code in inner.content if LANGUAGE_FORM.fullmatch(code)}
    return {code: phrases for code, phrases in found.items() if phrases}


def _refuse_collisions(
    table: Table,
    sessions: Iterable[Session],
    categories: tuple[Category, ...],
    questions: Iterable[Question],
) -> None:
    """An applicant's answers hold all of these side by side, under their keys."""
    answers = {
        "session group": {session.group for session in sessions if session.group},
        "session": {session.key for session in sessions if not session.group},
        "category": {category.key for category in categories[1:]},
        "question": {question.key for question in questions},
    }
    for key in _repeated(chain.from_iterable(answers.values())):
        *others, last = (kind for kind, keys in answers.items() if key in keys)
        message = f'the key "{key}" is that of a {" and of a ".join(others)} as well'
        table.refuse(last, message, "Answers are kept by key: rename one of them")


def _repeated(items: Iterable[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1 and item]
