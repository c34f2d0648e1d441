"""An SMTP submission server for tests, which misbehaves as told and knows what it took.

It runs in a thread of its own on a free port of 127.0.0.1, so that a test, an event loop or a real
daemon can talk to it:

    with SmtpServer() as server:
        server.expect(Conduct(rcpt="451 4.7.1 come back later"), Conduct(drop=Point.AFTER_DOT))
        ...  # first mail: greylisted; second: kept, and its reply lost; from then on: all is well
        server.received[0].content

`expect` queues conducts, one per MAIL command; `expect_for` binds them to a recipient (and so can
script RCPT and all that follows). `greylists` refuses the first attempt to each recipient.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, AnyStr, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from aiosmtpd.smtp import Envelope as Aiosmtpd_Envelope
from aiosmtpd.smtp import Session as Aiosmtpd_Session

LINE_LIMIT_BYTES = 1000  # with CRLF, RFC 5321 § 4.5.3.1.6
TOKEN_LIMIT_BYTES = 12288  # of one AUTH line, RFC 4954 § 4


class Point(Enum):
    """Where in the conversation."""

    MAIL = auto()
    RCPT = auto()
    DATA = auto()  # instead of 354
    CONTENT = auto()  # after 354, before the final dot has come
    BEFORE_DOT = auto()  # the dot has come, the mail is thrown away
    AFTER_DOT = auto()  # the mail is kept, the reply is lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How the server treats one mail; without anything it takes it."""

    mail: str | None = None  # reply to MAIL, such as "451 4.3.0 later"
    rcpt: str | None = None  # to RCPT
    data: str | None = None  # to DATA
    dot: str | None = None  # after the content; the mail is kept where it begins with 2
    drop: Point | None = None  # cuts the link there
    hang: Point | None = None  # says nothing there until the client goes away


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A mail that the server took over."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes  # as sent, dots undone
    connection: int  # which connection brought it, from 1
    is_utf8: bool  # SMTPUTF8 was asked for
    options: tuple[str, ...]  # parameters of MAIL, upper case


@dataclass(slots=True)
class _State:
    """What all connections share; touched by the server's thread, read by any."""

    conducts: deque[Conduct] = field(default_factory=deque)
    by_recipient: defaultdict[str, deque[Conduct]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    attempts: list[str] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    logins: list[tuple[str, str, str]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    arrived: threading.Condition = field(default_factory=threading.Condition)


class SmtpServer:
    """A server to start with `with`; every attribute may be changed while it runs."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        passwords: dict[str, str] | None = None,
        tokens: dict[str, str] | None = None,
        accepts_token: Callable[[str, str], bool] | None = None,
        mechanisms: Sequence[str] = ("PLAIN", "LOGIN", "XOAUTH2"),
        has_smtputf8: bool = True,
        size_limit_bytes: int = 2**25,
    ) -> None:
        """Without `passwords`, `tokens` and `accepts_token` (user, token) no login is offered."""
        self.passwords = passwords or {}
        self.tokens = tokens or {}
        self.accepts_token = accepts_token
        self.greeting: str | None = None  # instead of 220
        self.login_reply: str | None = None  # to any AUTH, such as "454 4.7.0 later"
        self.greylists = False
        self.rset: str | None = None  # reply to RSET
        self.state = _State()
        self.offers_login = bool(self.passwords or self.tokens or accepts_token)
        self._controller = _FreePortController(
            _Handler(self),
            hostname="127.0.0.1",
            port=0,
            ssl_context=tls,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=False,
            auth_require_tls=not self.offers_login,
            auth_exclude_mechanism={"PLAIN", "LOGIN", "XOAUTH2"} - set(mechanisms),
            authenticator=self._check_password,
            enable_SMTPUTF8=has_smtputf8,
            data_size_limit=size_limit_bytes,
            server_hostname="submission.example.org",
        )

    def __enter__(self) -> Self:
        self._controller.start()
        self.state.connections = 0  # the controller knocked once by itself
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        return int(self._controller.port)

    @property
    def received(self) -> list[Received]:
        """What was taken over, in the order of arrival."""
        return list(self.state.received)

    def received_by(self, recipient: str) -> list[Received]:
        """What was taken over for this address; between addresses there is no order."""
        return [mail for mail in self.received if recipient in mail.recipients]

    @property
    def attempts(self) -> list[str]:
        """The recipient of every RCPT, refused ones too, in order."""
        return list(self.state.attempts)

    @property
    def commands(self) -> list[str]:
        """The verbs that were said, in order, over all connections."""
        return list(self.state.commands)

    @property
    def logins(self) -> list[tuple[str, str, str]]:
        """Mechanism, user name and secret of every attempt to log in."""
        return list(self.state.logins)

    @property
    def connections(self) -> int:
        """How many were opened."""
        return self.state.connections

    def expect(self, *conducts: Conduct) -> None:
        """Treat the next mails so, one conduct each, whoever they are for."""
        self.state.conducts.extend(conducts)

    def expect_for(self, recipient: str, *conducts: Conduct) -> None:
        """Treat the next mails to this address so, one conduct each."""
        self.state.by_recipient[recipient].extend(conducts)

    def wait_for(self, count: int, timeout_seconds: float = 10) -> list[Received]:
        """Return what was received once there are at least `count`; fails when time is up."""
        with self.state.arrived:
            is_there = self.state.arrived.wait_for(
                lambda: len(self.state.received) >= count, timeout_seconds
            )
        assert is_there, f"{len(self.state.received)} of {count} mails within {timeout_seconds} s"
        return self.received

    def hang_up(self) -> None:
        """Cut every open connection, as a server does with idle ones."""
        done = threading.Event()
        self._controller.loop.call_soon_threadsafe(self._abort_all, done)
        done.wait(5)

    def _abort_all(self, done: threading.Event) -> None:
        for connection in list(self._controller.open):
            if connection.transport is not None:
                connection.transport.abort()  # type: ignore[attr-defined]
        self._controller.loop.call_soon(done.set)

    def _check_password(
        self, _server: SMTP, _session: object, _envelope: object, mechanism: str, secret: Any
    ) -> AuthResult:
        assert isinstance(secret, LoginPassword)
        user, password = secret.login.decode(), secret.password.decode()
        is_right = self.passwords.get(user) == password
        return self.judge_login(mechanism, user, password, is_right=is_right)

    def is_good_token(self, user: str, token: str) -> bool:
        if self.accepts_token is not None:
            return self.accepts_token(user, token)
        return self.tokens.get(user) == token

    def judge_login(self, mechanism: str, user: str, secret: str, *, is_right: bool) -> AuthResult:
        self.state.logins.append((mechanism, user, secret))
        if self.login_reply is not None:
            return AuthResult(success=False, handled=False, message=self.login_reply)
        return AuthResult(success=is_right, handled=False)


class _FreePortController(Controller):
    """Binds port 0 and then knows which it got; keeps the open connections."""

    def __init__(self, handler: _Handler, **settings: Any) -> None:
        super().__init__(handler, **settings)
        self.open: set[_Connection] = set()

    def factory(self) -> _Connection:
        connection = _Connection(self.handler, **self.SMTP_kwargs)
        self.open.add(connection)
        return connection

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class _Connection(SMTP):
    """aiosmtpd's conversation, with the faults that need more than a handler."""

    line_length_limit = TOKEN_LIMIT_BYTES  # content lines are measured in handle_DATA
    event_handler: _Handler

    def __init__(self, handler: _Handler, **settings: Any) -> None:
        super().__init__(handler, **settings)
        self.command_size_limits["AUTH"] = TOKEN_LIMIT_BYTES
        self.conduct = Conduct()
        self.number = 0
        self.has_greeted = False

    async def push(self, status: AnyStr) -> None:
        server = self.event_handler.server
        if not self.has_greeted:
            self.has_greeted = True
            server.state.connections += 1
            self.number = server.state.connections
            if server.greeting is not None:
                await super().push(server.greeting)
                return
        await super().push(status)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        server = self.event_handler.server
        server.state.commands.append("DATA")
        if await self.misbehaves(Point.DATA):
            return
        if self.conduct.data is not None:
            await self.push(self.conduct.data)
            return
        if Point.CONTENT in (self.conduct.drop, self.conduct.hang):
            await self.push("354 go ahead")
            await self._reader.readline()
            await self.misbehaves(Point.CONTENT)
            return
        await super().smtp_DATA(arg)

    async def misbehaves(self, point: Point) -> bool:
        """Cut the link or hang there, when the conduct says so."""
        if self.conduct.drop is point:
            assert self.transport is not None
            self.transport.abort()  # type: ignore[attr-defined]
            return True
        if self.conduct.hang is point:
            await asyncio.Event().wait()  # ends when the client goes away
        return False


class _Handler:
    """aiosmtpd's hooks; None of them is called by anything else."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server

    async def handle_EHLO(  # noqa: N802
        self,
        connection: _Connection,
        session: Aiosmtpd_Session,
        _envelope: Aiosmtpd_Envelope,
        hostname: str,
        lines: list[str],
    ) -> list[str]:
        self.server.state.commands.append("EHLO")
        session.host_name = hostname
        offers_login = self.server.offers_login
        return [line for line in lines if offers_login or not line.startswith("250-AUTH")]

    async def handle_MAIL(  # noqa: N802
        self,
        connection: _Connection,
        _session: object,
        envelope: Aiosmtpd_Envelope,
        address: str,
        options: list[str],
    ) -> str:
        state = self.server.state
        state.commands.append("MAIL")
        connection.conduct = state.conducts.popleft() if state.conducts else Conduct()
        await connection.misbehaves(Point.MAIL)
        if connection.conduct.mail is not None:
            return connection.conduct.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self,
        connection: _Connection,
        _session: object,
        envelope: Aiosmtpd_Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        state = self.server.state
        state.commands.append("RCPT")
        is_first = address not in state.attempts
        state.attempts.append(address)
        if state.by_recipient[address]:
            connection.conduct = state.by_recipient[address].popleft()
        await connection.misbehaves(Point.RCPT)
        if connection.conduct.rcpt is not None:
            return connection.conduct.rcpt
        if self.server.greylists and is_first:
            return "451 4.7.1 Greylisted, come back in a minute"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, connection: _Connection, _session: object, envelope: Aiosmtpd_Envelope
    ) -> str:
        await connection.misbehaves(Point.BEFORE_DOT)
        if connection.conduct.drop is Point.BEFORE_DOT:
            return "250 2.0.0 never read"
        content = envelope.original_content or b""
        if max(map(len, content.splitlines(keepends=True)), default=0) > LINE_LIMIT_BYTES:
            return "500 5.5.2 Line too long"
        reply = connection.conduct.dot or "250 2.0.0 OK"
        if reply.startswith("2"):
            self._keep(connection, envelope, content)
        await connection.misbehaves(Point.AFTER_DOT)
        return reply

    async def handle_RSET(  # noqa: N802
        self, _connection: _Connection, _session: object, _envelope: object
    ) -> str:
        self.server.state.commands.append("RSET")
        return self.server.rset or "250 2.0.0 OK"

    async def handle_QUIT(  # noqa: N802
        self, _connection: _Connection, _session: object, _envelope: object
    ) -> str:
        self.server.state.commands.append("QUIT")
        return "221 2.0.0 Bye"

    async def auth_XOAUTH2(self, connection: _Connection, words: list[str]) -> AuthResult:  # noqa: N802
        """The token in the initial response; a refusal comes after a challenge, as Google's."""
        fields = base64.b64decode(words[1]).decode().split("\x01")
        user, token = fields[0].removeprefix("user="), fields[1].removeprefix("auth=Bearer ")
        is_good = self.server.is_good_token(user, token)
        result = self.server.judge_login("XOAUTH2", user, token, is_right=is_good)
        if not result.success and self.server.login_reply is None:
            await connection.challenge_auth('{"status":"401","schemes":"bearer"}')
        return result

    def _keep(self, connection: _Connection, envelope: Aiosmtpd_Envelope, content: bytes) -> None:
        state = self.server.state
        mail = Received(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            content=content,
            connection=connection.number,
            is_utf8=envelope.smtp_utf8,
            options=tuple(envelope.mail_options),
        )
        with state.arrived:
            state.received.append(mail)
            state.arrived.notify_all()
