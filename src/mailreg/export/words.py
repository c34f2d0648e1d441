"""The words of the lists, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mailreg.event import Event
from mailreg.export.values import Line
from mailreg.registration.values import SessionState, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one language calls it."""

    headings: Mapping[str, str]  # by the key of the column
    statuses: Mapping[Status, str]
    session_states: Mapping[SessionState, str]
    lines: Mapping[Line, str]
    needs: Mapping[str, str]  # by dietary code
    serving: str  # the sheet with names
    yes: str
    no: str
    made: str  # with {moment}
    delete: str  # with {day}


SWEDISH = Words(
    headings={
        "reference": "Ärende",
        "number": "Nr",
        "name": "Namn",
        "email": "E-post",
        "phone": "Telefon",
        "organisation": "Organisation",
        "title": "Titel",
        "category": "Kategori",
        "status": "Status",
        "contact_name": "Kontaktperson",
        "contact_email": "Kontaktpersonens e-post",
        "received_at": "Anmäld",
        "meal": "Måltid",
        "kind": "Avser",
        "needs": "Allergi eller kost",
        "people": "Antal",
    },
    statuses={
        Status.INCOMPLETE: "ofullständig",
        Status.PENDING: "väntar på beslut",
        Status.OFFERED: "erbjuden plats",
        Status.WAITLISTED: "väntelista",
        Status.CONFIRMED: "bekräftad",
        Status.DECLINED: "avböjd",
        Status.EXPIRED: "förfallen",
        Status.CANCELLED: "avbokad",
    },
    session_states={
        SessionState.WISHED: "önskat",
        SessionState.GIVEN: "ja",
        SessionState.WAITING: "väntelista",
        SessionState.REFUSED: "nej",
    },
    lines={
        Line.ALL: "Alla bekräftade",
        Line.NO_NEEDS: "Har sagt att de äter allt",
        Line.NOT_STATED: "Har inte sagt något",
        Line.DELETED: "Uppgiften är raderad",
        Line.NEED: "Behov",
        Line.OTHER: "Behov med egna ord",
        Line.PLATE: "Allt för samma person",
    },
    needs={
        "celery": "selleri",
        "crustaceans": "kräftdjur",
        "egg": "ägg",
        "fish": "fisk",
        "gluten": "gluten",
        "lupin": "lupin",
        "milk": "mjölkprotein",
        "molluscs": "blötdjur",
        "mustard": "senap",
        "nuts": "nötter",
        "peanuts": "jordnötter",
        "sesame": "sesam",
        "soy": "soja",
        "sulphites": "sulfiter",
        "lactose": "laktos",
        "vegetarian": "vegetarian",
        "vegan": "vegan",
        "pescatarian": "pescetarian",
        "halal": "halal",
        "kosher": "kosher",
        "no_pork": "inget fläsk",
        "no_beef": "inget nötkött",
    },
    serving="Servering",
    yes="ja",
    no="nej",
    made="Skapad {moment}",
    delete="Filen ska raderas senast {day}",
)
ENGLISH = Words(
    headings={
        "reference": "Reference",
        "number": "No",
        "name": "Name",
        "email": "E-mail",
        "phone": "Phone",
        "organisation": "Organisation",
        "title": "Title",
        "category": "Category",
        "status": "Status",
        "contact_name": "Contact",
        "contact_email": "Contact's e-mail",
        "received_at": "Received",
        "meal": "Meal",
        "kind": "Counts",
        "needs": "Allergy or diet",
        "people": "People",
    },
    statuses={
        Status.INCOMPLETE: "incomplete",
        Status.PENDING: "awaits a decision",
        Status.OFFERED: "offered a seat",
        Status.WAITLISTED: "waiting list",
        Status.CONFIRMED: "confirmed",
        Status.DECLINED: "declined",
        Status.EXPIRED: "expired",
        Status.CANCELLED: "cancelled",
    },
    session_states={
        SessionState.WISHED: "wished for",
        SessionState.GIVEN: "yes",
        SessionState.WAITING: "waiting list",
        SessionState.REFUSED: "no",
    },
    lines={
        Line.ALL: "All who are confirmed",
        Line.NO_NEEDS: "Said that they eat everything",
        Line.NOT_STATED: "Said nothing",
        Line.DELETED: "What they said is deleted",
        Line.NEED: "Need",
        Line.OTHER: "Need in their own words",
        Line.PLATE: "All for one and the same person",
    },
    needs={
        "celery": "celery",
        "crustaceans": "crustaceans",
        "egg": "egg",
        "fish": "fish",
        "gluten": "gluten",
        "lupin": "lupin",
        "milk": "milk protein",
        "molluscs": "molluscs",
        "mustard": "mustard",
        "nuts": "nuts",
        "peanuts": "peanuts",
        "sesame": "sesame",
        "soy": "soy",
        "sulphites": "sulphites",
        "lactose": "lactose",
        "vegetarian": "vegetarian",
        "vegan": "vegan",
        "pescatarian": "pescatarian",
        "halal": "halal",
        "kosher": "kosher",
        "no_pork": "no pork",
        "no_beef": "no beef",
    },
    serving="Serving",
    yes="yes",
    no="no",
    made="Made {moment}",
    delete="This file must be deleted by {day}",
)
LANGUAGES = {"sv": SWEDISH, "en": ENGLISH}


def words_for(event: Event) -> Words:
    """The words of the event's first language; English for one that has none here."""
    return LANGUAGES.get(event.languages[0], ENGLISH)


def event_name(event: Event) -> str:
    """What the event is called in its first language."""
    return event.text(event.name, event.languages[0]) or event.slug


def notes(event: Event, made_at: datetime, delete_after: date) -> tuple[str, ...]:
    """What a file says about itself: when it was made, and when it must be gone."""
    words = words_for(event)
    return (
        words.made.format(moment=f"{made_at:%Y-%m-%d %H:%M}"),
        words.delete.format(day=delete_after.isoformat()),
    )
