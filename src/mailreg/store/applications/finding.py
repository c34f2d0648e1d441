"""To which application something belongs: by reference, token or address."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from mailreg.registration.values import Application
from mailreg.store.applications.loading import load
from mailreg.store.applications.people import address_key
from mailreg.store.database import Transaction
from mailreg.store.tables import APPLICATION, REGISTRATION

NEWEST_FIRST = (APPLICATION.c.received_at.desc(), APPLICATION.c.id.desc())


def find(tx: Transaction, reference: str) -> Application | None:
    """The application of that reference, upper or lower case; None where there is none."""
    found = by_references(tx, [reference])
    return None if found is None else load(tx, found)


def by_references(tx: Transaction, references: Iterable[str]) -> int | None:
    """The newest application that has one of these references, upper or lower case."""
    return _newest(tx, APPLICATION.c.reference.in_({text.upper() for text in references}))


def by_tokens(tx: Transaction, tokens: Iterable[str]) -> int | None:
    """The newest application that has one of these tokens."""
    return _newest(tx, APPLICATION.c.token.in_(set(tokens)))


def by_sender(tx: Transaction, email: str, *, events: Iterable[str] | None = None) -> list[int]:
    """The applications of which this is the contact's or a person's address, newest first."""
    key = address_key(email)
    as_contact = select(APPLICATION.c.id).where(APPLICATION.c.contact_key == key)
    as_person = select(REGISTRATION.c.application_id).where(REGISTRATION.c.email_key == key)
    # in two questions: joined by OR or UNION, either database may walk over a whole table
    ids = {*tx.connection.execute(as_contact).scalars()}
    ids |= {*tx.connection.execute(as_person).scalars()}
    if not ids:
        return []
    statement = select(APPLICATION.c.id).where(APPLICATION.c.id.in_(ids))
    if events is not None:
        statement = statement.where(APPLICATION.c.event.in_(set(events)))
    return list(tx.connection.execute(statement.order_by(*NEWEST_FIRST)).scalars())


def _newest(tx: Transaction, condition: ColumnElement[bool]) -> int | None:
    statement = select(APPLICATION.c.id).where(condition)
    newest_first = statement.order_by(*NEWEST_FIRST).limit(1)
    found: int | None = tx.connection.execute(newest_first).scalar()
    return found
