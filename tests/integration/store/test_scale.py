"""What is asked again and again costs the same at a thousand and at a hundred thousand.

Not timed: SQLite says how it would find the rows, and a walk over a whole table is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from mailreg.registration.values import SessionMove, SessionState, Status
from mailreg.store import applications, figures, journal, outbox, views
from mailreg.store.database import Database, Transaction
from mailreg.store.figures import NewFigure
from mailreg.store.values import NewStep
from tests.integration.store.builders import (
    EVENT,
    MAILBOX,
    NOW,
    VALIDITY,
    add,
    application,
    arrived,
    letter,
    mail,
    move,
    queued,
    raw,
    settlement,
    step,
    store,
)

SMALL = ("pause", "mailbox", "setting", "CONSTANT")  # do not grow with the mail

Plans = list[str]


@contextmanager
def plans_of(connection: Connection) -> Iterator[Plans]:
    """How SQLite finds the rows of each statement of the block."""
    plans: Plans = []

    def explain(*told: Any) -> None:
        _, _, statement, values, *_ = told
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            query = connection.connection.cursor()
            one = values[0] if isinstance(values, list) else values
            query.execute("EXPLAIN QUERY PLAN " + statement, one)
            plans.extend(f"{line[3]}: {statement}" for line in query.fetchall())

    event.listen(connection, "before_cursor_execute", explain)
    yield plans
    event.remove(connection, "before_cursor_execute", explain)


def accept(tx: Transaction) -> object:
    return journal.accept(tx, [raw(9001), raw(1)], is_shadow=False, now=NOW)


def settle_one(tx: Transaction) -> object:
    return journal.settle(tx, 1, settlement(application_id=1, letter_hash=b"h" * 32))


def decide_one(tx: Transaction) -> object:
    applications.seats_taken(tx, EVENT)
    applications.load(tx, 1, with_diet=True)
    applications.history(tx, 1)
    applications.record(tx, 1, step(move(Status.PENDING, Status.CONFIRMED)), is_full=False)
    outbox.withdraw(tx, 1, reason="replaced:1")
    return outbox.draft(tx, mail(1), now=NOW)


def begin_application(tx: Transaction) -> object:
    return store(tx, application(), arrived(Status.PENDING))


def find(tx: Transaction) -> object:
    applications.find(tx, "MS-00001")
    return applications.by_tokens(tx, ["a", "b"])


def by_sender(tx: Transaction) -> object:
    return applications.by_sender(tx, "karin@example.org", events=[EVENT])


def send(tx: Transaction) -> object:
    outbox.next_due(tx)
    rows = outbox.claim(tx, worker="one", now=NOW, limit=20)
    outbox.claimants(tx)
    return outbox.take_over(tx, ["one"], now=NOW) + len(rows)


def limits(tx: Transaction) -> object:
    outbox.automatic_since(tx, NOW)
    return outbox.automatic_since(tx, NOW, recipient="karin@example.org")


def decide_sessions(tx: Transaction) -> object:
    applications.sessions_taken(tx, EVENT)
    given = SessionMove(number=1, key="ai", before=SessionState.WISHED, after=SessionState.GIVEN)
    applications.record(tx, 1, NewStep(at=NOW, by="karin", action="x", session_moves=(given,)))
    return figures.set_figure(tx, EVENT, NewFigure(capacity=9, at=NOW, by="karin"))


def offer(tx: Transaction) -> object:
    applications.waiting_line(tx, EVENT)
    applications.lapsed_offers(tx, EVENT, NOW)
    return applications.recently_freed(tx, EVENT, NOW)


def status(tx: Transaction) -> object:
    return views.message_counts(tx), outbox.counts(tx), applications.seats_taken(tx, EVENT)


def list_waiting(tx: Transaction) -> object:
    return list(applications.all(tx, status=Status.PENDING))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "work",
    [
        accept,
        settle_one,
        decide_one,
        begin_application,
        find,
        by_sender,
        send,
        limits,
        list_waiting,
        decide_sessions,
        offer,
        status,
        lambda tx: journal.settle_reviews(tx, 1, reason="answered"),
        lambda tx: journal.waiting(tx, limit=50),
        lambda tx: journal.to_file(tx, MAILBOX, VALIDITY, limit=50),
        lambda tx: journal.wanted(tx, MAILBOX, VALIDITY),
        lambda tx: outbox.savers(tx, MAILBOX),
        lambda tx: outbox.claim_unsaved(tx, MAILBOX, worker="one", left_over=["two"], limit=50),
        lambda tx: applications.tick_candidates(tx, EVENT),
    ],
)
def test_no_daily_work_walks_over_a_whole_table(
    database: Database, work: Callable[[Transaction], object]
) -> None:
    letter(database)
    add(database, Status.PENDING)
    queued(database)
    with database.transaction() as tx, plans_of(tx.connection) as plans:
        work(tx)
    walks = [plan for plan in plans if plan.startswith("SCAN")]
    assert plans
    assert [walk for walk in walks if walk.split()[1].strip(":") not in SMALL] == []
