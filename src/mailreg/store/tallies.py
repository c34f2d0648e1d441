"""How many rows stand in each state, from running totals: at no cost that grows with the rows.

Triggers of the schema keep `tally` in the transactions that change the rows, so that a reader
sees totals and rows of one moment. Each writer of PostgreSQL adds to a slot of its own.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, Executable, Row, bindparam, func, select

from mailreg.store.database import Transaction
from mailreg.store.tables import TALLY


class Subject(StrEnum):
    """What is counted."""

    MESSAGE = "message"  # by `status`, its state
    OUTBOX = "outbox"  # by `event` and `status`, its state
    REGISTRATION = "registration"  # by `event` and `status`
    SESSION = "session"  # by `event`, `session`, the person's `status` and the wish's `state`
    CHANGE = "change"  # not rows but how often they changed, by `status`, the name of their table


def tally(
    tx: Transaction, subject: Subject, *columns: ColumnElement[str], event: str | None = None
) -> list[Row[tuple[str | int, ...]]]:
    """Those columns of `tally` and `number`, wherever it is not 0; event None is all of them."""
    of_event = {} if event is None else {"of_event": event}
    statement = _totals(columns, is_of_event=event is not None)
    return list(tx.connection.execute(statement, {"counted": subject.value, **of_event}))


@cache
def _totals(columns: tuple[ColumnElement[str], ...], *, is_of_event: bool) -> Executable:
    """Built once for each question that is asked: two of them run for every letter."""
    number = func.sum(TALLY.c.number)
    statement = (
        select(*columns, number.label("number"))
        .where(TALLY.c.subject == bindparam("counted"))
        .group_by(*columns)
        .having(number != 0)
        .order_by(*columns)
    )
    return statement.where(TALLY.c.event == bindparam("of_event")) if is_of_event else statement
