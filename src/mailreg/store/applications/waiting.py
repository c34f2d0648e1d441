"""Who waits, whose offer lapsed, and which seats came free only just now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select, update

from mailreg.registration.values import Move, SessionState, Status
from mailreg.store.applications.moving import move_of, session_move_of
from mailreg.store.applications.seats import SEATED
from mailreg.store.database import Transaction
from mailreg.store.tables import APPLICATION, REGISTRATION, STEP
from mailreg.store.values import MACHINE, Waiting, WaitingForSession

UNDO = "undo"  # the action of a step that takes another back
LATER = STEP.alias("later")
QUEUED_AT = func.min(func.coalesce(REGISTRATION.c.queued_at, APPLICATION.c.received_at))
# Built once: it runs for every decision while somebody waits.
LINE = (
    select(
        REGISTRATION.c.application_id,
        APPLICATION.c.reference,
        APPLICATION.c.may_be_parted,
        func.count().label("people"),
        QUEUED_AT.label("queued_at"),
    )
    .join(APPLICATION, APPLICATION.c.id == REGISTRATION.c.application_id)
    .where(REGISTRATION.c.event == bindparam("of_event"))
    .where(REGISTRATION.c.status == Status.WAITLISTED.value)
    .group_by(REGISTRATION.c.application_id, APPLICATION.c.reference, APPLICATION.c.may_be_parted)
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


def session_line(tx: Transaction, slug: str, key: str) -> list[WaitingForSession]:
    """Who has a seat at the venue and waits for that session, in the order of the first letters."""
    statement = (
        select(REGISTRATION.c.application_id, APPLICATION.c.reference, REGISTRATION.c.number)
        .join(APPLICATION, APPLICATION.c.id == REGISTRATION.c.application_id)
        .where(REGISTRATION.c.event == slug, REGISTRATION.c.status == Status.CONFIRMED.value)
        .where(REGISTRATION.c.sessions[key].as_string() == SessionState.WAITING.value)
        .order_by(APPLICATION.c.received_at, APPLICATION.c.id, REGISTRATION.c.number)
    )
    return [WaitingForSession(**row) for row in tx.connection.execute(statement).mappings()]


def recently_freed(tx: Transaction, slug: str, since: datetime) -> int:
    """Seats at the venue that decisions of staff freed after `since`, and nobody took back.

    What an undo frees does not count: it cannot be taken back in its turn.
    """
    return sum(_freed(map(move_of, moves)) for moves, _ in _undoable_steps(tx, slug, since))


def recently_freed_sessions(tx: Transaction, slug: str, since: datetime) -> Counter[str]:
    """The same of each session, by key."""
    freed: Counter[str] = Counter()
    for _, moves in _undoable_steps(tx, slug, since):
        given: Counter[str] = Counter()
        for move in map(session_move_of, moves):
            was, now = move.before is SessionState.GIVEN, move.after is SessionState.GIVEN
            given[move.key] += was - now
        freed += given  # keeps what is above zero
    return freed


def _undoable_steps(
    tx: Transaction, slug: str, since: datetime
) -> list[tuple[list[list[object]], list[list[object]]]]:
    """The moves and session moves of staff's decisions after `since` that are not undone."""
    is_undone = exists().where(
        LATER.c.application_id == STEP.c.application_id, LATER.c.undoes == STEP.c.id
    )
    statement = (
        # the event is compared here: joined by it, SQLite walks over all its applications
        select(STEP.c.moves, STEP.c.session_moves, APPLICATION.c.event)
        .join(APPLICATION, APPLICATION.c.id == STEP.c.application_id)
        .where(STEP.c.at > since, STEP.c.decided_by != MACHINE, STEP.c.action != UNDO, ~is_undone)
    )
    found = tx.connection.execute(statement)
    return [(row.moves, row.session_moves) for row in found if row.event == slug]


def _freed(moves: Iterable[Move]) -> int:
    """How many seats the moves gave up, beyond those that they took."""
    return max(0, sum((move.before in SEATED) - (move.after in SEATED) for move in moves))
