"""What guards every page: headers, hosts that are answered, and tokens against forged requests.

A request that changes something must come from a page of ours: the browser says so in
Sec-Fetch-Site or Origin (the Fetch standard), and the form carries a token that no other site can
know (OWASP, Cross-Site Request Forgery Prevention, synchronizer token).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mailreg import log

COOKIE = "mailreg"
FORM_COOKIE = "mailreg-form"  # before somebody is signed in
TOKEN_FIELD = "token"  # noqa: S105 (the name of a field)
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self';"
    " base-uri 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# of the one page that stands in a frame: a letter's HTML. In its sandbox nothing runs, is sent or
# fetched, and it is of no origin; its style is the one of the hash; links open windows of their own
LAID_OUT_STYLE = (
    "html{color-scheme:light dark;font:15px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}"
    "body{margin:.8rem}table{border-collapse:collapse}"
    "td,th{border:1px solid #8a94a3;padding:.25rem .5rem;vertical-align:top;min-width:1.5rem}"
    "blockquote{margin-left:.3rem;padding-left:.7rem;border-left:3px solid #8a94a3}"
    "p{margin:0 0 .35rem}pre{white-space:pre-wrap}a{color:LinkText}h1,h2,h3{font-size:1.1rem}"
)
LAID_OUT = {
    "Content-Security-Policy": "default-src 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(LAID_OUT_STYLE.encode()).digest()).decode()
    + "'; form-action 'none'; base-uri 'none'; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "unsafe-none",  # the sandbox has no origin to share
    "Referrer-Policy": "no-referrer",
}
NEVER_KEPT = "no-store"  # a page with personal data stays in no cache
SAFE = ("GET", "HEAD")
METHODS = (*SAFE, "POST")
KIB = 1024
MOST_BYTES = 1024 * KIB  # of a form: a hundred people with all their fields have a third
MOST_BYTES_AT: Mapping[str, int] = {
    "/add/letter": 30 * 1024 * KIB,  # a letter entered by hand, and its fields
    "/sign-in": 16 * KIB,  # by anybody at all
}

Refuse = Callable[[Request, int], Awaitable[Response]]


async def in_a_word(_: Request, status: int) -> Response:
    """The answer of a page that has none of its own for who is refused."""
    return PlainTextResponse(f"{HTTPStatus(status).phrase}\n", status)


class Guard:
    """The outermost layer: refuses strange hosts and foreign forms, and sets the headers.

    What crashes within is logged without its words, which may quote a letter, and told as 500.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...], refuse: Refuse = in_a_word) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in (*LOOPBACK, *hosts))
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                _complete(MutableHeaders(scope=message), is_secure=scope["scheme"] == "https")
            await send(message)

        status = self._refusal(scope)
        if status is None:
            try:
                await self._app(scope, receive, send_guarded)
            except Exception as crash:  # noqa: BLE001 (its words may quote a letter)
                _report(scope, crash)
                status = None if has_begun else HTTPStatus.INTERNAL_SERVER_ERROR
        if status is not None:
            answer = await self._refuse(Request(scope), status)
            await answer(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> HTTPStatus | None:
        headers, method = Headers(scope=scope), scope["method"]
        host = headers.get("host", "")
        # a name that somebody else's DNS points here (DNS rebinding)
        if _name(host) not in self._hosts:
            return HTTPStatus.MISDIRECTED_REQUEST
        if method not in METHODS:
            return HTTPStatus.METHOD_NOT_ALLOWED
        if method in SAFE:
            return None
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()):
            return HTTPStatus.LENGTH_REQUIRED
        if int(length) > MOST_BYTES_AT.get(scope["path"], MOST_BYTES):
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return None if _is_own(headers, host) else HTTPStatus.FORBIDDEN


def _report(scope: Scope, crash: Exception) -> None:
    page = getattr(scope.get("endpoint"), "__name__", "-")
    log.page_crashed(page=page, error=log.crash_site(crash), trace=log.crash_trace(crash))


def csrf_token(secret: str) -> str:
    """What forms carry, from what the cookie says: known to pages of ours alone.

    Written otherwise each time, so that what a page is compressed to tells nothing of it (BREACH).
    """
    pad = secrets.token_bytes(hashlib.sha256().digest_size)
    return (pad + _xor(pad, _mac(secret))).hex()


def is_genuine(secret: str, given: object) -> bool:
    """Whether a form carries a token that belongs to the cookie."""
    try:
        token = bytes.fromhex(given) if isinstance(given, str) else b""
    except ValueError:
        return False
    mac = _mac(secret)
    said = _xor(token[: len(mac)], token[len(mac) :])
    return len(token) == 2 * len(mac) and hmac.compare_digest(said, mac)


def _mac(secret: str) -> bytes:
    return hmac.new(secret.encode(), b"mailreg form", hashlib.sha256).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


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
