"""Messages, read back."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Row, Select, and_, bindparam, or_, select

from mailreg.extraction import Extract
from mailreg.extraction.label import extract_from_json
from mailreg.store.database import Transaction
from mailreg.store.encryption import Unreadable, Vault
from mailreg.store.sealing import Owner, is_key_of, keys_of
from mailreg.store.tables import APPLICATION, DATA_KEY, MESSAGE, MESSAGE_BODY
from mailreg.store.values import MessageState, StoredMessage

COLUMNS = (
    MESSAGE.c.id,
    MESSAGE.c.mailbox,
    MESSAGE.c.state,
    MESSAGE.c.reason,
    MESSAGE.c.intent,
    MESSAGE.c.sender,
    MESSAGE.c.received_at,
    MESSAGE.c.size_bytes,
    MESSAGE.c.is_complete,
    MESSAGE.c.is_shadow,
    MESSAGE.c.application_id,
    MESSAGE.c.message_id,
    MESSAGE.c.entered_for,
    APPLICATION.c.reference,
)
# Built once: they run for every letter or every batch.
MESSAGES: Select[tuple[object, ...]] = select(*COLUMNS).select_from(
    MESSAGE.outerjoin(APPLICATION, APPLICATION.c.id == MESSAGE.c.application_id)
)
WAITING = (
    MESSAGES.add_columns(MESSAGE_BODY.c.content)
    .join(MESSAGE_BODY, MESSAGE_BODY.c.message_id == MESSAGE.c.id)
    .where(MESSAGE.c.state == MessageState.STORED.value, MESSAGE.c.has_content.is_(True))
    .order_by(MESSAGE.c.received_at, MESSAGE.c.id)
    .limit(bindparam("at_most"))
)
WAITING_BEHIND = WAITING.where(
    or_(
        MESSAGE.c.received_at > bindparam("after"),
        and_(MESSAGE.c.received_at == bindparam("after"), MESSAGE.c.id > bindparam("after_id")),
    )
)
ONE = MESSAGES.where(MESSAGE.c.id == bindparam("wanted"))
CONVERSATION = MESSAGES.where(MESSAGE.c.application_id == bindparam("conversation")).order_by(
    MESSAGE.c.received_at, MESSAGE.c.id
)

OPENED = (
    CONVERSATION.add_columns(MESSAGE_BODY.c.content, MESSAGE_BODY.c.extract, DATA_KEY.c.wrapped)
    .outerjoin(MESSAGE_BODY, MESSAGE_BODY.c.message_id == MESSAGE.c.id)
    .outerjoin(DATA_KEY, is_key_of(Owner.MESSAGE, MESSAGE.c.id))
)


def waiting(
    tx: Transaction, *, limit: int, after: StoredMessage | None = None
) -> list[StoredMessage]:
    """The messages that are to be processed, with their bytes, in the order of arrival.

    `after` leaves out that one and what arrived before it.

    One whose bytes were damaged comes without them; the others do not wait for it.
    """
    place: dict[str, object] = {"at_most": limit}
    if after is not None:
        place |= {"after": after.received_at, "after_id": after.id}
    rows = tx.connection.execute(WAITING_BEHIND if after else WAITING, place).all()
    keys = keys_of(tx, Owner.MESSAGE, [row.id for row in rows])
    return [_waiting(row, keys.get(row.id)) for row in rows]


def _waiting(row: Row[tuple[object, ...]], data_key: bytes | None) -> StoredMessage:
    try:
        content = data_key and Vault.open(data_key, row.content, f"message/{row.id}/content")
    except Unreadable:
        content = None
    return message_of(row, content=content, data_key=data_key)


def message(
    tx: Transaction, message_id: int, *, with_content: bool = False, with_extract: bool = False
) -> StoredMessage | None:
    """One message; None where there is none of that id."""
    row = tx.connection.execute(ONE, {"wanted": message_id}).one_or_none()
    if row is None:
        return None
    content = opened(tx, message_id, "content") if with_content else None
    reading = opened(tx, message_id, "extract") if with_extract else None
    return message_of(row, content=content, extract=_extract(reading))


def of_application(tx: Transaction, application_id: int) -> list[StoredMessage]:
    """The messages of a conversation in the order of arrival, without their bytes."""
    found = tx.connection.execute(CONVERSATION, {"conversation": application_id})
    return [message_of(row) for row in found]


def opened_of_application(tx: Transaction, application_id: int) -> list[StoredMessage]:
    """The same with their bytes and what was read out of them."""
    return [
        _opened(tx, row) for row in tx.connection.execute(OPENED, {"conversation": application_id})
    ]


def _opened(tx: Transaction, row: Row[tuple[object, ...]]) -> StoredMessage:
    data_key = row.wrapped and tx.vault.unwrap(row.wrapped)
    return message_of(
        row,
        content=_unsealed(data_key, row.content, f"message/{row.id}/content"),
        extract=_extract(_unsealed(data_key, row.extract, f"message/{row.id}/extract")),
    )


def conversation_of(tx: Transaction, message_ids: Collection[str]) -> int | None:
    """The conversation of the newest letter that has one of these Message-IDs."""
    if not message_ids:
        return None
    statement = (
        select(MESSAGE.c.application_id)
        .where(MESSAGE.c.message_id.in_(set(message_ids)), MESSAGE.c.application_id.is_not(None))
        .order_by(MESSAGE.c.id.desc())
        .limit(1)
    )
    found: int | None = tx.connection.execute(statement).scalar()
    return found


def waiting_alone(tx: Transaction, message_ids: Collection[str]) -> list[int]:
    """The letters of these Message-IDs that wait for staff and belong to no conversation."""
    if not message_ids:
        return []
    statement = select(MESSAGE.c.id).where(
        MESSAGE.c.message_id.in_(set(message_ids)),
        MESSAGE.c.state == MessageState.REVIEW.value,
        MESSAGE.c.application_id.is_(None),
    )
    return sorted(tx.connection.execute(statement).scalars())


def traceback(tx: Transaction, message_id: int) -> str | None:
    """How a stage crashed on this message; None where none did."""
    found = opened(tx, message_id, "traceback")
    return None if found is None else found.decode()


def opened(tx: Transaction, message_id: int, column: str) -> bytes | None:
    """A sealed part of a message; None where it is absent or was purged."""
    statement = select(MESSAGE_BODY.c[column]).where(MESSAGE_BODY.c.message_id == message_id)
    sealed: bytes | None = tx.connection.execute(statement).scalar()
    data_key = keys_of(tx, Owner.MESSAGE, [message_id]).get(message_id)
    return _unsealed(data_key, sealed, f"message/{message_id}/{column}")


def _unsealed(data_key: bytes | None, sealed: bytes | None, place: str) -> bytes | None:
    return None if sealed is None or data_key is None else Vault.open(data_key, sealed, place)


def message_of(
    row: Row[tuple[object, ...]],
    *,
    content: bytes | None = None,
    extract: Extract | None = None,
    data_key: bytes | None = None,
) -> StoredMessage:
    """A row of MESSAGES, as the message it is."""
    values = {column.name: getattr(row, column.name) for column in COLUMNS}
    values["state"] = MessageState(row.state)
    return StoredMessage(**values, content=content, extract=extract, data_key=data_key)


def _extract(content: bytes | None) -> Extract | None:
    return None if content is None else extract_from_json(json.loads(content))
