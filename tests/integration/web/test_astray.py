"""Whoever goes astray gets a whole page in their language, and no details."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPConnection

import httpx
import pytest
from starlette.responses import Response
from structlog.testing import capture_logs

from mailreg.errors import DatabaseUnavailable
from mailreg.service.accounts import Permission, set_preferences, signed_in
from mailreg.web import app, astray, visit
from mailreg.web.security import COOKIE, HEADERS, MOST_BYTES, MOST_BYTES_AT
from mailreg.web.visit import Visit
from tests.integration.web.conftest import NewBrowser, form_token
from tests.servers.reception import EVERYTHING, Reception, served

SECRET = "Tuva Ask is allergic to nuts"
ASTRAY = [
    ("GET", "/nothing", {}, 404),
    ("GET", "/static/nothing.css", {}, 404),
    ("GET", "/letters/x", {}, 404),
    ("HEAD", "/nothing", {}, 404),
    ("GET", "/sign-out", {}, 405),
    ("POST", "/problems", {}, 405),
    ("PUT", "/me", {}, 405),
    ("OPTIONS", "/", {}, 405),
    ("DELETE", "/cases/MS-00000", {}, 405),
    ("TRACE", "/", {}, 405),
    ("POST", "/me", {"Origin": "https://evil.example"}, 403),
    ("GET", "/", {"Host": "evil.example"}, 421),
    ("POST", "/me", {"Content-Type": "multipart/form-data"}, 400),
]
TITLES = {
    400: ("Det gick inte att förstå", "That was not understood"),
    403: ("Formuläret kom någon annanstans ifrån", "That form came from elsewhere"),
    404: ("Sidan finns inte", "There is no such page"),
    405: ("Sidan finns inte", "There is no such page"),
    413: ("Det är för mycket för ett formulär", "That is too much for one form"),
    421: ("Sidan finns inte under det här namnet", "The page is not served under this name"),
    500: ("Något gick sönder här", "Something broke here"),
    503: ("Inte just nu", "Not just now"),
}


def is_whole(answer: httpx.Response, language: str) -> bool:
    """Whether it is a styled page with its headers and a way back."""
    page = answer.text
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"
    assert re.search(r'<link rel="stylesheet" href="/static/mailreg\.css', page)
    assert '<a href="/">' in page
    return f'<html lang="{language}">' in page


@pytest.mark.parametrize(("method", "address", "headers", "status"), ASTRAY)
@pytest.mark.parametrize("name", [None, EVERYTHING])
def test_whoever_goes_astray_gets_a_page_in_the_language_of_the_browser(
    browser: NewBrowser,
    name: str | None,
    method: str,
    address: str,
    headers: dict[str, str],
    status: int,
) -> None:
    if status == 400 and name is None:
        address = "/sign-in"  # the form is not read before somebody is signed in
    for language, title in zip(("sv", "en"), TITLES[status], strict=True):
        client = browser(name, **{"Accept-Language": language})
        answer = client.request(method, address, headers=headers)
        assert answer.status_code == status
        if method != "HEAD":
            assert is_whole(answer, language)
            assert f"<h2>{title}</h2>" in answer.text


def test_the_persons_own_language_counts_before_the_browsers(
    browser: NewBrowser, desk_of_all: Reception
) -> None:
    client = browser("Catering", **{"Accept-Language": "en"})
    account = signed_in(desk_of_all.desk, desk_of_all.token("Catering"))
    assert account is not None
    set_preferences(desk_of_all.desk, account, language="sv", has_keys=True)
    for answer in (client.get("/nothing"), client.put("/me")):
        assert is_whole(answer, "sv")


@pytest.mark.parametrize("address", ["/me", *MOST_BYTES_AT])
def test_no_form_is_longer_than_it_may_be(url: str, address: str) -> None:
    connection = HTTPConnection(url.removeprefix("http://"), timeout=60)
    connection.putrequest("POST", address)
    connection.putheader("Content-Length", str(MOST_BYTES_AT.get(address, MOST_BYTES) + 1))
    connection.endheaders()  # and nothing of the form itself
    said = connection.getresponse()
    answer = httpx.Response(said.status, headers=said.getheaders(), content=said.read())
    connection.close()
    assert answer.status_code == 413
    assert is_whole(answer, "sv")


def test_a_form_that_does_not_say_how_long_it_is_is_refused(browser: NewBrowser) -> None:
    def parts() -> Iterator[bytes]:
        yield b"a=1"

    assert browser(EVERYTHING).post("/me", content=parts()).status_code == 411


def test_a_form_of_too_many_files_is_refused(browser: NewBrowser) -> None:
    client = browser(EVERYTHING)
    files = [("file", (f"{number}.eml", b"x")) for number in range(3)]
    answer = client.post("/add/letter", data={"token": form_token(client)}, files=files)
    assert answer.status_code == 400
    assert is_whole(answer, "en")


@pytest.mark.parametrize(
    ("error", "status", "key"),
    [(KeyError(SECRET), 500, "page_crashed"), (DatabaseUnavailable("locked"), 503, "failed")],
)
def test_a_fault_is_told_without_details_and_logged_without_names(
    monkeypatch: pytest.MonkeyPatch,
    desk_of_all: Reception,
    error: Exception,
    status: int,
    key: str,
) -> None:
    def crash(_: Visit) -> Response:
        raise error

    monkeypatch.setattr(app, "GET", (("/", crash, Permission.LOOK),))
    headers = {"Accept-Language": "sv", "Cookie": f"{COOKIE}={desk_of_all.token(EVERYTHING)}"}
    with served(desk_of_all.desk) as url, capture_logs() as lines:
        answer = httpx.get(f"{url}/", headers=headers, timeout=60)
    assert answer.status_code == status
    assert TITLES[status][0] in answer.text or "Databasen går inte att nå" in answer.text
    assert [line["key"] for line in lines if line["log_level"] == "error"] == [key]
    for secret in (SECRET, "KeyError", "Traceback"):
        assert secret not in answer.text
    assert SECRET not in str(lines)
    if status == 500:
        assert is_whole(answer, "sv")
        (crashed,) = [line for line in lines if line["key"] == key]
        assert (crashed["page"], crashed["error"].partition(" at ")[0]) == (
            "crash",
            "crashed:KeyError",
        )
        assert crashed["trace"][-1].endswith(" crash")


def test_nobody_is_kept_out_of_the_page_of_a_fault_by_the_database(
    monkeypatch: pytest.MonkeyPatch, desk_of_all: Reception
) -> None:
    def unavailable(*_: object, **__: object) -> None:
        raise DatabaseUnavailable("locked")

    monkeypatch.setattr(visit, "signed_in", unavailable)
    monkeypatch.setattr(astray, "signed_in", unavailable)
    headers = {"Accept-Language": "en", "Cookie": f"{COOKIE}={desk_of_all.token(EVERYTHING)}"}
    with served(desk_of_all.desk) as url:
        answer = httpx.get(f"{url}/", headers=headers, timeout=60)
    assert answer.status_code == 503
    assert is_whole(answer, "en")
