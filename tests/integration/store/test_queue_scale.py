"""A page of a list costs the same, whatever is closed; nothing is timed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, event, insert, select

from mailreg.registration.values import Status
from mailreg.store import outbox, queue
from mailreg.store.database import Database, Transaction
from mailreg.store.queue import Place
from mailreg.store.tables import APPLICATION, MESSAGE, OUTBOX
from mailreg.store.values import MessageState, OutboxState
from tests.integration.store.builders import (
    EVENT,
    NOW,
    add,
    letter,
    queued,
    settle,
    settlement,
)

CLOSED = (Status.DECLINED, Status.CANCELLED, Status.EXPIRED)
FEW = 1_000  # and still several pages
MANY = 5_000  # closed applications and letters: a walk over them shows
FEW_ROWS = 500  # a question that goes by an index looks at no more
FEW_STEPS = 2_000  # instructions of SQLite's machine by which two runs may differ

Question = Callable[[Transaction], object]

START = Place(at=NOW, id=0)
MIDDLE = Place(at=NOW + timedelta(minutes=500), id=0)  # of the few that are closed, too
QUESTIONS: dict[str, Question] = {
    "to decide": lambda tx: queue.with_status(
        tx, [Status.PENDING], event=None, after=START, limit=50
    ),
    "closed": lambda tx: queue.with_status(tx, CLOSED, event=None, after=None, limit=50),
    "closed, later": lambda tx: queue.with_status(tx, CLOSED, event=None, after=MIDDLE, limit=50),
    "closed, of an event": lambda tx: queue.with_status(
        tx, CLOSED, event=EVENT, after=None, limit=50
    ),
    "closed, of an event, later": lambda tx: queue.with_status(
        tx, CLOSED, event=EVENT, after=MIDDLE, limit=50
    ),
    "closed, of another event": lambda tx: queue.with_status(
        tx, CLOSED, event="other", after=None, limit=50
    ),
    "count": lambda tx: queue.number_with_status(tx, [Status.PENDING], event=None),
    "count of an event": lambda tx: queue.number_with_status(
        tx, [Status.PENDING, Status.OFFERED], event=EVENT
    ),
    "people": lambda tx: queue.people_with_status(tx, Status.CONFIRMED, event=EVENT),
    "to read": lambda tx: queue.to_read(tx, event=None, after=None, limit=50),
    "to read, of an event": lambda tx: queue.to_read(tx, event=EVENT, after=START, limit=50),
    "messages": lambda tx: queue.messages(tx, None, before=None, limit=50),
    "messages, older": lambda tx: queue.messages(tx, None, before=MANY // 2, limit=50),
    "processed": lambda tx: queue.messages(tx, MessageState.PROCESSED, before=None, limit=50),
    "processed, older": lambda tx: queue.messages(
        tx, MessageState.PROCESSED, before=MANY // 2, limit=50
    ),
    "mails": lambda tx: outbox.page(tx, None, before=None, limit=50),
    "mails that were sent": lambda tx: outbox.page(tx, OutboxState.SENT, before=None, limit=50),
    "mails that failed": lambda tx: outbox.page(tx, OutboxState.FAILED, before=None, limit=50),
    "mails that a limit holds": outbox.limited,
    "pulse": queue.pulse,
}


def close_many(database: Database, number: int) -> None:
    """So many closed applications, each with a letter that was processed."""
    with database.transaction() as tx:
        tx.connection.execute(insert(APPLICATION), _copies(tx, APPLICATION, number))
        tx.connection.execute(insert(MESSAGE), _copies(tx, MESSAGE, number))
        tx.connection.execute(insert(OUTBOX), _copies(tx, OUTBOX, number))
    if not database.is_sqlite:
        with database.transaction() as tx:
            tx.connection.exec_driver_sql("ANALYZE")


def _copies(tx: Transaction, table: Table, number: int) -> list[dict[str, object]]:
    first = dict(tx.connection.execute(select(table).limit(1)).mappings().one())
    del first["id"]
    return [
        {**first, **OWN[table.name](index), ARRIVED[table.name]: NOW + timedelta(minutes=index)}
        for index in range(number)
    ]


ARRIVED = {"application": "received_at", "message": "received_at", "outbox": "created_at"}
OWN: dict[str, Callable[[int], dict[str, object]]] = {
    "application": lambda index: {
        "reference": f"OLD-{index:07}",
        "token": f"old{index}",
        "status": CLOSED[index % len(CLOSED)].value,
    },
    "message": lambda index: {
        "raw_hash": f"old{index}".encode(),
        "letter_hash": None,
        "state": MessageState.PROCESSED.value,
    },
    "outbox": lambda index: {
        "message_id": f"<old{index}@example.org>",
        "state": OutboxState.SENT.value,
        "leaves_at": None,
    },
}


@contextmanager
def explained(connection: Connection) -> Iterator[list[dict[str, Any]]]:
    """How PostgreSQL answered each statement of the block, with the rows that it looked at."""
    nodes: list[dict[str, Any]] = []

    def explain(*told: Any) -> None:
        _, _, statement, values, *_ = told
        cursor = connection.connection.cursor()
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
        answer = cursor.fetchone()
        assert answer is not None
        plan = answer[0] if isinstance(answer[0], list) else json.loads(answer[0])
        nodes.extend(_nodes(plan[0]["Plan"]))

    event.listen(connection, "before_cursor_execute", explain)
    yield nodes
    event.remove(connection, "before_cursor_execute", explain)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _looked_at(node: dict[str, Any]) -> float:
    removed = sum(value for name, value in node.items() if name.startswith("Rows Removed"))
    return float((node["Actual Rows"] + removed) * node["Actual Loops"])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_looks_at_no_more_than_a_page(database: Database) -> None:
    _begin_lists(database)
    close_many(database, MANY)
    for name, question in QUESTIONS.items():
        with database.reading() as tx, explained(tx.connection) as nodes:
            question(tx)
        assert nodes
        assert max(map(_looked_at, nodes)) < FEW_ROWS, (name, nodes)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_works_no_more_for_a_page_however_much_is_closed(database: Database) -> None:
    _begin_lists(database)
    close_many(database, FEW)
    before = {name: steps_of(database, question) for name, question in QUESTIONS.items()}
    with database.transaction() as tx:
        tx.connection.execute(OUTBOX.delete().where(OUTBOX.c.state == "sent"))
        tx.connection.execute(APPLICATION.delete().where(APPLICATION.c.reference.like("OLD-%")))
        tx.connection.execute(MESSAGE.delete().where(MESSAGE.c.state == "processed"))
    close_many(database, MANY)
    after = {name: steps_of(database, question) for name, question in QUESTIONS.items()}
    more = {name: after[name] - before[name] for name in QUESTIONS}
    assert {name: steps for name, steps in more.items() if steps > FEW_STEPS} == {}


def _begin_lists(database: Database) -> None:
    queued(database)
    add(database, Status.DECLINED, event="other")
    settle(database, letter(database), settlement(MessageState.REVIEW))


def steps_of(database: Database, question: Question) -> int:
    """How many instructions SQLite's machine runs for a question."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with database.reading() as tx:
        driver = tx.connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_progress_handler(count, 1)
        question(tx)
        driver.set_progress_handler(None, 1)
    return steps
