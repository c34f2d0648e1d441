"""`mailreg init` writes what can be loaded as it stands, but for the secrets."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from mailreg.cli.init import Provider, init
from mailreg.config import (
    ImapSettings,
    Mode,
    OAuthProvider,
    OAuthSettings,
    Secret,
    Security,
    Start,
    examine,
    load,
    read_key,
)
from mailreg.errors import BadRequest
from mailreg.shipped import shipped
from tests.integration.config.conftest import ACCOUNT

SECRETS = {
    "MAILREG_IMAP_PASSWORD": "one",
    "MAILREG_SMTP_PASSWORD": "two",
    "MAILREG_CLIENT_SECRET": "three",
    "MAILREG_REFRESH_TOKEN": "four",
}


@pytest.mark.parametrize("provider", Provider)
def test_what_init_writes_loads_and_starts_in_shadow(provider: Provider, tmp_path: Path) -> None:
    init(tmp_path / "desk", provider)
    config = load(tmp_path / "desk" / "config" / "mailreg.toml", SECRETS)
    assert config.replies.mode is Mode.SHADOW
    assert config.replies.undo == timedelta(seconds=300)
    assert config.mailboxes[0].start is Start.NEW
    assert config.warnings == ()
    assert examine(config, SECRETS) == ()
    assert read_key(config.key, {}) is not None


@pytest.mark.parametrize(
    ("provider", "imap", "smtp", "saves_sent", "authserv_id"),
    [
        (
            Provider.IMAP,
            ("imap.example.org", 993, Security.TLS),
            ("smtp.example.org", 465, Security.TLS, 2, 30),
            True,
            None,
        ),
        (
            Provider.MICROSOFT365,
            ("outlook.office365.com", 993, Security.TLS),
            ("smtp.office365.com", 587, Security.STARTTLS, 3, 30),
            False,
            "microsoft",
        ),
        (
            Provider.GOOGLE,
            ("imap.gmail.com", 993, Security.TLS),
            ("smtp.gmail.com", 465, Security.TLS, 2, 30),
            False,
            "mx.google.com",
        ),
    ],
)
def test_a_provider_brings_its_hosts_ports_and_limits(
    provider: Provider,
    imap: tuple[str, int, Security],
    smtp: tuple[str, int, Security, int, int],
    saves_sent: bool,
    authserv_id: str | None,
    tmp_path: Path,
) -> None:
    init(tmp_path, provider)
    config = load(tmp_path / "config" / "mailreg.toml", SECRETS)
    (mailbox,) = config.mailboxes
    assert isinstance(mailbox.source, ImapSettings)
    assert (mailbox.source.host, mailbox.source.port, mailbox.source.security) == imap
    sent = config.smtp
    assert (sent.host, sent.port, sent.security, sent.connections, sent.per_minute) == smtp
    assert (mailbox.save_sent, mailbox.authserv_id) == (saves_sent, authserv_id)


@pytest.mark.parametrize(
    ("provider", "named"),
    [
        (Provider.MICROSOFT365, OAuthProvider.MICROSOFT),
        (Provider.GOOGLE, OAuthProvider.GOOGLE),
    ],
)
def test_microsoft_and_google_are_reached_with_tokens(
    provider: Provider, named: OAuthProvider, tmp_path: Path
) -> None:
    init(tmp_path, provider)
    config = load(tmp_path / "config" / "mailreg.toml", SECRETS)
    source = config.mailboxes[0].source
    assert isinstance(source, ImapSettings)
    for login in (source.login, config.smtp.login):
        assert isinstance(login, OAuthSettings)
        assert login.provider is named
        assert login.client_secret == Secret(value="three")


def test_the_line_for_a_service_account_of_google_stands_beside_that_for_a_refresh_token(
    tmp_path: Path,
) -> None:
    init(tmp_path, Provider.GOOGLE)
    settings = tmp_path / "config" / "mailreg.toml"
    (tmp_path / "secret" / "service-account.json").write_text(ACCOUNT.key_file(), "utf-8")
    text = settings.read_text("utf-8")
    text, found = re.subn(r"(?m)^oauth = .*  # or, in a Workspace: ", "oauth = ", text)
    assert found == 1
    settings.write_text(text, "utf-8")
    source = load(settings, SECRETS).mailboxes[0].source
    assert isinstance(source, ImapSettings)
    assert isinstance(source.login, OAuthSettings)
    assert source.login.service_account is not None


@pytest.mark.parametrize("provider", Provider)
def test_the_comments_of_the_shipped_file_stay(provider: Provider, tmp_path: Path) -> None:
    init(tmp_path, provider)
    ours = (shipped("config") / "mailreg.toml").read_text(encoding="utf-8").splitlines()
    theirs = (tmp_path / "config" / "mailreg.toml").read_text(encoding="utf-8").splitlines()
    assert len(theirs) == len(ours)
    for before, after in zip(ours, theirs, strict=True):
        assert before.partition("  # ")[2] in after
    assert tomllib.loads("\n".join(theirs))


def test_init_tells_every_file_that_it_wrote(tmp_path: Path) -> None:
    written = init(tmp_path, Provider.IMAP)
    assert sorted(written) == sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert tmp_path / "secret" / "mailreg.key" in written


@pytest.mark.parametrize("path", ["config/mailreg.toml", "secret/mailreg.key"])
def test_init_overwrites_nothing(path: str, tmp_path: Path) -> None:
    standing = tmp_path / path
    standing.parent.mkdir()
    standing.write_text("mine", encoding="ascii")
    with pytest.raises(BadRequest, match="already there"):
        init(tmp_path, Provider.IMAP)
    assert standing.read_text(encoding="ascii") == "mine"
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [standing]


def test_init_says_where_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file", encoding="ascii")
    with pytest.raises(BadRequest, match="cannot be written"):
        init(tmp_path, Provider.IMAP)
