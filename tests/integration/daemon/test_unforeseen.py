"""What nobody foresaw ends one round, never the watch over a mailbox or the delivery."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from mailreg.daemon import Daemon
from mailreg.mailbox import MaildirSettings, MaildirSource
from mailreg.reader.beside import ReaderBeside
from mailreg.service.dispatch import Dispatcher
from mailreg.service.ports import MailSource, SmtpSession
from mailreg.service.watching import Watch
from mailreg.store import schema
from mailreg.store.database import Database
from mailreg.store.encryption import make_key
from mailreg.store.presence import Presence
from mailreg.systemd import Notifier
from mailreg.wiring import Site
from tests.integration.service.letters import letter
from tests.integration.service.office import Clock, Office, make_desk, make_event
from tests.servers.smtp import SmtpServer

PATIENCE = timedelta(seconds=30)


class Moody(MaildirSource):
    """A mailbox that fails, the first times, in a way that its Protocol does not know."""

    failures = 0
    looks = 0

    def uids_after(self, uid: int) -> Sequence[int]:
        self.looks += 1
        if self.looks <= self.failures:
            raise RuntimeError("anna.berg@solby.example")
        return super().uids_after(uid)


@pytest.fixture
def office(tmp_path: Path, smtp: SmtpServer) -> Office:
    maildir = tmp_path / "mail"
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    url = f"sqlite:///{tmp_path}/mailreg.db"
    schema.upgrade(url)
    database = Database(url, key=make_key())
    desk = replace(make_desk(database, Clock(), make_event()), clock=lambda: datetime.now(UTC))
    return Office(desk=desk, clock=Clock(), maildir=maildir, smtp=smtp, presence=Presence(database))


def run(
    office: Office,
    is_done: Callable[[], object],
    *,
    source: MailSource,
    connect: Callable[[], SmtpSession],
) -> None:
    """Run the daemon in this process until it is done, then end it as an operator does."""
    postbox = replace(office.desk.postboxes["desk"], poll=timedelta(milliseconds=1))
    dispatcher = Dispatcher(
        desk=office.desk, presence=office.presence, connect=connect, connections=1
    )
    watch = Watch(
        desk=office.desk,
        postbox=postbox,
        source=source,
        presence=office.presence,
        on_news=lambda: None,
    )
    site = Site(
        desk=office.desk,
        watches=(watch,),
        dispatcher=dispatcher,
        presence=office.presence,
        reader=ReaderBeside(office.desk.events),
    )

    async def both() -> None:
        daemon = asyncio.create_task(Daemon(site, Notifier.from_environment({})).run())
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while not is_done():
                await asyncio.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)
        await daemon

    asyncio.run(both())
    site.close()


def test_a_mailbox_is_watched_on_after_any_failure(office: Office) -> None:
    source = Moody("desk", MaildirSettings(path=office.maildir))
    source.failures = 2
    office.deliver(letter())

    with structlog.testing.capture_logs() as lines:
        run(office, lambda: office.smtp.received, source=source, connect=office.session)

    said = str(lines)
    assert "crashed:RuntimeError at test_unforeseen.py" in said
    assert "anna.berg@solby.example" not in said


def test_polls_follow_each_other_without_end(office: Office) -> None:
    source = Moody("desk", MaildirSettings(path=office.maildir))

    run(office, lambda: source.looks > 100, source=source, connect=office.session)


def test_delivery_goes_on_after_any_failure(office: Office) -> None:
    sessions = 0

    def connect() -> SmtpSession:
        nonlocal sessions
        sessions += 1
        if sessions == 1:
            raise RuntimeError
        return office.session()

    office.deliver(letter())

    run(office, lambda: office.smtp.received, source=office.source(), connect=connect)

    assert [mail.attempts for mail in office.mails()] == [1]
