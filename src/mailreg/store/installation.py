"""What concerns the whole installation: what is paused."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, select, update

from mailreg.store.database import Transaction
from mailreg.store.tables import PAUSE

EVERYTHING = ""  # the event that stands for all of them
# Built once: it runs for every mail.
LASTING = select(PAUSE.c.event).where(PAUSE.c.ended_at.is_(None))


def is_stopped(event: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether that event, or everything, is paused."""
    return exists().where(PAUSE.c.ended_at.is_(None), PAUSE.c.event.in_([EVERYTHING, event]))


def pause(tx: Transaction, event: str | None, *, by: str, at: datetime) -> None:
    """Hold every reply of an event, or with None all of them, until it is resumed."""
    slug = event or EVERYTHING
    if slug not in paused(tx):
        tx.connection.execute(insert(PAUSE).values(event=slug, paused_by=by, paused_at=at))


def resume(tx: Transaction, event: str | None, *, by: str, at: datetime) -> None:
    """End the pause of an event, or with None the pause of everything."""
    lasting = PAUSE.c.ended_at.is_(None) & (PAUSE.c.event == (event or EVERYTHING))
    tx.connection.execute(update(PAUSE).where(lasting).values(ended_by=by, ended_at=at))


def paused(tx: Transaction) -> frozenset[str]:
    """The events that are paused; EVERYTHING stands for all of them."""
    return frozenset(tx.connection.execute(LASTING).scalars())
