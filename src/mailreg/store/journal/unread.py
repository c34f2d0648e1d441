"""Messages that were recorded without their bytes: asked for after all, or given up."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update

from mailreg.store.database import Transaction
from mailreg.store.sealing import chunked
from mailreg.store.tables import LOCATION, MESSAGE
from mailreg.store.values import MessageState

GONE = "gone"  # the reason of what was asked for and is not on the server any more
IS_WANTED = (MESSAGE.c.state == MessageState.STORED.value) & MESSAGE.c.has_content.is_(False)


def wanted(tx: Transaction, mailbox: str, uidvalidity: int) -> dict[int, list[int]]:
    """The messages that are to be processed and whose bytes we do not have, by id.

    The values are their UIDs, none where they were seen only under another UIDVALIDITY.
    """
    statement = (
        select(MESSAGE.c.id, LOCATION.c.uidvalidity, LOCATION.c.uid)
        .join(LOCATION, LOCATION.c.message_id == MESSAGE.c.id)
        .where(IS_WANTED, LOCATION.c.mailbox == mailbox)
        .order_by(LOCATION.c.uid)
    )
    found: dict[int, list[int]] = {}
    for row in tx.connection.execute(statement):
        uids = found.setdefault(row.id, [])
        if row.uidvalidity == uidvalidity:
            uids.append(row.uid)
    return found


def give_up(tx: Transaction, message_ids: Iterable[int]) -> None:
    """Record that these are not to be had any more; of no effect where their bytes have come."""
    for chunk in chunked(sorted(set(message_ids))):
        gone = update(MESSAGE).where(MESSAGE.c.id.in_(chunk), IS_WANTED)
        tx.connection.execute(gone.values(state=MessageState.IGNORED.value, reason=GONE))
