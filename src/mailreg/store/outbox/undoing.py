"""Taking back a decision's mail, and giving back what it had replaced."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from mailreg.store.database import Transaction
from mailreg.store.tables import OUTBOX
from mailreg.store.values import HoldReason, OutboxState

NOT_LEFT = (OutboxState.HELD, OutboxState.QUEUED, OutboxState.DEFERRED)


def cancel(tx: Transaction, outbox_id: int, *, reason: str) -> bool:
    """Cancel one mail that surely never arrived; False where it has left or may have."""
    statement = (
        update(OUTBOX)
        .where(OUTBOX.c.id == outbox_id, OUTBOX.c.is_resent.is_(False))
        .where(OUTBOX.c.state.in_([state.value for state in NOT_LEFT]))
        .values(state=OutboxState.CANCELLED.value, reason=reason, leaves_at=None)
    )
    return tx.connection.execute(statement).rowcount == 1


def restore(
    tx: Transaction, application_id: int, *, replaced: str, hold: HoldReason, due_at: datetime
) -> None:
    """Hold again what was cancelled for the reason `replaced`; it leaves as `hold` says."""
    leaves_at = due_at if hold is HoldReason.UNDO else None
    statement = (
        update(OUTBOX)
        .where(OUTBOX.c.application_id == application_id, OUTBOX.c.reason == replaced)
        .where(OUTBOX.c.state == OutboxState.CANCELLED.value)
        .values(state=OutboxState.HELD.value, reason=hold.value, due_at=due_at, leaves_at=leaves_at)
    )
    tx.connection.execute(statement)
