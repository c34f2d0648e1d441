"""The embedded mail servers: IMAP (pymap) and SMTP (aiosmtpd) on free ports of 127.0.0.1.

They run on an event loop in a thread of their own and keep their mail in memory. What is sent to
the desk's address lies in its inbox at once; what is sent to anybody else was a reply.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage

from mailreg.demo.clock import now
from mailreg.demo.folder import HOST, PASSWORD, Ports

START_SECONDS = 20.0
INBOX = "INBOX"


@contextmanager
def serving(address: str, on_reply: Callable[[bytes], None]) -> Iterator[Ports]:
    """Serve the mailbox `address` until the end of the block.

    `on_reply` is called, from the servers' thread, with each mail to anybody else.
    """
    # a client that is killed leaves them with a broken link; that is no news here
    for noisy in ("mail.log", "pymap", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    started: Future[tuple[Ports, Callable[[], None]]] = Future()
    thread = threading.Thread(
        target=lambda: asyncio.run(_serve(address, on_reply, started)), name="mail servers"
    )
    thread.start()
    ports, stop = started.result(START_SECONDS)
    try:
        yield ports
    finally:
        stop()
        thread.join()


async def _serve(
    address: str,
    on_reply: Callable[[bytes], None],
    started: Future[tuple[Ports, Callable[[], None]]],
) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    try:
        async with _imap(address) as (backend, imap), _smtp(address, backend, on_reply) as smtp:
            ports = Ports(imap=imap, smtp=smtp)
            started.set_result((ports, lambda: _call_safely(loop, ended)))
            await ended.wait()
    except OSError as error:
        if started.done():
            raise
        started.set_exception(error)


def _call_safely(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    loop.call_soon_threadsafe(ended.set)


@asynccontextmanager
async def _imap(address: str) -> AsyncIterator[tuple[DictBackend, int]]:
    settings = Namespace(
        host=HOST,
        port=0,
        debug=False,
        cert=None,
        key=None,
        tls=False,
        passlib_cfg=None,
        proxy_protocol=None,
        demo_data=False,
        demo_user=address,
        demo_password=PASSWORD,
    )
    backend, config = await DictBackend.init(settings, secure_auth=False)
    config.apply_context()
    reader = ProxyProtocolReader(config.proxy_protocol)
    talk = reader.get_callback(IMAPServer(backend.login, config))
    server = await asyncio.start_server(talk, HOST, 0)
    try:
        yield backend, _port(server)
    finally:
        server.close()


@asynccontextmanager
async def _smtp(
    address: str, backend: DictBackend, on_reply: Callable[[bytes], None]
) -> AsyncIterator[int]:
    postman = _Postman(address, backend, on_reply)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(postman, hostname="demo.example.org", enable_SMTPUTF8=True), HOST, 0
    )
    try:
        yield _port(server)
    finally:
        server.close()


def _port(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


class _Postman:
    """Takes every mail over SMTP and puts it where it belongs."""

    def __init__(
        self, address: str, backend: DictBackend, on_reply: Callable[[bytes], None]
    ) -> None:
        self._address = address
        self._backend = backend
        self._on_reply = on_reply

    async def handle_DATA(  # noqa: N802 (aiosmtpd calls it so)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail; the reply to its final dot."""
        content = envelope.original_content or b""
        if self._address in (address.lower() for address in envelope.rcpt_tos):
            await self._put_into_inbox(b"Return-Path: <%b>\r\n" % _sender(envelope) + content)
        else:
            self._on_reply(content)
        return "250 2.0.0 taken"

    async def _put_into_inbox(self, content: bytes) -> None:
        message = AppendMessage(content, now(), frozenset())
        async with self._backend.login.demo_user_identity.new_session() as session:
            await session.append_messages(INBOX, [message])


def _sender(envelope: Envelope) -> bytes:
    return (envelope.mail_from or "").encode()
