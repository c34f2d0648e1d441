"""How servers are reached: hosts, protection, logins and secrets, addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from mailreg.config.values import KeyLocation, OAuthProvider, OAuthSettings, Secret, Security
from mailreg.errors import Problem
from mailreg.event.table import Table
from mailreg.oauth import ServiceAccount, read_service_account

HOST_FORM = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?\.?")
NAMED_ADDRESS = re.compile(r"(?P<name>.*?)\s*<(?P<address>[^<>]*)>")  # RFC 5322, section 3.4
HOST_REMEDY = "Write the name or address of the server alone, such as mail.example.org"
LOCATION_FORM = '{ env = "NAME" } or { file = "PATH" }'
READABLE_BY_OTHERS = 0o077
SERVICE_ACCOUNT_REMEDY = "Make a JSON key for it in the Google Cloud console and use that as it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a file is read in."""

    folder: Path  # of the file: its relative paths count from here
    environ: Mapping[str, str]
    warnings: list[Problem]  # grows while reading
    reads_logins: bool = True  # False: the passwords of servers are neither read nor missed

    def path(self, table: Table, key: str) -> Path | None:
        """The path under `key`."""
        text = table.text(key)
        return None if text is None else self.folder / text

    def warn(self, table: Table, key: str, message: str, remedy: str) -> None:
        """Record what is odd but may be meant."""
        dotted = f"{table.prefix}{key}"
        self.warnings.append(Problem(file=table.file, key=dotted, message=message, remedy=remedy))


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """How one server is reached and logged in to."""

    host: str
    port: int
    security: Security
    username: str | None
    login: Secret | OAuthSettings | None
    ca_file: Path | None


def read_server(
    table: Table, around: Surroundings, ports: Mapping[Security, int], *, needs_login: bool
) -> Server:
    """The connection keys of a table; a login may be left out only on loopback, and if allowed."""
    host = _host(table)
    is_local = is_loopback(host)
    security = table.choice("security", Security.TLS)
    if security is Security.NONE and not is_local:
        table.refuse(
            "security", 'is "none", and the server is not on loopback', 'Write "tls" or "starttls"'
        )
    username = table.text("username")
    login = _login(table, around, is_local=is_local)
    if needs_login or not is_local or username is not None or login is not None:
        _require_login(table)
    return Server(
        host=host or "",
        port=table.integer("port", ports[security], at_least=1, at_most=65535),
        security=security,
        username=username,
        login=login,
        ca_file=_ca_file(table, around),
    )


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine; a missing one is told of elsewhere and passes."""
    if host is None or host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def read_login(
    table: Table, key: str, around: Surroundings, *, literal_allowed: bool
) -> Secret | None:
    """A secret that only a server asks for; empty where none is going to be asked."""
    if around.reads_logins or table.value(key) is None:
        return read_secret(table, key, around, literal_allowed=literal_allowed)
    return Secret(value="")


def read_secret(
    table: Table, key: str, around: Surroundings, *, literal_allowed: bool
) -> Secret | None:
    """The secret that stands in the environment or a file, without the newline at its end."""
    value = table.value(key)
    if value is None:
        return None
    if isinstance(value, str) and value and literal_allowed:
        return Secret(value=value)
    location = read_location(table, key, around)
    return None if location is None else _read_at(location, table, key, around)


def read_location(table: Table, key: str, around: Surroundings) -> KeyLocation | None:
    """Where a secret is said to be; None, and a problem, where that is not said properly."""
    if isinstance(table.value(key), str):
        table.refuse(key, "is written out in the file", f"Write {LOCATION_FORM}")
        return None
    inner = table.table(key)
    if inner is None:
        return None
    variable, path = inner.text("env"), around.path(inner, "file")
    if ("env" in inner.content) == ("file" in inner.content):
        table.refuse(key, "should have either env or file", f"Write {LOCATION_FORM}")
        return None
    return KeyLocation(env=variable, file=path) if variable or path else None


def read_address(table: Table, key: str, text: str) -> str:
    """The normalised address; "" and a problem where it is none. No server is asked."""
    try:
        valid = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        reason = str(error).rstrip(".")
        table.refuse(key, f'"{text}" is no address: {reason}', "Write it as name@example.org")
        return ""
    return valid.normalized


def read_named_address(table: Table, key: str, text: str) -> tuple[str, str]:
    """Display name, "" where there is none, and address of `Name <address>` or `address`."""
    match = NAMED_ADDRESS.fullmatch(text)
    if match is None:
        return "", read_address(table, key, text)
    return match["name"].strip('"').strip(), read_address(table, key, match["address"])


def read_host(table: Table, key: str, text: str) -> str:
    """The name or address of a host; "" and a problem where it is none."""
    if HOST_FORM.fullmatch(text) or is_loopback(text):
        return text
    try:
        return str(ip_address(text))
    except ValueError:
        table.refuse(key, f'"{text}" is no host', HOST_REMEDY)
        return ""


def read_network(table: Table, key: str, text: str) -> str:
    """An address, or a network as ADDRESS/BITS; "" and a problem where it is neither."""
    try:
        network = ip_network(text)
    except ValueError:
        table.refuse(key, f'"{text}" is no address', "Write them as 127.0.0.1, ::1 or 10.1.2.0/24")
        return ""
    return str(network if "/" in text else network.network_address)


def _host(table: Table) -> str | None:
    table.require("host", HOST_REMEDY)
    host = table.text("host")
    return read_host(table, "host", host) or None if host else None


def _login(table: Table, around: Surroundings, *, is_local: bool) -> Secret | OAuthSettings | None:
    password = read_login(table, "password", around, literal_allowed=is_local)
    oauth = _oauth(table, around)
    if "password" in table.content and "oauth" in table.content:
        table.refuse("oauth", "stands beside a password", "Leave one of them out")
    return password or oauth


def _require_login(table: Table) -> None:
    table.require("username", "Name the account to log in to")
    if "password" not in table.content and "oauth" not in table.content:
        remedy = f"Write password = {LOCATION_FORM}, or an oauth table"
        table.refuse("password", "is missing, and oauth as well", remedy)


def _oauth(table: Table, around: Surroundings) -> OAuthSettings | None:
    inner = table.table("oauth")
    if inner is None:
        return None
    inner.require("provider", 'Write "microsoft" or "google"')
    provider = inner.choice("provider", OAuthProvider.MICROSOFT)
    token_url = _token_url(inner)
    literal_allowed = is_loopback(_host_of(token_url))
    _require_grant(inner, provider)
    return OAuthSettings(
        provider=provider,
        tenant=inner.text("tenant"),
        client_id=inner.text("client_id") or "",
        service_account=_service_account(inner, around),
        client_secret=read_login(inner, "client_secret", around, literal_allowed=literal_allowed),
        refresh_token=read_login(inner, "refresh_token", around, literal_allowed=literal_allowed),
        token_url=token_url,
        scope=inner.text("scope"),
    )


def _require_grant(table: Table, provider: OAuthProvider) -> None:
    """Google gives mail tokens for a service account or a refresh token, Microsoft otherwise."""
    if "service_account" in table.content:
        _require_nothing_else(table, provider)
        return
    table.require("client_id", "Write the id of the application that is registered for mailreg")
    if provider is OAuthProvider.GOOGLE:
        remedy = f"Write service_account or refresh_token = {LOCATION_FORM}"
        table.require("refresh_token", remedy)
        return
    if "token_url" not in table.content:
        table.require("tenant", "Write the id or the domain of the Microsoft 365 directory")
    if "client_secret" not in table.content and "refresh_token" not in table.content:
        remedy = f"Write client_secret = {LOCATION_FORM}, or refresh_token"
        table.refuse("client_secret", "is missing, and refresh_token as well", remedy)


def _require_nothing_else(table: Table, provider: OAuthProvider) -> None:
    """A service account has an id and a secret of its own."""
    if provider is not OAuthProvider.GOOGLE:
        table.refuse("service_account", "is of Google alone", 'Leave it out, or write "google"')
    for key in ("client_id", "client_secret", "refresh_token"):
        if key in table.content:
            table.refuse(key, "stands beside a service_account", "Leave one of them out")


def _service_account(table: Table, around: Surroundings) -> ServiceAccount | None:
    key = "service_account"
    if table.value(key) is None or not around.reads_logins:
        return None
    location = read_location(table, key, around)
    text = None if location is None else _read_at(location, table, key, around)
    if location is None or text is None:
        return None
    where = f"the file {location.file}" if location.file else f"the variable {location.env}"
    account = read_service_account(text.value)
    if isinstance(account, str):
        message = f"{where} holds no key of a service account: {account}"
        table.refuse(key, message, SERVICE_ACCOUNT_REMEDY)
        return None
    if account.token_uri and not _is_safe(account.token_uri):
        message = f'{where} has a "token_uri" without https'
        table.refuse(key, message, SERVICE_ACCOUNT_REMEDY)
    return account


def _token_url(table: Table) -> str | None:
    url = table.text("token_url")
    if url is not None and not _is_safe(url):
        table.refuse("token_url", f'"{url}" cannot be used', "Write an address with https://")
    return url


def _is_safe(url: str) -> bool:
    """Whether secrets may go there: by https, or to this machine."""
    host, scheme = _host_of(url), url.partition("://")[0]
    return bool(host) and (scheme == "https" or (scheme == "http" and is_loopback(host)))


def _host_of(url: str | None) -> str:
    """The host of a URL; "" where there is none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:  # an IPv6 address without its bracket
        return ""


def _read_at(location: KeyLocation, table: Table, key: str, around: Surroundings) -> Secret | None:
    if location.file is not None:
        return _from_file(table, key, location.file, around)
    return _from_variable(table, key, location.env or "", around)


def _from_variable(table: Table, key: str, variable: str, around: Surroundings) -> Secret | None:
    value = around.environ.get(variable)
    if value:
        return Secret(value=value)
    table.refuse(
        key,
        f"the environment variable {variable} is not set, or empty",
        "Set it before mailreg starts, or write { file = … }",
    )
    return None


def _from_file(table: Table, key: str, path: Path, around: Surroundings) -> Secret | None:
    try:
        text = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = (getattr(error, "strerror", None) or "is not UTF-8").lower()
        table.refuse(key, f"the file {path} cannot be read: {reason}", "Put the secret there")
        return None
    if not text:
        table.refuse(key, f"the file {path} is empty", "Put the secret there")
        return None
    warn_if_readable(table, key, path, around)
    return Secret(value=text)


def warn_if_readable(table: Table, key: str, path: Path, around: Surroundings) -> None:
    """Warn of a file with a secret that other users of the machine may read or write."""
    if path.is_file() and path.stat().st_mode & READABLE_BY_OTHERS:
        around.warn(table, key, f"the file {path} is open to other users", f"chmod 600 {path}")


def _ca_file(table: Table, around: Surroundings) -> Path | None:
    path = around.path(table, "ca_file")
    if path is not None and not path.is_file():
        table.refuse("ca_file", f"the file {path} is not there", "Name a file of certificates")
    return path
