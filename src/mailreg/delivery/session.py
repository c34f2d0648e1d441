"""A session with the submission server: connected, protected as asked, and logged in."""

from __future__ import annotations

import asyncio
import ssl

import aiosmtplib

from mailreg.delivery.replies import one_line, read_login_refusal
from mailreg.delivery.settings import Security, SmtpSettings
from mailreg.errors import DeliveryUnavailable, LoginRefused

LINK_FAILURES = (aiosmtplib.SMTPException, OSError, UnicodeError)
"""All that the library and the network raise; UnicodeError is a host name that cannot be one."""

_LOGIN_METHODS = ("plain", "login", "cram-md5")
"""One attempt with the first that is offered: trying a wrong password on and on locks accounts."""


async def open_session(settings: SmtpSettings) -> aiosmtplib.SMTP:
    """Return a client that is ready for MAIL.

    A token that is refused may have been revoked before its time: another one is asked for, once.
    Raises DeliveryUnavailable, LoginRefused, or what the token provider raises.
    """
    try:
        return await _open(settings)
    except LoginRefused:
        if settings.access_token is None or settings.forget_token is None:
            raise
        settings.forget_token()
        return await _open(settings)


def describe_failure(error: Exception, settings: SmtpSettings) -> str:
    """Return one line that names the server, what failed and, where it is known, the remedy."""
    said = one_line(str(error)) or type(error).__name__
    if isinstance(error, aiosmtplib.SMTPResponseException):
        said = f"{error.code} {one_line(error.message)}"
    return f"{settings.host}:{settings.port}: {said}{_link_remedy(error)}"


async def _open(settings: SmtpSettings) -> aiosmtplib.SMTP:
    client = _make_client(settings)
    try:
        await _greet(client, settings)
        await _log_in(client, settings)
    except LINK_FAILURES as error:
        abandon(client)
        raise DeliveryUnavailable(describe_failure(error, settings)) from error
    except BaseException:  # a link half opened is of no use, whatever ended it
        abandon(client)
        raise
    return client


def abandon(client: aiosmtplib.SMTP) -> None:
    """Close a link at once: over TLS a close would wait for the other end's farewell."""
    if isinstance(client.transport, asyncio.WriteTransport):
        client.transport.abort()
    client.close()


def _make_client(settings: SmtpSettings) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port,
        local_hostname=settings.local_hostname,
        timeout=settings.timeouts.command.total_seconds(),
        use_tls=settings.security is Security.TLS,
        start_tls=False,  # done in _greet, where its absence is an error
        cert_bundle=str(settings.ca_file) if settings.ca_file else None,
    )


async def _greet(client: aiosmtplib.SMTP, settings: SmtpSettings) -> None:
    seconds = settings.timeouts.connect.total_seconds()
    await client.connect(timeout=seconds)
    await client.ehlo()
    if settings.security is not Security.STARTTLS:
        return
    if not client.supports_extension("starttls"):
        # RFC 3207 § 6: somebody on the way may have struck it out, so never go on in the clear
        raise DeliveryUnavailable(
            f"{settings.host}:{settings.port} offers no STARTTLS, and nothing is sent in the "
            'clear. Check smtp.host and smtp.port; port 465 wants smtp.security = "tls"'
        )
    await client.starttls(timeout=seconds)
    await client.ehlo()


async def _log_in(client: aiosmtplib.SMTP, settings: SmtpSettings) -> None:
    if settings.username is None:
        return
    method = _choose_method(client, settings)
    try:
        await _authenticate(client, settings, method)
    except aiosmtplib.SMTPAuthenticationError as error:
        raise read_login_refusal(settings, error.code, error.message) from error


def _choose_method(client: aiosmtplib.SMTP, settings: SmtpSettings) -> str:
    known = _LOGIN_METHODS if settings.access_token is None else ("xoauth2",)
    offered = client.server_auth_methods
    for method in known:
        if method in offered:
            return method
    raise LoginRefused(
        f"{settings.host} offers no login that smtp.username could use "
        f"(it offers: {', '.join(offered) or 'none'}; wanted: {', '.join(known)}). "
        "Check smtp.port and smtp.security, or ask the server's administrator"
    )


async def _authenticate(client: aiosmtplib.SMTP, settings: SmtpSettings, method: str) -> None:
    username, password = settings.username or "", settings.password or ""
    if method == "xoauth2" and settings.access_token is not None:
        await client.auth_xoauth2(username, await settings.access_token())
    elif method == "plain":
        await client.auth_plain(username, password)
    elif method == "login":
        await client.auth_login(username, password)
    else:
        await client.auth_crammd5(username, password)


def _link_remedy(error: BaseException) -> str:
    cause = error if isinstance(error, OSError) and error.__cause__ is None else error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            ". The certificate does not prove the host: check smtp.host, or have the "
            "certificate's authority trusted by this system"
        )
    if isinstance(cause, ssl.SSLError):
        return '. The port may speak no TLS: smtp.security = "starttls" goes with port 587'
    return ""
