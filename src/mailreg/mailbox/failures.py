"""What a foreign error means: the one place where errors of imaplib, ssl and sockets end."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from imaplib import IMAP4

from imapclient.exceptions import LoginError  # type: ignore[import-untyped]

from mailreg.errors import LoginRefused, MailboxUnavailable

MAX_DETAIL = 300  # characters of a server's own words that go into a message

# imaplib and imapclient raise these, the last six on answers that make no sense.
FOREIGN = (
    IMAP4.error,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    RecursionError,
    OverflowError,
)

# The connection is lost; the first kind that fits counts.
_LOST: tuple[tuple[type[BaseException], str], ...] = (
    (
        ssl.SSLCertVerificationError,
        "the certificate of {server} is not trusted ({detail}). Renew it, or set ca_file",
    ),
    (
        ssl.SSLError,
        "TLS with {server} failed ({detail}). Check that port and security belong together",
    ),
    (TimeoutError, "{server} did not answer in time ({action})"),
    (socket.gaierror, "{server} is not known to the DNS. Check host"),
    (OSError, "the connection to {server} failed ({action}): {detail}"),
    (IMAP4.abort, "the connection to {server} failed ({action}): {detail}"),
)

# Response codes of RFC 5530 that say "later", and how servers without codes say it.
_LATER = re.compile(
    r"\[(?:UNAVAILABLE|LIMIT|INUSE|SERVERBUG)\b|too many|try again|temporar"
    r"|not connected",  # Exchange: "User is authenticated but not connected"
    re.IGNORECASE,
)


class CommandRefused(MailboxUnavailable):
    """The server said no to one command, or its answer made no sense; the link still stands."""


@contextmanager
def mapped(server: str, action: str) -> Iterator[None]:
    """Turn a foreign error into ours; `action` says what was being done."""
    try:
        yield
    except FOREIGN as error:
        raise failure_of(error, server, action) from error


def failure_of(error: BaseException, server: str, action: str) -> MailboxUnavailable:
    """Our error for a foreign one, with the remedy where there is one."""
    detail = clean(error)
    for kind, text in _LOST:
        if isinstance(error, kind):
            return MailboxUnavailable(text.format(server=server, action=action, detail=detail))
    if "got more than" in detail:  # imaplib stops in the midst of a line: the link is out of step
        return MailboxUnavailable(f"{server} sent a line that is too long ({action})")
    if isinstance(error, IMAP4.error):
        return CommandRefused(f"{server} refused {action}: {detail}")
    return CommandRefused(f"{server} gave an answer that makes no sense ({action})")


def login_failure(
    error: BaseException, server: str, username: str, secret: str
) -> LoginRefused | MailboxUnavailable:
    """Our error for a failed login: for good, unless the server says that it is for now."""
    cause = error.__context__  # imapclient hides in LoginError that the connection was lost
    if not isinstance(error, LoginError):
        return failure_of(error, server, "login")
    if isinstance(cause, IMAP4.abort):
        return failure_of(cause, server, "login")
    detail = clean(error).replace(secret, "***")
    if _LATER.search(detail):
        return MailboxUnavailable(f"{server} cannot log in {username} now: {detail}")
    return LoginRefused(
        f"{server} refused the login of {username}: {detail.rstrip('.')}. "
        "Check username and password or oauth, and that IMAP is allowed for this mailbox"
    )


def clean(error: BaseException) -> str:
    """The words of an error on one line, without imaplib's bytes literals."""
    first = error.args[0] if len(error.args) == 1 else str(error)
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
    text = re.sub(r"^b(['\"])(.*)\1$", r"\2", " ".join(text.split()))
    return (text or type(error).__name__)[:MAX_DETAIL]
