"""Mail that waits, is held, is taken back, or is let go by staff."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update

from mailreg.store.database import Transaction
from mailreg.store.journal.filing import SHADOW, refresh_filing_of_application
from mailreg.store.tables import OUTBOX, OUTBOX_CONTENT
from mailreg.store.values import HoldReason, NewMail, OutboxState

COPIED = (
    "application_id",
    "event",
    "template",
    "recipient",
    "sender",
    "mailbox",
    "message_id",
    "reason",
    "due_at",
    "is_automatic",
    "is_receipt",
)
# Built once: they run for every letter.
NEW_MAIL = insert(OUTBOX).returning(OUTBOX.c.id)
NEW_CONTENT = insert(OUTBOX_CONTENT)
LIMITS = (
    HoldReason.LIMIT_HOUR,
    HoldReason.LIMIT_ADDRESS,
    HoldReason.LIMIT_RECEIPTS,
    HoldReason.LIMIT_REPEATED,
)
RESENT = (OutboxState.SENT, OutboxState.FAILED, OutboxState.UNKNOWN, OutboxState.DEFERRED)


def draft(tx: Transaction, mail: NewMail, *, now: datetime, is_first: bool = False) -> int:
    """Store a finished mail and return its id.

    `is_first` where it answers the letter that is just being settled, the conversation's only one:
    settling it tells whether that letter may be filed.
    """
    values: dict[str, object] = {name: getattr(mail, name) for name in COPIED}
    values |= {
        "recipient_key": mail.recipient.casefold(),
        "state": mail.state.value,
        "leaves_at": mail.due_at if _leaves_by_itself(mail) else None,
        "attempts": 0,
        "created_at": now,
        "is_resent": False,
    }
    outbox_id = int(tx.connection.execute(NEW_MAIL, values).scalar_one())
    tx.connection.execute(NEW_CONTENT, {"outbox_id": outbox_id, "content": mail.content})
    if not is_first:
        refresh_filing_of_application(tx, mail.application_id)
    return outbox_id


def rewrite(tx: Transaction, outbox_id: int, content: bytes) -> None:
    """Give a mail other bytes; only for one that surely never arrived under its Message-ID."""
    statement = update(OUTBOX_CONTENT).where(OUTBOX_CONTENT.c.outbox_id == outbox_id)
    tx.connection.execute(statement.values(content=content))


def _leaves_by_itself(mail: NewMail) -> bool:
    is_undoable = mail.state is OutboxState.HELD and mail.reason == HoldReason.UNDO.value
    return is_undoable or mail.state in {OutboxState.QUEUED, OutboxState.DEFERRED}


def withdraw(
    tx: Transaction, application_id: int, *, reason: str, only_held: bool = True
) -> list[int]:
    """Cancel mail of a conversation that has not left, and return the ids.

    Held mail, and unless `only_held` what is queued or deferred and surely never arrived. What is
    being sent just now is left alone.
    """
    states = [OutboxState.HELD]
    if not only_held:
        states += [OutboxState.QUEUED, OutboxState.DEFERRED]
    statement = (
        update(OUTBOX)
        .where(OUTBOX.c.application_id == application_id, OUTBOX.c.is_resent.is_(False))
        .where(OUTBOX.c.state.in_([state.value for state in states]))
        .values(state=OutboxState.CANCELLED.value, reason=reason, leaves_at=None)
        .returning(OUTBOX.c.id)
    )
    return sorted(tx.connection.execute(statement).scalars())


def release(tx: Transaction, outbox_id: int, now: datetime) -> bool:
    """Let a held mail leave now; False where it is not held."""
    return _queue(tx, outbox_id, OUTBOX.c.state == OutboxState.HELD.value, now)


def resend(tx: Transaction, outbox_id: int, now: datetime) -> bool:
    """Send it again, or now, under the same Message-ID.

    False for what is held, waits or is being sent anyway, and for what was only a record of
    what would have been sent.
    """
    is_kept = and_(
        OUTBOX.c.state == OutboxState.CANCELLED.value, OUTBOX.c.reason.is_distinct_from(SHADOW)
    )
    may = or_(OUTBOX.c.state.in_([state.value for state in RESENT]), is_kept)
    return _queue(tx, outbox_id, may, now)


def _queue(tx: Transaction, outbox_id: int, may: ColumnElement[bool], now: datetime) -> bool:
    values = {
        "state": OutboxState.QUEUED.value,
        "reason": None,
        "due_at": now,
        "leaves_at": now,
        "attempts": 0,
        "unsaved_in": None,
        "claimed_by": None,
    }
    statement = update(OUTBOX).where(OUTBOX.c.id == outbox_id, may)
    return tx.connection.execute(statement.values(values)).rowcount == 1


def automatic_since(
    tx: Transaction,
    since: datetime,
    *,
    recipient: str | None = None,
    only_receipts: bool = False,
) -> int:
    """How many automatic mails were drafted since then, but for cancelled and limited ones."""
    statement = (
        select(func.count())
        .where(OUTBOX.c.created_at >= since, OUTBOX.c.is_automatic.is_(True))
        .where(OUTBOX.c.state != OutboxState.CANCELLED.value)
        .where(or_(OUTBOX.c.state != OutboxState.HELD.value, ~_is_limited()))
    )
    if recipient is not None:
        statement = statement.where(OUTBOX.c.recipient_key == recipient.casefold())
    if only_receipts:
        statement = statement.where(OUTBOX.c.is_receipt.is_(True))
    return int(tx.connection.execute(statement).scalar_one())


def _is_limited() -> ColumnElement[bool]:
    return func.coalesce(OUTBOX.c.reason, "").in_([reason.value for reason in LIMITS])
