"""Every foreign error that the libraries below can raise, and what we make of it."""

from __future__ import annotations

import socket
import ssl
from imaplib import IMAP4

import pytest
from imapclient.exceptions import (  # type: ignore[import-untyped]
    CapabilityError,
    IllegalStateError,
    InvalidCriteriaError,
    LoginError,
    ProtocolError,
)

from mailreg.errors import LoginRefused, MailboxUnavailable
from mailreg.mailbox.failures import FOREIGN, CommandRefused, login_failure, mapped

LOST = MailboxUnavailable  # the link is of no use any more
REFUSED = CommandRefused  # one command failed


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (ssl.SSLCertVerificationError(1, "self-signed"), LOST, "not trusted"),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), LOST, "port and security"),
        (TimeoutError("timed out"), LOST, "did not answer in time"),
        (socket.gaierror(-2, "Name or service not known"), LOST, "DNS"),
        (ConnectionRefusedError(111, "Connection refused"), LOST, "refused"),
        (ConnectionResetError(104, "Connection reset by peer"), LOST, "reset"),
        (BrokenPipeError(32, "Broken pipe"), LOST, "pipe"),
        (OSError("cannot read from timed out object"), LOST, "timed out object"),
        (IMAP4.abort("socket error: EOF"), LOST, "EOF"),
        (IMAP4.readonly("mailbox status changed to READ-ONLY"), LOST, "READ-ONLY"),
        (IMAP4.error("got more than 1000000 bytes"), LOST, "too long"),
        (IMAP4.error("fetch failed: no"), REFUSED, "fetch failed"),
        (IMAP4.error(b"bytes as imaplib has them"), REFUSED, ": bytes as"),
        (CapabilityError("no MOVE"), REFUSED, "no MOVE"),
        (IllegalStateError("not selected"), REFUSED, "not selected"),
        (InvalidCriteriaError("bad"), REFUSED, "bad"),
        (ProtocolError("Tuple incomplete"), REFUSED, "incomplete"),
        (ValueError("invalid literal for int()"), REFUSED, "no sense"),
        (UnicodeDecodeError("ascii", b"\xff", 0, 1, "no"), REFUSED, "no sense"),
        (TypeError("NoneType"), REFUSED, "no sense"),
        (KeyError(b"UIDVALIDITY"), REFUSED, "no sense"),
        (AttributeError("upper"), REFUSED, "no sense"),
        (AssertionError(), REFUSED, "no sense"),
        (RecursionError(), REFUSED, "no sense"),
        (OverflowError(), REFUSED, "no sense"),
    ],
)
def test_each_foreign_error_becomes_ours(
    error: Exception, kind: type[MailboxUnavailable], words: str
) -> None:
    with pytest.raises(MailboxUnavailable, match=words) as raised, mapped("imap:993", "UID FETCH"):
        raise error
    assert type(raised.value) is kind
    assert "imap:993" in str(raised.value)
    assert raised.value.__cause__ is error
    assert isinstance(error, FOREIGN)


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (IMAP4.error(b"[AUTHENTICATIONFAILED] no"), LoginRefused),
        (IMAP4.error(b"[UNAVAILABLE] later"), MailboxUnavailable),
        (IMAP4.abort("socket error: EOF"), MailboxUnavailable),
    ],
)
def test_a_login_is_refused_only_by_a_server_that_answers(
    cause: Exception, kind: type[Exception]
) -> None:
    with pytest.raises(LoginError) as raised:
        _imapclient_raises(cause)
    assert type(login_failure(raised.value, "imap:993", "desk", "secret")) is kind


def _imapclient_raises(cause: Exception) -> None:
    """As its login() does: the error of imaplib is only in the context."""
    try:
        raise cause
    except IMAP4.error as error:
        raise LoginError(str(error))  # noqa: B904


def test_what_is_ours_passes_through() -> None:
    with pytest.raises(LoginRefused), mapped("imap:993", "UID FETCH"):
        raise LoginRefused("no")
