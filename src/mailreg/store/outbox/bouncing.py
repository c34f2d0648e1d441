"""Mail of ours that came back: which one it is, and that it did not arrive."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, or_, select, update

from mailreg.store.database import Transaction
from mailreg.store.tables import OUTBOX
from mailreg.store.values import OutboxState, SentMail

ARRIVED = (OutboxState.SENT, OutboxState.UNKNOWN)  # as far as we know
COLUMNS = (OUTBOX.c.id, OUTBOX.c.application_id, OUTBOX.c.message_id, OUTBOX.c.recipient_key)
MAX_FOUND = 100  # mails of one question


def of_tokens(tx: Transaction, tokens: Collection[str]) -> list[SentMail]:
    """The mails, in whatever state, that went out under one of these tokens, newest first."""
    begins = [OUTBOX.c.message_id.startswith(f"<mailreg.{token}.") for token in set(tokens)]
    return _found(tx, select(*COLUMNS).where(or_(*begins))) if begins else []


def sent_to(tx: Transaction, addresses: Collection[str], *, since: datetime) -> list[SentMail]:
    """The mails that were taken for one of these addresses since then, newest first."""
    keys = sorted({address.casefold() for address in addresses})
    statement = select(*COLUMNS).where(
        OUTBOX.c.recipient_key.in_(keys), OUTBOX.c.sent_at >= since, _has_arrived()
    )
    return _found(tx, statement) if keys else []


def come_back(tx: Transaction, outbox_id: int, *, reason: str, reply: str | None) -> bool:
    """Record that a mail did not arrive after all; False where it is not known as sent."""
    values: dict[str, object] = {"state": OutboxState.FAILED.value, "reason": reason}
    if reply:
        values["last_reply"] = reply
    statement = update(OUTBOX).where(OUTBOX.c.id == outbox_id, _has_arrived()).values(values)
    return tx.connection.execute(statement).rowcount == 1


def _has_arrived() -> ColumnElement[bool]:
    return OUTBOX.c.state.in_([state.value for state in ARRIVED])


def _found(tx: Transaction, statement: Select[tuple[object, ...]]) -> list[SentMail]:
    newest = statement.order_by(OUTBOX.c.id.desc()).limit(MAX_FOUND)
    rows: Sequence[Row[tuple[object, ...]]] = tx.connection.execute(newest).all()
    return [
        SentMail(
            id=row.id,
            application_id=row.application_id,
            message_id=row.message_id,
            recipient=row.recipient_key,
        )
        for row in rows
    ]
