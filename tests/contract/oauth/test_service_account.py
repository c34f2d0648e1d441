"""A service account at an endpoint that judges its assertions: what is asked, and what helps."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from mailreg.errors import LoginRefused, MailregError, TokenUnavailable
from mailreg.oauth import (
    EXPIRY_MARGIN_SECONDS,
    Delegation,
    OAuthClient,
    Provider,
    TokenSource,
    read_service_account,
)
from tests.servers.service_account import ServiceAccount, rsa_key
from tests.servers.tokens import JWT_BEARER, Answer, TokenAuthority, refusal

USER = "desk@example.org"
NOW = 1_790_000_000.0  # of both clocks, unless a test sets one wrong


@pytest.fixture
def account() -> ServiceAccount:
    return ServiceAccount(clock=lambda: NOW)


@pytest.fixture
def authority(account: ServiceAccount) -> Iterator[TokenAuthority]:
    with TokenAuthority(username=USER, account=account) as running:
        yield running


@pytest.fixture
def client(account: ServiceAccount, authority: TokenAuthority) -> OAuthClient:
    return delegated(account.key_file(token_uri=authority.token_url))


def delegated(key_file: str, user: str = USER) -> OAuthClient:
    account = read_service_account(key_file)
    assert not isinstance(account, str)
    return OAuthClient(
        provider=Provider.GOOGLE,
        client_id="",
        client_secret="",
        delegation=Delegation(account=account, user=user),
    )


def source_of(client: OAuthClient, now: float = NOW) -> TokenSource:
    return TokenSource(client, wall_clock=lambda: now)


def claims_of(form: dict[str, str]) -> dict[str, object]:
    part = form["assertion"].split(".")[1]
    claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert isinstance(claims, dict)
    return claims


def test_an_assertion_of_an_hour_for_the_mail_of_the_user_is_shown(
    authority: TokenAuthority, account: ServiceAccount, client: OAuthClient
) -> None:
    assert source_of(client).token() in authority.active
    (form,) = authority.requests
    assert form.keys() == {"grant_type", "assertion"}
    assert form["grant_type"] == JWT_BEARER
    assert claims_of(form) == {
        "iss": account.client_email,
        "sub": USER,
        "aud": authority.token_url,
        "scope": "https://mail.google.com/",
        "iat": NOW,
        "exp": NOW + 3600,
    }


def test_the_configured_endpoint_and_scope_come_before_those_of_the_file(
    authority: TokenAuthority, account: ServiceAccount
) -> None:
    account.scopes = ("https://mail.example/",)
    client = replace(
        delegated(account.key_file()),
        token_url=authority.token_url,
        scope="https://mail.example/",
    )
    assert source_of(client).token() in authority.active


def test_each_token_is_asked_for_with_an_assertion_of_its_own_time(
    authority: TokenAuthority, account: ServiceAccount, client: OAuthClient
) -> None:
    moments = iter((NOW, NOW + 4000))
    source = TokenSource(client, wall_clock=lambda: next(moments))
    first = source.token()
    assert source.token() == first
    source.forget()
    account.clock = lambda: NOW + 4000
    assert source.token() != first
    assert [claims_of(form)["iat"] for form in authority.requests] == [NOW, NOW + 4000]


def test_a_token_is_used_until_five_minutes_before_its_end(
    authority: TokenAuthority, client: OAuthClient
) -> None:
    seconds = 0.0
    source = TokenSource(client, lambda: seconds, lambda: NOW)
    first = source.token()
    seconds = authority.expires_in - EXPIRY_MARGIN_SECONDS - 1
    assert source.token() == first
    seconds += 1
    assert source.token() != first


def test_the_clock_is_that_of_this_machine_unless_another_is_given(
    authority: TokenAuthority, account: ServiceAccount, client: OAuthClient
) -> None:
    account.clock = time.time
    assert TokenSource(client).token() in authority.active


def deleted_key(account: ServiceAccount) -> None:
    account.signing_key = rsa_key(3072)


def no_delegation(account: ServiceAccount) -> None:
    account.scopes = ()


def deleted_account(account: ServiceAccount) -> None:
    account.client_email = "another@example.org"


def late_clock(account: ServiceAccount) -> None:
    account.clock = lambda: NOW + 7200


def early_clock(account: ServiceAccount) -> None:
    account.clock = lambda: NOW - 7200


@pytest.mark.parametrize(
    ("change", "said", "remedy"),
    [
        (
            no_delegation,
            "unauthorized_client",
            r"delegation\): client 100000000000000000007, scope https://mail.google.com/",
        ),
        (late_clock, "short-lived token", "clock of this machine"),
        (early_clock, "short-lived token", "clock of this machine"),
        (deleted_key, "Invalid JWT Signature", "make a new one"),
        (deleted_account, "account not found", "still there"),
    ],
)
def test_a_refused_assertion_is_told_with_what_helps(
    authority: TokenAuthority,
    account: ServiceAccount,
    client: OAuthClient,
    change: Callable[[ServiceAccount], None],
    said: str,
    remedy: str,
) -> None:
    change(account)
    with pytest.raises(LoginRefused, match=f"iam.gserviceaccount.example for {USER}") as refused:
        source_of(client).token()
    assert refused.match(said)
    assert refused.match(remedy)
    assert authority.active == {}


def test_a_user_whom_the_domain_does_not_know_is_told(
    authority: TokenAuthority, account: ServiceAccount
) -> None:
    key_file = account.key_file(token_uri=authority.token_url)
    with pytest.raises(LoginRefused, match="Check username"):
        source_of(delegated(key_file, "nobody@example.org")).token()


def test_a_request_that_google_denies_is_a_matter_of_delegation(
    authority: TokenAuthority, client: OAuthClient
) -> None:
    authority.answers.append(refusal("access_denied", "Requested client not authorized.", 403))
    with pytest.raises(LoginRefused, match="Grant it delegation"):
        source_of(client).token()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal("temporarily_unavailable", "later"), TokenUnavailable),
        (refusal("internal_failure", "oops", 500), TokenUnavailable),
        (Answer(status=429, body=b"slow down"), TokenUnavailable),
        (Answer(status=404, body=b"{}"), LoginRefused),
    ],
)
def test_what_passes_is_told_from_what_somebody_must_mend(
    authority: TokenAuthority, client: OAuthClient, answer: Answer, error: type[MailregError]
) -> None:
    authority.answers.append(answer)
    source = source_of(client)
    with pytest.raises(error):
        source.token()
    assert source.token() in authority.active


def test_no_assertion_and_no_key_is_told(account: ServiceAccount) -> None:
    class Parrot(TokenAuthority):
        def answer_token(self, form: dict[str, str]) -> Answer:
            super().answer_token(form)
            return refusal("invalid_grant", f"{form['assertion']} is bad")

    with Parrot(account=account) as parrot:
        client = delegated(account.key_file(token_uri=parrot.token_url))
        with pytest.raises(LoginRefused) as refused:
            source_of(client).token()
    assert "*** is bad" in str(refused.value)
    assert parrot.requests[0]["assertion"].split(".")[2] not in str(refused.value)
    assert "PRIVATE" not in repr(client)
