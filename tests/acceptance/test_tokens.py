"""OAuth 2.0 end to end: XOAUTH2 at a Dovecot that introspects, and at the submission server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.conftest import NewSite
from tests.acceptance.letters import registration
from tests.servers.dovecot import DovecotServer
from tests.servers.site import ADDRESS, Site
from tests.servers.smtp import SmtpServer
from tests.servers.tokens import TokenAuthority

OAUTH = (
    'oauth = {{ provider = "microsoft", tenant = "example", client_id = "{id}", '
    'client_secret = {{ env = "{variable}" }}, token_url = "{url}" }}'
)
VARIABLE = "MAILREG_TEST_CLIENT_SECRET"


class Issued(dict[str, str]):
    """What the submission server believes: the newest token of a user."""

    def __init__(self, authority: TokenAuthority) -> None:
        super().__init__({authority.username: ""})
        self._authority = authority

    def get(self, user: str, default: str | None = None) -> str | None:  # type: ignore[override]
        tokens = [token for token, owner in self._authority.active.items() if owner == user]
        return tokens[-1] if tokens else default


@pytest.fixture
def authority() -> Iterator[TokenAuthority]:
    with TokenAuthority(username=ADDRESS) as authority:
        yield authority


@pytest.fixture
def site(authority: TokenAuthority, new_site: NewSite) -> Iterator[Site]:
    oauth = OAUTH.format(id=authority.client_id, variable=VARIABLE, url=authority.token_url)
    with (
        DovecotServer(introspection_url=authority.introspection_url) as dovecot,
        SmtpServer(tokens=Issued(authority)) as smtp,
    ):
        yield new_site(
            imap=dovecot,
            submission=smtp,
            user=ADDRESS,
            environment={VARIABLE: authority.client_secret},
            mailbox_login=oauth,
            smtp_login=f'username = "{ADDRESS}"\n{oauth}',
        )


def test_letters_are_fetched_and_answered_with_tokens(
    site: Site, authority: TokenAuthority
) -> None:
    site.deliver(registration(0))

    site.run_once()

    assert len(site.smtp.received) == 1
    assert [login[0] for login in site.smtp.logins] == ["XOAUTH2"]
    assert {form["grant_type"] for form in authority.requests} == {"client_credentials"}


def test_a_refused_client_is_told_with_78_and_no_password_is_tried(
    site: Site, authority: TokenAuthority
) -> None:
    authority.client_secret = "another"

    ended = site.mailreg("run", "--once", check=False)

    assert ended.returncode == 78
    assert "invalid_client" in ended.stderr or "AADSTS" in ended.stderr
    assert site.smtp.logins == []
