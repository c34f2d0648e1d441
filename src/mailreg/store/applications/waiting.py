"""Who waits, whose offer lapsed, and which seats came free only just now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select, update

from mailreg.registration.values import Move, Status
from mailreg.store.applications.moving import move_of
from mailreg.store.applications.seats import SEATED
from mailreg.store.database import Transaction
from mailreg.store.tables import APPLICATION, REGISTRATION, STEP
from mailreg.store.values import MACHINE, Waiting

UNDO = "undo"  # the action of a step that takes another back
LATER = STEP.alias("later")
QUEUED_AT = func.min(func.coalesce(REGISTRATION.c.queued_at, APPLICATION.c.received_at))
# Built once: it runs for every decision while somebody waits.
LINE = (
    select(
        REGISTRATION.c.application_id,
        APPLICATION.c.reference,
        func.count().label("people"),
        QUEUED_AT.label("queued_at"),
    )
    .join(APPLICATION, APPLICATION.c.id == REGISTRATION.c.application_id)
    .where(REGISTRATION.c.event == bindparam("of_event"))
    .where(REGISTRATION.c.status == Status.WAITLISTED.value)
    .group_by(REGISTRATION.c.application_id, APPLICATION.c.reference)
    .order_by(QUEUED_AT, REGISTRATION.c.application_id)
)


def waiting_line(tx: Transaction, slug: str) -> list[Waiting]:
    """The applications with people on the event's waiting list, first the one whose turn it is.

    The order goes by `queued_at` of its people, without it by the arrival of the first letter.
    """
    found = tx.connection.execute(LINE, {"of_event": slug})
    return [Waiting(**row) for row in found.mappings()]


def lapsed_offers(tx: Transaction, slug: str, now: datetime) -> list[int]:
    """The applications of the event with an offer whose time is over, the longest over first."""
    until = func.min(REGISTRATION.c.offered_until)
    statement = (
        select(REGISTRATION.c.application_id)
        .where(REGISTRATION.c.event == slug, REGISTRATION.c.status == Status.OFFERED.value)
        .where(REGISTRATION.c.offered_until <= now)
        .group_by(REGISTRATION.c.application_id)
        .order_by(until, REGISTRATION.c.application_id)
    )
    return list(tx.connection.execute(statement).scalars())


def keep_offers(tx: Transaction, application_id: int, until: datetime) -> None:
    """Keep the seats that are offered to people of this application until then (UTC)."""
    statement = (
        update(REGISTRATION)
        .where(REGISTRATION.c.application_id == application_id)
        .where(REGISTRATION.c.status == Status.OFFERED.value)
        .values(offered_until=until)
    )
    tx.connection.execute(statement)


def recently_freed(tx: Transaction, slug: str, since: datetime) -> int:
    """Seats at the venue that decisions of staff freed after `since`, and nobody took back.

    What an undo frees does not count: it cannot be taken back in its turn.
    """
    is_undone = exists().where(
        LATER.c.application_id == STEP.c.application_id, LATER.c.undoes == STEP.c.id
    )
    statement = (
        # the event is compared here: joined by it, SQLite walks over all its applications
        select(STEP.c.moves, APPLICATION.c.event)
        .join(APPLICATION, APPLICATION.c.id == STEP.c.application_id)
        .where(STEP.c.at > since, STEP.c.decided_by != MACHINE, STEP.c.action != UNDO, ~is_undone)
    )
    found = tx.connection.execute(statement).all()
    return sum(_freed(map(move_of, moves)) for moves, event in found if event == slug)


def _freed(moves: Iterable[Move]) -> int:
    """How many seats the moves gave up, beyond those that they took."""
    return max(0, sum((move.before in SEATED) - (move.after in SEATED) for move in moves))
