"""The office: a desk on either database, with a Maildir and an SMTP server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailreg.event import Event
from mailreg.store.database import Database
from mailreg.store.presence import Presence
from tests.integration.service.office import Clock, Office, make_desk, make_event
from tests.servers.smtp import SmtpServer

NewOffice = Callable[..., Office]


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def new_office(database: Database, smtp: SmtpServer, tmp_path: Path) -> Iterator[NewOffice]:
    """A function that opens an office for these events."""
    maildir = tmp_path / "mail"
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    presence = Presence(database)

    def make(*events: Event) -> Office:
        clock = Clock()
        desk = make_desk(database, clock, *(events or (make_event(),)))
        return Office(desk=desk, clock=clock, maildir=maildir, smtp=smtp, presence=presence)

    yield make
    presence.close()


@pytest.fixture
def office(new_office: NewOffice) -> Office:
    return new_office()
