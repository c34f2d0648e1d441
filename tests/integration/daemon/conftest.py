"""Installations that run as real processes, and parts of the daemon in this one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.servers.dovecot import DovecotServer, is_installed
from tests.servers.nursery import Nursery
from tests.servers.site import Options, Site
from tests.servers.smtp import SmtpServer

NewSite = Callable[..., Site]
_USERS = count(1)


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def imap() -> Iterator[DovecotServer]:
    if not is_installed():
        message = "Dovecot is not installed (apt-get install dovecot-imapd)"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with DovecotServer() as server:
        yield server


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def new_site(
    imap: DovecotServer, smtp: SmtpServer, nursery: Nursery, tmp_path: Path
) -> Iterator[NewSite]:
    """A function that makes the installation; options as in `Options`."""
    sites: list[Site] = []

    def make(**options: Any) -> Site:
        site = Site(
            folder=tmp_path,
            imap=imap,
            smtp=smtp,
            nursery=nursery,
            user=f"desk{next(_USERS)}",
            database_url=f"sqlite:///{tmp_path}/var/mailreg.db",
            options=Options(**options),
        )
        sites.append(site)
        return site

    yield make
    for site in sites:
        site.close()
