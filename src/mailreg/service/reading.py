"""From the journal to an application: parse, extract, decide, record, draft.

Reading a letter is pure and done outside any transaction; what it comes to is recorded letter by
letter, each in a savepoint of its own, so that one bad letter takes nothing with it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

from mailreg import log
from mailreg.errors import ReaderBusy, TemporaryError
from mailreg.event import Event
from mailreg.extraction.attached import to_open
from mailreg.reader import Reader, ReadingFailed, Unread
from mailreg.service.desk import Desk
from mailreg.service.letter import Letter
from mailreg.service.settling import settle, settle_duplicate
from mailreg.store import applications, journal
from mailreg.store.database import Transaction
from mailreg.store.values import Settlement, StoredMessage

BATCH_MESSAGES = 50  # settled in one durable commit
AHEAD_MESSAGES = 20  # asked for at a time; twice as many are in memory beside a batch
BATCH_WITH_FILES = 5  # of them with files to open: each takes some tenths of a second, at worst 1.5


Step = TypeVar("Step")


class _Overtaken(Exception):
    """Another process has settled the message; what was done here is rolled back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """A message on which a stage crashed."""

    stored: StoredMessage
    reason: str  # the exception's class; its text may quote the letter
    traceback: str


def process_waiting(desk: Desk, on_news: Callable[[], None] = lambda: None) -> int:
    """Process every message that is stored; returns how many this process settled.

    The next are being read while some are recorded. `on_news` is called after each batch that is
    committed.
    """
    settled = 0
    try:
        with desk.reader() as reader:
            while recorded := _process_those(desk, reader, on_news):
                settled += recorded
    except ReaderBusy:
        pass  # who reads goes on until nothing waits
    return settled


def _process_those(desk: Desk, reader: Reader, on_news: Callable[[], None]) -> int:
    """Process what waits now, oldest first."""
    settled = 0
    with closing(_readings(desk, reader)) as readings:
        for batch in _batches(readings):
            recorded = record(desk, batch)
            settled += recorded
            if recorded:
                on_news()
    return settled


def _readings(desk: Desk, reader: Reader) -> Generator[Letter | Crash]:
    """Each that waits, read; of what comes behind it, some is asked for already."""
    waiting = _asked(desk, reader, after=None)
    while waiting:
        following = _asked(desk, reader, after=waiting[-1])
        for stored in waiting:
            yield _answered(desk, reader, stored)
        waiting = following


def _asked(desk: Desk, reader: Reader, *, after: StoredMessage | None) -> list[StoredMessage]:
    with desk.database.reading() as tx:
        waiting = journal.waiting(tx, limit=AHEAD_MESSAGES, after=after)
    reader.ask([_unread(desk, one) for one in waiting if one.content is not None])
    return waiting


def _batches(readings: Iterable[Letter | Crash]) -> Iterator[list[Letter | Crash]]:
    """What is recorded together: files that take long to open must not keep the others waiting."""
    batch: list[Letter | Crash] = []
    with_files = 0
    for reading in readings:
        batch.append(reading)
        with_files += isinstance(reading, Letter) and bool(to_open(reading.message))
        if len(batch) == BATCH_MESSAGES or with_files == BATCH_WITH_FILES:
            yield batch
            batch, with_files = [], 0
    if batch:
        yield batch


def read(desk: Desk, stored: StoredMessage) -> Letter | Crash:
    """Read one message; any crash of a stage is an answer too (promise 7)."""
    with desk.reader() as reader:
        if stored.content is not None:
            reader.ask([_unread(desk, stored)])
        return _answered(desk, reader, stored)


def _answered(desk: Desk, reader: Reader, stored: StoredMessage) -> Letter | Crash:
    return _guarded(stored, lambda: _answer(desk, reader, stored))


def record(desk: Desk, readings: Sequence[Letter | Crash]) -> int:
    """Record what a batch of readings comes to, in one transaction."""
    events = {one.event.slug for one in readings if isinstance(one, Letter) and one.event}
    with desk.database.transaction() as tx:
        # always in this order, so that two batches never wait for each other
        for slug in sorted(events):
            applications.lock_event(tx, slug)
        return sum(_record(tx, desk, reading) for reading in readings)


def event_for(desk: Desk, mailbox: str) -> Event | None:
    """The event that a letter to this mailbox is about; None where that is not certain."""
    events = desk.events_of(mailbox)
    if len(events) > 1:
        now = desk.clock()
        events = [event for event in events if (event.ends or event.starts) > now]
    return events[0] if len(events) == 1 else None


def _unread(desk: Desk, stored: StoredMessage) -> Unread:
    is_entered = stored.entered_for is not None
    return Unread(
        content=stored.content or b"",
        is_complete=stored.is_complete,
        identity=desk.identity_of(stored.mailbox),
        event=_event_of(desk, stored),
        entered_for=stored.sender or "" if is_entered else None,
    )


def _event_of(desk: Desk, stored: StoredMessage) -> Event | None:
    if stored.entered_for is not None:
        return desk.events.get(stored.entered_for)
    return event_for(desk, stored.mailbox)


def _answer(desk: Desk, reader: Reader, stored: StoredMessage) -> Letter:
    if stored.content is None:
        raise ValueError("its bytes cannot be decrypted; restore the database from a backup")
    reading = reader.answer()
    return Letter(
        stored=stored,
        message=reading.message,
        event=_event_of(desk, stored),
        extract=reading.extract,
    )


def _record(tx: Transaction, desk: Desk, reading: Letter | Crash) -> bool:
    """Settle one message; False where another process has done it already."""
    if isinstance(reading, Crash):
        return _quarantine(tx, reading)
    letter = reading
    recorded = _guarded(letter.stored, lambda: _settled(tx, desk, letter))
    return _quarantine(tx, recorded) if isinstance(recorded, Crash) else recorded


def _quarantine(tx: Transaction, crash: Crash) -> bool:
    journal.quarantine(tx, crash.stored.id, reason=crash.reason, traceback=crash.traceback)
    log.quarantined(message=crash.stored.id, reason=crash.reason)
    return True


def _settled(tx: Transaction, desk: Desk, reading: Letter) -> bool:
    try:
        settlement = _settle_now(tx, desk, reading)
    except journal.DuplicateLetter as duplicate:
        # the same letter came another way: what it would have come to was undone
        settlement = settle_duplicate(reading, duplicate.message_id)
        with tx.savepoint():
            return _settle(tx, reading.stored, settlement)
    except _Overtaken:
        return False
    _tell(reading.stored, settlement)
    return True


def _settle_now(tx: Transaction, desk: Desk, letter: Letter) -> Settlement:
    with tx.savepoint():
        settlement = settle(tx, desk, letter)
        if _settle(tx, letter.stored, settlement):
            return settlement
        raise _Overtaken


def _settle(tx: Transaction, stored: StoredMessage, settlement: Settlement) -> bool:
    return journal.settle(tx, stored.id, settlement, data_key=stored.data_key)


def _guarded(stored: StoredMessage, step: Callable[[], Step]) -> Step | Crash:
    """The guard around one message: the only place where every exception is caught.

    An error that passes by itself (the database is gone) is not the letter's fault.
    """
    try:
        return step()
    except (TemporaryError, journal.DuplicateLetter, _Overtaken):
        raise
    except ReadingFailed as failed:
        return Crash(stored=stored, reason=failed.reason, traceback=failed.traceback)
    except Exception as error:  # noqa: BLE001 (quarantine)
        return Crash(
            stored=stored,
            reason=f"crashed:{type(error).__name__}",
            traceback=traceback.format_exc(),
        )


def _tell(stored: StoredMessage, settlement: Settlement) -> None:
    log.settled(
        message=stored.id,
        state=settlement.state.value,
        reason=settlement.reason,
        intent=settlement.intent,
        application=settlement.application_id,
    )
