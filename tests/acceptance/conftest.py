"""Real servers and fresh installations."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.servers.dovecot import DovecotServer, is_installed
from tests.servers.nursery import Nursery
from tests.servers.postgres import PostgresServer, find_binaries
from tests.servers.site import Options, Site
from tests.servers.smtp import SmtpServer

NewSite = Callable[..., Site]
DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    binaries = find_binaries()
    if binaries is None:
        _miss("PostgreSQL is not installed (apt-get install postgresql)")
    server = PostgresServer(binaries)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[DovecotServer]:
    if not is_installed():
        _miss("Dovecot is not installed (apt-get install dovecot-imapd)")
    with DovecotServer() as server:
        yield server


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def new_site(
    request: pytest.FixtureRequest,
    nursery: Nursery,
    dovecot: DovecotServer,
    smtp: SmtpServer,
    tmp_path: Path,
) -> Iterator[NewSite]:
    """A function that makes an installation with a mailbox of its own.

    `database` is `sqlite` or `postgresql`, `imap` and `user` name another mailbox, `submission`
    another server; all else are Options.
    """
    sites: list[Site] = []
    databases: list[str] = []

    def make(
        *,
        database: str = "sqlite",
        imap: DovecotServer | None = None,
        user: str | None = None,
        submission: SmtpServer | None = None,
        environment: dict[str, str] | None = None,
        **options: Any,
    ) -> Site:
        folder = tmp_path / f"site{len(sites)}"
        folder.mkdir()
        url = f"sqlite:///{folder}/var/mailreg.db"
        if database == "postgresql":
            server: PostgresServer = request.getfixturevalue("postgres")
            url = server.create_database()
            databases.append(url)
        site = Site(
            folder=folder,
            imap=imap or dovecot,
            smtp=submission or smtp,
            user=user or f"desk{next(NUMBERS)}",
            database_url=url,
            nursery=nursery,
            options=Options(**options),
            environment=environment or {},
        )
        sites.append(site)
        return site

    yield make
    for site in sites:
        site.close()
    for url in databases:
        request.getfixturevalue("postgres").drop_database(url)


NUMBERS = count(1)


def _miss(what: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)
