"""Mailboxes of every kind that a source can read, each with a way to play the other side."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest

from mailreg.mailbox import ImapSettings, ImapSource, MaildirSettings, MaildirSource
from mailreg.service.ports import MailSource
from tests.servers.dovecot import BARE_CAPABILITIES, DovecotServer, is_installed

ARRIVED = datetime(2023, 3, 1, 9, 30, tzinfo=UTC)
LIMIT_BYTES = 50_000  # of the sources of these tests

_users = count(1)


class Desk(Protocol):
    """A mailbox seen from outside."""

    can_remove: bool  # what was moved is not in the folder any more

    def source(self) -> MailSource:
        """A new source for it, not connected."""

    def deliver(self, content: bytes) -> None:
        """A message arrives, unread, at ARRIVED."""

    def unread(self) -> int:
        """How many messages of the folder a mail program would show as unread."""

    def contents(self, folder: str) -> list[bytes]:
        """What lies in another folder."""

    def remove(self, content: bytes) -> None:
        """A person deletes a message for good."""

    def flag_deleted(self, content: bytes) -> None:
        """A person deletes a message, but nobody has cleaned up yet."""

    def remove_folder(self, folder: str) -> None:
        """A person deletes another folder with all that is in it."""


@dataclass(slots=True, kw_only=True)
class ImapDesk:
    """A user of a Dovecot."""

    server: DovecotServer
    can_remove: bool = True
    user: str = field(default_factory=lambda: f"desk{next(_users)}")
    opened: list[ImapSource] = field(default_factory=list)

    def source(self) -> ImapSource:
        settings = ImapSettings(
            host="127.0.0.1",
            port=self.server.tls_port,
            username=self.user,
            ca_file=self.server.ca_file,
            max_message_bytes=LIMIT_BYTES,
        )
        source = ImapSource("desk", settings, self.server.password)
        self.opened.append(source)
        return source

    def deliver(self, content: bytes) -> None:
        self.server.deliver(self.user, content, ARRIVED)

    def unread(self) -> int:
        return _unread(self.server.maildir(self.user))

    def contents(self, folder: str) -> list[bytes]:
        return self.server.contents(self.user, folder)

    def remove(self, content: bytes) -> None:
        _file(self.server.maildir(self.user), content).unlink()

    def flag_deleted(self, content: bytes) -> None:
        _flag_deleted(self.server.maildir(self.user), content)

    def remove_folder(self, folder: str) -> None:
        shutil.rmtree(self.server.maildir(self.user) / f".{folder}")


@dataclass(slots=True, kw_only=True)
class MaildirDesk:
    """A Maildir of one's own."""

    path: Path
    can_remove: bool = True
    _numbers: count[int] = field(default_factory=lambda: count(1_700_000_000))

    def source(self) -> MaildirSource:
        settings = MaildirSettings(path=self.path, max_message_bytes=LIMIT_BYTES)
        return MaildirSource("desk", settings)

    def deliver(self, content: bytes) -> None:
        path = self.path / "new" / f"{next(self._numbers)}.M1P1.host"
        staged = self.path / "tmp" / path.name
        staged.write_bytes(content)
        os.utime(staged, (ARRIVED.timestamp(), ARRIVED.timestamp()))
        staged.rename(path)

    def unread(self) -> int:
        return _unread(self.path)

    def contents(self, folder: str) -> list[bytes]:
        return [path.read_bytes() for path in (self.path / f".{folder}").glob("[cn][ue][rw]/*")]

    def remove(self, content: bytes) -> None:
        _file(self.path, content).unlink()

    def flag_deleted(self, content: bytes) -> None:
        _flag_deleted(self.path, content)

    def remove_folder(self, folder: str) -> None:
        shutil.rmtree(self.path / f".{folder}")


def _unread(maildir: Path) -> int:
    files = [*maildir.glob("new/*"), *maildir.glob("cur/*")]
    return sum("S" not in path.name.partition(":2,")[2] for path in files)


def _file(maildir: Path, content: bytes) -> Path:
    files = [*maildir.glob("new/*"), *maildir.glob("cur/*")]
    return next(path for path in files if path.read_bytes() == content)


def _flag_deleted(maildir: Path, content: bytes) -> None:
    path = _file(maildir, content)
    path.rename(maildir / "cur" / f"{path.name.partition(':')[0]}:2,T")


@pytest.fixture(scope="session")
def dovecot() -> Iterator[DovecotServer]:
    if not is_installed():
        pytest.skip("Dovecot is not installed")
    with DovecotServer() as server:
        yield server


@pytest.fixture(scope="session")
def bare_dovecot() -> Iterator[DovecotServer]:
    """Without MOVE, UIDPLUS, IDLE and special use, its folders under `INBOX.`."""
    if not is_installed():
        pytest.skip("Dovecot is not installed")
    with DovecotServer(
        capabilities=f"{BARE_CAPABILITIES} NAMESPACE",
        prefix="INBOX.",
        separator=".",
        special_use=False,
    ) as server:
        yield server


@pytest.fixture(scope="session")
def plain_dovecot() -> Iterator[DovecotServer]:
    """With MOVE but without UIDPLUS: nothing tells where a message lies afterwards."""
    if not is_installed():
        pytest.skip("Dovecot is not installed")
    with DovecotServer(capabilities=f"{BARE_CAPABILITIES} IDLE MOVE NAMESPACE") as server:
        yield server


@pytest.fixture
def imap_desk(dovecot: DovecotServer) -> Iterator[ImapDesk]:
    yield from _desk(ImapDesk(server=dovecot))


@pytest.fixture(params=["dovecot", "without UIDPLUS", "bare", "maildir"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "maildir":
        for name in ("cur", "new", "tmp"):
            (tmp_path / name).mkdir()
        yield MaildirDesk(path=tmp_path)
        return
    fixtures = {
        "dovecot": "dovecot",
        "without UIDPLUS": "plain_dovecot",
        "bare": "bare_dovecot",
    }
    server = request.getfixturevalue(fixtures[request.param])
    yield from _desk(ImapDesk(server=server, can_remove=request.param != "bare"))


def _desk(desk: ImapDesk) -> Iterator[ImapDesk]:
    yield desk
    for source in desk.opened:
        source.close()


@pytest.fixture
def source(desk: Desk) -> MailSource:
    source = desk.source()
    source.connect()
    return source


def letter(subject: str, *, sender: str = "Anna Berg <anna.berg@kommun.example>") -> bytes:
    """A small message."""
    return (
        f"From: {sender}\r\nTo: desk@example.org\r\nSubject: {subject}\r\n"
        f"Message-ID: <{subject.replace(' ', '.')}@kommun.example>\r\n\r\nHej!\r\n"
    ).encode()


def settings(port: int, **changes: object) -> ImapSettings:
    """Of an account on this machine."""
    values: dict[str, object] = {"host": "127.0.0.1", "port": port, "username": "desk@example.org"}
    return ImapSettings(**(values | changes))  # type: ignore[arg-type]


def connected(source: ImapSource) -> ImapSource:
    source.connect()
    return source


def whole_story(error: BaseException) -> str:
    """The message with those of its causes, as a traceback would show it."""
    story = []
    cause: BaseException | None = error
    while cause is not None:
        story.append(repr(cause))
        cause = cause.__cause__ or cause.__context__
    return "\n".join(story)
