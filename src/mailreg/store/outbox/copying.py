"""Copies of what was sent, for the Sent folder: one process at a time has a mail in hand.

`unsaved_in` names the mailbox that lacks its copy, and `claimed_by`, of a mail that is sent, the
worker that is about to append it. A mark that a dead worker left, or that is our own from an append
that failed, may stand for a copy that is there: it is looked for before another is appended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select, update

from mailreg.store.database import Transaction
from mailreg.store.outbox.reading import rows_with_content
from mailreg.store.sealing import chunked
from mailreg.store.tables import OUTBOX
from mailreg.store.values import OutboxState, UnsavedMail

IS_SENT = OUTBOX.c.state == OutboxState.SENT.value


def savers(tx: Transaction, mailbox: str) -> set[str | None]:
    """Who has copies for this mailbox in hand, dead or alive; None: some are in nobody's hand."""
    statement = select(OUTBOX.c.claimed_by).where(OUTBOX.c.unsaved_in == mailbox, IS_SENT)
    return set(tx.connection.execute(statement.distinct()).scalars())


def claim_unsaved(
    tx: Transaction, mailbox: str, *, worker: str, left_over: Iterable[str], limit: int
) -> list[UnsavedMail]:
    """Take sent mail in hand that has no copy yet: nobody's, or what these workers left over."""
    is_free = or_(OUTBOX.c.claimed_by.is_(None), OUTBOX.c.claimed_by.in_(sorted(left_over)))
    statement = (
        select(OUTBOX.c.id, OUTBOX.c.claimed_by)
        .where(OUTBOX.c.unsaved_in == mailbox, IS_SENT, is_free)
        .order_by(OUTBOX.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed_by = {row.id: row.claimed_by for row in tx.connection.execute(statement)}
    if not claimed_by:
        return []
    taken = update(OUTBOX).where(OUTBOX.c.id.in_(list(claimed_by)))
    tx.connection.execute(taken.values(claimed_by=worker))
    return [
        UnsavedMail(mail=mail, may_be_there=claimed_by[mail.id] is not None)
        for mail in rows_with_content(tx, list(claimed_by))
    ]


def saved(tx: Transaction, ids: Sequence[int], *, worker: str) -> None:
    """Record that these have their copy; what was sent again meanwhile needs another."""
    for chunk in chunked(sorted(set(ids))):
        mine = update(OUTBOX).where(OUTBOX.c.id.in_(chunk), IS_SENT, OUTBOX.c.claimed_by == worker)
        tx.connection.execute(mine.values(unsaved_in=None, claimed_by=None))
