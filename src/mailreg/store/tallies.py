"""How many rows stand in each state, from running totals: at no cost that grows with the rows.

Triggers of the schema keep `tally` in the transactions that change the rows, so that a reader
sees totals and rows of one moment. Each writer of PostgreSQL adds to a slot of its own.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, Row, func, select

from mailreg.store.database import Transaction
from mailreg.store.tables import TALLY


class Subject(StrEnum):
    """What is counted."""

    MESSAGE = "message"  # by `status`, its state
    OUTBOX = "outbox"  # by `event` and `status`, its state
    REGISTRATION = "registration"  # by `event` and `status`
    SESSION = "session"  # by `event`, `session`, the person's `status` and the wish's `state`


def tally(
    tx: Transaction, subject: Subject, *columns: ColumnElement[str], event: str | None = None
) -> list[Row[tuple[str | int, ...]]]:
    """Those columns of `tally` and `number`, wherever it is not 0; event None is all of them."""
    number = func.sum(TALLY.c.number)
    statement = (
        select(*columns, number.label("number"))
        .where(TALLY.c.subject == subject.value)
        .group_by(*columns)
        .having(number != 0)
        .order_by(*columns)
    )
    if event is not None:
        statement = statement.where(TALLY.c.event == event)
    return list(tx.connection.execute(statement))
