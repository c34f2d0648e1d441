"""Which messages may leave the watched folder, and where they went.

`location.is_due` repeats the rule, so that asking for work costs the same whatever the folder
holds. Taken over is what has its application and whose answer, if any, is in the outbox; machine
mail that was ignored goes too, lists and bulk stay. What was there before mailreg stays, and so
does what is over the size limit or belongs to nobody yet. A letter read in shadow is left alone
until its application has mail that is more than a record of what would have been sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select, update

from mailreg.extraction import Intent
from mailreg.message import FetchKey
from mailreg.store.database import Transaction
from mailreg.store.sealing import chunked
from mailreg.store.tables import LOCATION, MESSAGE, OUTBOX, REGISTRATION
from mailreg.store.values import Filing, MessageState, OutboxState

BEFORE_START = "before_start"  # the reason of what was there before mailreg
SHADOW = "shadow"  # the reason of mail that was cancelled because it was drafted in shadow


def to_file(tx: Transaction, mailbox: str, uidvalidity: int, *, limit: int) -> list[Filing]:
    """What is taken over and still lies in the watched folder, oldest first."""
    folder = {"of_mailbox": mailbox, "validity": uidvalidity, "at_most": limit}
    return [
        Filing(
            location_id=row.id,
            key=FetchKey(mailbox=mailbox, uidvalidity=uidvalidity, uid=row.uid),
        )
        for row in tx.connection.execute(DUE, folder)
    ]


def filed(
    tx: Transaction, filed: Mapping[int, FetchKey | None], *, folder: str, now: datetime
) -> None:
    """Record where messages were moved to; None where the server did not tell."""
    if not filed:
        return
    rows = [
        {
            "location": location_id,
            "validity": None if key is None else key.uidvalidity,
            "place": None if key is None else key.uid,
            "into": folder,
            "now": now,
        }
        for location_id, key in filed.items()
    ]
    tx.connection.execute(FILED, rows)


def gone(tx: Transaction, location_ids: Iterable[int], now: datetime) -> None:
    """Record that somebody else moved or deleted them before we could."""
    for chunk in chunked(sorted(set(location_ids))):
        statement = update(LOCATION).where(LOCATION.c.id.in_(chunk))
        tx.connection.execute(statement.values(is_due=False, gone_at=now))


def refresh_filing(tx: Transaction, message_ids: Iterable[int]) -> None:
    """Look again whether these messages may be moved; for whatever changes a part of the rule."""
    for chunk in chunked(sorted(set(message_ids))):
        tx.connection.execute(REFRESH_MESSAGES, {"message_ids": list(chunk)})


def refresh_filing_of_message(tx: Transaction, message_id: int) -> None:
    """The same for one message."""
    tx.connection.execute(REFRESH_MESSAGE, {"message": message_id})


def refresh_filing_of_application(tx: Transaction, application_id: int) -> None:
    """The same for every message of a conversation."""
    tx.connection.execute(REFRESH_CONVERSATION, {"conversation": application_id})


def _is_taken_over() -> ColumnElement[bool]:
    state = MESSAGE.c.state
    is_machine_mail = and_(
        state == MessageState.IGNORED.value,
        MESSAGE.c.reason.is_distinct_from(BEFORE_START),
        MESSAGE.c.intent.is_distinct_from(Intent.BULK.value),
    )
    has_people = exists().where(REGISTRATION.c.application_id == MESSAGE.c.application_id)
    is_joined = and_(state == MessageState.REVIEW.value, has_people)
    is_settled = or_(state == MessageState.PROCESSED.value, is_machine_mail, is_joined)
    return and_(MESSAGE.c.is_complete.is_(True), is_settled, _is_live())


def _is_live() -> ColumnElement[bool]:
    is_record = and_(
        OUTBOX.c.state == OutboxState.CANCELLED.value, OUTBOX.c.reason.is_not_distinct_from(SHADOW)
    )
    has_mail = exists().where(OUTBOX.c.application_id == MESSAGE.c.application_id, ~is_record)
    return or_(MESSAGE.c.is_shadow.is_(False), has_mail)


# Built once: they run for every message and every mail.
DUE = (
    select(LOCATION.c.id, LOCATION.c.uid)
    .where(LOCATION.c.mailbox == bindparam("of_mailbox"))
    .where(LOCATION.c.uidvalidity == bindparam("validity"), LOCATION.c.is_due.is_(True))
    .order_by(LOCATION.c.uid)
    .limit(bindparam("at_most"))
)
FILED = (
    update(LOCATION)
    .where(LOCATION.c.id == bindparam("location"))
    .values(
        is_due=False,
        filed_at=bindparam("now"),
        folder=bindparam("into"),
        filed_uidvalidity=bindparam("validity"),
        filed_uid=bindparam("place"),
    )
)
REFRESH = (
    update(LOCATION)
    .where(LOCATION.c.filed_at.is_(None), LOCATION.c.gone_at.is_(None))
    .values(is_due=exists().where(MESSAGE.c.id == LOCATION.c.message_id, _is_taken_over()))
)
REFRESH_MESSAGES = REFRESH.where(
    LOCATION.c.message_id.in_(bindparam("message_ids", expanding=True))
)
REFRESH_MESSAGE = REFRESH.where(LOCATION.c.message_id == bindparam("message"))
CONVERSATION = select(MESSAGE.c.id).where(MESSAGE.c.application_id == bindparam("conversation"))
REFRESH_CONVERSATION = REFRESH.where(LOCATION.c.message_id.in_(CONVERSATION))
