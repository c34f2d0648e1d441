"""Every change of an application, as a line of its history, in the same transaction (promise 3)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Row, bindparam, insert, select, update

from mailreg.registration.values import Status
from mailreg.store.applications.moving import (
    carry_out,
    carry_out_sessions,
    move_json,
    move_of,
    session_move_json,
    session_move_of,
)
from mailreg.store.database import Transaction
from mailreg.store.tables import APPLICATION, REGISTRATION, STEP
from mailreg.store.values import NewStep, Step

RANK = {status: rank for rank, status in enumerate(Status)}  # the order in which lists look
# Built once: they run for every letter or decision.
NEW_STEP = insert(STEP).returning(STEP.c.id)
SET_OUTBOX = update(STEP).where(STEP.c.id == bindparam("step")).values(outbox_id=bindparam("mail"))
BY_HAND = "by_hand"  # staff answered from their own mail program: the conversation is theirs
HANDED_BACK = "handed_back"  # until they say that mailreg may answer again
LAST_HAND = (
    select(STEP.c.action)
    .where(STEP.c.application_id == bindparam("of_application"))
    .where(STEP.c.action.in_([BY_HAND, HANDED_BACK]))
    .order_by(STEP.c.id.desc())
    .limit(1)
)
STATUSES = select(REGISTRATION.c.status).where(
    REGISTRATION.c.application_id == bindparam("of_application")
)
STEPS = select(STEP).where(STEP.c.application_id == bindparam("of_application")).order_by(STEP.c.id)


def record(
    tx: Transaction, application_id: int, step: NewStep, *, is_full: bool | None = None
) -> int:
    """Carry out the moves, write the step and return its id; `is_full` None leaves it as it is.

    Who is new with this step, moved from no status, is there already (`enroll`). Raises Conflict
    where somebody, or a wish for a session, no longer stands where a move begins; nothing is to
    be kept then.
    """
    new = {move.number for move in step.moves if move.before is None}
    for move in step.moves:
        if move.number not in new:
            carry_out(tx, application_id, move)
    kept = [move for move in step.session_moves if move.number not in new]
    carry_out_sessions(tx, application_id, kept)
    if is_full is not None:
        people = REGISTRATION.c.application_id == application_id
        tx.connection.execute(update(REGISTRATION).where(people).values(is_full=is_full))
    statuses = tx.connection.execute(STATUSES, {"of_application": application_id}).scalars()
    status = overall_status(Status(value) for value in statuses)
    touch(tx, application_id, {"status": status})
    return write_step(tx, application_id, step)


def overall_status(statuses: Iterable[Status]) -> str | None:
    """What an application is listed as: the first status that any of its people has."""
    first = min(statuses, key=RANK.__getitem__, default=None)
    return None if first is None else first.value


def touch(tx: Transaction, application_id: int, values: dict[str, object]) -> None:
    """Change the application's own row, and count the change."""
    values = {**values, "version": APPLICATION.c.version + 1}
    statement = update(APPLICATION).where(APPLICATION.c.id == application_id).values(values)
    tx.connection.execute(statement)


def is_with_staff(tx: Transaction, application_id: int) -> bool:
    """Whether staff answered by hand, and have not handed the conversation back since."""
    last = tx.connection.execute(LAST_HAND, {"of_application": application_id}).scalar()
    return bool(last == BY_HAND)


def write_step(tx: Transaction, application_id: int, step: NewStep) -> int:
    """Write one line of history and return its id."""
    values = {
        "application_id": application_id,
        "at": step.at,
        "decided_by": step.by,
        "action": step.action,
        "moves": [move_json(move) for move in step.moves],
        "session_moves": [session_move_json(move) for move in step.session_moves],
        "note": step.note,
        "outbox_id": step.outbox_id,
        "undoes": step.undoes,
        "message_id": step.message_id,
        "detail": step.detail,
    }
    return int(tx.connection.execute(NEW_STEP, values).scalar_one())


def set_step_outbox(tx: Transaction, step_id: int, outbox_id: int) -> None:
    """Name the mail that was drafted with a step."""
    tx.connection.execute(SET_OUTBOX, {"step": step_id, "mail": outbox_id})


def history(tx: Transaction, application_id: int) -> list[Step]:
    """Everything that was done, oldest first."""
    found = tx.connection.execute(STEPS, {"of_application": application_id})
    return [_step(row) for row in found]


def last_step(tx: Transaction, application_id: int) -> Step | None:
    """The newest line of the history; None where there is none."""
    statement = (
        select(STEP)
        .where(STEP.c.application_id == application_id)
        .order_by(STEP.c.id.desc())
        .limit(1)
    )
    row = tx.connection.execute(statement).one_or_none()
    return None if row is None else _step(row)


def _step(row: Row[tuple[object, ...]]) -> Step:
    return Step(
        id=row.id,
        at=row.at,
        by=row.decided_by,
        action=row.action,
        moves=tuple(move_of(entries) for entries in row.moves),
        session_moves=tuple(session_move_of(entries) for entries in row.session_moves),
        note=row.note,
        outbox_id=row.outbox_id,
        undoes=row.undoes,
        message_id=row.message_id,
        detail=row.detail,
    )
