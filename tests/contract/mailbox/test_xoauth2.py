"""Tokens end to end: a token endpoint, a mailbox that asks about each token, and us."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mailreg.errors import LoginRefused, TokenUnavailable
from mailreg.mailbox import ImapSource
from mailreg.oauth import OAuthClient, Provider, TokenSource
from tests.contract.mailbox.conftest import settings, whole_story
from tests.servers.dovecot import DovecotServer
from tests.servers.tokens import TokenAuthority, refusal


@pytest.fixture(scope="module")
def authority() -> Iterator[TokenAuthority]:
    with TokenAuthority() as authority:
        yield authority


@pytest.fixture(scope="module")
def server(authority: TokenAuthority) -> Iterator[DovecotServer]:
    with DovecotServer(introspection_url=authority.introspection_url) as server:
        yield server


class TestTokens:
    @pytest.fixture
    def source(self, authority: TokenAuthority, server: DovecotServer) -> ImapSource:
        client = OAuthClient(
            provider=Provider.MICROSOFT,
            tenant="example.org",
            client_id=authority.client_id,
            client_secret=authority.client_secret,
            token_url=authority.token_url,
        )
        account = settings(server.tls_port, ca_file=server.ca_file)
        return ImapSource("desk", account, TokenSource(client))

    def test_open_the_mailbox(self, source: ImapSource) -> None:
        assert source.connect() > 0
        assert list(source.all_uids()) == []
        source.close()

    def test_that_were_revoked_are_replaced_at_the_next_connect(
        self, source: ImapSource, authority: TokenAuthority
    ) -> None:
        source.connect()
        authority.revoke_all()
        assert source.connect() > 0
        source.close()

    def test_of_somebody_else_are_refused(
        self, source: ImapSource, authority: TokenAuthority
    ) -> None:
        authority.username = "somebody.else@example.org"
        try:
            with pytest.raises(LoginRefused) as refused:
                source.connect()
        finally:
            authority.username = "desk@example.org"
        assert not any(token in whole_story(refused.value) for token in authority.active)

    def test_that_the_provider_refuses_are_never_replaced_by_a_password(
        self, source: ImapSource, authority: TokenAuthority
    ) -> None:
        authority.answers.append(refusal("invalid_client", "the secret has expired", 401))
        with pytest.raises(LoginRefused, match="the secret has expired"):
            source.connect()

    def test_that_nobody_gives_are_waited_for(
        self, source: ImapSource, authority: TokenAuthority
    ) -> None:
        authority.answers.append(refusal("temporarily_unavailable", "later", 503))
        with pytest.raises(TokenUnavailable):
            source.connect()
