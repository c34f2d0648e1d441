"""How a connection is protected, and who is let in."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailreg.errors import ConfigurationError, LoginRefused, MailboxUnavailable, MailregError
from mailreg.mailbox import ImapSource, Security
from tests.contract.mailbox.conftest import ImapDesk, letter, settings, whole_story
from tests.contract.mailbox.wire import Impostor, TlsServer
from tests.servers.certificate import issue_certificate
from tests.servers.dovecot import DovecotServer


class TestTheConnection:
    def test_is_refused_where_the_certificate_is_not_trusted(
        self, dovecot: DovecotServer, tmp_path: Path
    ) -> None:
        other = issue_certificate(tmp_path).certificate
        for ca_file in (None, other):
            source = ImapSource("desk", settings(dovecot.tls_port, ca_file=ca_file), "secret")
            with pytest.raises(MailboxUnavailable, match="not trusted"):
                source.connect()

    def test_is_refused_where_the_certificate_is_for_another_host(self, tmp_path: Path) -> None:
        elsewhere = issue_certificate(tmp_path, "imap.example.org")
        with TlsServer(elsewhere.server_context()) as server:
            account = settings(server.port, ca_file=elsewhere.certificate)
            with pytest.raises(MailboxUnavailable, match="not trusted"):
                ImapSource("desk", account, "secret").connect()

    def test_is_protected_by_starttls(self, dovecot: DovecotServer) -> None:
        source = ImapSource(
            "desk",
            settings(dovecot.plain_port, security=Security.STARTTLS, ca_file=dovecot.ca_file),
            "secret",
        )
        assert source.connect() > 0
        source.close()

    @pytest.mark.parametrize(
        ("greeting", "answers"),
        [
            pytest.param(
                "* OK ready",
                ["* CAPABILITY IMAP4rev1\n{tag} OK done\n"] * 3,
                id="the offer is taken away",
            ),
            pytest.param(
                "* OK ready",
                [
                    "* CAPABILITY IMAP4rev1 STARTTLS\n{tag} OK done\n",
                    "{tag} BAD no TLS today\n",
                    "{tag} OK welcome\n",
                ],
                id="the command is refused",
            ),
            pytest.param(
                "* PREAUTH welcome",
                ["* CAPABILITY IMAP4rev1 STARTTLS\n{tag} OK done\n"] * 3,
                id="we are said to be logged in already",
            ),
            pytest.param(
                "* OK ready",
                [
                    "* CAPABILITY IMAP4rev1 STARTTLS\n{tag} OK done\n",
                    "{tag} OK begin\n{tag} OK injected\n",
                ],
                id="it is no TLS that follows",
            ),
        ],
    )
    def test_sends_no_password_when_starttls_is_stripped(
        self, greeting: str, answers: list[str]
    ) -> None:
        with Impostor(greeting, answers) as impostor:
            stripped = settings(impostor.port, security=Security.STARTTLS)
            with pytest.raises(MailboxUnavailable):
                ImapSource("desk", stripped, "top-secret").connect()
            assert not any("LOGIN" in line or "top-secret" in line for line in impostor.heard)

    def test_in_plain_text_is_for_loopback_only(self, dovecot: DovecotServer) -> None:
        with pytest.raises(ConfigurationError, match="loopback"):
            ImapSource("desk", settings(143, host="imap.example.org", security=Security.NONE), "x")
        near = settings(dovecot.plain_port, security=Security.NONE)
        source = ImapSource("desk", near, "secret")
        assert source.connect() > 0
        source.close()

    def test_names_a_file_of_authorities_that_cannot_be_read(self, tmp_path: Path) -> None:
        missing = settings(993, ca_file=tmp_path / "missing.pem")
        with pytest.raises(ConfigurationError, match=r"missing\.pem"):
            ImapSource("desk", missing, "secret").connect()

    def test_is_made_anew_each_time(self, imap_desk: ImapDesk) -> None:
        source = imap_desk.source()
        first = source.connect()
        assert source.connect() == first
        imap_desk.deliver(letter("hej"))
        assert len(source.all_uids()) == 1


class TestTheLogin:
    def test_is_refused_for_good_without_telling_the_password(self, dovecot: DovecotServer) -> None:
        for password in ("wrong-password", "fel-lösenord"):
            source = ImapSource(
                "desk", settings(dovecot.tls_port, ca_file=dovecot.ca_file), password
            )
            with pytest.raises(LoginRefused) as refused:
                source.connect()
            assert password not in whole_story(refused.value)
            assert "desk@example.org" in str(refused.value)

    @pytest.mark.parametrize("password", ["quote\"back\\slash{brace}'", "lösenord-på-svenska"])
    def test_takes_any_password(self, password: str) -> None:
        with DovecotServer(password=password) as server:
            source = ImapSource("desk", settings(server.tls_port, ca_file=server.ca_file), password)
            assert source.connect() > 0
            source.close()

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            ("NO [AUTHENTICATIONFAILED] Invalid credentials", LoginRefused),
            ("NO LOGIN failed.", LoginRefused),
            ("NO [UNAVAILABLE] Temporary authentication failure", MailboxUnavailable),
            ("NO [LIMIT] Too many connections", MailboxUnavailable),
            ("NO [ALERT] Too many simultaneous connections. (Failure)", MailboxUnavailable),
            ("NO [INUSE] Try later", MailboxUnavailable),
            ("BAD User is authenticated but not connected.", MailboxUnavailable),
        ],
    )
    def test_failure_is_temporary_where_the_server_says_so(
        self, answer: str, error: type[MailregError]
    ) -> None:
        answers = ["* CAPABILITY IMAP4rev1\n{tag} OK done\n", f"{{tag}} {answer}\n"]
        with Impostor("* OK ready", answers) as impostor:
            source = ImapSource("desk", settings(impostor.port, security=Security.NONE), "secret")
            with pytest.raises(error):
                source.connect()

    def test_lost_connection_is_no_refusal(self) -> None:
        answers = ["* CAPABILITY IMAP4rev1\n{tag} OK done\n", "* BYE going down\n"]
        with Impostor("* OK ready", answers) as impostor:
            source = ImapSource("desk", settings(impostor.port, security=Security.NONE), "secret")
            with pytest.raises(MailboxUnavailable, match="going down"):
                source.connect()

    def test_repeats_no_secret_that_a_server_echoes(self) -> None:
        answers = ["* CAPABILITY IMAP4rev1\n{tag} OK done\n", "{tag} NO bad password hunter2\n"]
        with Impostor("* OK ready", answers) as impostor:
            source = ImapSource("desk", settings(impostor.port, security=Security.NONE), "hunter2")
            with pytest.raises(LoginRefused) as refused:
                source.connect()
            assert "hunter2" not in str(refused.value)
