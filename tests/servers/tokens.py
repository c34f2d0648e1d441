"""An OAuth 2.0 token endpoint (RFC 6749) with introspection (RFC 7662), for tests.

    with TokenAuthority() as authority:
        OAuthClient(token_url=authority.token_url, client_id=authority.client_id, ...)
        DovecotServer(introspection_url=authority.introspection_url)

Every token that it issues belongs to `username`, until it is revoked.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Self, cast
from urllib.parse import parse_qs

from tests.servers.service_account import ServiceAccount

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"  # RFC 7523, section 2.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the endpoint says instead of giving a token."""

    status: int
    body: bytes


def refusal(code: str, description: str, status: int = 400) -> Answer:
    """An error of RFC 6749, section 5.2."""
    body = json.dumps({"error": code, "error_description": description}).encode()
    return Answer(status=status, body=body)


@dataclass(slots=True, kw_only=True)
class TokenAuthority:
    """It listens on a free port of 127.0.0.1 in a thread of its own."""

    username: str = "desk@example.org"  # whose tokens it issues
    client_id: str = "mailreg-test"
    client_secret: str = "client-secret"
    expires_in: int = 3600  # seconds, as announced
    rotates: bool = False  # gives a new refresh token each time, and takes the old one no more
    refresh_token: str = "refresh-0"
    account: ServiceAccount | None = None  # whose assertions it takes too
    answers: deque[Answer] = field(default_factory=deque)  # said first, one each
    requests: list[dict[str, str]] = field(default_factory=list)  # forms at the token endpoint
    active: dict[str, str] = field(default_factory=dict)  # token ▶ user name
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _server: _Server | None = None

    def __enter__(self) -> Self:
        self._server = _Server(self)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def token_url(self) -> str:
        return f"{self._base}/token"

    @property
    def introspection_url(self) -> str:
        return f"{self._base}/introspect"

    def issue(self, username: str | None = None) -> str:
        """A token as if somebody had asked for it."""
        token = f"token-{next(self._numbers)}"
        self.active[token] = username or self.username
        return token

    def revoke_all(self) -> None:
        """No token so far is good any more, whatever its term."""
        self.active.clear()

    def answer_token(self, form: dict[str, str]) -> Answer:
        self.requests.append(form)
        if self.answers:
            return self.answers.popleft()
        if form.get("grant_type") == JWT_BEARER:
            return self._answer_assertion(form.get("assertion", ""))
        known = (form.get("client_id"), form.get("client_secret"))
        if known != (self.client_id, self.client_secret):
            return refusal("invalid_client", "AADSTS7000215: Invalid client secret provided.", 401)
        token: dict[str, Any] = {}
        if form.get("grant_type") == "refresh_token":
            if form.get("refresh_token") != self.refresh_token:
                return refusal("invalid_grant", "AADSTS70008: The refresh token has expired.")
            if self.rotates:
                self.refresh_token = f"refresh-{next(self._numbers)}"
                token["refresh_token"] = self.refresh_token
        return self._token(token)

    def answer_introspection(self, form: dict[str, str]) -> Answer:
        username = self.active.get(form.get("token", ""))
        verdict = {"active": True, "username": username} if username else {"active": False}
        return Answer(status=200, body=json.dumps(verdict).encode())

    def _answer_assertion(self, assertion: str) -> Answer:
        """RFC 7523, section 3, as Google does."""
        if self.account is None:
            return refusal("invalid_grant", "Invalid grant: account not found")
        refused = self.account.judge(assertion, audience=self.token_url, user=self.username)
        if refused is not None:
            return refusal(refused.code, refused.description, refused.status)
        return self._token({})

    def _token(self, more: dict[str, Any]) -> Answer:
        token = {"token_type": "Bearer", "expires_in": self.expires_in} | more
        token["access_token"] = self.issue()
        return Answer(status=200, body=json.dumps(token).encode())

    @property
    def _base(self) -> str:
        assert self._server is not None, "not started"
        return f"http://127.0.0.1:{self._server.server_port}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, authority: TokenAuthority) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.authority = authority


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        authority = cast(_Server, self.server).authority
        length = int(self.headers.get("Content-Length", 0))
        form = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
        is_token = self.path.startswith("/token")
        answer = authority.answer_token(form) if is_token else authority.answer_introspection(form)
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as inherited)
        """Stay silent."""
