"""Tokens from an endpoint on loopback: what is asked and kept, and what a refusal means."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mailreg.errors import LoginRefused, MailregError, TokenUnavailable
from mailreg.oauth import EXPIRY_MARGIN_SECONDS, OAuthClient, Provider, TokenSource, default_scope
from tests.servers.tokens import Answer, TokenAuthority, refusal

OUTLOOK = "https://outlook.office.com"


class Clock:
    """Stands still until somebody moves it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def authority() -> Iterator[TokenAuthority]:
    with TokenAuthority() as authority:
        yield authority


@pytest.fixture
def client(authority: TokenAuthority) -> OAuthClient:
    return OAuthClient(
        provider=Provider.MICROSOFT,
        tenant="example.org",
        client_id=authority.client_id,
        client_secret=authority.client_secret,
        token_url=authority.token_url,
    )


def test_an_application_asks_with_its_own_secret(
    authority: TokenAuthority, client: OAuthClient
) -> None:
    assert TokenSource(client).token() in authority.active
    assert authority.requests == [
        {
            "grant_type": "client_credentials",
            "client_id": "mailreg-test",
            "client_secret": "client-secret",
            "scope": "https://outlook.office365.com/.default",
        }
    ]


def test_a_person_is_asked_for_with_the_refresh_token(
    authority: TokenAuthority, client: OAuthClient
) -> None:
    google = replace(client, provider=Provider.GOOGLE, refresh_token="refresh-0")
    assert TokenSource(google).token() in authority.active
    (request,) = authority.requests
    assert (request["grant_type"], request["refresh_token"]) == ("refresh_token", "refresh-0")
    assert request["scope"] == "https://mail.google.com/"


def test_a_refresh_token_that_is_replaced_is_used_from_then_on(
    authority: TokenAuthority, client: OAuthClient
) -> None:
    authority.rotates = True
    source = TokenSource(replace(client, refresh_token="refresh-0"))
    source.token()
    source.forget()
    source.token()
    first, second = (request["refresh_token"] for request in authority.requests)
    assert (first, second) == ("refresh-0", "refresh-1")


def test_a_token_is_used_until_five_minutes_before_its_end(
    authority: TokenAuthority, client: OAuthClient
) -> None:
    clock = Clock()
    source = TokenSource(client, clock)
    first = source.token()
    clock.seconds = authority.expires_in - EXPIRY_MARGIN_SECONDS - 1
    assert source.token() == first
    clock.seconds += 1
    assert source.token() != first


def test_a_token_that_a_server_refused_is_not_used_again(
    authority: TokenAuthority, client: OAuthClient
) -> None:
    source = TokenSource(client)
    first = source.token()
    source.forget()
    assert source.token() != first
    assert len(authority.requests) == 2


def test_threads_and_tasks_share_one_token(authority: TokenAuthority, client: OAuthClient) -> None:
    source = TokenSource(client)
    tokens: list[str] = []
    threads = [threading.Thread(target=lambda: tokens.append(source.token())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tokens.append(asyncio.run(source.token_async()))
    assert len(set(tokens)) == len(authority.requests) == 1


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (
            refusal("invalid_client", "AADSTS7000222: The secret expired.", 401),
            LoginRefused,
            "7000222",
        ),
        (refusal("invalid_grant", "Token has been expired or revoked."), LoginRefused, "revoked"),
        (refusal("unauthorized_client", ""), LoginRefused, "unauthorized_client"),
        (refusal("temporarily_unavailable", "later"), TokenUnavailable, "later"),
        (refusal("server_error", "oops", 500), TokenUnavailable, "500"),
        (Answer(status=429, body=b"slow down"), TokenUnavailable, "429"),
        (Answer(status=503, body=b"<html>"), TokenUnavailable, "503"),
        (Answer(status=200, body=b"<html>"), TokenUnavailable, "no token"),
        (Answer(status=200, body=b"[]"), TokenUnavailable, "no token"),
        (Answer(status=200, body=b"{}"), TokenUnavailable, "without an access token"),
        (Answer(status=200, body=b'{"access_token": 7}'), TokenUnavailable, "without an access"),
        (Answer(status=404, body=b"{}"), LoginRefused, "404"),
    ],
)
def test_what_an_answer_means(
    authority: TokenAuthority,
    client: OAuthClient,
    answer: Answer,
    error: type[MailregError],
    words: str,
) -> None:
    authority.answers.append(answer)
    source = TokenSource(client)
    with pytest.raises(error, match=words):
        source.token()
    assert source.token() in authority.active  # the next time asks anew


def test_an_endpoint_out_of_reach_is_waited_for(client: OAuthClient) -> None:
    for url in ("http://127.0.0.1:1/token", "http://nowhere.invalid/token", "no address"):
        with pytest.raises(TokenUnavailable, match="cannot be reached"):
            TokenSource(replace(client, token_url=url)).token()


def test_no_secret_is_told(authority: TokenAuthority, client: OAuthClient) -> None:
    secretive = replace(client, client_secret="hunter2", refresh_token="refresh-secret")
    authority.answers.append(refusal("invalid_grant", "hunter2 and refresh-secret\nare bad"))
    with pytest.raises(LoginRefused) as refused:
        TokenSource(secretive).token()
    assert "*** and *** are bad" in str(refused.value)
    assert "hunter2" not in repr(secretive)
    assert "refresh-secret" not in repr(secretive)


@pytest.mark.parametrize(
    ("provider", "refresh_token", "scope"),
    [
        (Provider.MICROSOFT, None, "https://outlook.office365.com/.default"),
        (
            Provider.MICROSOFT,
            "r",
            f"{OUTLOOK}/IMAP.AccessAsUser.All {OUTLOOK}/SMTP.Send offline_access",
        ),
        (Provider.GOOGLE, "r", "https://mail.google.com/"),
    ],
)
def test_each_provider_is_asked_for_what_mail_needs(
    client: OAuthClient, provider: Provider, refresh_token: str | None, scope: str
) -> None:
    assert default_scope(replace(client, provider=provider, refresh_token=refresh_token)) == scope
