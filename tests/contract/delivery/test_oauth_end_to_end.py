"""A token of a real endpoint, shown to a server that asks nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mailreg.delivery import SmtpSettings
from mailreg.errors import LoginRefused, TokenUnavailable
from mailreg.oauth import OAuthClient, Provider, TokenSource
from mailreg.reply.values import Outcome
from tests.contract.delivery.conversation import deliver_one, open_only, settings_for
from tests.servers.smtp import SmtpServer
from tests.servers.tokens import Answer, TokenAuthority


@pytest.fixture
def authority() -> Iterator[TokenAuthority]:
    with TokenAuthority() as running:
        yield running


@pytest.fixture
def submission(authority: TokenAuthority) -> Iterator[SmtpServer]:
    """A submission server that takes the tokens of the authority that are good right now."""
    with SmtpServer(
        accepts_token=lambda user, token: authority.active.get(token) == user
    ) as server:
        yield server


def settings(
    server: SmtpServer, authority: TokenAuthority, secret: str | None = None
) -> SmtpSettings:
    tokens = TokenSource(
        OAuthClient(
            provider=Provider.MICROSOFT,
            tenant="example.org",
            client_id=authority.client_id,
            client_secret=secret or authority.client_secret,
            token_url=authority.token_url,
        )
    )
    return settings_for(
        server,
        username=authority.username,
        access_token=tokens.token_async,
        forget_token=tokens.forget,
    )


def test_a_token_from_the_endpoint_delivers(
    submission: SmtpServer, authority: TokenAuthority
) -> None:
    assert deliver_one(settings(submission, authority)).outcome is Outcome.ACCEPTED
    assert [login[:2] for login in submission.logins] == [("XOAUTH2", authority.username)]


def test_a_token_that_was_revoked_before_its_time_is_replaced_once(
    submission: SmtpServer, authority: TokenAuthority
) -> None:
    known = settings(submission, authority)
    deliver_one(known)
    authority.revoke_all()

    assert deliver_one(known).outcome is Outcome.ACCEPTED
    assert len(submission.logins) == 3


def test_a_user_whose_tokens_are_refused_is_not_asked_for_ever(
    submission: SmtpServer, authority: TokenAuthority
) -> None:
    submission.login_reply = "535 5.7.3 Authentication unsuccessful"

    with pytest.raises(LoginRefused, match="SendAsApp"):
        open_only(settings(submission, authority))
    assert len(submission.logins) == 2


def test_a_refused_client_is_a_refused_login(
    submission: SmtpServer, authority: TokenAuthority
) -> None:
    with pytest.raises(LoginRefused, match="client_secret"):
        open_only(settings(submission, authority, secret="old"))
    assert submission.logins == []


def test_an_endpoint_that_fails_is_waited_for(
    submission: SmtpServer, authority: TokenAuthority
) -> None:
    authority.answers.append(Answer(status=503, body=b""))

    with pytest.raises(TokenUnavailable):
        open_only(settings(submission, authority))
