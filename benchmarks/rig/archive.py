"""Closed conversations by the hundred thousand: one that there is, copied within the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Table, case, insert, literal, null, select, true

from mailreg.registration.values import Status
from mailreg.store.database import Database, Transaction
from mailreg.store.tables import (
    APPLICATION,
    DATA_KEY,
    MESSAGE,
    MESSAGE_BODY,
    OUTBOX,
    OUTBOX_CONTENT,
    REGISTRATION,
    STEP,
)
from mailreg.store.values import OutboxState

CLOSED = (Status.DECLINED, Status.CANCELLED, Status.EXPIRED)
FIRST = 1_000_000  # id of the first copy, above all that letters get
OF_CONVERSATION = (REGISTRATION, MESSAGE, OUTBOX, STEP)  # what names its application

Values = Mapping[str, ColumnElement[Any]]


def archive(database: Database, reference: str, number: int) -> None:
    """So many closed copies of an application with its people, letters, mails and history.

    What is sealed stays so: a key opens it in the row alone for which it was made.
    """
    with database.transaction() as tx:
        is_model = APPLICATION.c.reference == reference
        model = tx.connection.execute(select(APPLICATION.c.id).where(is_model)).scalar_one()
        _copy(tx, APPLICATION, is_model, number)
        for table in OF_CONVERSATION:
            _copy(tx, table, table.c.id == _first_of(tx, table, model), number)
        for table, owner in ((MESSAGE_BODY, MESSAGE), (OUTBOX_CONTENT, OUTBOX)):
            (key,) = table.primary_key
            _copy(tx, table, key == _first_of(tx, owner, model), number)
        for kind, owner in (("message", MESSAGE), ("registration", REGISTRATION)):
            is_key = (DATA_KEY.c.kind == kind) & (
                DATA_KEY.c.owner_id == _first_of(tx, owner, model)
            )
            _copy(tx, DATA_KEY, is_key, number)
    with database.engine.connect() as connection:  # as the databases do by themselves in time
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _first_of(tx: Transaction, table: Table, application: int) -> int:
    own = select(table.c.id).where(table.c.application_id == application)
    return int(tx.connection.execute(own.order_by(table.c.id).limit(1)).scalar_one())


def _copy(tx: Transaction, table: Table, is_model: ColumnElement[bool], number: int) -> None:
    begin = select(literal(0, Integer).label("n")).cte(recursive=True)
    numbers = begin.union_all(select(begin.c.n + 1).where(begin.c.n < number - 1))
    new = _new_values(table, numbers.c.n)
    values = [new.get(column.name, column).label(column.name) for column in table.columns]
    rows = select(*values).select_from(table).join(numbers, true()).where(is_model)
    tx.connection.execute(insert(table).from_select(table.columns.keys(), rows))


def _new_values(table: Table, n: ColumnElement[int]) -> Values:
    """What differs from copy to copy, by column; `n` counts from 0."""
    own_name = literal("OLD-") + n.cast(APPLICATION.c.reference.type)
    status = case(*((n % len(CLOSED) == at, one.value) for at, one in enumerate(CLOSED)))
    ids = dict.fromkeys((column.name for column in table.primary_key if column.name != "kind"), n)
    of_application = {"application_id": n} if "application_id" in table.columns else {}
    numbered = {name: value + FIRST for name, value in {**ids, **of_application}.items()}
    own: Mapping[Table, Values] = {
        APPLICATION: {"reference": own_name, "token": own_name, "status": status},
        REGISTRATION: {"status": status},
        MESSAGE: {"raw_hash": null(), "letter_hash": null()},
        OUTBOX: {
            "message_id": own_name,
            "state": literal(OutboxState.SENT.value),
            "leaves_at": null(),
        },
        STEP: {"outbox_id": null(), "message_id": null(), "undoes": null()},
    }
    return {**numbered, **own.get(table, {})}
