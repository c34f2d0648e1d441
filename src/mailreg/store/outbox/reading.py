"""Outgoing mail, read back; while it is paused, what would leave is shown as held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, func, select

from mailreg.store.database import Transaction
from mailreg.store.installation import EVERYTHING, is_stopped, paused
from mailreg.store.tables import APPLICATION, OUTBOX, OUTBOX_CONTENT, TALLY
from mailreg.store.tallies import Subject, tally
from mailreg.store.values import HoldReason, OutboxRow, OutboxState

LIMITS = (
    HoldReason.LIMIT_HOUR,
    HoldReason.LIMIT_ADDRESS,
    HoldReason.LIMIT_RECEIPTS,
    HoldReason.LIMIT_REPEATED,
)
PAUSED = "paused"  # the reason that is shown then
LEAVING = frozenset({OutboxState.QUEUED, OutboxState.DEFERRED})  # states that a pause holds up
COLUMNS = (
    OUTBOX.c.id,
    APPLICATION.c.reference,
    OUTBOX.c.event,
    OUTBOX.c.template,
    OUTBOX.c.recipient,
    OUTBOX.c.sender,
    OUTBOX.c.mailbox,
    OUTBOX.c.message_id,
    OUTBOX.c.state,
    OUTBOX.c.reason,
    OUTBOX.c.attempts,
    OUTBOX.c.due_at,
    OUTBOX.c.created_at,
    OUTBOX.c.last_reply,
    OUTBOX.c.is_resent,
    OUTBOX.c.sent_at,
    is_stopped(OUTBOX.c.event).label("is_stopped"),
)


def row(tx: Transaction, outbox_id: int) -> OutboxRow | None:
    """One mail with its bytes; None where there is none of that id."""
    found = _mails(tx, ONES, {"ids": [outbox_id]})
    return found[0] if found else None


def of_application(tx: Transaction, application_id: int) -> list[OutboxRow]:
    """The mails of a conversation, oldest first, without their bytes."""
    return _mails(tx, CONVERSATION, {"conversation": application_id})


def number_of(tx: Transaction, application_id: int) -> int:
    """How many mails there are of a conversation, in whatever state."""
    return int(tx.connection.execute(NUMBER, {"conversation": application_id}).scalar_one())


def all(  # noqa: A001 (read as outbox.all)
    tx: Transaction, *, state: OutboxState | None = None
) -> list[OutboxRow]:
    """Every mail, or those that are shown in a state, oldest first, without their bytes."""
    statement = _select_mails()
    if state is not None and not paused(tx):
        statement = statement.where(OUTBOX.c.state == state.value)
    return [mail for mail in _mails(tx, statement) if state in {None, mail.state}]


def page(
    tx: Transaction, state: OutboxState | None, *, before: int | None, limit: int
) -> list[OutboxRow]:
    """Mails that stand in a state, or all, newest first, each with a smaller id than `before`.

    What a pause holds is shown as held, and found under the state in which it stands.
    """
    statement = _select_mails().order_by(None).order_by(OUTBOX.c.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(OUTBOX.c.state == state.value)
    if before is not None:
        statement = statement.where(OUTBOX.c.id < before)
    return _mails(tx, statement)


def rows_with_content(tx: Transaction, ids: Sequence[int]) -> list[OutboxRow]:
    """These mails with their bytes, in the order of `ids`."""
    mails = _mails(tx, ONES, {"ids": ids})
    by_id = {mail.id: mail for mail in mails}
    return [by_id[id_] for id_ in ids]


def limited(tx: Transaction) -> int:
    """How many mails one of the limits holds."""
    statement = (
        select(func.count())
        .select_from(OUTBOX)
        .where(
            OUTBOX.c.state == OutboxState.HELD.value,
            OUTBOX.c.reason.in_([reason.value for reason in LIMITS]),
        )
    )
    return int(tx.connection.execute(statement).scalar_one())


def next_due(tx: Transaction) -> datetime | None:
    """When the next mail leaves by itself; None while none does."""
    stopped = paused(tx)
    if EVERYTHING in stopped:
        return None
    statement = (
        select(OUTBOX.c.leaves_at)
        .where(OUTBOX.c.leaves_at.is_not(None), *unless_stopped(stopped))
        .order_by(OUTBOX.c.leaves_at)
        .limit(1)
    )
    found: datetime | None = tx.connection.execute(statement).scalar()
    return found


def unless_stopped(stopped: frozenset[str]) -> list[ColumnElement[bool]]:
    """The condition that leaves out what belongs to a paused event."""
    return [OUTBOX.c.event.not_in(stopped)] if stopped else []


def counts(tx: Transaction) -> dict[str, int]:
    """How many mails are shown in each state that any is in."""
    stopped = paused(tx)
    counted: Counter[str] = Counter()
    for row in tally(tx, Subject.OUTBOX, TALLY.c.status, TALLY.c.event):
        is_held = row.status in LEAVING and bool(stopped & {EVERYTHING, row.event})
        counted[OutboxState.HELD.value if is_held else row.status] += row.number
    return dict(counted)


def _select_mails(*, with_content: bool = False) -> Select[tuple[object, ...]]:
    joined = OUTBOX.join(APPLICATION, APPLICATION.c.id == OUTBOX.c.application_id)
    columns = [*COLUMNS, OUTBOX_CONTENT.c.content] if with_content else [*COLUMNS]
    if with_content:
        joined = joined.join(OUTBOX_CONTENT, OUTBOX_CONTENT.c.outbox_id == OUTBOX.c.id)
    return select(*columns).select_from(joined).order_by(OUTBOX.c.id)


def _mails(
    tx: Transaction,
    statement: Select[tuple[object, ...]],
    values: Mapping[str, object] | None = None,
) -> list[OutboxRow]:
    return [_mail(row) for row in tx.connection.execute(statement, values).mappings()]


def _mail(found: RowMapping) -> OutboxRow:
    columns = dict(found)
    state = OutboxState(columns["state"])
    if columns.pop("is_stopped") and state in LEAVING:
        return OutboxRow(**{**columns, "state": OutboxState.HELD, "reason": PAUSED})
    return OutboxRow(**{**columns, "state": state})


# Built once: they run for every mail or letter.
ONES = _select_mails(with_content=True).where(OUTBOX.c.id.in_(bindparam("ids", expanding=True)))
CONVERSATION = _select_mails().where(OUTBOX.c.application_id == bindparam("conversation"))
NUMBER = select(func.count()).where(OUTBOX.c.application_id == bindparam("conversation"))
