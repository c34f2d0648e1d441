"""What guards every page: headers, hosts that are answered, and tokens against forged requests.

A request that changes something must come from a page of ours: the browser says so in
Sec-Fetch-Site or Origin (the Fetch standard), and the form carries a token that no other site can
know (OWASP, Cross-Site Request Forgery Prevention, synchronizer token).
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "mailreg"
FORM_COOKIE = "mailreg-form"  # before somebody is signed in
TOKEN_FIELD = "token"  # noqa: S105 (the name of a field)
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
NEVER_KEPT = "no-store"  # a page with personal data stays in no cache
SAFE = ("GET", "HEAD")
MOST_BYTES = 30 * 1024 * 1024  # of a form: a letter entered by hand, and its fields


class Guard:
    """The outermost layer: refuses strange hosts and foreign forms, and sets the headers."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in (*LOOPBACK, *hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refusal(scope["method"], headers)
        app = self._app if refused is None else refused

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), is_secure=scope["scheme"] == "https")
            await send(message)

        await app(scope, receive, send_guarded)

    def _refusal(self, method: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        # a name that somebody else's DNS points here (DNS rebinding)
        if _name(host) not in self._hosts:
            return PlainTextResponse("This host name is not one of `web.hosts`.\n", 421)
        if method in SAFE:
            return None
        if not headers.get("content-length", "").isdigit():
            return PlainTextResponse("A form says how long it is.\n", 411)
        if int(headers["content-length"]) > MOST_BYTES:
            return PlainTextResponse("This is too much for one form.\n", 413)
        if _is_own(headers, host):
            return None
        return PlainTextResponse("This form was not sent from a page of mailreg.\n", 403)


def csrf_token(secret: str) -> str:
    """What forms carry, from what the cookie says: known to pages of ours alone."""
    return hmac.new(secret.encode(), b"mailreg form", hashlib.sha256).hexdigest()


def is_genuine(secret: str, given: object) -> bool:
    """Whether a form carries the token that belongs to the cookie."""
    return isinstance(given, str) and hmac.compare_digest(
        csrf_token(secret).encode(), given.encode()
    )


def own_path(wanted: object) -> str:
    """A place to go to, if it is on this page; else the beginning. Never another host."""
    if not isinstance(wanted, str):
        return "/"
    parts = urlsplit(wanted)
    is_own = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    is_plain = "\\" not in wanted and not wanted.startswith("//") and wanted.isprintable()
    return wanted if is_own and is_plain else "/"


def is_secure(request: Request) -> bool:
    """Whether cookies may be kept from plain connections."""
    return request.url.scheme == "https"


def _is_own(headers: Headers, host: str) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host


def _name(host: str) -> str:
    name, _, port = host.rpartition(":")
    return (name if port.isdigit() else host).lower()


def _complete(headers: MutableHeaders, *, is_secure: bool) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", NEVER_KEPT)
    if is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
