"""What an operator has settled: plain values, checked where they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from pathlib import Path

from mailreg.errors import Problem
from mailreg.event import Event
from mailreg.oauth import ServiceAccount
from mailreg.service.policy import Mode, Start


class Security(StrEnum):
    """How a connection is protected."""

    TLS = "tls"  # from the first byte (RFC 8314)
    STARTTLS = "starttls"  # upgraded before the login
    NONE = "none"  # loopback only


class SourceKind(StrEnum):
    """Where a mailbox lies."""

    IMAP = "imap"
    MAILDIR = "maildir"


class After(StrEnum):
    """What happens in the mailbox to what was taken over."""

    MOVE = "move"
    LEAVE = "leave"


class OAuthProvider(StrEnum):
    """Who gives the tokens."""

    MICROSOFT = "microsoft"
    GOOGLE = "google"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A password or the like, that no representation shows."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthSettings:
    """How access tokens are had (RFC 6749): by service account, refresh token or credentials."""

    provider: OAuthProvider
    tenant: str | None  # of Microsoft: id or domain of the directory; None for Google
    client_id: str  # "" where a service account names itself
    client_secret: Secret | None
    refresh_token: Secret | None
    service_account: ServiceAccount | None  # of Google; acts for the user who logs in
    token_url: str | None  # https, or loopback; None: the provider's
    scope: str | None  # None: the provider's for this protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapSettings:
    """A folder on an IMAP server."""

    host: str
    port: int
    security: Security
    username: str
    login: Secret | OAuthSettings  # password, or where tokens come from
    folder: str
    ca_file: Path | None  # PEM, trusted beside the system's authorities


@dataclass(frozen=True, slots=True, kw_only=True)
class MaildirSettings:
    """A Maildir on this machine."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxSettings:
    """A mailbox that applicants write to."""

    name: str  # unique; events refer to it
    address: str  # normalised
    source: ImapSettings | MaildirSettings
    start: Start | date | None  # None: not said
    poll: timedelta  # between two looks
    after: After
    handled_folder: str
    save_sent: bool  # append replies to the Sent folder
    junk_folder: str | None  # watched too; None: it is not
    authserv_id: str | None  # whose Authentication-Results count; None: nobody's


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """The server that takes our mail."""

    host: str
    port: int
    security: Security
    username: str | None  # None: no login
    login: Secret | OAuthSettings | None  # None exactly where `username` is
    ca_file: Path | None  # PEM, trusted beside the system's authorities
    sender_name: str  # display name of all we send; "" for none
    sender: str  # address of mail that answers no letter
    connections: int  # at once
    per_minute: int  # mails; 0: no limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """How replies leave."""

    mode: Mode
    undo: timedelta  # how long the mail of a staff decision is held
    templates: Path | None  # folder of own templates; None: there is none
    copies_to_attendees: bool  # of a confirmation, where they have an address of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Automatic answers, 0 for no limit; and the size of what is read."""

    automatic_per_hour: int
    automatic_per_address_per_day: int
    receipts_per_address_per_day: int
    max_message_bytes: int  # above: only the header and the text parts are fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSettings:
    """Whom of the staff mail goes to, and what they are told."""

    addresses: tuple[str, ...]
    language: str | None  # ISO 639-1; None: that of the first event
    cases: bool  # a mail for each case that comes to wait
    digest_at: time | None  # local time of the daily digest; None: there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Where the staff page is served, and what may stand before it."""

    serve: bool  # by `mailreg run`; `mailreg web` serves it in any case
    host: str  # address or name to listen on
    port: int
    hosts: tuple[str, ...]  # as the Host header has them, lower case; loopback always counts
    trusted_proxies: tuple[str, ...]  # addresses or networks whose X-Forwarded-* headers count


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLocation:
    """Where the master key is; exactly one of the two is set."""

    env: str | None = None  # name of a variable
    file: Path | None = None  # made at the first run where it is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything; paths are absolute, or count from the working directory as the file does."""

    path: Path  # of mailreg.toml
    database_url: str = field(repr=False)  # may hold a password
    key: KeyLocation
    mailboxes: tuple[MailboxSettings, ...]  # at least one
    smtp: SmtpSettings
    replies: Replies
    limits: Limits
    web: WebSettings
    staff: StaffSettings
    events: Mapping[str, Event]  # by slug; at least one
    warnings: tuple[Problem, ...]  # what is odd but may be meant; `check` shows them
