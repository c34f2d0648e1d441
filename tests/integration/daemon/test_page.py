"""The staff page of a real process: beside the daemon, alone, and where its port is taken."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from mailreg.config import WebSettings
from mailreg.store import schema
from mailreg.store.database import Database
from mailreg.store.encryption import make_key
from mailreg.web import serving
from tests.acceptance.letters import registration
from tests.integration.daemon.conftest import NewSite
from tests.integration.service.office import Clock, make_desk, make_event
from tests.servers.site import Site, eventually

HOST = "127.0.0.1"
END_SECONDS = 10
PASSWORD = "granit lampa segel havre"


@pytest.fixture
def port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Somebody else listens there."""
    with socket.create_server((HOST, port)):
        yield


def browser(port: int) -> httpx.Client:
    return httpx.Client(base_url=f"http://{HOST}:{port}", trust_env=False, timeout=20)


def is_served(port: int) -> bool:
    with browser(port) as client:
        try:
            return client.get("/sign-in").status_code == HTTPStatus.OK
        except httpx.ConnectError:
            return False


def sign_in(site: Site, client: httpx.Client) -> None:
    file = site.folder / "password"
    file.write_text(PASSWORD, "utf-8")
    site.mailreg("user", "add", "Karin", "--password-file", str(file))
    token = re.search(r'name="token" value="(\w+)"', client.get("/sign-in").text)
    assert token is not None
    form = {"name": "Karin", "password": PASSWORD, "token": token[1]}
    assert client.post("/sign-in", data=form).status_code == HTTPStatus.SEE_OTHER


def test_the_daemon_serves_the_page_and_says_where(new_site: NewSite, port: int) -> None:
    site = new_site(web={"serve": True, "port": port})
    daemon = site.start()

    eventually(lambda: is_served(port), "the page is served")

    assert f"http://{HOST}:{port}/" in site.log
    assert daemon.stop() == 0
    assert not is_served(port)


def test_a_taken_port_is_an_alarm_and_letters_are_answered_all_the_same(
    new_site: NewSite, port: int
) -> None:
    site = new_site(web={"serve": True, "port": port})
    with taken(port):
        daemon = site.start()
        site.deliver(registration(1))
        site.smtp.wait_for(1, 30)
        eventually(lambda: '"page_not_served"' in site.log, "the alarm is raised")

        assert daemon.stop() == 0

    assert "`web.port`" in site.log


def test_no_page_is_served_where_nobody_wants_it(new_site: NewSite, port: int) -> None:
    site = new_site(web={"serve": False, "port": port})
    daemon = site.start()
    site.deliver(registration(1))
    site.smtp.wait_for(1, 30)

    assert not is_served(port)
    assert daemon.stop() == 0


def test_the_page_alone_is_served_whatever_the_daemon_is_told(new_site: NewSite, port: int) -> None:
    site = new_site(web={"serve": False, "port": port})
    site.mailreg("db", "upgrade")
    page = site.start("web")

    assert is_served(port)
    assert page.stop() == 0


def test_the_page_alone_ends_with_75_where_its_port_is_taken(new_site: NewSite, port: int) -> None:
    site = new_site(web={"port": port})
    site.mailreg("db", "upgrade")

    with taken(port):
        ended = site.mailreg("web", check=False)

    assert ended.returncode == 75
    assert f"{HOST}:{port}" in ended.stderr
    assert "`web.port`" in ended.stderr


def test_a_port_that_comes_free_is_taken(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "TRY_AGAIN", 0.05)
    url = f"sqlite:///{tmp_path}/mailreg.db"
    schema.upgrade(url)
    database = Database(url, key=make_key())
    desk = make_desk(database, Clock(), make_event())

    async def scene() -> None:
        settings = WebSettings(serve=True, host=HOST, port=port, hosts=(), trusted_proxies=())
        async with AsyncExitStack() as beside:
            with taken(port), capture_logs() as said:
                await beside.enter_async_context(serving.serving_beside(desk, settings))
                while "page_not_served" not in [each["key"] for each in said]:
                    await asyncio.sleep(0.01)
            while not await asyncio.to_thread(is_served, port):
                await asyncio.sleep(0.05)

    asyncio.run(asyncio.wait_for(scene(), END_SECONDS))
    assert not is_served(port)
    database.close()


@pytest.mark.parametrize("command", ["run", "web"])
def test_sigterm_while_somebody_looks_at_the_page_ends_in_time(
    new_site: NewSite, port: int, command: str
) -> None:
    site = new_site(web={"serve": True, "port": port})
    site.mailreg("db", "upgrade")
    process = site.start(command)
    eventually(lambda: is_served(port), "the page is served")

    with browser(port) as client:
        sign_in(site, client)
        with client.stream("GET", "/live") as live:
            assert live.status_code == HTTPStatus.OK
            assert next(live.iter_lines()).startswith("retry")
            begun = time.monotonic()

            assert process.stop() == 0

    assert time.monotonic() - begun < END_SECONDS
