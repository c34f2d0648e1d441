"""One process at a time has a mail in hand, and what a dead one had is taken over at once.

A claim names the worker, whose lock dies with its process (see `presence`). `data_begun_at` is
committed before the final dot can be sent: where it is empty, nothing arrived; where it is set
and no answer is known, the mail may have arrived (RFC 1047). Such a mail is sent once more under
the same Message-ID; if that end is lost as well, it is `unknown` and staff see it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select, update

from mailreg.store.database import Transaction
from mailreg.store.installation import EVERYTHING, is_stopped, paused
from mailreg.store.outbox.reading import rows_with_content, unless_stopped
from mailreg.store.tables import OUTBOX
from mailreg.store.values import Attempt, OutboxRow, OutboxState

UNCLAIMED = {"claimed_by": None, "data_begun_at": None}
# Built once: they run for every mail.
BEGIN_DATA = (
    update(OUTBOX)
    .where(OUTBOX.c.id.in_(bindparam("mails", expanding=True)))
    .where(OUTBOX.c.state == OutboxState.SENDING.value)
    .where(OUTBOX.c.claimed_by == bindparam("worker"), ~is_stopped(OUTBOX.c.event))
    .values(data_begun_at=bindparam("now"))
    .returning(OUTBOX.c.id)
)
CONCLUDE = update(OUTBOX).where(
    OUTBOX.c.id == bindparam("mail"), OUTBOX.c.state != OutboxState.SENT.value
)
CONCLUDE_SENT = CONCLUDE.values(unsaved_in=OUTBOX.c.mailbox)


def claim(tx: Transaction, *, worker: str, now: datetime, limit: int) -> list[OutboxRow]:
    """Take what is due and not paused in hand, the longest due first, with its bytes."""
    stopped = paused(tx)
    if EVERYTHING in stopped:
        return []
    due = (
        select(OUTBOX.c.id)
        .where(OUTBOX.c.leaves_at <= now, *unless_stopped(stopped))
        .order_by(OUTBOX.c.leaves_at, OUTBOX.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = tx.connection.execute(due).scalars().all()
    values = {
        "state": OutboxState.SENDING.value,
        "reason": None,
        "leaves_at": None,
        "claimed_by": worker,
        "data_begun_at": None,
        "attempts": OUTBOX.c.attempts + 1,
    }
    tx.connection.execute(update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(values))
    return rows_with_content(tx, ids)


def about_to_send(tx: Transaction, ids: Collection[int], *, worker: str, now: datetime) -> Set[int]:
    """Record that from now on an end without an answer is ambiguous; to be committed before DATA.

    Returns those that may be sent: the others were paused or are no longer in this worker's hand.
    """
    begun = {"mails": list(ids), "worker": worker, "now": now}
    return set(tx.connection.execute(BEGIN_DATA, begun).scalars())


def conclude(tx: Transaction, attempts: Mapping[int, Attempt], *, now: datetime) -> None:
    """Record what attempts came to, by mail, and let go of these; what was sent stays sent."""
    sent = [
        {"mail": outbox_id, **_concluded(attempt, now)}
        for outbox_id, attempt in attempts.items()
        if attempt.state is OutboxState.SENT
    ]
    if sent:
        tx.connection.execute(CONCLUDE_SENT, sent)
    for outbox_id, attempt in attempts.items():
        if attempt.state is not OutboxState.SENT:
            tx.connection.execute(CONCLUDE, {"mail": outbox_id, **_concluded(attempt, now)})


def _concluded(attempt: Attempt, now: datetime) -> dict[str, object]:
    values: dict[str, object] = {
        "state": attempt.state.value,
        "last_reply": attempt.reply,
        "reason": attempt.reason,
        **UNCLAIMED,
    }
    if attempt.is_ambiguous:
        values["is_resent"] = True
    if attempt.state is OutboxState.SENT:
        values |= {"sent_at": now, "leaves_at": None}
    if attempt.state in {OutboxState.QUEUED, OutboxState.DEFERRED}:
        values |= {"due_at": attempt.due_at or now, "leaves_at": attempt.due_at or now}
    return values


def unclaim(tx: Transaction, worker: str, *, now: datetime) -> None:
    """Put back what this worker has in hand and has not begun to send."""
    _put_back(tx, OUTBOX.c.claimed_by == worker, now)


def take_over(tx: Transaction, dead: Sequence[str], *, now: datetime) -> int:
    """Put back what dead workers had in hand; return how many mails that were.

    What they had not begun to send did not count as an attempt. What may have arrived is sent once
    more; if it was that already, it becomes `unknown`.
    """
    of_the_dead = OUTBOX.c.claimed_by.in_(dead)
    untouched = _put_back(tx, of_the_dead, now)
    begun = (OUTBOX.c.state == OutboxState.SENDING.value) & of_the_dead
    lost = update(OUTBOX).where(begun, OUTBOX.c.is_resent.is_(True))
    unknown = tx.connection.execute(
        lost.values(state=OutboxState.UNKNOWN.value, reason="no_answer_twice", **UNCLAIMED)
    )
    again = update(OUTBOX).where(begun).values(**_queued(now), is_resent=True)
    return untouched + unknown.rowcount + tx.connection.execute(again).rowcount


def claimants(tx: Transaction) -> list[str]:
    """The workers that have mail in hand, dead or alive."""
    statement = select(OUTBOX.c.claimed_by).where(OUTBOX.c.state == OutboxState.SENDING.value)
    return sorted(set(tx.connection.execute(statement).scalars()))


def _put_back(tx: Transaction, whose: ColumnElement[bool], now: datetime) -> int:
    statement = update(OUTBOX).where(
        OUTBOX.c.state == OutboxState.SENDING.value, whose, OUTBOX.c.data_begun_at.is_(None)
    )
    values = _queued(now) | {"attempts": OUTBOX.c.attempts - 1}
    return tx.connection.execute(statement.values(values)).rowcount


def _queued(now: datetime) -> dict[str, object]:
    return {"state": OutboxState.QUEUED.value, "due_at": now, "leaves_at": now, **UNCLAIMED}
