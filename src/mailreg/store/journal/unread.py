"""Messages that were recorded without their bytes: renumbered, asked for after all, given up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select, update

from mailreg.message import FetchKey
from mailreg.store.database import Transaction
from mailreg.store.journal.cursors import known_uids
from mailreg.store.journal.intake import add_locations
from mailreg.store.sealing import chunked
from mailreg.store.tables import LOCATION, MESSAGE
from mailreg.store.values import MessageState, UnreadMessage

GONE = "gone"  # the reason of what was asked for and is not on the server any more
IS_WANTED = (MESSAGE.c.state == MessageState.STORED.value) & MESSAGE.c.has_content.is_(False)


def wanted(tx: Transaction, mailbox: str, uidvalidity: int) -> dict[int, list[int]]:
    """The messages that are to be processed and whose bytes we do not have, by id.

    The values are their UIDs, none where they were seen only under another UIDVALIDITY.
    """
    statement = (
        select(MESSAGE.c.id, LOCATION.c.mailbox, LOCATION.c.uidvalidity, LOCATION.c.uid)
        .join(LOCATION, LOCATION.c.message_id == MESSAGE.c.id)
        .where(IS_WANTED)  # few; asked for the mailbox too, SQLite would walk over all its places
        .order_by(LOCATION.c.uid)
    )
    found: dict[int, list[int]] = {}
    for row in tx.connection.execute(statement):
        if row.mailbox != mailbox:
            continue
        uids = found.setdefault(row.id, [])
        if row.uidvalidity == uidvalidity:
            uids.append(row.uid)
    return found


def unread(tx: Transaction, mailbox: str) -> list[UnreadMessage]:
    """Every message of the mailbox whose bytes we never had, in the order of recording."""
    statement = (
        select(MESSAGE.c.id, MESSAGE.c.sender, MESSAGE.c.received_at, MESSAGE.c.size_bytes)
        .where(MESSAGE.c.mailbox == mailbox, MESSAGE.c.raw_hash.is_(None))
        .order_by(MESSAGE.c.id)
    )
    return [
        UnreadMessage(
            id=row.id,
            sender=row.sender or "",
            received_at=row.received_at,
            size_bytes=row.size_bytes,
        )
        for row in tx.connection.execute(statement)
    ]


def renumber(
    tx: Transaction, mailbox: str, uidvalidity: int, ids: Mapping[int, int], *, now: datetime
) -> None:
    """Record where messages lie now, their ids by UID; a place that is known changes nothing."""
    known = known_uids(tx, mailbox, uidvalidity)  # the server may go back to an old numbering
    places = [
        (FetchKey(mailbox=mailbox, uidvalidity=uidvalidity, uid=uid), id_)
        for uid, id_ in ids.items()
        if uid not in known
    ]
    add_locations(tx, places, now)


def give_up(tx: Transaction, message_ids: Iterable[int]) -> None:
    """Record that these are not to be had any more; of no effect where their bytes have come."""
    for chunk in chunked(sorted(set(message_ids))):
        gone = update(MESSAGE).where(MESSAGE.c.id.in_(chunk), IS_WANTED)
        tx.connection.execute(gone.values(state=MessageState.IGNORED.value, reason=GONE))
