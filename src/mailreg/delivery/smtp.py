"""One SMTP connection, driven command by command so that each failure says how far a mail came.

A mail is handed over in the steps MAIL, RCPT, DATA and the content with its final dot (RFC 5321
§ 3.3). Until the server has said 354 it holds nothing, so whatever fails is safe to repeat. From
the first byte of the content on, only a reply tells; without one the outcome is unknown (RFC 1047).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

import aiosmtplib

from mailreg.delivery.envelope import UnsendableAddress, encode_content, plan_envelope
from mailreg.delivery.replies import one_line, read_refusal
from mailreg.delivery.session import LINK_FAILURES, abandon, describe_failure, open_session
from mailreg.delivery.settings import SmtpSettings
from mailreg.errors import MailregError
from mailreg.reply.values import Outcome, OutgoingMail, ServerVerdict

AboutToSend = Callable[[], Awaitable[None]]
"""Awaited when the server has taken MAIL and RCPT, before DATA."""


class SmtpConnection:
    """One connection to the submission server, for any number of mails one after the other."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._client: aiosmtplib.SMTP | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a link that, as far as is known, the server has not closed."""
        return self._client is not None and self._client.is_connected

    async def open(self) -> None:
        """Connect and log in; replaces an open connection.

        Raises DeliveryUnavailable, LoginRefused, or what the token provider raises.
        """
        self._drop()
        self._client = await open_session(self._settings)

    async def deliver(self, mail: OutgoingMail, about_to_send: AboutToSend) -> ServerVerdict:
        """MAIL, RCPT, then `about_to_send`, then DATA; says how it ended.

        What `about_to_send` raises passes through, and nothing is sent then. Every other failure
        is a verdict. A link that the server closed while it was idle is opened anew first.
        """
        try:
            client = await self._live_client()
            refusal = await self._begin(client, mail)
            if refusal is None:
                await self._announce(client, about_to_send)
                refusal = await self._start_content(client)
            return refusal or await self._send_content(client, mail.content)
        except _NoSession as error:
            return _failed(str(error), is_about_us=True)
        except asyncio.CancelledError:  # the link may be in the middle of anything
            self._drop()
            raise

    async def close(self) -> None:
        """QUIT if that is possible; never raises."""
        client, self._client = self._client, None
        if client is None:
            return
        with contextlib.suppress(*LINK_FAILURES):
            await client.quit(timeout=self._settings.timeouts.quit.total_seconds())
        client.close()

    async def _live_client(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        self._drop()
        try:
            self._client = await open_session(self._settings)
        except MailregError as error:
            raise _NoSession(str(error)) from error
        return self._client

    async def _begin(self, client: aiosmtplib.SMTP, mail: OutgoingMail) -> ServerVerdict | None:
        """MAIL and RCPT; None when the server took both."""
        try:
            envelope = plan_envelope(mail, client.esmtp_extensions)
            await client.mail(envelope.sender, options=envelope.options, encoding=envelope.encoding)
            await client.rcpt(envelope.recipient, encoding=envelope.encoding)
        except UnsendableAddress as error:
            return _failed(str(error), outcome=Outcome.PERMANENT, is_connection_usable=True)
        except aiosmtplib.SMTPResponseException as error:
            return await self._refused(client, error.code, error.message)
        except LINK_FAILURES as error:
            return self._lost(error)
        return None

    async def _announce(self, client: aiosmtplib.SMTP, about_to_send: AboutToSend) -> None:
        try:
            await about_to_send()
        except Exception:
            await self._reset(client)
            raise

    async def _start_content(self, client: aiosmtplib.SMTP) -> ServerVerdict | None:
        """DATA; None when the server waits for the content (354)."""
        seconds = self._settings.timeouts.data_start.total_seconds()
        try:
            reply = await client.execute_command(b"DATA", timeout=seconds)
        except LINK_FAILURES as error:
            return self._lost(error)
        if reply.code != aiosmtplib.SMTPStatus.start_input:
            return await self._refused(client, reply.code, reply.message)
        return None

    async def _send_content(self, client: aiosmtplib.SMTP, content: bytes) -> ServerVerdict:
        """Send the content and its final dot; the only step whose end can be unknown."""
        try:
            reply = await _write_content(client, content, self._settings.timeouts.data_end)
        except LINK_FAILURES as error:
            return self._lost(error, outcome=Outcome.UNKNOWN)
        if 400 <= reply.code <= 599:
            return await self._refused(client, reply.code, reply.message)
        if not 200 <= reply.code <= 299:  # the conversation is out of step
            self._drop()
            return _failed(f"{reply.code} {reply.message}", outcome=Outcome.UNKNOWN)
        return ServerVerdict(
            outcome=Outcome.ACCEPTED,
            code=reply.code,
            text=one_line(reply.message),
            is_connection_usable=client.is_connected,
        )

    async def _refused(self, client: aiosmtplib.SMTP, code: int, text: str) -> ServerVerdict:
        is_in_step = 400 <= code <= 599 and code != aiosmtplib.SMTPStatus.domain_unavailable
        is_usable = is_in_step and await self._reset(client)
        if not is_usable:
            self._drop()
        return read_refusal(code, text, is_connection_usable=is_usable)

    async def _reset(self, client: aiosmtplib.SMTP) -> bool:
        """RSET, so that the next mail finds no half of this one (RFC 5321 § 4.1.1.5)."""
        try:
            await client.rset()
        except LINK_FAILURES:
            self._drop()
        return client.is_connected

    def _lost(self, error: Exception, outcome: Outcome = Outcome.TEMPORARY) -> ServerVerdict:
        self._drop()
        return _failed(describe_failure(error, self._settings), outcome=outcome)

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            abandon(client)


class _NoSession(Exception):
    """The link had gone and could not be had again."""


async def _write_content(
    client: aiosmtplib.SMTP, content: bytes, patience: timedelta
) -> aiosmtplib.SMTPResponse:
    """Write and wait; apart from DATA, which the library's own `data()` hides in one error."""
    if client.protocol is None:
        raise aiosmtplib.SMTPServerDisconnected("the link was lost before the content")
    client.protocol.write(encode_content(content))
    return await client.protocol.read_response(timeout=patience.total_seconds())


def _failed(
    text: str,
    *,
    outcome: Outcome = Outcome.TEMPORARY,
    is_connection_usable: bool = False,
    is_about_us: bool = False,
) -> ServerVerdict:
    """Return the verdict where the server said nothing."""
    return ServerVerdict(
        outcome=outcome,
        code=None,
        text=one_line(text),
        is_connection_usable=is_connection_usable,
        is_about_us=is_about_us,
    )
