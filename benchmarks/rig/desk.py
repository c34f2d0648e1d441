"""Installations of mailreg, and of the floor, that work with servers on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from imapclient import IMAPClient  # type: ignore[import-untyped]

from benchmarks.rig.letters import letter
from benchmarks.rig.process import Cost, cost_of
from benchmarks.rig.sink import Sink
from tests.servers.configuration import write_event, write_settings
from tests.servers.dovecot import DovecotServer

FLOOR = Path(__file__).parents[1] / "floor.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The servers, and a folder for everything else."""

    folder: Path
    imap: DovecotServer
    sink: Sink

    def fill(self, user: str, contents: list[bytes]) -> None:
        """New mail, which the server has seen when this returns."""
        self.imap.fill(user, contents)
        self.visit(user)

    def fill_with_old(self, user: str, count: int) -> None:
        """Mail that was read long ago, by hard links to one."""
        content = letter(0)
        target = self.imap.maildir(user) / "cur"
        first = self.imap.deliver(user, content).rename(target / f"1.M0.old,S={len(content)}:2,S")
        for number in range(1, count):
            os.link(first, target / f"{1 + number}.M{number}.old,S={len(content)}:2,S")
        self.visit(user)

    def visit(self, user: str) -> None:
        """Let the server index the folder, before any clock runs."""
        with IMAPClient("127.0.0.1", self.imap.plain_port, ssl=False) as client:
            client.login(user, self.imap.password)
            client.select_folder("INBOX")
            client.search("ALL")

    def install(self, user: str, *, start: str = "all") -> Path:
        """Write the configuration of an installation for that mailbox; return its file."""
        return configure(
            self.folder / user,
            user=user,
            imap_port=self.imap.plain_port,
            smtp_port=self.sink.port,
            start=start,
        )

    def run_mailreg(self, config: Path) -> Cost:
        """One `mailreg run --once`."""
        words = ("-m", "mailreg", "--config", str(config), "run", "--once")
        return cost_of(*words, log=self.folder / "mailreg.log")

    def run_floor(self, user: str) -> Cost:
        """One round of the floor."""
        ports = str(self.imap.plain_port), str(self.sink.port)
        words = (str(FLOOR), ports[0], user, self.imap.password, ports[1])
        return cost_of(*words, str(self.folder / f"{user}.db"), log=self.folder / "floor.log")

    def expect(self, count: int) -> None:
        """Each of that many letters was answered once; begin to count anew."""
        answered = [recipient for recipient, _ in self.sink.accepted]
        if len(answered) != count or len(set(answered)) != count:
            raise RuntimeError(f"{len(set(answered))} people got {len(answered)} of {count} mails")
        self.sink.accepted.clear()


def configure(folder: Path, *, user: str, imap_port: int, smtp_port: int, start: str) -> Path:
    """Write a configuration into a new folder; return its file."""
    write_event(folder, capacity=1_000_000)
    return write_settings(
        folder,
        mailbox={
            "host": "127.0.0.1",
            "port": imap_port,
            "security": "none",
            "username": user,
            "password": "secret",
            "start": start,
            "save_sent": False,
        },
        smtp={"port": smtp_port, "connections": 4, "per_minute": 0},
    )


@contextmanager
def open_place() -> Iterator[Place]:
    """Servers that run until the block ends."""
    new_folder = TemporaryDirectory(prefix="mailreg-bench-")
    with new_folder as folder, Sink() as sink, DovecotServer() as imap:
        yield Place(folder=Path(folder), imap=imap, sink=sink)
