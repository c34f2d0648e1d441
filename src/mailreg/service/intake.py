"""From the mail server into the journal: accepted means committed (promise 1).

A high-water mark of UIDs per UIDVALIDITY finds what is new; at every connect, and now and then, the
whole set of UIDs is compared with the journal, so that nothing is missed that came with a lower UID
(another client's undelete, a restored backup).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from mailreg import log
from mailreg.errors import Problem, StartUndecided
from mailreg.message import RawMessage
from mailreg.service.desk import Desk
from mailreg.service.policy import Mode, Postbox, Start
from mailreg.service.ports import MailSource
from mailreg.service.renumbering import recognise
from mailreg.store import journal
from mailreg.store.database import Transaction
from mailreg.store.journal import cursors
from mailreg.store.values import Cursor, UnreadMessage

RECONCILE_EVERY = timedelta(minutes=10)
BATCH_MESSAGES = 100  # accepted in one durable commit
BATCH_BYTES = 16_000_000  # so that memory stays flat whatever people attach


@dataclass(slots=True)
class Intake:
    """Takes one mailbox's mail into the journal."""

    desk: Desk
    postbox: Postbox
    source: MailSource
    uidvalidity: int = 0
    high_uid: int = 0
    reconciled_at: datetime | None = None  # None: not connected

    def connect(self) -> None:
        """Log in and settle what a first start or a changed UIDVALIDITY means.

        Raises StartUndecided where mail lies in the mailbox and nobody said what becomes of it.
        """
        self.reconciled_at = None
        self.uidvalidity = self.source.connect()
        with self.desk.database.reading() as tx:
            cursor = journal.cursor(tx, self.postbox.name)
        if cursor is None:
            self._first_start()
        elif cursor.uidvalidity != self.uidvalidity:
            self._begin_anew(cursor)
        self.high_uid = self._stored_high_uid()

    def look(self) -> Iterator[int]:
        """Accept what is new, batch by batch; yields how many messages each batch brought.

        What one batch brought is committed when it is yielded.
        """
        now = self.desk.clock()
        uids = self._missing(now) if self._is_due(now) else self.source.uids_after(self.high_uid)
        wanted = self._wanted()
        again = sorted({uid for known in wanted.values() for uid in known})
        for batch in batches(self.source.fetch([*uids, *again])):
            yield self._accept(batch)
        if wanted:
            self._give_up()
        with self.desk.database.transaction() as tx:
            self._raise_mark(tx, uids)
            journal.touch(tx, self.postbox.name, now=self.desk.clock(), error=None)

    def _is_due(self, now: datetime) -> bool:
        return self.reconciled_at is None or now - self.reconciled_at >= RECONCILE_EVERY

    def _missing(self, now: datetime) -> list[int]:
        there = self.source.all_uids()
        with self.desk.database.reading() as tx:
            known = journal.known_uids(tx, self.postbox.name, self.uidvalidity)
        self.reconciled_at = now
        return [uid for uid in there if uid not in known]

    def _wanted(self) -> dict[int, list[int]]:
        with self.desk.database.reading() as tx:
            return journal.wanted(tx, self.postbox.name, self.uidvalidity)

    def _give_up(self) -> None:
        """What is to be processed and has gone meanwhile, or lies under a number unknown to us."""
        there = set(self.source.all_uids())
        gone = [one for one, uids in self._wanted().items() if there.isdisjoint(uids)]
        if not gone:
            return
        with self.desk.database.transaction() as tx:
            journal.give_up(tx, gone)
        log.given_up(mailbox=self.postbox.name, messages=gone)

    def _accept(self, batch: Sequence[RawMessage]) -> int:
        is_shadow = self.desk.mode is Mode.SHADOW
        with self.desk.database.transaction() as tx:
            new = journal.accept(tx, batch, is_shadow=is_shadow, now=self.desk.clock())
        log.accepted(mailbox=self.postbox.name, fetched=len(batch), new=len(new))
        return len(new)

    def _raise_mark(self, tx: Transaction, uids: Sequence[int]) -> None:
        # past what vanished between the search and the fetch, so that it is not asked for for ever
        if uids and uids[-1] > self.high_uid:
            self.high_uid = uids[-1]
            journal.set_cursor(
                tx,
                self.postbox.name,
                uidvalidity=self.uidvalidity,
                high_uid=self.high_uid,
                now=self.desk.clock(),
            )

    def _first_start(self) -> None:
        uids = self.source.all_uids()
        start = self.postbox.start
        if start is None and uids:
            raise StartUndecided([_undecided(self.postbox, len(uids))])
        # a clock ahead of the server's must not let old mail in: `new` skips all that is there
        begins = datetime.max.replace(tzinfo=UTC) if start is Start.NEW else self._start_date()
        self._skip_before(begins, uids)

    def _begin_anew(self, cursor: Cursor) -> None:
        """UIDVALIDITY changed: UIDs mean nothing any more (RFC 9051, section 2.3.1.1).

        What was taken in before is known by its bytes; what was skipped is known by its looks, or
        at least by its age.
        """
        log.uidvalidity_changed(mailbox=self.postbox.name)
        start = self.postbox.start
        begins = self._start_date() if isinstance(start, date) else cursor.first_seen_at
        with self.desk.database.reading() as tx:
            unread = journal.unread(tx, self.postbox.name)
        self._skip_before(None if start is Start.ALL else begins, self.source.all_uids(), unread)

    def _skip_before(
        self, begins: datetime | None, uids: Sequence[int], unread: Sequence[UnreadMessage] = ()
    ) -> None:
        skimmed = list(self.source.skim(uids)) if begins or unread else []
        known = recognise(unread, skimmed)
        others = [one for one in skimmed if one.key.uid not in known]
        old = [one for one in others if begins and one.received_at < begins]
        now = self.desk.clock()
        # one transaction: half a first start would answer the other half
        with self.desk.database.transaction() as tx:
            cursors.lock_mailbox(tx, self.postbox.name)
            found = journal.cursor(tx, self.postbox.name)
            if found is not None and found.uidvalidity == self.uidvalidity:
                return  # another process was first, and may have taken in what came since
            journal.set_cursor(
                tx, self.postbox.name, uidvalidity=self.uidvalidity, high_uid=0, now=now
            )
            journal.renumber(tx, self.postbox.name, self.uidvalidity, known, now=now)
            journal.skip(tx, old, now=now)
        log.skipped(mailbox=self.postbox.name, messages=len(old))

    def _start_date(self) -> datetime | None:
        """A `start` date is meant where the event is held."""
        events = self.desk.events_of(self.postbox.name)
        return _start_of(self.postbox, events[0].timezone if events else UTC)

    def _stored_high_uid(self) -> int:
        with self.desk.database.reading() as tx:
            cursor = journal.cursor(tx, self.postbox.name)
        return cursor.high_uid if cursor else 0


def batches(messages: Iterable[RawMessage]) -> Iterator[list[RawMessage]]:
    """Cut a stream of messages into batches, bounded in number and in bytes."""
    batch: list[RawMessage] = []
    size_bytes = 0
    for message in messages:
        batch.append(message)
        size_bytes += len(message.content)
        if len(batch) >= BATCH_MESSAGES or size_bytes >= BATCH_BYTES:
            yield batch
            batch, size_bytes = [], 0
    if batch:
        yield batch


def _start_of(postbox: Postbox, zone: tzinfo) -> datetime | None:
    """The first instant of the `start` date in that zone; None where it is no date."""
    if isinstance(postbox.start, date):
        return datetime.combine(postbox.start, time(), zone)
    return None


def _undecided(postbox: Postbox, count: int) -> Problem:
    return Problem(
        file="mailreg.toml",
        key=f"mailbox.{postbox.name}.start",
        message=f"the mailbox already holds {count} messages and `start` is not set",
        remedy='Choose start = "new" (leave them alone), start = "all" (take and answer them)'
        ' or start = a date such as "2026-09-01" (take what came since)',
    )
