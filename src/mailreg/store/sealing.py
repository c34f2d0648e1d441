"""Data keys of messages and people: made with their rows, fetched in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, select

from mailreg.store.database import Transaction
from mailreg.store.tables import DATA_KEY

IDS_PER_QUERY = 500  # well under the number of parameters that either database takes

# Built once: they run for every letter.
NEW_KEYS = insert(DATA_KEY)
KEYS = select(DATA_KEY.c.owner_id, DATA_KEY.c.wrapped).where(
    DATA_KEY.c.kind == bindparam("of"),
    DATA_KEY.c.owner_id.in_(bindparam("ids", expanding=True)),
)


class Owner(StrEnum):
    """Whose key it is."""

    MESSAGE = "message"
    REGISTRATION = "registration"


def make_keys(tx: Transaction, owner: Owner, ids: Sequence[int]) -> dict[int, bytes]:
    """A new data key for each, stored wrapped."""
    if not ids:
        return {}
    made = {owner_id: tx.vault.new_data_key() for owner_id in ids}
    rows = [
        {"kind": owner.value, "owner_id": owner_id, "wrapped": wrapped}
        for owner_id, (_, wrapped) in made.items()
    ]
    tx.connection.execute(NEW_KEYS, rows)
    return {owner_id: data_key for owner_id, (data_key, _) in made.items()}


def destroy_keys(tx: Transaction, owner: Owner, ids: Sequence[int]) -> None:
    """Make what these keys sealed unreadable for good."""
    those = (DATA_KEY.c.kind == owner.value, DATA_KEY.c.owner_id.in_(ids))
    tx.connection.execute(delete(DATA_KEY).where(*those))


def keys_of(tx: Transaction, owner: Owner, ids: Iterable[int]) -> dict[int, bytes]:
    """The data keys of those that still have one."""
    found: dict[int, bytes] = {}
    for chunk in chunked(sorted(set(ids))):
        for owner_id, wrapped in tx.connection.execute(KEYS, {"of": owner.value, "ids": chunk}):
            found[owner_id] = tx.vault.unwrap(wrapped)
    return found


def is_key_of(owner: Owner, id_: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a row of DATA_KEY is the key of that message or person, for joins."""
    return and_(DATA_KEY.c.kind == owner.value, DATA_KEY.c.owner_id == id_)


def chunked(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in runs that fit into one query."""
    for start in range(0, len(ids), IDS_PER_QUERY):
        yield ids[start : start + IDS_PER_QUERY]
