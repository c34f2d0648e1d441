"""Connecting, protecting the link and logging in, and what is said when that fails."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from mailreg.delivery import Security, SmtpConnection, SmtpSettings
from mailreg.errors import DeliveryUnavailable, LoginRefused, TokenUnavailable
from mailreg.reply.values import Outcome
from tests.contract.delivery.conversation import (
    HASTY,
    a_mail,
    deliver_one,
    nothing,
    open_only,
    settings_for,
)
from tests.servers.certificate import Certificate, issue_certificate
from tests.servers.smtp import SmtpServer

USER = "motesplats@example.org"
PASSWORDS = {USER: "vårblomma"}


def giving(token: str) -> Callable[[], Awaitable[str]]:
    async def give() -> str:
        return token

    return give


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_protected_link_with_a_trusted_certificate_delivers(
    certificate: Certificate, security: Security
) -> None:
    context = certificate.server_context()
    with SmtpServer(
        tls=context if security is Security.TLS else None,
        starttls=context if security is Security.STARTTLS else None,
        passwords=PASSWORDS,
    ) as server:
        verdict = deliver_one(
            settings_for(
                server,
                host="localhost",
                security=security,
                ca_file=certificate.certificate,
                username=USER,
                password=PASSWORDS[USER],
            )
        )

        assert verdict.outcome is Outcome.ACCEPTED
        assert server.logins == [("PLAIN", USER, PASSWORDS[USER])]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_certificate_of_an_unknown_authority_is_refused_with_a_remedy(
    certificate: Certificate, security: Security
) -> None:
    context = certificate.server_context()
    with (
        SmtpServer(
            tls=context if security is Security.TLS else None,
            starttls=context if security is Security.STARTTLS else None,
        ) as server,
        pytest.raises(DeliveryUnavailable, match="certificate's authority"),
    ):
        open_only(settings_for(server, host="localhost", security=security))


def test_a_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    other = issue_certificate(tmp_path, "smtp.example.org")
    with (
        SmtpServer(tls=other.server_context()) as server,
        pytest.raises(DeliveryUnavailable, match=r"smtp\.host"),
    ):
        open_only(
            settings_for(server, host="localhost", security=Security.TLS, ca_file=other.certificate)
        )


def test_starttls_that_is_not_offered_ends_the_conversation(server: SmtpServer) -> None:
    with pytest.raises(DeliveryUnavailable, match="offers no STARTTLS"):
        open_only(
            settings_for(
                server,
                security=Security.STARTTLS,
                username=USER,
                password=PASSWORDS[USER],
            )
        )
    assert server.logins == []
    assert "MAIL" not in server.commands


def test_tls_to_a_port_that_speaks_none_names_the_remedy(server: SmtpServer) -> None:
    with pytest.raises(DeliveryUnavailable, match="port 587"):
        open_only(settings_for(server, security=Security.TLS))


@pytest.mark.parametrize("host", ["smtp.example.org", "192.0.2.1", "2001:db8::1"])
def test_plain_text_to_another_machine_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        SmtpSettings(host=host, port=25, security=Security.NONE)


def test_secrets_are_not_shown(server: SmtpServer) -> None:
    assert "vårblomma" not in repr(settings_for(server, username=USER, password=PASSWORDS[USER]))


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_a_password_is_tried_once_in_the_way_the_server_offers(mechanism: str) -> None:
    with SmtpServer(passwords=PASSWORDS, mechanisms=[mechanism]) as server:
        open_only(settings_for(server, username=USER, password=PASSWORDS[USER]))
        with pytest.raises(LoginRefused):
            open_only(settings_for(server, username=USER, password="fel"))

        assert [login[0] for login in server.logins] == [mechanism, mechanism]


def test_a_token_is_fetched_at_every_connect() -> None:
    fetched: list[str] = []

    async def fetch() -> str:
        fetched.append("x" * 2000)
        return fetched[-1]

    with SmtpServer(tokens={USER: "x" * 2000}) as server:
        settings = settings_for(server, username=USER, access_token=fetch)
        open_only(settings)
        open_only(settings)

        assert [login[0] for login in server.logins] == ["XOAUTH2", "XOAUTH2"]
    assert len(fetched) == 2


def test_a_bad_token_is_refused_and_no_password_is_tried() -> None:
    with SmtpServer(tokens={USER: "good"}, passwords=PASSWORDS) as server:
        with pytest.raises(LoginRefused, match="SendAsApp"):
            open_only(settings_for(server, username=USER, access_token=giving("bad")))

        assert server.logins == [("XOAUTH2", USER, "bad")]


def test_a_server_without_xoauth2_gets_no_token() -> None:
    async def fetch() -> str:
        raise AssertionError

    with (
        SmtpServer(passwords=PASSWORDS, mechanisms=["PLAIN"]) as server,
        pytest.raises(LoginRefused, match="wanted: xoauth2"),
    ):
        open_only(settings_for(server, username=USER, access_token=fetch))


@pytest.mark.parametrize("error", [TokenUnavailable("later"), LoginRefused("no such client")])
def test_what_the_token_provider_raises_passes_through(error: Exception) -> None:
    async def fetch() -> str:
        raise error

    with (
        SmtpServer(tokens={USER: "good"}) as server,
        pytest.raises(type(error), match=str(error)),
    ):
        open_only(settings_for(server, username=USER, access_token=fetch))


def test_a_server_that_offers_no_login_is_refused(server: SmtpServer) -> None:
    with pytest.raises(LoginRefused, match="offers no login"):
        open_only(settings_for(server, username=USER, password=PASSWORDS[USER]))


@pytest.mark.parametrize(
    ("reply", "remedy"),
    [
        ("535 5.7.8 Username and Password not accepted", "Check smtp.username and smtp.password"),
        ("535 5.7.3 Authentication unsuccessful", "Check smtp.username and smtp.password"),
        ("534 5.7.9 Application-specific password required", "application password"),
        (
            (
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled "
                "for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information."
            ),
            "in the whole Microsoft 365 tenant",
        ),
        (
            (
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled "
                "for the Mailbox."
            ),
            "Set-CASMailbox",
        ),
        ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", "oauth"),
        ("538 5.7.11 Encryption required for requested authentication mechanism", "starttls"),
    ],
)
def test_a_refused_login_names_the_host_and_the_remedy(reply: str, remedy: str) -> None:
    with SmtpServer(passwords=PASSWORDS) as server:
        server.login_reply = reply
        with pytest.raises(LoginRefused, match=remedy) as caught:
            open_only(settings_for(server, username=USER, password=PASSWORDS[USER]))

    assert str(caught.value).startswith(f"127.0.0.1 refused the login of {USER}: {reply[:3]} ")
    assert PASSWORDS[USER] not in str(caught.value)


@pytest.mark.parametrize(
    "reply", ["454 4.7.0 Temporary authentication failure", "421 4.3.2 Later", "432 4.3.2 Busy"]
)
def test_a_login_that_fails_for_now_is_temporary(reply: str) -> None:
    with SmtpServer(passwords=PASSWORDS) as server:
        server.login_reply = reply
        with pytest.raises(DeliveryUnavailable, match=reply[:3]):
            open_only(settings_for(server, username=USER, password=PASSWORDS[USER]))


@pytest.mark.parametrize("greeting", ["421 4.3.2 Full", "554 5.3.2 No SMTP here", "hello"])
def test_a_server_that_greets_with_a_refusal_is_unavailable(
    server: SmtpServer, greeting: str
) -> None:
    server.greeting = greeting

    with pytest.raises(DeliveryUnavailable, match=f"127.0.0.1:{server.port}"):
        open_only(settings_for(server))


def test_a_port_nobody_listens_on_is_unavailable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings = SmtpSettings(
            host="127.0.0.1", port=taken.getsockname()[1], security=Security.NONE
        )
        with pytest.raises(DeliveryUnavailable, match=f"127.0.0.1:{settings.port}"):
            open_only(settings)


def test_a_server_that_never_greets_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = SmtpSettings(
            host="127.0.0.1",
            port=silent.getsockname()[1],
            security=Security.NONE,
            timeouts=HASTY,
        )
        with pytest.raises(DeliveryUnavailable):
            open_only(settings)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "smtp..example.org", "x" * 70 + ".org"])
def test_a_host_that_does_not_exist_is_unavailable(host: str) -> None:
    with pytest.raises(DeliveryUnavailable):
        open_only(SmtpSettings(host=host, port=465, security=Security.TLS, timeouts=HASTY))


def test_a_missing_ca_file_is_named(server: SmtpServer, no_ca: Path) -> None:
    with pytest.raises(DeliveryUnavailable):
        open_only(settings_for(server, security=Security.TLS, ca_file=no_ca))


def test_delivering_opens_a_connection_that_nobody_opened(server: SmtpServer) -> None:
    async def conversation() -> Outcome:
        connection = SmtpConnection(settings_for(server))
        verdict = await connection.deliver(a_mail(), nothing)
        await connection.close()
        return verdict.outcome

    assert asyncio.run(conversation()) is Outcome.ACCEPTED
