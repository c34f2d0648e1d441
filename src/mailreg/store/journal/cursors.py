"""How far each mailbox was read, and when the servers last answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from mailreg.store.database import Transaction
from mailreg.store.tables import LOCATION, MAILBOX, SETTING
from mailreg.store.values import Cursor

SMTP_LAST_CONTACT = "smtp_last_contact"  # names of settings
SMTP_ERROR = "smtp_error"


def cursor(tx: Transaction, mailbox: str) -> Cursor | None:
    """How far the mailbox was read; None where it never was."""
    row = tx.connection.execute(select(MAILBOX).where(MAILBOX.c.name == mailbox)).one_or_none()
    if row is None or row.first_seen_at is None:
        return None
    return Cursor(
        uidvalidity=row.uidvalidity, high_uid=row.high_uid, first_seen_at=row.first_seen_at
    )


def set_cursor(
    tx: Transaction, mailbox: str, *, uidvalidity: int, high_uid: int, now: datetime
) -> None:
    """Begin a mailbox, or begin it anew under another UIDVALIDITY; the first start is kept."""
    values = {"uidvalidity": uidvalidity, "high_uid": high_uid}
    row = MAILBOX.c.name == mailbox
    lock_mailbox(tx, mailbox)
    tx.connection.execute(update(MAILBOX).where(row).values(values))
    first = row & MAILBOX.c.first_seen_at.is_(None)
    tx.connection.execute(update(MAILBOX).where(first).values(first_seen_at=now))


def lock_mailbox(tx: Transaction, mailbox: str) -> None:
    """Make sure that nobody else takes messages of this mailbox in until we commit."""
    new = tx.insert(MAILBOX).values(name=mailbox)
    tx.connection.execute(new.on_conflict_do_nothing())
    if not tx.is_sqlite:
        row = select(MAILBOX.c.name).where(MAILBOX.c.name == mailbox)
        tx.connection.execute(row.with_for_update())


def raise_cursor(tx: Transaction, mailbox: str, uidvalidity: int, uid: int) -> None:
    """Remember that every UID up to `uid` was looked at; of no effect under another validity."""
    statement = update(MAILBOX).where(
        MAILBOX.c.name == mailbox,
        MAILBOX.c.uidvalidity == uidvalidity,
        MAILBOX.c.high_uid < uid,
    )
    tx.connection.execute(statement.values(high_uid=uid))


def known_uids(tx: Transaction, mailbox: str, uidvalidity: int) -> set[int]:
    """Every UID of the watched folder that was recorded, also of what was moved since."""
    statement = select(LOCATION.c.uid).where(
        LOCATION.c.mailbox == mailbox, LOCATION.c.uidvalidity == uidvalidity
    )
    return set(tx.connection.execute(statement).scalars())


def touch(tx: Transaction, mailbox: str, *, now: datetime, error: str | None) -> None:
    """Record that the mailbox's server answered, or what went wrong when it should have."""
    values: dict[str, object] = {"error": error}
    if error is None:
        values["last_contact"] = now
    new = tx.insert(MAILBOX).values(name=mailbox, **values)
    tx.connection.execute(new.on_conflict_do_update(index_elements=["name"], set_=values))


def smtp_touch(tx: Transaction, *, now: datetime, error: str | None) -> None:
    """Record that the SMTP server answered, or what went wrong when it should have."""
    values = {SMTP_ERROR: error}
    if error is None:
        values[SMTP_LAST_CONTACT] = now.isoformat()
    for name, value in values.items():
        new = tx.insert(SETTING).values(name=name, value=value)
        changed = new.on_conflict_do_update(index_elements=["name"], set_={"value": value})
        tx.connection.execute(changed)
