"""What an SMTP reply means: by its code (RFC 5321 § 4.2.1) and enhanced code (RFC 3463)."""

from __future__ import annotations

import re
import unicodedata

from mailreg.delivery.settings import SmtpSettings
from mailreg.errors import DeliveryUnavailable, LoginRefused, MailregError
from mailreg.reply.values import Outcome, ServerVerdict

_MOST_CHARACTERS = 500

_LOGIN_CODES = {530, 534, 535, 538}
"""RFC 4954 § 6: not logged in, or not any more. Said to MAIL, it is no fault of the mail."""

_SESSION_CODES = {421, 432, 452}
"""Closing (RFC 5321), too many connections (Exchange Online), too much for now (RFC 5321)."""

_GREYLISTING_CODES = {450, 451}
"""With 4.7.x they put off one recipient, not the session (RFC 6647 § 2.1)."""

_OF_THE_RECIPIENT = ("4.1.", "4.2.")
"""Subjects of RFC 3463 § 3.2 and 3.3: the address, the mailbox (452 4.2.2: it is full)."""

_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")

_LOGIN_REMEDIES = {
    "smtpclientauthentication is disabled for the tenant": (
        "SMTP AUTH is off in the whole Microsoft 365 tenant. An Exchange administrator turns it on "
        "for this mailbox alone: Set-CASMailbox ADDRESS -SmtpClientAuthenticationDisabled $false"
    ),
    "smtpclientauthentication is disabled for the mailbox": (
        "SMTP AUTH is off for this mailbox. An Exchange administrator turns it on: "
        "Set-CASMailbox ADDRESS -SmtpClientAuthenticationDisabled $false"
    ),
    "basic authentication is disabled": (
        "Microsoft 365 takes no password here any more: use smtp.oauth instead of smtp.password"
    ),
    "security defaults": (
        "Security defaults of the tenant refuse passwords: use smtp.oauth instead of smtp.password"
    ),
    "application-specific password": (
        "The account has two-step verification: make an application password, or use smtp.oauth"
    ),
    "starttls": 'The server wants an encrypted link first: set smtp.security = "starttls"',
    "encryption required": 'The server wants an encrypted link: set smtp.security = "starttls"',
}
"""What a refusal says, in lower case, and what mends it. The most particular stand first."""


def read_refusal(code: int, text: str, *, is_connection_usable: bool) -> ServerVerdict:
    """Return the verdict on a mail that was definitely not taken over.

    A reply of no known class (RFC 5321 § 4.2.1) counts as temporary, and so does the demand
    to log in: neither is about the mail.
    """
    said = one_line(text)
    is_permanent = 500 <= code <= 599 and code not in _LOGIN_CODES
    return ServerVerdict(
        outcome=Outcome.PERMANENT if is_permanent else Outcome.TEMPORARY,
        code=code if 200 <= code <= 599 else None,
        text=said,
        is_connection_usable=is_connection_usable,
        is_about_us=_is_about_us(code, said),
    )


def read_login_refusal(settings: SmtpSettings, code: int, text: str) -> MailregError:
    """Return the error for a refused login: temporary for 4xx (RFC 4954 § 6), else LoginRefused."""
    said = f"{code} {one_line(text)}"
    if 400 <= code <= 499:
        return DeliveryUnavailable(f"{settings.host} takes no logins for now: {said}")
    return LoginRefused(
        f"{settings.host} refused the login of {settings.username}: {said}. "
        f"{_login_remedy(settings, text)}"
    )


def one_line(text: str) -> str:
    """Return what a server said as one line without control characters, at most 500 characters."""
    shown = "".join(
        " " if unicodedata.category(character)[0] in "CZ" else character for character in text
    )
    return " ".join(shown.split())[:_MOST_CHARACTERS]


def _is_about_us(code: int, said: str) -> bool:
    enhanced = _ENHANCED.match(said)
    if code == 452 and enhanced is not None and enhanced[1].startswith(_OF_THE_RECIPIENT):
        return False
    is_policy = (
        enhanced is not None and enhanced[1].startswith("4.7.") and code not in _GREYLISTING_CODES
    )
    return is_policy or code in _SESSION_CODES or code in _LOGIN_CODES


def _login_remedy(settings: SmtpSettings, text: str) -> str:
    said = one_line(text).lower()
    for sign, remedy in _LOGIN_REMEDIES.items():
        if sign in said:
            return remedy
    if settings.access_token is not None:
        return (
            "Check the tenant, the client and its permission to send (Microsoft: SMTP.SendAsApp, "
            "and full access to the mailbox; Google: the scope https://mail.google.com/)"
        )
    return "Check smtp.username and smtp.password"
