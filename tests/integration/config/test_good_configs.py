"""What a good configuration comes to."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from mailreg.config import (
    After,
    Config,
    ImapSettings,
    MaildirSettings,
    Mode,
    OAuthProvider,
    OAuthSettings,
    Secret,
    Security,
    Start,
    WebSettings,
    load,
)
from mailreg.errors import ConfigurationError
from mailreg.shipped import shipped
from tests.integration.config.conftest import ACCOUNT, GOOD, SECRETS, Arrange

SHIPPED_SECRETS = {"MAILREG_IMAP_PASSWORD": "one", "MAILREG_SMTP_PASSWORD": "two"}
PASSWORD = 'password = { env = "IMAP_PASSWORD" }'
SERVICE_ACCOUNT = (
    'oauth = { provider = "google", service_account = { file = "service-account.json" } }'
)


@pytest.fixture
def settings(arrange: Arrange) -> Path:
    return arrange(GOOD / "mailreg.toml", GOOD / "event.toml")


def change(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def imap(config: Config) -> ImapSettings:
    source = config.mailboxes[0].source
    assert isinstance(source, ImapSettings)
    return source


def test_what_is_not_said_has_its_default(settings: Path) -> None:
    config = load(settings, SECRETS)
    (mailbox,) = config.mailboxes
    assert (imap(config).port, imap(config).security) == (993, Security.TLS)
    assert (imap(config).folder, mailbox.handled_folder) == ("INBOX", "Handled")
    assert (mailbox.start, mailbox.poll) == (None, timedelta(seconds=60))
    assert (mailbox.after, mailbox.save_sent, mailbox.authserv_id) == (After.MOVE, True, None)
    assert (config.smtp.port, config.smtp.security) == (465, Security.TLS)
    assert (config.smtp.connections, config.smtp.per_minute) == (2, 30)
    assert config.replies.mode is Mode.SHADOW
    assert (config.replies.undo, config.replies.templates) == (timedelta(seconds=300), None)
    assert config.limits.automatic_per_hour == 60
    assert config.limits.automatic_per_address_per_day == 20
    assert config.limits.receipts_per_address_per_day == 1
    assert config.staff.addresses == ()
    assert list(config.events) == ["days"]


def test_the_shipped_files_say_the_same_as_their_defaults(settings: Path) -> None:
    ours = load(shipped("config") / "mailreg.toml", SHIPPED_SECRETS)
    least = load(settings, SECRETS)
    assert ours.limits == least.limits
    assert (ours.replies.mode, ours.replies.undo) == (least.replies.mode, least.replies.undo)
    assert (ours.smtp.port, ours.smtp.connections) == (least.smtp.port, least.smtp.connections)
    assert ours.mailboxes[0].poll == least.mailboxes[0].poll
    assert ours.mailboxes[0].start is Start.NEW


def test_relative_paths_count_from_the_folder_of_the_file(settings: Path, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    config = load(settings, SECRETS)
    assert config.database_url == f"sqlite:///{tmp_path}/var/mailreg.db"
    assert config.key.file is not None
    assert config.key.file.resolve() == tmp_path / "secret" / "mailreg.key"
    assert config.replies.templates is not None
    assert config.replies.templates.resolve() == tmp_path / "templates"


def test_another_working_directory_changes_nothing(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = load(settings.relative_to(tmp_path), SECRETS)
    monkeypatch.chdir("/")
    assert config.database_url == f"sqlite:///{tmp_path}/var/mailreg.db"
    assert config.key.file is not None
    assert config.key.file.is_absolute()


def test_postgresql_is_named_as_it_is(settings: Path) -> None:
    url = "postgresql+psycopg://desk:pw@db.example.org/mailreg"
    change(settings, '"sqlite:///../var/mailreg.db"', '{ env = "DATABASE" }')
    config = load(settings, {**SECRETS, "DATABASE": url})
    assert config.database_url == url
    assert "pw" not in repr(config)


def test_no_representation_shows_a_secret(settings: Path) -> None:
    config = load(settings, SECRETS)
    assert imap(config).login == Secret(value="imap secret")
    for secret in SECRETS.values():
        assert secret not in repr(config)
        assert secret not in str(config)


def test_a_secret_in_a_file_loses_only_the_newline_at_its_end(settings: Path) -> None:
    file = settings.parent / "password"
    file.write_text(" pass word \n", encoding="utf-8")
    file.chmod(0o600)
    config = load(change(settings, PASSWORD, 'password = { file = "password" }'), SECRETS)
    assert imap(config).login == Secret(value=" pass word ")
    assert config.warnings == ()


def test_a_secret_that_others_can_read_is_warned_of(settings: Path) -> None:
    file = settings.parent / "password"
    file.write_text("secret", encoding="utf-8")
    file.chmod(0o644)
    config = load(change(settings, PASSWORD, 'password = { file = "password" }'), SECRETS)
    (warning,) = config.warnings
    assert warning.key == "mailbox[desk].password"
    assert "chmod 600" in warning.remedy


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_on_loopback_plain_text_and_a_literal_password_are_fine(settings: Path, host: str) -> None:
    change(settings, '"imap.example.org"', f'"{host}"\nport = 1143\nsecurity = "none"')
    config = load(change(settings, PASSWORD, 'password = "pw"'), SECRETS)
    assert imap(config).security is Security.NONE
    assert imap(config).login == Secret(value="pw")


def test_on_loopback_smtp_needs_no_login(settings: Path) -> None:
    text = settings.read_text(encoding="utf-8")
    text = re.sub(r"(?s)(\[smtp\]\n).*(from = )", r'\1host = "127.0.0.1"\nport = 25\n\2', text)
    settings.write_text(text, encoding="utf-8")
    smtp = load(settings, SECRETS).smtp
    assert (smtp.username, smtp.login, smtp.sender) == (None, None, "desk@example.org")


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("desk@example.org", "", "desk@example.org"),
        ("Mötesplats, Storsthlm <desk@Example.ORG>", "Mötesplats, Storsthlm", "desk@example.org"),
        ('\\"The desk\\" <desk@days.example>', "The desk", "desk@days.example"),
    ],
)
def test_the_sender_may_have_a_name(settings: Path, written: str, name: str, address: str) -> None:
    smtp = load(change(settings, "The desk <desk@example.org>", written), SECRETS).smtp
    assert (smtp.sender_name, smtp.sender) == (name, address)


@pytest.mark.parametrize(
    ("written", "start"),
    [
        ('"new"', Start.NEW),
        ('"all"', Start.ALL),
        ("2026-09-01", date(2026, 9, 1)),
        ('"2026-09-01"', date(2026, 9, 1)),
    ],
)
def test_a_first_start_takes_nothing_or_all_or_what_came_since(
    settings: Path, written: str, start: Start | date
) -> None:
    config = load(change(settings, PASSWORD, f"{PASSWORD}\nstart = {written}"), SECRETS)
    assert config.mailboxes[0].start == start


def test_tokens_may_take_the_place_of_a_password(settings: Path) -> None:
    oauth = (
        'oauth = { provider = "microsoft", tenant = "example.org", client_id = "7",'
        ' client_secret = { env = "CLIENT" } }'
    )
    config = load(change(settings, PASSWORD, oauth), {**SECRETS, "CLIENT": "client secret"})
    assert imap(config).login == OAuthSettings(
        provider=OAuthProvider.MICROSOFT,
        tenant="example.org",
        client_id="7",
        client_secret=Secret(value="client secret"),
        refresh_token=None,
        service_account=None,
        token_url=None,
        scope=None,
    )
    assert "client secret" not in repr(config)


def test_a_service_account_takes_the_place_of_client_and_refresh_token(settings: Path) -> None:
    file = settings.parent / "service-account.json"
    file.write_text(ACCOUNT.key_file(), encoding="utf-8")
    file.chmod(0o600)
    config = load(change(settings, PASSWORD, SERVICE_ACCOUNT), SECRETS)
    login = imap(config).login
    assert isinstance(login, OAuthSettings)
    assert (login.client_id, login.client_secret, login.refresh_token) == ("", None, None)
    assert login.service_account is not None
    assert login.service_account.client_email == ACCOUNT.client_email
    assert login.service_account.token_uri == "https://oauth2.googleapis.com/token"
    assert "PRIVATE KEY" not in repr(config)
    assert config.warnings == ()


def test_a_service_account_that_others_can_read_is_warned_of(settings: Path) -> None:
    file = settings.parent / "service-account.json"
    file.write_text(ACCOUNT.key_file(), encoding="utf-8")
    file.chmod(0o644)
    (warning,) = load(change(settings, PASSWORD, SERVICE_ACCOUNT), SECRETS).warnings
    assert warning.key == "mailbox[desk].oauth.service_account"
    assert "chmod 600" in warning.remedy


def test_who_only_looks_and_decides_needs_no_service_account(settings: Path) -> None:
    change(settings, PASSWORD, SERVICE_ACCOUNT)
    login = imap(load(settings, {}, reads_logins=False)).login
    assert isinstance(login, OAuthSettings)
    assert login.service_account is None


def test_a_token_endpoint_on_loopback_may_be_plain(settings: Path) -> None:
    oauth = (
        'oauth = { provider = "google", client_id = "7", refresh_token = "r",'
        ' token_url = "http://127.0.0.1:8080/token" }'
    )
    login = imap(load(change(settings, PASSWORD, oauth), SECRETS)).login
    assert isinstance(login, OAuthSettings)
    assert login.token_url == "http://127.0.0.1:8080/token"


def test_a_maildir_needs_no_server(settings: Path) -> None:
    text = settings.read_text(encoding="utf-8")
    maildir = 'kind = "maildir"\npath = "../mail"\n\n[smtp]'
    settings.write_text(re.sub(r'(?s)host = "imap.*\[smtp\]', maildir, text), encoding="utf-8")
    source = load(settings, SECRETS).mailboxes[0].source
    assert source == MaildirSettings(path=settings.parent.absolute() / "../mail")


def test_two_files_cannot_describe_one_event(settings: Path) -> None:
    events = settings.parent / "events"
    shutil.copy(events / "days.toml", events / "other.toml")
    with pytest.raises(ConfigurationError) as refused:
        load(settings, SECRETS)
    (problem,) = refused.value.problems
    assert (Path(problem.file).name, problem.key) == ("other.toml", "slug")


def test_problems_of_all_files_are_told_together(settings: Path) -> None:
    change(settings, "[smtp]", "[smtp]\nprot = 25")
    change(settings.parent / "events" / "days.toml", '"sv", "en"', '"sv", "english"')
    shutil.copy(GOOD / "mailreg.toml", settings.parent / "events" / "wrong.toml")
    with pytest.raises(ConfigurationError) as refused:
        load(settings, {})
    assert {Path(problem.file).name for problem in refused.value.problems} == {
        "mailreg.toml",
        "days.toml",
        "wrong.toml",
    }


def test_a_file_that_is_not_there_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        load(tmp_path / "mailreg.toml", {})


def test_who_only_looks_and_decides_needs_no_password_of_a_server(settings: Path) -> None:
    config = load(settings, {}, reads_logins=False)
    assert imap(config).login == Secret(value="")
    with pytest.raises(ConfigurationError, match="IMAP_PASSWORD is not set"):
        load(settings, {})


def test_the_staff_page_is_served_on_this_machine_alone(settings: Path) -> None:
    assert load(settings, SECRETS).web == WebSettings(
        serve=True, host="127.0.0.1", port=8025, hosts=(), trusted_proxies=()
    )


def web(settings: Path, *lines: str) -> Path:
    return change(settings, "[smtp]", "\n".join(("[web]", *lines, "[smtp]")))


def test_hosts_are_as_browsers_name_them(settings: Path) -> None:
    hosts = 'hosts = ["Desk.Example.org", "2001:DB8::1", "10.0.0.7"]'
    proxies = 'trusted_proxies = ["10.0.0.7", "2001:DB8::/64", "::1"]'
    found = load(web(settings, 'host = "::"', "port = 80", hosts, proxies), SECRETS)
    assert found.web == WebSettings(
        serve=True,
        host="::",
        port=80,
        hosts=("desk.example.org", "[2001:db8::1]", "10.0.0.7"),
        trusted_proxies=("10.0.0.7", "2001:db8::/64", "::1"),
    )
    assert found.warnings == ()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "desk.example.org", "10.0.0.7"])
def test_plain_http_beyond_this_machine_is_warned_of(settings: Path, host: str) -> None:
    (warning,) = load(web(settings, f'host = "{host}"'), SECRETS).warnings
    assert warning.key == "web.host"
    assert "TLS" in warning.remedy


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "::1"])
def test_loopback_needs_no_proxy(settings: Path, host: str) -> None:
    config = load(web(settings, f'host = "{host}"'), SECRETS)
    assert (config.web.host, config.warnings) == (host, ())
