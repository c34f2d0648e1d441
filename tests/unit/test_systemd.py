"""What systemd is told."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

from mailreg.systemd import Notifier


def test_systemd_hears_of_start_life_and_end(tmp_path: Path) -> None:
    address = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(address))
        notifier = Notifier.from_environment({"NOTIFY_SOCKET": str(address)})
        notifier.ready()
        notifier.alive()
        notifier.stopping()
        assert [listener.recv(99) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_nobody_is_told_where_systemd_does_not_ask() -> None:
    notifier = Notifier.from_environment({})
    notifier.ready()
    assert notifier.watchdog is None


def test_a_listener_that_is_gone_ends_nothing(tmp_path: Path) -> None:
    Notifier(address=str(tmp_path / "gone")).ready()


def test_the_watchdog_counts_microseconds() -> None:
    notifier = Notifier.from_environment({"WATCHDOG_USEC": "60000000"})
    assert notifier.watchdog == timedelta(minutes=1)
