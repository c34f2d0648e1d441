"""Requests for pages, ten at once, within the server's process: no sockets, no client's work."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median, quantiles
from time import perf_counter, process_time

from starlette.types import ASGIApp, Message

from mailreg.web.security import COOKIE

AT_ONCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How pages were answered."""

    seconds: Sequence[float]  # from each request to the last byte of its page
    cpu_seconds: float  # of the process for all

    def __add__(self, more: Load) -> Load:
        """Both one after the other."""
        return Load(
            seconds=[*self.seconds, *more.seconds], cpu_seconds=self.cpu_seconds + more.cpu_seconds
        )

    @property
    def p50(self) -> float:
        """Milliseconds."""
        return median(self.seconds) * 1000

    @property
    def p95(self) -> float:
        """Milliseconds."""
        return quantiles(self.seconds, n=20)[-1] * 1000

    @property
    def cpu(self) -> float:
        """Milliseconds for one page."""
        return self.cpu_seconds / len(self.seconds) * 1000


def under_load(app: ASGIApp, paths: Sequence[str], token: str, *, requests: int) -> Load:
    """Ask for these pages in turn, always so many at a time, until there were `requests`."""
    return asyncio.run(_under_load(app, paths, token, requests=requests))


async def _under_load(app: ASGIApp, paths: Sequence[str], token: str, *, requests: int) -> Load:
    await _all(app, list(islice(cycle(paths), max(AT_ONCE, len(paths)))), token)  # warm
    began = process_time()
    seconds = await _all(app, list(islice(cycle(paths), requests)), token)
    return Load(seconds=seconds, cpu_seconds=process_time() - began)


async def _all(app: ASGIApp, paths: Sequence[str], token: str) -> list[float]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(path: str) -> float:
        async with gate:
            began = perf_counter()
            await _get(app, path, token)
            return perf_counter() - began

    return await asyncio.gather(*(one(path) for path in paths))


async def _get(app: ASGIApp, target: str, token: str) -> None:
    """One request (ASGI 3.0, HTTP connection scope), as a browser sends it."""
    path, _, query = target.partition("?")
    headers = {
        "host": "localhost",
        "accept-encoding": "gzip, deflate, br",
        "accept-language": "sv",
        "cookie": f"{COOKIE}={token}",
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] != 200:
            raise RuntimeError(f"{target} was answered with {message['status']}")

    await app(scope, receive, send)
