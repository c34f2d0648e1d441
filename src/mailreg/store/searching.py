"""Applications by words: of the newest, any part of what is written down; of all, whole addresses.

What is sealed (letters, readings, diets) is not looked into. The cost ends with LOOKED_THROUGH,
however many applications there are: older ones are found by their reference, or by the whole
address of the applicant or of somebody who attends.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select

from mailreg.store.applications.finding import by_references, by_sender
from mailreg.store.database import Transaction
from mailreg.store.queue import LINES, NEWEST_FIRST, Entry, entries, entry_of
from mailreg.store.tables import APPLICATION, REGISTRATION

LOOKED_THROUGH = 20_000  # applications, the newest: tenths of a second on either database
MOST_WORDS = 5  # each must be found somewhere in the application
OF_APPLICATION = (
    APPLICATION.c.reference,
    APPLICATION.c.contact_name,
    APPLICATION.c.contact_email,
)
OF_PEOPLE = (
    REGISTRATION.c.name,
    REGISTRATION.c.email,
    REGISTRATION.c.phone,
    REGISTRATION.c.organisation,
)
OF_INVOICE = tuple(
    APPLICATION.c.billing[key].as_string()
    for key in ("recipient", "street", "city", "reference", "organisation_number", "gln", "email")
)
INVOICE = cast(APPLICATION.c.billing, String)  # its JSON, other than ASCII in escapes


def found(tx: Transaction, words: str, *, event: str | None, limit: int) -> list[Entry]:
    """Applications with all of these words in references, names, addresses or invoices.

    The newest first; event None is all of them.
    """
    wanted = words.split()[:MOST_WORDS]
    if not wanted:
        return []
    newest = tx.connection.execute(select(func.max(APPLICATION.c.id))).scalar() or 0
    floor = newest - LOOKED_THROUGH
    of_event = [] if event is None else [APPLICATION.c.event == event]
    statement = (
        LINES.where(APPLICATION.c.id > floor, *of_event)
        .where(*(_stands(word, floor) for word in wanted))
        .order_by(*NEWEST_FIRST)
        .limit(limit)
    )
    shown = [entry_of(row) for row in tx.connection.execute(statement).mappings()]
    older = [
        one
        for one in _by_address(tx, words.strip())
        if one.id <= floor and event in {None, one.event}
    ]
    return [*shown, *older][:limit]


def _by_address(tx: Transaction, text: str) -> list[Entry]:
    """Those that an index knows by the whole of it."""
    reference = by_references(tx, [text])
    ids = by_sender(tx, text) if "@" in text else []
    return entries(tx, {*ids, *([] if reference is None else [reference])})


def _stands(word: str, floor: int) -> ColumnElement[bool]:
    forms = _forms(word)
    escaped = [json.dumps(form)[1:-1] for form in forms]
    people = select(REGISTRATION.c.application_id).where(
        REGISTRATION.c.application_id > floor, _contains(forms, OF_PEOPLE)
    )
    return or_(
        _contains(forms, OF_APPLICATION),
        # in its JSON first: to take that apart costs more than to see whether it is worth it
        and_(_contains(escaped, (INVOICE,)), _contains(forms, OF_INVOICE)),
        APPLICATION.c.id.in_(people),
    )


def _forms(word: str) -> list[str]:
    """SQLite folds the case of ASCII alone, so å and Å are tried both."""
    return [word] if word.isascii() else sorted({word, word.lower(), word.upper(), word.title()})


def _contains(forms: Iterable[str], columns: Iterable[ColumnElement[str]]) -> ColumnElement[bool]:
    return or_(*(column.icontains(form, autoescape=True) for form in forms for column in columns))
