"""Taking messages in: committed before anything changes on the server, and each only once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import TypeVar

from sqlalchemy import insert, select, update

from mailreg.message import FetchKey, RawMessage, Skimmed
from mailreg.store.bulk import insert_numbered, insert_rows
from mailreg.store.database import Transaction
from mailreg.store.encryption import Vault
from mailreg.store.journal.cursors import lock_mailbox, raise_cursor
from mailreg.store.journal.filing import BEFORE_START, refresh_filing
from mailreg.store.sealing import Owner, chunked, make_keys
from mailreg.store.tables import LOCATION, MESSAGE, MESSAGE_BODY
from mailreg.store.values import MessageState

DUPLICATE = "duplicate"

Folder = tuple[str, int]  # mailbox and UIDVALIDITY
Fetched = TypeVar("Fetched", RawMessage, Skimmed)


def accept(
    tx: Transaction, messages: Sequence[RawMessage], *, is_shadow: bool, now: datetime
) -> list[int]:
    """Store what is new and return its ids; raise the cursor over all of it.

    A place that is known changes nothing. The same bytes at another place make a further place
    of the same message. A message that was recorded without bytes and is to be processed gets them.
    """
    new_ids: list[int] = []
    for folder, part in _by_folder(messages):
        lock_mailbox(tx, folder[0])
        known = _known(tx, folder, [message.key.uid for message in part])
        fresh = [message for message in part if message.key.uid not in known]
        ids = _store(tx, fresh, is_shadow=is_shadow, now=now)
        for message in part:
            empty_id = known.get(message.key.uid)
            if empty_id is not None:
                _fill(tx, empty_id, message, is_shadow=is_shadow)
        raise_cursor(tx, *folder, max(message.key.uid for message in part))
        new_ids += ids
    return new_ids


def skip(tx: Transaction, skimmed: Sequence[Skimmed], *, now: datetime) -> None:
    """Record messages that are not read, because they were there before; raise the cursor."""
    for folder, part in _by_folder(skimmed):
        lock_mailbox(tx, folder[0])
        known = _known(tx, folder, [entry.key.uid for entry in part])
        fresh = [entry for entry in part if entry.key.uid not in known]
        ids = insert_numbered(tx, MESSAGE, [_skipped_row(entry, now) for entry in fresh])
        places = [(entry.key, id_) for entry, id_ in zip(fresh, ids, strict=True)]
        add_locations(tx, places, now)
        raise_cursor(tx, *folder, max(entry.key.uid for entry in part))


def _by_folder(entries: Sequence[Fetched]) -> list[tuple[Folder, list[Fetched]]]:
    """The entries of each folder, each UID once."""

    def folder_of(entry: Fetched) -> Folder:
        return entry.key.mailbox, entry.key.uidvalidity

    grouped = groupby(sorted(entries, key=folder_of), key=folder_of)
    return [
        (folder, list({entry.key.uid: entry for entry in part}.values()))
        for folder, part in grouped
    ]


def _known(tx: Transaction, folder: Folder, uids: Sequence[int]) -> dict[int, int | None]:
    """The UIDs that are recorded; the value is the message's id where it still wants its bytes."""
    found: dict[int, int | None] = {}
    lacks_bytes = MESSAGE.c.has_content.is_(False) & (MESSAGE.c.state == MessageState.STORED.value)
    for chunk in chunked(sorted(uids)):
        statement = (
            select(LOCATION.c.uid, MESSAGE.c.id, lacks_bytes.label("lacks_bytes"))
            .join(MESSAGE, MESSAGE.c.id == LOCATION.c.message_id)
            .where(LOCATION.c.mailbox == folder[0], LOCATION.c.uidvalidity == folder[1])
            .where(LOCATION.c.uid.in_(chunk))
            # without fresh statistics PostgreSQL would walk over the folder, but for these bounds
            .where(LOCATION.c.uid.between(chunk[0], chunk[-1]))
        )
        for row in tx.connection.execute(statement):
            found[row.uid] = row.id if row.lacks_bytes else None
    return found


def _store(
    tx: Transaction, messages: Sequence[RawMessage], *, is_shadow: bool, now: datetime
) -> list[int]:
    if not messages:
        return []
    by_hash = {sha256(message.content).digest(): message for message in reversed(messages)}
    rows = [
        _row(message, raw_hash, is_shadow=is_shadow, now=now)
        for raw_hash, message in reversed(by_hash.items())
    ]
    new = tx.insert(MESSAGE).on_conflict_do_nothing(index_elements=["raw_hash"])
    returning = new.returning(MESSAGE.c.id, MESSAGE.c.raw_hash)
    added = {row.id: row.raw_hash for row in tx.connection.execute(returning, rows)}
    _store_bodies(tx, {id_: by_hash[raw_hash] for id_, raw_hash in added.items()})
    ids = _ids_by_hash(tx, list(by_hash))
    places = [(message.key, ids[sha256(message.content).digest()]) for message in messages]
    add_locations(tx, places, now)
    known = [id_ for id_ in ids.values() if id_ not in added]
    refresh_filing(tx, known)
    return sorted([*added, *_taken_out_of_junk(tx, messages[0].key.mailbox, known)])


def _taken_out_of_junk(tx: Transaction, mailbox: str, known: Sequence[int]) -> list[int]:
    """Somebody moved them into the watched folder: they are letters like any other."""
    if not known:
        return []
    waits = (MESSAGE.c.mailbox == f"{mailbox}/junk") & (MESSAGE.c.state == MessageState.REVIEW)
    statement = (
        update(MESSAGE)
        .where(MESSAGE.c.id.in_(known), waits)
        .values(mailbox=mailbox, state=MessageState.STORED.value, reason=None, letter_hash=None)
        .returning(MESSAGE.c.id)
    )
    return list(tx.connection.execute(statement).scalars())


def _row(
    message: RawMessage, raw_hash: bytes, *, is_shadow: bool, now: datetime
) -> dict[str, object]:
    return {
        "mailbox": message.key.mailbox,
        "state": MessageState.STORED.value,
        "received_at": message.received_at,
        "size_bytes": message.size_bytes,
        "is_complete": message.is_complete,
        "is_shadow": is_shadow,
        "has_content": True,
        "raw_hash": raw_hash,
        "stored_at": now,
    }


def _skipped_row(entry: Skimmed, now: datetime) -> dict[str, object]:
    return {
        "mailbox": entry.key.mailbox,
        "state": MessageState.IGNORED.value,
        "reason": BEFORE_START,
        "sender": entry.sender or None,
        "received_at": entry.received_at,
        "size_bytes": entry.size_bytes,
        "is_complete": True,
        "is_shadow": False,
        "has_content": False,
        "stored_at": now,
    }


def _store_bodies(tx: Transaction, messages: Mapping[int, RawMessage]) -> None:
    if not messages:
        return
    keys = make_keys(tx, Owner.MESSAGE, list(messages))
    rows = [
        {"message_id": id_, "content": Vault.seal(keys[id_], raw.content, content_place(id_))}
        for id_, raw in messages.items()
    ]
    tx.connection.execute(insert(MESSAGE_BODY), rows)


def content_place(message_id: int) -> str:
    """What the sealed bytes of a message are bound to."""
    return f"message/{message_id}/content"


def _ids_by_hash(tx: Transaction, hashes: Sequence[bytes]) -> dict[bytes, int]:
    statement = select(MESSAGE.c.raw_hash, MESSAGE.c.id).where(MESSAGE.c.raw_hash.in_(hashes))
    return {row.raw_hash: row.id for row in tx.connection.execute(statement)}


def add_locations(tx: Transaction, places: Sequence[tuple[FetchKey, int]], now: datetime) -> None:
    """Record that messages were seen at places that are not known yet."""
    rows = [
        {
            "message_id": message_id,
            "mailbox": key.mailbox,
            "uidvalidity": key.uidvalidity,
            "uid": key.uid,
            "seen_at": now,
            "is_due": False,
        }
        for key, message_id in places
    ]
    insert_rows(tx, LOCATION, rows)


def _fill(tx: Transaction, message_id: int, message: RawMessage, *, is_shadow: bool) -> None:
    """Give a recorded message its bytes; a copy of what we have becomes a duplicate."""
    raw_hash = sha256(message.content).digest()
    row = update(MESSAGE).where(MESSAGE.c.id == message_id)
    if _ids_by_hash(tx, [raw_hash]):
        duplicate = {"state": MessageState.IGNORED.value, "reason": DUPLICATE}
        tx.connection.execute(row.values(duplicate))
        return
    values: dict[str, object] = {
        "raw_hash": raw_hash,
        "has_content": True,
        "size_bytes": message.size_bytes,
        "is_complete": message.is_complete,
        "is_shadow": is_shadow,
    }
    tx.connection.execute(row.values(values))
    _store_bodies(tx, {message_id: message})
