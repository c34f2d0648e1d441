"""Chromium before the real page, on desks whose forty letters were read once.

A page complains of what no page may do: errors in its console, words to another host, a breach of
the content security policy. Every test ends with looking whether it did.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from mailreg.web.security import COOKIE
from tests.servers.reception import ANOTHER, EVERYTHING, Reception, copied, prepare, served

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 15_000  # milliseconds, for anything that a busy machine may delay
ANSWERED = "Failed to load resource"  # how Chromium speaks of a status such as 409
PHONE = {"width": 320, "height": 700}
DESK = {"width": 1280, "height": 800}


@dataclass(kw_only=True)  # without slots: Playwright keeps notes on whose handlers it calls
class Staff:
    """People with a browser before one desk's page."""

    chromium: Browser
    reception: Reception
    url: str
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.go()

    def go(self) -> None:
        """Close every browser."""
        while self._contexts:
            self._contexts.pop().close()

    def visitor(self, **options: Any) -> Page:
        """A browser of its own, in which nobody has signed in."""
        options = {"locale": "en-GB", "viewport": DESK, **options}
        context = self.chromium.new_context(base_url=self.url, **options)
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._see)
        return page

    def page(self, name: str = EVERYTHING, **options: Any) -> Page:
        """The same for somebody who has signed in."""
        page = self.visitor(**options)
        token = self.reception.token(name)
        page.context.add_cookies([{"name": COOKIE, "value": token, "url": self.url}])
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and ANSWERED not in message.text:
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.complaints.append(f"asks for {request.url}")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk that is to be copied."""
    folder = tmp_path_factory.mktemp("reception")
    prepare(folder, EVERYTHING, ANOTHER)
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for each file: its event loop would be in the way of other tests of this process."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def reception(prepared: Path, tmp_path: Path) -> Iterator[Reception]:
    """A desk of this test's own."""
    with Reception.open(copied(prepared, tmp_path)) as reception:
        yield reception


@pytest.fixture
def staff(reception: Reception, chromium: Browser) -> Iterator[Staff]:
    """The staff of that desk."""
    with served(reception.desk) as url:
        with Staff(chromium=chromium, reception=reception, url=url) as staff:
            yield staff
        assert staff.complaints == []


@pytest.fixture(scope="module")
def shared(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Staff]:
    """The staff of a desk that the tests of a file share."""
    folder = copied(prepared, tmp_path_factory.mktemp("shared"))
    with (
        Reception.open(folder) as reception,
        served(reception.desk) as url,
        Staff(chromium=chromium, reception=reception, url=url) as staff,
    ):
        yield staff


@pytest.fixture
def lookers(shared: Staff) -> Iterator[Staff]:
    """They only look, and decide nothing."""
    yield shared
    assert shared.complaints == []
    shared.go()
