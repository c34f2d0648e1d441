"""What a mailbox needs to know, as plain checked values."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

MAX_MESSAGE_BYTES = 25_000_000  # what large providers accept; a registration has a few kB


class Security(StrEnum):
    """How the connection is protected (RFC 8314)."""

    TLS = "tls"  # from the first byte
    STARTTLS = "starttls"  # required: without it nothing is sent
    NONE = "none"  # loopback only


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapSettings:
    """One folder of one account on an IMAP server."""

    host: str
    username: str
    port: int = 993
    security: Security = Security.TLS
    folder: str = "INBOX"
    ca_file: Path | None = None  # PEM, trusted beside the system's authorities
    timeout: timedelta = timedelta(seconds=30)  # for each answer
    max_message_bytes: int = MAX_MESSAGE_BYTES  # larger ones are read in part

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaildirSettings:
    """A Maildir++ folder on this machine."""

    path: Path  # holds cur, new and tmp
    max_message_bytes: int = MAX_MESSAGE_BYTES  # larger ones are read in part


def is_loopback(host: str) -> bool:
    """Whether what is sent to `host` never leaves this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
