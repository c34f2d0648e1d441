"""The network between a source and its server, which can fail, and a server that misbehaves."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Self


class Wire:
    """Passes bytes on in both directions until it is cut or falls silent."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._links: list[socket.socket] = []
        self._is_silent = threading.Event()

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def cut(self) -> None:
        """Close every connection, as a server does that ends."""
        for link in self._links:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
            link.close()

    def fall_silent(self) -> None:
        """Swallow everything from now on: the link is half open, nobody is told."""
        self._is_silent.set()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                self._links += [near, far]
                self._start(self._pump, near, far)
                self._start(self._pump, far, near)

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while content := source.recv(65_536):
                if not self._is_silent.is_set():
                    target.sendall(content)
            target.shutdown(socket.SHUT_RDWR)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        threading.Thread(target=target, args=args, daemon=True).start()


class Impostor:
    """Says a greeting, then one answer to each line that comes, and remembers the lines.

    `{tag}` in an answer is the tag of the command. After the last answer it closes. Each further
    connection has answers of its own.
    """

    def __init__(self, greeting: str, *answers: Sequence[str]) -> None:
        self._greeting = greeting
        self._scripts = answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.heard: list[str] = []

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def _serve(self) -> None:
        for answers in self._scripts:
            with suppress(OSError):
                link, _ = self._listener.accept()
                with link, link.makefile("rb") as stream:
                    link.sendall(f"{self._greeting}\r\n".encode())
                    for answer in answers:
                        line = stream.readline().decode()
                        self.heard.append(line)
                        tag = line.split(" ", 1)[0]
                        link.sendall(answer.replace("{tag}", tag).replace("\n", "\r\n").encode())


class TlsServer:
    """Shows its certificate to the first who comes."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def _serve(self) -> None:
        with suppress(OSError):
            link, _ = self._listener.accept()
            with link, self._context.wrap_socket(link, server_side=True):
                pass
