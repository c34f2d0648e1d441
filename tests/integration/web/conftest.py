"""The page behind a real server, and browsers without eyes that speak to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from mailreg.web.security import COOKIE
from tests.servers.reception import ROLES, Reception, copied, prepare, served

NewBrowser = Callable[..., httpx.Client]
TOKEN = re.compile(r'name="token" value="(\w+)"')


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk with an account for each role, to be copied."""
    folder = tmp_path_factory.mktemp("reception")
    prepare(folder, *ROLES)
    return folder


@pytest.fixture(scope="module")
def desk_of_all(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reception]:
    """A desk that the tests of a file share."""
    with Reception.open(copied(prepared, tmp_path_factory.mktemp("shared"))) as reception:
        yield reception


@pytest.fixture(scope="module")
def url(desk_of_all: Reception) -> Iterator[str]:
    with served(desk_of_all.desk) as url:
        yield url


@pytest.fixture
def browser(url: str, desk_of_all: Reception) -> Iterator[NewBrowser]:
    """A function that makes a browser; with a name, that person is signed in there."""
    clients: list[httpx.Client] = []

    def make(name: str | None = None, **headers: str) -> httpx.Client:
        cookies = {COOKIE: desk_of_all.token(name)} if name else None
        clients.append(httpx.Client(base_url=url, cookies=cookies, timeout=60))
        clients[-1].headers.update({"Accept-Language": "en", **headers})
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def token_of(page: httpx.Response) -> str:
    """What the forms of a page carry."""
    found = TOKEN.search(page.text)
    assert found, page.text
    return found[1]


def form_token(client: httpx.Client) -> str:
    """The same, for somebody who is signed in."""
    return token_of(client.get("/me"))
