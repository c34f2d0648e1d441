"""Delivery beside the intake of one round, so that neither waits for the other's servers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TimeIsUp
from dataclasses import dataclass, field

from mailreg.errors import MailregError
from mailreg.service.dispatch import Dispatcher

GRACE_SECONDS = 8  # for the mails in hand, of the ten seconds that SIGTERM allows


@contextlib.contextmanager
def delivering(dispatcher: Dispatcher) -> Iterator[Callable[[], None]]:
    """Hand over what becomes due within the block, in a thread of its own.

    Yields what is to be called when something may be due. When the block ends, everything that is
    due is handed over, and what the last delivery raised is raised. Where the block is broken off,
    delivery ends after the mails in hand.
    """
    courier = _Courier(dispatcher)
    with ThreadPoolExecutor(1, "delivery") as thread:
        done = thread.submit(asyncio.run, courier.run())
        try:
            yield courier.wake
            courier.end()
            done.result()
        except BaseException:
            courier.break_off(done)
            raise


@dataclass(slots=True)
class _Courier:
    """What runs in the thread, and what is told to it from outside."""

    dispatcher: Dispatcher
    _loop: Future[asyncio.AbstractEventLoop] = field(default_factory=Future)  # once it runs
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _is_last: bool = False  # the block has ended
    _work: asyncio.Task[None] | None = None  # None: not begun

    async def run(self) -> None:
        self._work = asyncio.create_task(self._deliver_at_news())
        self._loop.set_result(asyncio.get_running_loop())
        with contextlib.suppress(asyncio.CancelledError):
            await self._work

    async def _deliver_at_news(self) -> None:
        is_last = False
        while not is_last:
            await self._news.wait()
            self._news.clear()
            is_last = self._is_last
            try:
                await self.dispatcher.deliver_due()
            except MailregError:
                if is_last:  # until then the next round tries again
                    raise

    def wake(self) -> None:
        self._tell(self._news.set)

    def end(self) -> None:
        self._is_last = True
        self.wake()

    def break_off(self, done: Future[None]) -> None:
        self._tell(self.dispatcher.stop)
        self.end()
        with contextlib.suppress(TimeIsUp, MailregError):
            done.result(GRACE_SECONDS)
        if self._work is not None and not done.done():
            self._tell(self._work.cancel)

    def _tell(self, action: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # it has ended
            self._loop.result().call_soon_threadsafe(action)
