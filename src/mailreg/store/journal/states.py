"""How far a message has come: settled once, quarantined, opened again."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, bindparam, exists, func, insert, literal, select, update

from mailreg.errors import MailregError
from mailreg.extraction import Extract
from mailreg.extraction.label import extract_to_json
from mailreg.store.database import Transaction
from mailreg.store.encryption import Vault
from mailreg.store.journal.filing import refresh_filing, refresh_filing_of_message
from mailreg.store.sealing import Owner, keys_of, make_keys
from mailreg.store.tables import MESSAGE, MESSAGE_BODY
from mailreg.store.values import MessageState, Settlement, StoredMessage

LETTER_LOCK = 0x6D61696C  # first half of an advisory lock's key on PostgreSQL
# Built once: they run for every letter.
SAME_LETTER = select(MESSAGE.c.id).where(
    MESSAGE.c.letter_hash == bindparam("hash"), MESSAGE.c.id != bindparam("which")
)
LEAVE_STORED = update(MESSAGE).where(
    MESSAGE.c.id == bindparam("which"), MESSAGE.c.state == MessageState.STORED.value
)
OTHER = MESSAGE.alias("other")
SETTLE = LEAVE_STORED.where(
    ~exists().where(OTHER.c.letter_hash == bindparam("hash"), OTHER.c.id != bindparam("which"))
)
SET_PART = update(MESSAGE_BODY).where(MESSAGE_BODY.c.message_id == bindparam("which"))
REOPENED = (MessageState.QUARANTINED, MessageState.IGNORED, MessageState.REVIEW)


class DuplicateLetter(MailregError):
    """The letter was brought by another message already, or just now by another process."""

    def __init__(self, message_id: int) -> None:
        self.message_id = message_id  # of the other one
        super().__init__(f"message {message_id} has brought this letter already")


def enter(tx: Transaction, message_id: int, *, sender: str, event: str) -> None:
    """Record whose letter it is, and for which event, where staff entered it by hand."""
    statement = update(MESSAGE).where(MESSAGE.c.id == message_id)
    tx.connection.execute(statement.values(sender=sender, entered_for=event))


def settle(
    tx: Transaction, message_id: int, settlement: Settlement, *, data_key: bytes | None = None
) -> bool:
    """Record what became of a message; False where it was settled already: nothing is changed.

    `data_key` is the message's own; None: it is read, or made.

    Raises DuplicateLetter, having changed nothing, where another message has this letter hash. Two
    processes that settle one message, or two copies of one letter, wait for each other here.
    """
    _lock_letter(tx, settlement.letter_hash)
    values: dict[str, object] = {
        "state": settlement.state.value,
        "reason": settlement.reason,
        "intent": settlement.intent,
        "letter_hash": settlement.letter_hash,
        "application_id": settlement.application_id,
    }
    known = {"sender": settlement.sender, "message_id": settlement.message_id}
    values |= {name: value for name, value in known.items() if value is not None}
    named: dict[str, object] = {"which": message_id, "hash": settlement.letter_hash}
    if tx.connection.execute(SETTLE, named | values).rowcount == 0:
        _refuse_duplicate(tx, named)
        return False
    if settlement.extract is not None:
        _seal_reading(tx, message_id, settlement.extract, data_key)
    refresh_filing_of_message(tx, message_id)
    return True


def quarantine(tx: Transaction, message_id: int, *, reason: str, traceback: str) -> None:
    """Put aside a message on which a stage crashed; of no effect where it is settled already."""
    values: dict[str, object] = {"state": MessageState.QUARANTINED.value, "reason": reason}
    if _leave_stored(tx, message_id, values):
        content = traceback.encode(errors="backslashreplace")
        _seal_part(tx, message_id, "traceback", content, None)


def reopen(tx: Transaction, message_id: int) -> bool:
    """Let a message be processed anew; False unless it is quarantined, ignored or in review."""
    statement = (
        update(MESSAGE)
        .where(MESSAGE.c.id == message_id)
        .where(MESSAGE.c.state.in_([state.value for state in REOPENED]))
        .values(state=MessageState.STORED.value, reason=None, letter_hash=None)
    )
    is_changed = tx.connection.execute(statement).rowcount == 1
    refresh_filing(tx, [message_id])
    return is_changed


def resettle(tx: Transaction, message_id: int, state: MessageState, reason: str | None) -> None:
    """Record what staff made of a message that waited for them."""
    statement = (
        update(MESSAGE)
        .where(MESSAGE.c.id == message_id, MESSAGE.c.state == MessageState.REVIEW.value)
        .values(state=state.value, reason=reason)
    )
    tx.connection.execute(statement)
    refresh_filing(tx, [message_id])


def place(
    tx: Transaction,
    message: StoredMessage,
    application_id: int,
    *,
    state: MessageState,
    reason: str | None,
) -> bool:
    """Record to which conversation staff put a letter that waited for them, and what it is there.

    False, having changed nothing, where it no longer waits where the `message` says. Its reading
    is kept where the `message` has one.
    """
    statement = (
        update(MESSAGE)
        .where(MESSAGE.c.id == message.id, MESSAGE.c.state == MessageState.REVIEW.value)
        .where(MESSAGE.c.application_id.is_not_distinct_from(message.application_id))
        .values(application_id=application_id, state=state.value, reason=reason)
    )
    if tx.connection.execute(statement).rowcount == 0:
        return False
    if message.extract is not None:
        _seal_reading(tx, message.id, message.extract, None)
    refresh_filing(tx, [message.id])
    return True


def look_again(tx: Transaction, message_id: int, *, reason: str) -> None:
    """Put before staff what a letter came to by itself, and what they took back."""
    statement = (
        update(MESSAGE)
        .where(MESSAGE.c.id == message_id, MESSAGE.c.state == MessageState.PROCESSED.value)
        .values(state=MessageState.REVIEW.value, reason=reason)
    )
    tx.connection.execute(statement)
    refresh_filing(tx, [message_id])


def settle_reviews(
    tx: Transaction, application_id: int, *, reason: str, only: Sequence[int] | None = None
) -> list[int]:
    """Settle the messages of a conversation that waited for staff, or some; return their ids.

    What they waited for is kept behind `reason`, for `unsettle_reviews`.
    """
    those = () if only is None else (MESSAGE.c.id.in_(only),)
    return _resettle_all(
        tx,
        (
            MESSAGE.c.application_id == application_id,
            MESSAGE.c.state == MessageState.REVIEW.value,
            *those,
        ),
        state=MessageState.PROCESSED,
        reason=literal(_settled_by(reason)) + func.coalesce(MESSAGE.c.reason, ""),
    )


def unsettle_reviews(tx: Transaction, application_id: int, *, reason: str) -> list[int]:
    """Let the messages that were settled for this `reason` wait for staff again, as before."""
    settled_by = _settled_by(reason)
    return _resettle_all(
        tx,
        (
            MESSAGE.c.application_id == application_id,
            MESSAGE.c.state == MessageState.PROCESSED.value,
            MESSAGE.c.reason.startswith(settled_by, autoescape=True),
        ),
        state=MessageState.REVIEW,
        reason=func.nullif(func.substr(MESSAGE.c.reason, len(settled_by) + 1), ""),
    )


def _settled_by(reason: str) -> str:
    return f"{reason}:"


def _resettle_all(
    tx: Transaction,
    which: Sequence[ColumnElement[bool]],
    *,
    state: MessageState,
    reason: ColumnElement[str],
) -> list[int]:
    statement = (
        update(MESSAGE)
        .where(*which)
        .values(state=state.value, reason=reason)
        .returning(MESSAGE.c.id)
    )
    ids = sorted(tx.connection.execute(statement).scalars())
    refresh_filing(tx, ids)
    return ids


def _lock_letter(tx: Transaction, letter_hash: bytes | None) -> None:
    if letter_hash is not None and not tx.is_sqlite:
        key = int.from_bytes(letter_hash[:4], "big", signed=True)
        tx.connection.execute(select(func.pg_advisory_xact_lock(LETTER_LOCK, key)))


def _refuse_duplicate(tx: Transaction, named: dict[str, object]) -> None:
    other = tx.connection.execute(SAME_LETTER, named).scalar()
    if other is not None:
        raise DuplicateLetter(other)


def _leave_stored(tx: Transaction, message_id: int, values: dict[str, object]) -> bool:
    return tx.connection.execute(LEAVE_STORED, {"which": message_id, **values}).rowcount == 1


def _seal_reading(
    tx: Transaction, message_id: int, extract: Extract, data_key: bytes | None
) -> None:
    reading = json.dumps(extract_to_json(extract), ensure_ascii=False)
    _seal_part(tx, message_id, "extract", reading.encode(), data_key)


def _seal_part(
    tx: Transaction, message_id: int, column: str, content: bytes, data_key: bytes | None
) -> None:
    if data_key is None:
        keys = keys_of(tx, Owner.MESSAGE, [message_id])
        data_key = keys.get(message_id) or make_keys(tx, Owner.MESSAGE, [message_id])[message_id]
    sealed = {column: Vault.seal(data_key, content, f"message/{message_id}/{column}")}
    if tx.connection.execute(SET_PART, {"which": message_id, **sealed}).rowcount == 0:
        tx.connection.execute(insert(MESSAGE_BODY).values(message_id=message_id, **sealed))
