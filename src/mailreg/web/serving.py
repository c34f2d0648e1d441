"""The page, served by uvicorn: alone, or beside the daemon on its event loop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

from mailreg import log
from mailreg.config import WebSettings
from mailreg.errors import PortTaken
from mailreg.service.desk import Desk
from mailreg.web.app import make_app

LONGEST_SHUTDOWN = 1  # seconds; an open page listens for ever
TRY_AGAIN = 30  # seconds, where the port is taken
BACKLOG = 128


def bind(address: WebSettings) -> socket.socket:
    """Take the port. Raises PortTaken where somebody has it, or it may not be taken."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((address.host, address.port))
        taken.listen(BACKLOG)  # two that bind at once are told apart here
    except OSError as error:
        taken.close()
        reason = "it is taken" if error.errno == errno.EADDRINUSE else error.strerror
        raise PortTaken(
            f"the staff page cannot listen on {address.host}:{address.port}: {reason}."
            " Name another `web.port`, or end what uses it"
        ) from error
    return taken


class _Server(uvicorn.Server):
    """Leaves signals to the daemon, or to who runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


@contextlib.asynccontextmanager
async def serving(desk: Desk, settings: WebSettings) -> AsyncIterator[str]:
    """Serve the page within the block; yields its address. Raises PortTaken."""
    app = make_app(desk, hosts=settings.hosts)
    async with running(app, settings) as url:
        log.page_served(url=url)
        yield url


@contextlib.asynccontextmanager
async def running(app: ASGIApp, settings: WebSettings) -> AsyncIterator[str]:
    """Serve any application within the block; yields its address. Raises PortTaken."""
    taken = bind(settings)
    server = _Server(_config(app, settings))
    task = asyncio.create_task(server.serve(sockets=[taken]))
    try:
        yield _url(taken)
    finally:
        server.should_exit = True
        await task
        taken.close()


@contextlib.asynccontextmanager
async def serving_beside(desk: Desk, settings: WebSettings) -> AsyncIterator[None]:
    """The same beside something that must go on: a port that is taken is tried again, and told."""
    ended = asyncio.Event()
    task = asyncio.create_task(_serve_until(ended, desk, settings))
    try:
        yield
    finally:
        ended.set()
        await task


async def serve(desk: Desk, settings: WebSettings) -> None:
    """Serve until SIGTERM or SIGINT. Raises PortTaken."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with serving(desk, settings):
        await ended.wait()


async def _serve_until(ended: asyncio.Event, desk: Desk, settings: WebSettings) -> None:
    while not ended.is_set():
        try:
            async with serving(desk, settings):
                await ended.wait()
        except PortTaken as error:
            log.page_not_served(error=str(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TRY_AGAIN):
                    await ended.wait()


def _config(app: ASGIApp, settings: WebSettings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # addresses may not be logged, and what is done is in the history
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        server_header=False,
        timeout_graceful_shutdown=LONGEST_SHUTDOWN,
        backlog=BACKLOG,
    )


def _url(taken: socket.socket) -> str:
    host, port = taken.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
