"""OAuth 2.0 end to end: XOAUTH2 at a Dovecot that introspects, and at the submission server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import NewSite
from tests.acceptance.letters import registration
from tests.servers.configuration import ADDRESS, Keys
from tests.servers.dovecot import DovecotServer
from tests.servers.service_account import ServiceAccount
from tests.servers.site import Site
from tests.servers.smtp import SmtpServer
from tests.servers.tokens import JWT_BEARER, TokenAuthority

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
    with TokenAuthority(username=ADDRESS, account=ServiceAccount()) as authority:
        yield authority


@pytest.fixture
def application(authority: TokenAuthority) -> Keys:
    """An application of Microsoft 365."""
    return {
        "provider": "microsoft",
        "tenant": "example",
        "client_id": authority.client_id,
        "client_secret": {"env": VARIABLE},
        "token_url": authority.token_url,
    }


@pytest.fixture
def service_account(authority: TokenAuthority, tmp_path: Path) -> Keys:
    """A service account of Google."""
    assert authority.account is not None
    file = tmp_path / "service-account.json"
    file.write_text(authority.account.key_file(token_uri=authority.token_url), "utf-8")
    file.chmod(0o600)
    return {"provider": "google", "service_account": {"file": str(file)}}


@pytest.fixture(params=["application"])
def site(
    request: pytest.FixtureRequest, authority: TokenAuthority, new_site: NewSite
) -> Iterator[Site]:
    oauth = request.getfixturevalue(request.param)
    with (
        DovecotServer(introspection_url=authority.introspection_url) as dovecot,
        SmtpServer(tokens=Issued(authority)) as smtp,
    ):
        yield new_site(
            imap=dovecot,
            submission=smtp,
            user=ADDRESS,
            environment={VARIABLE: authority.client_secret},
            mailbox_login={"oauth": oauth},
            smtp_login={"username": ADDRESS, "oauth": oauth},
        )


@pytest.mark.parametrize(
    ("site", "grant"),
    [
        ("application", "client_credentials"),
        ("service_account", JWT_BEARER),
    ],
    indirect=["site"],
)
def test_letters_are_fetched_and_answered_with_tokens(
    site: Site, grant: str, authority: TokenAuthority
) -> None:
    site.deliver(registration(0))

    site.run_once()

    assert len(site.smtp.received) == 1
    assert [login[0] for login in site.smtp.logins] == ["XOAUTH2"]
    assert {form["grant_type"] for form in authority.requests} == {grant}


@pytest.mark.parametrize("site", ["service_account"], indirect=True)
def test_a_service_account_without_delegation_is_told_with_78_and_the_remedy(
    site: Site, authority: TokenAuthority
) -> None:
    assert authority.account is not None
    authority.account.scopes = ()

    ended = site.mailreg("run", "--once", check=False)

    assert ended.returncode == 78
    assert "Domain-wide delegation" in ended.stderr
    assert authority.account.client_id in ended.stderr
    assert site.smtp.logins == []


def test_a_refused_client_is_told_with_78_and_no_password_is_tried(
    site: Site, authority: TokenAuthority
) -> None:
    authority.client_secret = "another"

    ended = site.mailreg("run", "--once", check=False)

    assert ended.returncode == 78
    assert "invalid_client" in ended.stderr or "AADSTS" in ended.stderr
    assert site.smtp.logins == []
