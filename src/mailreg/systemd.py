"""Telling systemd how we are (sd_notify(3)): a datagram on a socket that it names."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Notifier:
    """Does nothing where no systemd waits for it."""

    address: str | None = None  # NOTIFY_SOCKET
    watchdog: timedelta | None = None  # WATCHDOG_USEC; None: no watchdog

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Notifier:
        """The notifier that systemd asks for by its variables."""
        microseconds = environ.get("WATCHDOG_USEC", "")
        return cls(
            address=environ.get("NOTIFY_SOCKET") or None,
            watchdog=timedelta(microseconds=int(microseconds)) if microseconds.isdigit() else None,
        )

    def ready(self) -> None:
        """The start is done."""
        self._send("READY=1")

    def alive(self) -> None:
        """Nothing hangs."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """The end has begun."""
        self._send("STOPPING=1")

    def _send(self, state: str) -> None:
        if self.address is None:
            return
        # an abstract socket is written with a leading @
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with (
            contextlib.suppress(OSError),  # that nobody listens must not end the daemon
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel,
        ):
            channel.connect(address)
            channel.sendall(state.encode())
