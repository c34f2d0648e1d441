"""What several connections write down about their mails, in as few durable commits as possible.

While one page is committed, the next is filled. A page is committed as a whole: first how attempts
ended, then which mails may be begun, then everything else.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from datetime import timedelta

from mailreg.service.desk import Desk
from mailreg.store import outbox
from mailreg.store.database import Conflict, Transaction
from mailreg.store.presence import Presence
from mailreg.store.values import Attempt, OutboxRow

# For the other connections to join: an fsync takes as long, and is worth more.
GATHERING = timedelta(milliseconds=2)
# An end waits for the beginning of the next mail; a kill before may cost one copy, as at any time
# since the mail was begun.
PATIENCE = timedelta(milliseconds=20)

Change = Callable[[Transaction], None]


@dataclass(slots=True, kw_only=True)
class _Page:
    """What is committed together."""

    ended: dict[int, Attempt] = field(default_factory=dict)  # by id of the mail
    begun: list[int] = field(default_factory=list)  # ids
    changes: list[Change] = field(default_factory=list)
    committed: asyncio.Future[Set[int]]  # the ids of those of `begun` that may be sent
    is_awaited: asyncio.Event = field(default_factory=asyncio.Event)  # a connection stands still


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Where a worker's deliveries are written down."""

    desk: Desk
    presence: Presence
    _page: _Page | None = None  # the one that is being filled
    _flush: asyncio.Task[None] | None = None

    async def begin(self, row: OutboxRow) -> None:
        """Record that DATA follows; raises Conflict where it must not."""
        page = self._open_page()
        page.begun.append(row.id)
        page.is_awaited.set()
        if row.id not in await asyncio.shield(page.committed):
            raise Conflict(f"outgoing mail {row.id} was paused or taken over by another process")

    def conclude(self, row: OutboxRow, attempt: Attempt) -> asyncio.Future[Set[int]]:
        """Have it recorded how an attempt ended; the future is done when that is committed."""
        page = self._open_page()
        page.ended[row.id] = attempt
        return page.committed

    async def enter(self, change: Change) -> None:
        """Make any other change; what it raises fails the whole page."""
        page = self._open_page()
        page.changes.append(change)
        page.is_awaited.set()
        await asyncio.shield(page.committed)

    def _open_page(self) -> _Page:
        if self._page is None:
            self._page = _Page(committed=asyncio.get_running_loop().create_future())
        if self._flush is None or self._flush.done():
            self._flush = asyncio.create_task(self._flush_pages())
        return self._page

    async def _flush_pages(self) -> None:
        while self._page is not None:
            page = self._page
            await _filled(page)
            self._page = None
            commit = asyncio.create_task(asyncio.to_thread(self._commit, page))
            await asyncio.wait([commit])
            failed = commit.exception()
            if failed is None:
                page.committed.set_result(commit.result())
            else:
                page.committed.set_exception(failed)
                page.committed.exception()  # it is no fault that nobody waits for it

    def _commit(self, page: _Page) -> Set[int]:
        now = self.desk.clock()
        with self.desk.database.transaction() as tx:
            if page.ended:
                outbox.conclude(tx, page.ended, now=now)
            begun: Set[int] = frozenset()
            if page.begun:
                worker = self.presence.worker
                begun = outbox.about_to_send(tx, page.begun, worker=worker, now=now)
            for change in page.changes:
                change(tx)
        return begun


async def _filled(page: _Page) -> None:
    """Wait for what else may come."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE.total_seconds()):
            await page.is_awaited.wait()
    await asyncio.sleep(GATHERING.total_seconds())
