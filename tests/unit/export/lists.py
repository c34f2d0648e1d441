"""An event with everything, and invented people who come to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from mailreg.event import Category, Choice, Event, Question, QuestionType, Session
from mailreg.export import Guest, Meal, Table, attendee_table, catering_table
from mailreg.export.values import Cell, Shown
from mailreg.registration.values import Application, Diet, Registration, SessionState, Status

STOCKHOLM = ZoneInfo("Europe/Stockholm")
RECEIVED = datetime(2030, 7, 1, 9, 30, tzinfo=UTC)  # half past eleven in Stockholm

EVENT = Event(
    slug="varmote",
    name={"sv": "Vårmöte", "en": "Spring meeting"},
    languages=("sv", "en"),
    timezone=STOCKHOLM,
    starts=datetime(2030, 7, 20, 13, tzinfo=STOCKHOLM),
    ends=datetime(2030, 7, 21, 12, tzinfo=STOCKHOLM),
    closes=datetime(2030, 7, 19, tzinfo=STOCKHOLM),
    mailbox="desk",
    sessions=(
        Session(key="morning", name={"sv": "Förmiddag", "en": "Morning"}),
        Session(key="ai", group="seminar", name={"sv": "Om AI", "en": "On AI"}),
        Session(key="care", group="seminar", name={"sv": "Vård", "en": "Care"}),
    ),
    categories=(
        Category(key="participant", name={"sv": "Deltagare", "en": "Participant"}),
        Category(key="delegate", name={"sv": "Ombud", "en": "Delegate"}),
    ),
    questions=(
        Question(
            key="dinner",
            type=QuestionType.CHOICE,
            name={"sv": "Middag", "en": "Dinner"},
            choices=(Choice(key="meat", name={"sv": "Kött", "en": "Meat"}),),
        ),
        Question(key="bus", type=QuestionType.BOOL, name={"sv": "Buss", "en": "Bus"}),
        Question(key="wish", type=QuestionType.TEXT, name={"sv": "Önskan", "en": "Wish"}),
    ),
)
ENGLISH_EVENT = replace(EVENT, languages=("en", "sv"))
FINNISH_EVENT = replace(EVENT, languages=("fi",), name={"fi": "Kevätkokous"})

ANNA = Registration(
    number=1,
    status=Status.CONFIRMED,
    name="Anna Berg",
    email="anna@solby.example",
    phone="+46 70 123 45 67",
    organisation="Solby kommun",
    title="utredare",
    category="delegate",
    sessions={"morning": SessionState.GIVEN, "ai": SessionState.GIVEN},
    answers={"dinner": "meat", "bus": True, "wish": "fönsterplats"},
    diet=Diet(codes=("gluten",), other=("kiwi",), stated=True),
)


def application(*people: Registration, **changes: Any) -> Application:
    values: dict[str, Any] = {
        "id": 1,
        "reference": "MS-7K4QD",
        "token": "token",
        "event": EVENT.slug,
        "mailbox": "desk",
        "language": "sv",
        "contact_name": "Karin Ek",
        "contact_email": "karin@solby.example",
        "received_at": RECEIVED,
        "needs_review": False,
        "reasons": (),
        "missing": (),
        "billing": None,
        "is_shadow": False,
        "version": 1,
        "registrations": people,
    }
    return Application(**values | changes)


def attendees(
    *people: Registration, event: Event = EVENT, statuses: Iterable[Status] = (Status.CONFIRMED,)
) -> Table:
    return attendee_table(event, [application(*people)], frozenset(statuses))


def meal(*diets: Diet | None) -> Meal:
    guests = (
        Guest(name=f"Gäst {number}", organisation="Solby kommun", diet=diet)
        for number, diet in enumerate(diets, start=1)
    )
    return Meal(key="varmote", name="Vårmöte", guests=tuple(guests))


def catering(*diets: Diet | None, event: Event = EVENT) -> Table:
    return catering_table(event, [meal(*diets)])


def shown(cell: Cell) -> str | int | datetime | None:
    """What people read in a cell."""
    return cell.text if isinstance(cell, Shown) else cell


def texts(table: Table) -> list[Mapping[str, str | int | datetime | None]]:
    """The rows by the key of the column, as people read them."""
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, map(shown, row), strict=True)) for row in table.rows]


def headings(table: Table) -> dict[str, str]:
    return {column.key: column.heading for column in table.columns}
