"""What a connection to the submission server needs to know."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

TokenProvider = Callable[[], Awaitable[str]]
"""Gives an OAuth2 access token; raises TokenUnavailable or LoginRefused."""


class Security(StrEnum):
    """How the link is protected; what is asked for is had, or nothing is sent."""

    TLS = "tls"  # from the first byte (RFC 8314), usually port 465
    STARTTLS = "starttls"  # upgraded before anything is said (RFC 3207), usually port 587
    NONE = "none"  # plain text, loopback only


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long an answer is waited for: RFC 5321 § 4.5.3.2 gives these as the least."""

    connect: timedelta = timedelta(minutes=5)  # TCP, TLS and the greeting, each
    command: timedelta = timedelta(minutes=5)  # EHLO, AUTH, MAIL, RCPT, RSET
    data_start: timedelta = timedelta(minutes=2)  # DATA until 354
    data_end: timedelta = timedelta(minutes=10)  # the content and its final dot until the reply
    quit: timedelta = timedelta(seconds=2)  # a courtesy; nothing depends on its answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """One submission server; raises ValueError for plain text to another machine."""

    host: str
    port: int
    security: Security
    username: str | None = None  # None: no login
    password: str | None = field(default=None, repr=False)
    access_token: TokenProvider | None = field(default=None, repr=False)  # XOAUTH2, no fall-back
    forget_token: Callable[[], None] | None = None  # what was refused is then asked for anew, once
    ca_file: Path | None = None  # PEM, trusted beside the system's authorities
    local_hostname: str | None = None  # said in EHLO; None: the name of this machine
    timeouts: Timeouts = Timeouts()

    def __post_init__(self) -> None:
        if self.security is Security.NONE and not _is_loopback(self.host):
            raise ValueError(f"{self.host}: security = none is for loopback only")
        if self.username is not None and (self.password is None) == (self.access_token is None):
            raise ValueError("a user name goes with either a password or an access token")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
