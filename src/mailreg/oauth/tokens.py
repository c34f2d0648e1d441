"""Access tokens from a provider's endpoint (RFC 6749; XOAUTH2 is what they are sent as).

Microsoft 365: client credentials (an application with its own secret, section 4.4), or a refresh
token (section 6). Google: a service account that acts for the user (RFC 7523), or a refresh token.
A token is asked for at every connect; one that is good for five minutes more is handed out again.
Where the provider replaces the refresh token (Microsoft does), the new one is kept in memory: the
one in the configuration stays valid for its own term, and an operator renews it before that ends.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from typing import assert_never

from mailreg.errors import LoginRefused, TokenUnavailable
from mailreg.oauth.service_account import GRANT_TYPE, Delegation

EXPIRY_MARGIN_SECONDS = 300.0  # a token that ends sooner is not handed out: clocks differ
DEFAULT_LIFETIME_SECONDS = 3600.0  # where the answer has no expires_in (RFC 6749, section 5.1)
TIMEOUT_SECONDS = 30.0
OK = 200
TOO_MANY_REQUESTS = 429  # RFC 6585
FIRST_SERVER_ERROR = 500
MAX_DETAIL = 400  # characters of a provider's explanation that go into a message

# Said by the provider, but not about our credentials.
TEMPORARY_CODES = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
DELEGATION_REMEDY = (
    "Grant it delegation in the Google Admin console (Security, API controls, Domain-wide "
    "delegation): client {client_id}, scope {scope}"
)
# What Google says of an assertion, and what helps; the first that is found counts.
ASSERTION_REMEDIES: tuple[tuple[str, str], ...] = (
    ("iat and exp", "The clock of this machine is wrong: set it, best by NTP"),
    ("unauthorized_client", DELEGATION_REMEDY),
    ("access_denied", DELEGATION_REMEDY),
    ("Invalid email or User ID", "Check username: it must be a user of the domain, not an alias"),
    ("Invalid JWT Signature", "The key was deleted, or is of another account: make a new one"),
    ("", "Check that the service account and its key are still there, and check username"),
)
CLIENT_REMEDY = (
    "Check client_id, client_secret, tenant and refresh_token; a secret may have expired"
)
SECRET_FIELDS = ("client_secret", "refresh_token", "assertion")  # of a form


class Provider(StrEnum):
    """Who gives the tokens."""

    MICROSOFT = "microsoft"
    GOOGLE = "google"


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """How we are known to the provider."""

    provider: Provider
    client_id: str  # "": a service account, which names itself
    client_secret: str = field(repr=False)  # "": a public client, which has none
    tenant: str = ""  # Microsoft: directory id or domain; unused by Google
    refresh_token: str | None = field(default=None, repr=False)  # None: client credentials
    delegation: Delegation | None = None  # Google: a service account in place of all of these
    token_url: str | None = None  # None: that of the service account, or the provider's own
    scope: str | None = None  # None: what IMAP and SMTP of the provider need


class TokenSource:
    """Tokens of one client; may be shared between threads."""

    def __init__(
        self,
        client: OAuthClient,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        """Terms are measured with `clock`; `wall_clock`, in Unix time, dates an assertion."""
        self._client = client
        self._clock = clock
        self._wall_clock = wall_clock
        self._lock = Lock()
        self._refresh_token = client.refresh_token
        self._token: str | None = None
        self._good_until = 0.0

    def token(self) -> str:
        """A token that is good for five minutes at least.

        Raises LoginRefused where the provider refuses our credentials, TokenUnavailable where it
        gives no answer.
        """
        with self._lock:
            if self._token is None or self._clock() >= self._good_until:
                self._renew()
            assert self._token is not None  # noqa: S101 (for the type checker: _renew sets it)
            return self._token

    async def token_async(self) -> str:
        """The same, without holding up the event loop."""
        return await asyncio.to_thread(self.token)

    def forget(self) -> None:
        """Ask anew next time: a server refused the token, whatever its term."""
        with self._lock:
            self._token = None

    def _renew(self) -> None:
        asked_at = self._clock()
        answer = _ask(self._client, self._form())
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            raise TokenUnavailable(f"{_endpoint(self._client)} answered without an access token")
        lifetime = _seconds(answer.get("expires_in"))
        self._token = token
        self._good_until = asked_at + lifetime - EXPIRY_MARGIN_SECONDS
        renewed = answer.get("refresh_token")
        if self._refresh_token is not None and isinstance(renewed, str) and renewed:
            self._refresh_token = renewed

    def _form(self) -> dict[str, str]:
        """What the endpoint is asked."""
        client = self._client
        if client.delegation is not None:
            return _assertion_form(client, client.delegation, self._wall_clock())
        return _client_form(client, self._refresh_token)


def _ask(client: OAuthClient, form: Mapping[str, str]) -> Mapping[str, object]:
    """The answer of the token endpoint that holds a token; foreign errors end here."""
    status, answer = _post(client, form)
    if status >= FIRST_SERVER_ERROR or status == TOO_MANY_REQUESTS:
        raise TokenUnavailable(f"{_endpoint(client)} answered {status}; try later")
    if not isinstance(answer, dict):
        raise TokenUnavailable(f"{_endpoint(client)} gave an answer that is no token ({status})")
    if status != OK or "error" in answer:
        raise _refusal(client, form, {"error": status} | answer)
    return answer


def _post(client: OAuthClient, form: Mapping[str, str]) -> tuple[int, object]:
    """Status and decoded JSON, None where it is none."""
    import httpx

    trust = ssl.create_default_context()
    try:
        response = httpx.post(_endpoint(client), data=form, timeout=TIMEOUT_SECONDS, verify=trust)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        reason = str(error) or type(error).__name__
        raise TokenUnavailable(
            f"{_endpoint(client)} cannot be reached: {reason}. Check the network"
        ) from error
    try:
        return response.status_code, response.json()
    except ValueError:
        return response.status_code, None


def _assertion_form(client: OAuthClient, delegation: Delegation, now: float) -> dict[str, str]:
    """RFC 7523, section 2.1; Google reads the scope in the assertion."""
    assertion = delegation.assertion(audience=_endpoint(client), scope=_scope(client), now=now)
    return {"grant_type": GRANT_TYPE, "assertion": assertion}


def _client_form(client: OAuthClient, refresh_token: str | None) -> dict[str, str]:
    """RFC 6749, sections 4.4.2 and 6, with the client in the body (section 2.3.1)."""
    form = {"client_id": client.client_id, "scope": _scope(client)}
    if client.client_secret:
        form["client_secret"] = client.client_secret
    if refresh_token is None:
        return form | {"grant_type": "client_credentials"}
    return form | {"grant_type": "refresh_token", "refresh_token": refresh_token}


def _endpoint(client: OAuthClient) -> str:
    if client.token_url:
        return client.token_url
    if client.delegation is not None and client.delegation.account.token_uri:
        return client.delegation.account.token_uri
    match client.provider:
        case Provider.MICROSOFT:
            return f"https://login.microsoftonline.com/{client.tenant}/oauth2/v2.0/token"
        case Provider.GOOGLE:
            return "https://oauth2.googleapis.com/token"
        case _:
            assert_never(client.provider)


def _scope(client: OAuthClient) -> str:
    return client.scope or default_scope(client)


def default_scope(client: OAuthClient) -> str:
    """What IMAP and SMTP need, as each provider documents it."""
    match client.provider:
        case Provider.MICROSOFT if client.refresh_token is None:
            return "https://outlook.office365.com/.default"
        case Provider.MICROSOFT:
            host = "https://outlook.office.com"
            return f"{host}/IMAP.AccessAsUser.All {host}/SMTP.Send offline_access"
        case Provider.GOOGLE:
            return "https://mail.google.com/"
        case _:
            assert_never(client.provider)


def _refusal(
    client: OAuthClient, form: Mapping[str, str], answer: Mapping[str, object]
) -> LoginRefused | TokenUnavailable:
    """An error answer of RFC 6749, section 5.2."""
    code, description = str(answer.get("error", "")), str(answer.get("error_description", ""))
    detail = _without_secrets(form, f"{code}: {description}" if description else code)
    if code in TEMPORARY_CODES:
        return TokenUnavailable(f"{_endpoint(client)} is unavailable: {detail}")
    return LoginRefused(
        f"{_endpoint(client)} refused {_who(client)}: {detail.rstrip('.')}. "
        f"{_remedy(client, detail)}"
    )


def _without_secrets(form: Mapping[str, str], text: str) -> str:
    """What the provider says on one line; it must not carry a secret back into a log."""
    for secret in filter(None, map(form.get, SECRET_FIELDS)):
        text = text.replace(secret, "***")
    return " ".join(text.split())[:MAX_DETAIL]


def _who(client: OAuthClient) -> str:
    if client.delegation is None:
        return f"client {client.client_id}"
    return f"{client.delegation.account.client_email} for {client.delegation.user}"


def _remedy(client: OAuthClient, detail: str) -> str:
    if client.delegation is None:
        return CLIENT_REMEDY
    remedy = next(remedy for words, remedy in ASSERTION_REMEDIES if words in detail)
    account = client.delegation.account
    return remedy.format(client_id=account.client_id or account.client_email, scope=_scope(client))


def _seconds(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return DEFAULT_LIFETIME_SECONDS
