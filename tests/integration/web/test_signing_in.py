"""Who comes in, and what their browser keeps."""

from __future__ import annotations

from http.cookies import SimpleCookie

import httpx
import pytest

from mailreg.service.accounts import FREE_TRIES
from mailreg.web.security import COOKIE, FORM_COOKIE
from tests.integration.web.conftest import NewBrowser, token_of
from tests.servers.reception import EVERYTHING, PASSWORD, Reception

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "///evil.example",
    "http:///evil.example",
    "evil.example",
    " //evil.example",
]


def sign_in(client: httpx.Client, name: str, password: str, **more: str) -> httpx.Response:
    page = client.get("/sign-in", params=more)
    fields = {"name": name, "password": password, "token": token_of(page), **more}
    return client.post("/sign-in", data=fields)


def cookie(response: httpx.Response, name: str) -> SimpleCookie:
    (header,) = [
        one for one in response.headers.get_list("set-cookie") if one.startswith(f"{name}=")
    ]
    return SimpleCookie(header)


def test_a_signed_in_browser_keeps_a_cookie_that_no_script_and_no_other_site_gets(
    browser: NewBrowser,
) -> None:
    answer = sign_in(browser(), EVERYTHING, PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    kept = cookie(answer, COOKIE)[COOKIE]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "lax", "/")
    assert not kept["domain"]
    assert not kept["secure"]  # on loopback there is no TLS


def test_each_sign_in_makes_a_new_token_whatever_the_browser_held_before(
    browser: NewBrowser,
) -> None:
    planted = "planted-by-somebody-else"
    client = browser()
    client.cookies.set(COOKIE, planted)
    first = cookie(sign_in(client, EVERYTHING, PASSWORD), COOKIE)[COOKIE].value
    second = cookie(sign_in(browser(), EVERYTHING, PASSWORD), COOKIE)[COOKIE].value
    assert len({planted, first, second}) == 3


def test_signing_in_anew_ends_what_the_browser_was_signed_in_as_before(
    browser: NewBrowser,
) -> None:
    client = browser()
    sign_in(client, EVERYTHING, PASSWORD)
    before = client.cookies[COOKIE]
    page = browser().get("/sign-in")
    fields = {"name": "Viewer", "password": PASSWORD, "token": token_of(page)}
    client.cookies.set(FORM_COOKIE, page.cookies[FORM_COOKIE])
    assert client.post("/sign-in", data=fields).status_code == 303
    again = browser()
    again.cookies.set(COOKIE, before)
    assert again.get("/").headers["location"] == "/sign-in"


def test_where_one_wanted_to_be_outlives_a_wrong_password(browser: NewBrowser) -> None:
    wanted = "/?tab=read&event=motesplats"
    answer = sign_in(browser(), EVERYTHING, "something else entirely", next=wanted)
    assert answer.status_code == 401
    assert 'value="/?tab=read&amp;event=motesplats"' in answer.text
    away = sign_in(browser(), EVERYTHING, "something else entirely", next="//evil.example")
    assert "evil.example" not in away.text


def test_signing_out_ends_it_on_the_server_too(browser: NewBrowser) -> None:
    client = browser()
    sign_in(client, EVERYTHING, PASSWORD)
    kept = client.cookies[COOKIE]
    answer = client.post("/sign-out", data={"token": token_of(client.get("/me"))})
    assert answer.headers["location"] == "/sign-in"
    client.cookies.set(COOKIE, kept)
    assert client.get("/").headers["location"] == "/sign-in"


@pytest.mark.parametrize("name", [EVERYTHING, "Nobody", "", "a" * 5_000, "\x00"])
def test_a_name_and_a_password_that_do_not_fit_say_the_same_whoever_it_is(
    browser: NewBrowser, name: str
) -> None:
    answer = sign_in(browser(), name, "something else entirely")
    assert answer.status_code == 401
    assert "do not fit together" in answer.text
    assert COOKIE not in answer.cookies


def test_who_tries_too_often_has_to_wait(browser: NewBrowser, desk_of_all: Reception) -> None:
    client = browser()
    statuses = [sign_in(client, "Guessed", f"guess {n}").status_code for n in range(FREE_TRIES + 1)]
    assert statuses == [401] * FREE_TRIES + [429]
    assert "Wait" in sign_in(client, "Guessed", "guess").text


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_after_signing_in_nobody_is_led_to_another_site(browser: NewBrowser, wanted: str) -> None:
    answer = sign_in(browser(), EVERYTHING, PASSWORD, next=wanted)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_after_signing_in_one_is_where_one_wanted_to_be(browser: NewBrowser) -> None:
    client = browser()
    asked = client.get("/?tab=read&event=motesplats")
    assert asked.status_code == 303
    page = client.get(asked.headers["location"])
    assert 'value="/?tab=read&amp;event=motesplats"' in page.text
    answer = sign_in(client, EVERYTHING, PASSWORD, next="/?tab=read&event=motesplats")
    assert answer.headers["location"] == "/?tab=read&event=motesplats"


def test_a_form_without_its_token_signs_nobody_in(browser: NewBrowser) -> None:
    client = browser()
    client.get("/sign-in")
    for token in ("", "0" * 64, client.cookies[FORM_COOKIE]):
        fields = {"name": EVERYTHING, "password": PASSWORD, "token": token}
        answer = client.post("/sign-in", data=fields)
        assert answer.status_code == 403
        assert COOKIE not in answer.cookies


@pytest.mark.parametrize("address", ["/", "/cases/MS-00000", "/accounts", "/me", "/letters/1"])
def test_whoever_is_not_signed_in_is_sent_to_sign_in(browser: NewBrowser, address: str) -> None:
    for planted in (None, "expired-or-invented"):
        client = browser()
        if planted:
            client.cookies.set(COOKIE, planted)
        answer = client.get(address)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")


def test_a_form_after_the_sign_in_has_expired_leads_to_sign_in_and_changes_nothing(
    browser: NewBrowser, desk_of_all: Reception
) -> None:
    before = desk_of_all.applications()
    answer = browser().post(
        f"/cases/{before[0].reference}/decide", data={"verb": "approve", "seen": "1"}
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
    assert desk_of_all.applications() == before


def test_a_part_of_a_page_after_the_sign_in_has_expired_is_refused(browser: NewBrowser) -> None:
    assert browser(**{"HX-Request": "true"}).post("/search").status_code == 401
    assert browser().get("/live", headers={"Accept": "text/event-stream"}).status_code == 401
