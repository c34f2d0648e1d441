"""From the journal to an application: parse, extract, decide, record, draft.

Reading a letter is pure and done outside any transaction; what it comes to is recorded letter by
letter, each in a savepoint of its own, so that one bad letter takes nothing with it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from mailreg import log
from mailreg.errors import TemporaryError
from mailreg.event import Event
from mailreg.extraction.attached import to_open
from mailreg.reader import ReadingFailed, Unread
from mailreg.service.desk import Desk
from mailreg.service.letter import Letter
from mailreg.service.settling import settle, settle_duplicate
from mailreg.store import applications, journal
from mailreg.store.database import Transaction
from mailreg.store.values import Settlement, StoredMessage

BATCH_MESSAGES = 50  # settled in one durable commit
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

    The next batch is read while one is recorded. `on_news` is called after each batch that is
    committed.
    """
    settled = 0
    with ThreadPoolExecutor(1, "reading") as ahead:
        batch = _read_next(desk, ())
        while batch:
            following = ahead.submit(_read_next, desk, [one.stored.id for one in batch])
            recorded = record(desk, batch)
            settled += recorded
            if recorded:
                on_news()
            batch = following.result()
    return settled


def _read_next(desk: Desk, at_work: Sequence[int]) -> list[Letter | Crash]:
    """Read what waits, but for what is being recorded."""
    with desk.database.reading() as tx:
        waiting = journal.waiting(tx, limit=BATCH_MESSAGES, but=at_work)
    return _read_some(desk, waiting)


def _read_some(desk: Desk, waiting: Sequence[StoredMessage]) -> list[Letter | Crash]:
    """Read the first of them: files that take long to open must not keep the others waiting."""
    readings: list[Letter | Crash] = []
    with_files = 0
    for stored in waiting:
        reading = read(desk, stored)
        readings.append(reading)
        with_files += isinstance(reading, Letter) and bool(to_open(reading.message))
        if with_files == BATCH_WITH_FILES:
            break
    return readings


def read(desk: Desk, stored: StoredMessage) -> Letter | Crash:
    """Read one message; any crash of a stage is an answer too (promise 7)."""
    return _guarded(stored, lambda: _read(desk, stored))


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


def _read(desk: Desk, stored: StoredMessage) -> Letter:
    if stored.content is None:
        raise ValueError("its bytes cannot be decrypted; restore the database from a backup")
    event = event_for(desk, stored.mailbox)
    if stored.entered_for is not None:
        event = desk.events.get(stored.entered_for)
    unread = Unread(
        content=stored.content,
        is_complete=stored.is_complete,
        identity=desk.identity_of(stored.mailbox),
        event=event,
        entered_for=None if stored.entered_for is None else stored.sender or "",
    )
    reading = desk.read(unread)
    return Letter(stored=stored, message=reading.message, event=event, extract=reading.extract)


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
