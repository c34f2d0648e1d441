"""What came to wait for staff since they were last told, and how far that was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from mailreg.registration.values import Status
from mailreg.store.applications.moving import move_of
from mailreg.store.database import Transaction
from mailreg.store.tables import APPLICATION, MESSAGE, REGISTRATION, SETTING, STEP
from mailreg.store.values import MessageState


@dataclass(frozen=True, slots=True, kw_only=True)
class NewlyWaiting:
    """A case that waits; nothing of what it says."""

    reference: str | None  # None: a letter of no application
    event: str | None  # slug
    name: str | None  # of the contact
    people: int
    since: datetime  # when its letter came, UTC
    message_id: int | None  # the letter that is to be read; None: a decision is waited for


def setting(tx: Transaction, name: str) -> str | None:
    """A value of the installation; None where it was never set."""
    found: str | None = tx.connection.execute(
        select(SETTING.c.value).where(SETTING.c.name == name)
    ).scalar()
    return found


def set_setting(tx: Transaction, name: str, value: str) -> None:
    """Set a value of the installation."""
    new = tx.insert(SETTING).values(name=name, value=value)
    tx.connection.execute(new.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def last_step_id(tx: Transaction) -> int:
    """How far the history has come; 0 where nothing happened yet."""
    return int(tx.connection.execute(select(func.max(STEP.c.id))).scalar() or 0)


def last_settled_id(tx: Transaction) -> int:
    """The last message before the first that is still to be processed."""
    stored = select(func.min(MESSAGE.c.id)).where(MESSAGE.c.state == MessageState.STORED.value)
    first = tx.connection.execute(stored).scalar()
    if first is not None:
        return int(first) - 1
    return int(tx.connection.execute(select(func.max(MESSAGE.c.id))).scalar() or 0)


def to_decide(tx: Transaction, *, after: int, until: int) -> list[NewlyWaiting]:
    """Applications that came to be pending in the steps from `after` on, and still are."""
    steps = select(STEP.c.application_id, STEP.c.moves).where(STEP.c.id > after, STEP.c.id <= until)
    ids = {
        row.application_id
        for row in tx.connection.execute(steps)
        if any(move_of(move).after is Status.PENDING for move in row.moves)
    }
    is_pending = APPLICATION.c.status == Status.PENDING.value
    return _applications(tx, [APPLICATION.c.id.in_(ids), is_pending]) if ids else []


def to_read(tx: Transaction, *, after: int, until: int) -> list[NewlyWaiting]:
    """Letters from `after` on that a person must read."""
    statement = (
        select(
            MESSAGE.c.id,
            MESSAGE.c.received_at,
            APPLICATION.c.reference,
            APPLICATION.c.event,
            APPLICATION.c.contact_name,
        )
        .select_from(MESSAGE.outerjoin(APPLICATION, APPLICATION.c.id == MESSAGE.c.application_id))
        .where(MESSAGE.c.id > after, MESSAGE.c.id <= until)
        .where(MESSAGE.c.state == MessageState.REVIEW.value)
        .order_by(MESSAGE.c.id)
    )
    return [
        NewlyWaiting(
            reference=row.reference,
            event=row.event,
            name=row.contact_name,
            people=1,
            since=row.received_at,
            message_id=row.id,
        )
        for row in tx.connection.execute(statement)
    ]


def _applications(tx: Transaction, which: Sequence[ColumnElement[bool]]) -> list[NewlyWaiting]:
    people = (
        select(func.count())
        .where(REGISTRATION.c.application_id == APPLICATION.c.id)
        .scalar_subquery()
    )
    statement = select(APPLICATION, people.label("people")).where(*which)
    return [
        NewlyWaiting(
            reference=row.reference,
            event=row.event,
            name=row.contact_name,
            people=row.people,
            since=row.received_at,
            message_id=None,
        )
        for row in tx.connection.execute(statement.order_by(APPLICATION.c.id))
    ]
