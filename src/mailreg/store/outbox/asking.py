"""What applications were asked, and whether it was said to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import RowMapping, bindparam, exists, select

from mailreg.registration.values import Reply, Status
from mailreg.store.database import Transaction
from mailreg.store.tables import APPLICATION, MESSAGE, OUTBOX
from mailreg.store.values import Asked, MessageState, OutboxState

UNSENT = frozenset(
    {OutboxState.HELD, OutboxState.QUEUED, OutboxState.SENDING, OutboxState.DEFERRED}
)
WAITS_FOR_STAFF = exists().where(
    MESSAGE.c.application_id == APPLICATION.c.id,
    MESSAGE.c.state.in_([MessageState.REVIEW.value, MessageState.QUARANTINED.value]),
)
# Built once: it runs at every look at the clock.
MAILS = (
    select(
        OUTBOX.c.id,
        OUTBOX.c.application_id,
        OUTBOX.c.template,
        OUTBOX.c.state,
        OUTBOX.c.sent_at,
    )
    .join(APPLICATION, APPLICATION.c.id == OUTBOX.c.application_id)
    .where(APPLICATION.c.event == bindparam("of_event"), APPLICATION.c.is_shadow.is_(False))
    .where(APPLICATION.c.status == Status.INCOMPLETE.value, ~WAITS_FOR_STAFF)
    .where(OUTBOX.c.state != OutboxState.CANCELLED.value)
    .order_by(OUTBOX.c.application_id, OUTBOX.c.id)
)


def asked(tx: Transaction, slug: str, *, only: int | None = None) -> Iterator[Asked]:
    """The incomplete applications to which the question has been sent, one after another.

    Left out is where a mail is still to leave, where a letter waits for staff, and what was read in
    shadow.
    """
    statement = MAILS if only is None else MAILS.where(OUTBOX.c.application_id == only)
    rows = tx.connection.execute(statement, {"of_event": slug}).mappings()
    for application_id, mails in groupby(rows, key=_application_of):
        found = _asked(application_id, tuple(mails))
        if found is not None:
            yield found


def _asked(application_id: int, mails: Sequence[RowMapping]) -> Asked | None:
    questions = [mail for mail in mails if mail["template"] == Reply.INCOMPLETE]
    asked_at = _sent_at(questions[-1]) if questions else None
    if asked_at is None or any(OutboxState(mail["state"]) in UNSENT for mail in mails):
        return None
    since = [mail for mail in mails if mail["id"] >= questions[-1]["id"]]
    sent = [moment for moment in map(_sent_at, since) if moment is not None]
    return Asked(
        application_id=application_id,
        asked_at=asked_at,
        told_at=max(sent),
        reminders=sum(mail["template"] == Reply.REMINDER for mail in since),
    )


def _application_of(mail: RowMapping) -> int:
    application_id: int = mail["application_id"]
    return application_id


def _sent_at(mail: RowMapping) -> datetime | None:
    """When it left; None where it did not, or nobody knows."""
    moment: datetime | None = mail["sent_at"]
    return moment if mail["state"] == OutboxState.SENT else None
