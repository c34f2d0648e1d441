"""To which application something belongs: by reference, token or address."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, bindparam, or_, select, union_all

from mailreg.store.applications.people import address_key
from mailreg.store.database import Transaction
from mailreg.store.tables import APPLICATION, OUTBOX, REGISTRATION

NEWEST_FIRST = (APPLICATION.c.received_at.desc(), APPLICATION.c.id.desc())
# Built once: they run for every letter.
NEWEST = select(APPLICATION.c.id).order_by(*NEWEST_FIRST).limit(1)
BY_REFERENCE = NEWEST.where(APPLICATION.c.reference.in_(bindparam("names", expanding=True)))
BY_TOKEN = NEWEST.where(APPLICATION.c.token.in_(bindparam("names", expanding=True)))
AS_CONTACT = select(APPLICATION.c.id).where(APPLICATION.c.contact_key == bindparam("key"))
AS_PERSON = select(REGISTRATION.c.application_id).where(
    REGISTRATION.c.email_key == bindparam("key")
)
AS_EITHER = union_all(AS_CONTACT, AS_PERSON)


def by_references(tx: Transaction, references: Iterable[str]) -> int | None:
    """The newest application that has one of these references, upper or lower case."""
    return _newest(tx, BY_REFERENCE, {text.upper() for text in references})


def by_tokens(tx: Transaction, tokens: Iterable[str]) -> int | None:
    """The newest application that has one of these tokens."""
    return _newest(tx, BY_TOKEN, set(tokens))


def by_copies(tx: Transaction, tokens: Iterable[str]) -> int | None:
    """The newest application of which a copy for an attendee went out under one of these tokens."""
    begins = [OUTBOX.c.message_id.startswith(f"<mailreg.{token}.") for token in set(tokens)]
    if not begins:
        return None
    statement = select(OUTBOX.c.application_id).where(or_(*begins))
    found: int | None = tx.connection.execute(
        statement.order_by(OUTBOX.c.id.desc()).limit(1)
    ).scalar()
    return found


def by_sender(tx: Transaction, email: str, *, events: Iterable[str] | None = None) -> list[int]:
    """The applications of which this is the contact's or a person's address, newest first."""
    # in a question of its own: as part of the next, either database may walk over a whole table
    ids = {*tx.connection.execute(AS_EITHER, {"key": address_key(email)}).scalars()}
    if not ids:
        return []
    statement = select(APPLICATION.c.id).where(APPLICATION.c.id.in_(ids))
    if events is not None:
        statement = statement.where(APPLICATION.c.event.in_(set(events)))
    return list(tx.connection.execute(statement.order_by(*NEWEST_FIRST)).scalars())


def _newest(tx: Transaction, statement: Select[int], names: set[str]) -> int | None:
    if not names:
        return None  # most letters name none
    found: int | None = tx.connection.execute(statement, {"names": list(names)}).scalar()
    return found
