"""Who takes a seat, counted under the lock of the event (promise 4)."""

from __future__ import annotations

from sqlalchemy import select

from mailreg.registration.values import SessionState, Status
from mailreg.store.database import Transaction
from mailreg.store.tables import APPLICATION, EVENT, REGISTRATION, TALLY
from mailreg.store.tallies import Subject, tally

OPEN = (
    Status.INCOMPLETE,
    Status.PENDING,
    Status.OFFERED,
    Status.WAITLISTED,
    Status.CONFIRMED,
)  # what has a seat or may get one
SEATED = frozenset({Status.CONFIRMED, Status.OFFERED})
COUNTED_IN = {
    SessionState.WISHED: SEATED | {Status.PENDING, Status.WAITLISTED},
    SessionState.GIVEN: SEATED,
    SessionState.WAITING: SEATED,
    SessionState.REFUSED: SEATED,
}  # with which status of the person a wish counts
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
    counted = {
        row.status: row.number
        for row in tally(tx, Subject.REGISTRATION, TALLY.c.status, event=slug)
    }
    return {status: counted.get(status.value, 0) for status in OPEN}


def sessions_taken(tx: Transaction, slug: str) -> dict[str, dict[SessionState, int]]:
    """How many wishes of each session of the event stand in each state; every state is a key.

    Given and waiting count while their person has a seat or the offer of one, wished also while
    they wait for one. A session that nobody counts for is absent.
    """
    columns = (TALLY.c.session, TALLY.c.state, TALLY.c.status)
    taken: dict[str, dict[SessionState, int]] = {}
    for row in tally(tx, Subject.SESSION, *columns, event=slug):
        state = SessionState(row.state)
        if Status(row.status) in COUNTED_IN[state]:
            states = taken.setdefault(row.session, dict.fromkeys(SessionState, 0))
            states[state] += row.number
    return taken


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
