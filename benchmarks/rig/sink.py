"""An SMTP server on this machine that takes everything at once and knows for whom, and when."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from typing import Self

ADDRESS = re.compile(rb"<(.*?)>")


class Sink:
    """A server to start with `with`; it runs in a thread of its own."""

    def __init__(self) -> None:
        self.port = 0
        self.accepted: list[tuple[str, float]] = []  # recipient, and `time.perf_counter()`
        self._loop = asyncio.new_event_loop()
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        start = asyncio.start_server(self._serve, "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(start, self._loop).result(10)
        self.port = server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def wait_for(self, count: int, timeout_seconds: float = 20) -> float:
        """When the `count`-th mail was accepted."""
        with self._news:
            is_there = self._news.wait_for(lambda: len(self.accepted) >= count, timeout_seconds)
        if not is_there:
            raise TimeoutError(f"{len(self.accepted)} of {count} mails in {timeout_seconds} s")
        return self.accepted[count - 1][1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = b""
        writer.write(b"220 bench\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"RCPT" and (found := ADDRESS.search(line)):
                recipient = found[1]
            if verb == b"DATA":
                writer.write(b"354 go\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                self._accept(recipient.decode())
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                break
        writer.close()

    def _accept(self, recipient: str) -> None:
        with self._news:
            self.accepted.append((recipient, time.perf_counter()))
            self._news.notify_all()
