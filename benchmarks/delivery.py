"""Handing finished mails to a server on this machine that takes everything at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from benchmarks import Figure, Sizes
from mailreg.delivery import Security, SmtpConnection, SmtpSettings
from mailreg.reply.values import Outcome, OutgoingMail

MAILS = 2000
CONTENT = b"Subject: Din anmalan\r\n\r\n" + b"Tack for din anmalan.\r\n" * 150  # 3.5 kB


def measure(_sizes: Sizes) -> Iterator[Figure]:
    """Mails a second over one and over four connections."""
    for connections in (1, 4):
        yield Figure(
            what=f"3.5 kB over {connections} connection(s), reused",
            value=MAILS / asyncio.run(_seconds(connections)),
            unit="mails/s",
        )


async def _seconds(connections: int) -> float:
    server = await asyncio.start_server(_take_everything, "127.0.0.1", 0)
    settings = SmtpSettings(
        host="127.0.0.1",
        port=server.sockets[0].getsockname()[1],
        security=Security.NONE,
        local_hostname="bench.example.org",
    )
    async with server:
        began = time.perf_counter()
        await asyncio.gather(
            *(_deliver(settings, MAILS // connections) for _ in range(connections))
        )
        return time.perf_counter() - began


async def _deliver(settings: SmtpSettings, count: int) -> None:
    connection = SmtpConnection(settings)
    await connection.open()
    for number in range(count):
        mail = OutgoingMail(
            message_id=f"<{number}@example.org>",
            sender="motesplats@example.org",
            recipient=f"person{number}@example.org",
            content=CONTENT,
        )
        verdict = await connection.deliver(mail, _nothing)
        assert verdict.outcome is Outcome.ACCEPTED, verdict
    await connection.close()


async def _nothing() -> None:
    """Nothing to commit: the store has figures of its own."""


async def _take_everything(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 bench\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        if verb == b"DATA":
            writer.write(b"354 go\r\n")
            await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
        if verb == b"QUIT":
            break
    writer.close()
