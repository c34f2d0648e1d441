"""Passwords that are changed, and guesses at them that are slowed by where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import httpx
import pytest
from structlog.testing import capture_logs

from mailreg.config import WebSettings
from mailreg.service.accounts import Role, add_account, remove_account
from mailreg.service.tries import FREE_TRIES
from tests.integration.web.conftest import NewBrowser, form_token, token_of
from tests.integration.web.test_signing_in import sign_in
from tests.servers.reception import PASSWORD, Reception, served

NEW = " three other unlikely words "
BEHIND_A_PROXY = WebSettings(
    serve=True, host="127.0.0.1", port=0, hosts=(), trusted_proxies=("127.0.0.1",)
)
_NUMBERS = count(1)


@pytest.fixture
def somebody(desk_of_all: Reception) -> Iterator[str]:
    """An account of this test alone."""
    name = f"Tuva {next(_NUMBERS)}"
    add_account(desk_of_all.desk, name, PASSWORD, [Role.VIEWER], by="test")
    yield name
    remove_account(desk_of_all.desk, name, by="test")


def test_everybody_changes_their_own_password_with_the_present_one(
    browser: NewBrowser, somebody: str
) -> None:
    here, there = browser(), browser()
    for client in (here, there):
        assert sign_in(client, somebody, PASSWORD).headers["location"] == "/"
    fields = {"token": form_token(here), "present": PASSWORD, "password": NEW}
    answer = here.post("/me/password", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?changed=yes")
    assert "Sign in with the new one" in here.get(answer.headers["location"]).text
    assert [client.get("/").status_code for client in (here, there)] == [303, 303]
    assert sign_in(browser(), somebody, PASSWORD).status_code == 401
    assert sign_in(browser(), somebody, NEW.strip()).status_code == 401  # each space counts
    assert sign_in(browser(), somebody, NEW).status_code == 303


@pytest.mark.parametrize(
    ("present", "new", "told"),
    [
        ("", NEW, "The present password is not right"),
        ("something else entirely", NEW, "The present password is not right"),
        (PASSWORD, "short", "at least 12 characters"),
        (PASSWORD, "", "at least 12 characters"),
    ],
)
def test_nobody_changes_a_password_without_the_present_one_or_to_one_that_cannot_be(
    browser: NewBrowser, somebody: str, present: str, new: str, told: str
) -> None:
    client = browser()
    sign_in(client, somebody, PASSWORD)
    fields = {"token": form_token(client), "present": present, "password": new}
    answer = client.post("/me/password", data=fields)
    assert answer.status_code == 400
    assert told in answer.text
    assert client.get("/").status_code == 200
    assert sign_in(browser(), somebody, PASSWORD).status_code == 303


def test_preferences_change_no_password(browser: NewBrowser, somebody: str) -> None:
    client = browser()
    sign_in(client, somebody, PASSWORD)
    client.post("/me", data={"token": form_token(client), "language": "en", "password": NEW})
    assert sign_in(browser(), somebody, PASSWORD).status_code == 303


def test_an_administrator_sets_a_password_and_signs_that_person_out(
    browser: NewBrowser, somebody: str
) -> None:
    theirs, client = browser(), browser("Administrator")
    sign_in(theirs, somebody, PASSWORD)
    fields = {"token": form_token(client), "name": somebody, "password": NEW}
    answer = client.post("/accounts/password", data=fields)
    assert answer.status_code == 303
    assert somebody not in answer.headers["location"]
    page = client.get(answer.headers["location"]).text
    assert f"{somebody} has a new password, and is signed out everywhere." in page
    assert theirs.get("/").status_code == 303
    assert sign_in(browser(), somebody, NEW).status_code == 303


def test_an_administrator_does_not_get_round_their_own_present_password(
    browser: NewBrowser,
) -> None:
    client = browser("Administrator")
    fields = {"token": form_token(client), "name": "Administrator", "password": NEW}
    assert client.post("/accounts/password", data=fields).status_code == 400
    fields["name"] = " administrator "
    assert client.post("/accounts/password", data=fields).status_code == 400
    assert client.post("/accounts/remove", data=fields).status_code == 400
    assert client.get("/").status_code == 200


def guess(client: httpx.Client, number: int, *, address: str) -> int:
    fields = {
        "name": f"Guessed {number}",
        "password": "guess",
        "token": token_of(client.get("/sign-in")),
    }
    return client.post("/sign-in", data=fields, headers={"X-Forwarded-For": address}).status_code


def test_guesses_at_many_names_are_slowed_by_the_address_that_a_trusted_proxy_tells(
    desk_of_all: Reception,
) -> None:
    with (
        served(desk_of_all.desk, BEHIND_A_PROXY) as url,
        httpx.Client(base_url=url, timeout=60) as client,
        capture_logs() as lines,
    ):
        # what a browser adds of its own stands before what the proxy says, and counts for nothing
        statuses = [
            guess(client, number, address=f"203.0.113.{number}, 192.0.2.7")
            for number in range(FREE_TRIES + 1)
        ]
        other = guess(client, 0, address="192.0.2.8")
    assert statuses == [401] * FREE_TRIES + [429]
    assert other == 401
    slowed = [line for line in lines if line["key"] == "sign_in_slowed"]
    assert [(line["account"], line["by"]) for line in slowed] == [(None, "address")]
    assert "192.0.2" not in str(lines)
    assert "Guessed" not in str(lines)


def test_an_address_that_nobody_vouches_for_is_not_believed(desk_of_all: Reception) -> None:
    with (
        served(desk_of_all.desk) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        statuses = [
            guess(client, number, address=f"192.0.2.{number}") for number in range(FREE_TRIES + 1)
        ]
    assert statuses == [401] * FREE_TRIES + [429]
