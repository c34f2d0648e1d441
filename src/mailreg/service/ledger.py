"""Writes of several connections, gathered into as few durable commits as possible."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mailreg.errors import MailregError
from mailreg.store.database import Conflict, Database, Transaction

Change = Callable[[Transaction], None]


@dataclass(slots=True)
class Ledger:
    """Commits changes in the order in which they were entered."""

    database: Database
    _waiting: list[tuple[Change, asyncio.Future[None]]] = field(default_factory=list)
    _flush: asyncio.Task[None] | None = None

    def enter(self, change: Change) -> asyncio.Future[None]:
        """Have a change made; the future is done when it, and all before it, is committed."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((change, done))
        if self._flush is None or self._flush.done():
            self._flush = asyncio.create_task(self._flush_waiting())
        return done

    async def _flush_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            changes = [change for change, _ in batch]
            commit = asyncio.create_task(asyncio.to_thread(self._commit, changes))
            await asyncio.wait([commit])
            failed = commit.exception()
            errors = [failed] * len(batch) if failed else commit.result()
            for (_, done), error in zip(batch, errors, strict=True):
                if done.cancelled():
                    continue
                if error is None:
                    done.set_result(None)
                else:
                    done.set_exception(error)

    def _commit(self, changes: Sequence[Change]) -> list[MailregError | None]:
        """Make every change that can be made; the others' errors stand in their places."""
        with self.database.transaction() as tx:
            return [_made(tx, change) for change in changes]


def _made(tx: Transaction, change: Change) -> MailregError | None:
    try:
        with tx.savepoint():
            change(tx)
    except Conflict as error:
        return error
    return None
