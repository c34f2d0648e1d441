"""What has changed, told to open pages at once (server-sent events, the HTML standard, 9.2)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from mailreg import log
from mailreg.errors import MailregError
from mailreg.service.accounts import signed_in
from mailreg.service.desk import Desk
from mailreg.service.queue import pulse
from mailreg.web.security import COOKIE
from mailreg.web.visit import Endpoint, House

EVERY_SECONDS = 1.0  # between two looks, however many pages are open
ALIVE_SECONDS = 15.0  # without a change: proxies close what is silent
EVENTS = "text/event-stream"
RETRY = b"retry: 2000\n\n"  # milliseconds


@dataclass(slots=True)
class Pulse:
    """One look for all open pages; nobody looks while none is open."""

    desk: Desk
    _listeners: int = 0
    _changes: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _task: asyncio.Task[None] | None = None

    async def changes(self) -> AsyncIterator[bool]:
        """Yields True at each change, and False now and then while there is none."""
        self._listeners += 1
        if self._task is None:
            self._task = asyncio.create_task(self._look())
        seen = self._changes
        try:
            while True:
                has_changed = await self._wait(seen)
                seen = self._changes
                yield has_changed
        finally:
            self._listeners -= 1

    async def _wait(self, seen: int) -> bool:
        async with self._changed:
            try:
                async with asyncio.timeout(ALIVE_SECONDS):
                    await self._changed.wait_for(lambda: self._changes != seen)
            except TimeoutError:
                return False
        return True

    async def _look(self) -> None:
        last: int | None = None
        while self._listeners:
            try:
                found = await run_in_threadpool(pulse, self.desk)
            except MailregError as error:  # the database is gone for a while
                log.failed(job="live", error=str(error))
            else:
                if last not in {None, found}:
                    await self._tell()
                last = found
            await asyncio.sleep(EVERY_SECONDS)
        self._task = None

    async def _tell(self) -> None:
        async with self._changed:
            self._changes += 1
            self._changed.notify_all()


def events(house: House, heart: Pulse) -> Endpoint:
    """The stream that an open page listens to."""

    async def endpoint(request: Request) -> Response:
        secret = request.cookies.get(COOKIE, "")
        who = partial(signed_in, house.desk, secret, is_active=False)
        if not secret or await run_in_threadpool(who) is None:
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        if request.method == "HEAD":  # whoever asks for no content would listen for ever
            return Response(media_type=EVENTS)

        async def stream() -> AsyncIterator[bytes]:
            yield RETRY
            async for has_changed in heart.changes():
                yield b"event: changed\ndata: -\n\n" if has_changed else b": alive\n\n"

        return StreamingResponse(stream(), media_type=EVENTS)

    return endpoint
