"""Who takes a seat, counted under the lock of the event (promise 4)."""

from __future__ import annotations

from sqlalchemy import func, select

from mailreg.registration.values import Status
from mailreg.store.database import Transaction
from mailreg.store.tables import APPLICATION, EVENT, REGISTRATION

OPEN = (
    Status.INCOMPLETE,
    Status.PENDING,
    Status.OFFERED,
    Status.WAITLISTED,
    Status.CONFIRMED,
)  # what has a seat or may get one; the others grow for ever and cost nothing here
UNDECIDED = (Status.INCOMPLETE, Status.PENDING, Status.OFFERED, Status.WAITLISTED)


def lock_event(tx: Transaction, slug: str) -> None:
    """Let nobody else count or give this event's seats until we commit.

    SQLite's writers exclude each other from the beginning of the transaction.
    """
    if tx.is_sqlite:
        return
    new = tx.insert(EVENT).values(slug=slug)
    tx.connection.execute(new.on_conflict_do_nothing())
    tx.connection.execute(select(EVENT.c.slug).where(EVENT.c.slug == slug).with_for_update())


def seats_taken(tx: Transaction, slug: str) -> dict[Status, int]:
    """How many registrations stand in each open status; every open status is a key."""
    statement = (
        select(REGISTRATION.c.status, func.count())
        .where(REGISTRATION.c.event == slug)
        .where(REGISTRATION.c.status.in_([status.value for status in OPEN]))
        .group_by(REGISTRATION.c.status)
    )
    counted = {row[0]: row[1] for row in tx.connection.execute(statement)}
    return {status: counted.get(status.value, 0) for status in OPEN}


def tick_candidates(tx: Transaction, slug: str) -> list[int]:
    """The applications of which somebody is not decided yet, in the order of their arrival."""
    undecided = (
        select(REGISTRATION.c.application_id)
        .where(REGISTRATION.c.event == slug)
        .where(REGISTRATION.c.status.in_([status.value for status in UNDECIDED]))
    )
    statement = (
        select(APPLICATION.c.id)
        .where(APPLICATION.c.id.in_(undecided))
        .order_by(APPLICATION.c.received_at, APPLICATION.c.id)
    )
    return list(tx.connection.execute(statement).scalars())
