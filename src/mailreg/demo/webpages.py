"""The demo's pages: where the staff page will be, who signs in, and the applicant's mailbox."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass

from mailreg.config import WebSettings
from mailreg.demo.applicant import Mailbox, make_app
from mailreg.demo.folder import HOST
from mailreg.service.accounts import Role, add_account
from mailreg.service.desk import Desk
from mailreg.web.serving import running

STAFF = "Karin"
WORDS = ("lampa", "regn", "vinter", "kaffe", "segel", "granit", "klocka", "havre", "lilja", "tegel")
START_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What is printed first."""

    staff: str  # address of the staff page
    name: str
    password: str
    applicant: str  # address of the applicant's mailbox


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def make_account(desk: Desk) -> str:
    """Somebody who may do everything; returns the password."""
    password = "-".join(secrets.choice(WORDS) for _ in range(4))
    add_account(desk, STAFF, password, list(Role), by="demo")
    return password


@contextmanager
def applicants_page(mailbox: Mailbox) -> Iterator[str]:
    """Serve the applicant's mailbox in a thread of its own; yields its address."""
    started: Future[str] = Future()
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(_serve(mailbox, started, ended)), name="applicant"
    )
    thread.start()
    try:
        yield started.result(START_SECONDS)
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


async def _serve(mailbox: Mailbox, started: Future[str], ended: asyncio.Event) -> None:
    settings = WebSettings(serve=True, host=HOST, port=0, hosts=(), trusted_proxies=())
    async with running(make_app(mailbox), settings) as url:
        started.set_result(url)
        await ended.wait()
