"""The shapes of storage; never the domain, and never trusted to check a value.

States and other closed choices are stored as their text values, times as UTC. A column of bytes
that holds a letter, a reading of one, a diet or a traceback is sealed (see `encryption`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field

from mailreg.store.account_tables import ACCOUNT
from mailreg.store.metadata import NEVER_REUSED, Base

METADATA = ACCOUNT.metadata  # that of every table; here all of them are known


class SettingRow(Base, table=True):
    """A single value of the installation: the fingerprint of the key, the last SMTP contact."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: str | None = None


class PauseRow(Base, table=True):
    """One pause, past or present; the event "" is everything."""

    __tablename__ = "pause"
    __table_args__ = (Index(None, "ended_at"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    event: str
    paused_by: str
    paused_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None  # None: it lasts


class MailboxRow(Base, table=True):
    """How far a mailbox was read, and when it last answered."""

    __tablename__ = "mailbox"

    name: str = Field(primary_key=True)
    uidvalidity: int | None = Field(default=None, sa_type=BigInteger)  # 32 bits, unsigned
    high_uid: int | None = Field(default=None, sa_type=BigInteger)
    first_seen_at: datetime | None = None
    last_contact: datetime | None = None
    error: str | None = None


class EventRow(Base, table=True):
    """One row per event, there to be locked while its seats are counted (PostgreSQL)."""

    __tablename__ = "event"

    slug: str = Field(primary_key=True)


class DataKeyRow(Base, table=True):
    """The key of one message or person, wrapped by the master key; deleting it is purging."""

    __tablename__ = "data_key"
    __table_args__ = (PrimaryKeyConstraint("kind", "owner_id"),)

    kind: str  # `message` or `registration`
    owner_id: int
    wrapped: bytes


class ApplicationRow(Base, table=True):
    """One conversation; `status` repeats what its registrations say, for the lists."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("token"),
        Index(None, "status", "received_at", "id"),
        Index(None, "event", "received_at", "id"),
        Index(None, "event", "status", "received_at", "id"),
        Index(None, "contact_key"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True)
    reference: str  # upper case
    token: str
    event: str
    mailbox: str
    language: str
    contact_name: str | None
    contact_email: str
    contact_key: str  # the address in lower case
    received_at: datetime
    status: str | None  # None: it has no registrations
    needs_review: bool
    reasons: list[str] = Field(sa_type=JSON)
    missing: list[str] = Field(sa_type=JSON)
    billing: dict[str, object] | None = Field(sa_type=JSON)
    is_shadow: bool
    may_be_parted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int


class RegistrationRow(Base, table=True):
    """One person; `event` repeats the application's, so that seats are counted from an index."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        Index(None, "event", "status", "application_id"),
        Index(None, "email_key"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id")
    number: int
    event: str
    status: str
    is_full: bool
    decline_reason: str | None
    name: str | None
    email: str | None
    email_key: str | None  # the address in lower case
    phone: str | None
    organisation: str | None
    title: str | None
    category: str
    sessions: dict[str, str] = Field(sa_type=JSON)
    answers: dict[str, object] = Field(sa_type=JSON)
    diet: bytes | None  # sealed; None: purged
    queued_at: datetime | None = None  # place in the waiting order; None: the letter's arrival
    offered_until: datetime | None = None
    lapses: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class MessageRow(Base, table=True):
    """A message of the journal, without its bytes."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("raw_hash"),
        UniqueConstraint("letter_hash"),
        Index(None, "state", "has_content", "received_at", "id"),
        Index(None, "state", "received_at", "id"),
        Index(None, "state", "id"),
        Index(None, "application_id", "received_at"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True)
    mailbox: str  # the one it was first seen in
    state: str
    reason: str | None
    intent: str | None
    sender: str | None
    message_id: str | None
    received_at: datetime
    size_bytes: int = Field(sa_type=BigInteger)
    is_complete: bool
    is_shadow: bool
    has_content: bool
    raw_hash: bytes | None  # SHA-256 of what was fetched
    letter_hash: bytes | None
    application_id: int | None = Field(foreign_key="application.id")
    stored_at: datetime
    entered_for: str | None = None  # the event of a letter that staff entered; `sender` is theirs


class MessageBodyRow(Base, table=True):
    """The sealed parts of a message; apart, so that the journal's own rows stay small."""

    __tablename__ = "message_body"

    message_id: int = Field(primary_key=True, foreign_key="message.id")
    content: bytes | None = None
    extract: bytes | None = None
    traceback: bytes | None = None


class LocationRow(Base, table=True):
    """A place on a mail server where a message was seen, and where it was moved to."""

    __tablename__ = "location"
    __table_args__ = (
        UniqueConstraint("mailbox", "uidvalidity", "uid"),
        Index(None, "mailbox", "uidvalidity", "is_due", "uid"),
        Index(None, "message_id"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id")
    mailbox: str
    uidvalidity: int = Field(sa_type=BigInteger)
    uid: int = Field(sa_type=BigInteger)
    seen_at: datetime
    is_due: bool  # settled, taken over, and still in the watched folder
    filed_at: datetime | None = None
    folder: str | None = None  # where it was moved to
    filed_uidvalidity: int | None = Field(default=None, sa_type=BigInteger)  # None: not told
    filed_uid: int | None = Field(default=None, sa_type=BigInteger)
    gone_at: datetime | None = None  # it had vanished before we could move it


class OutboxRow(Base, table=True):
    """An outgoing mail, without its bytes."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index(None, "application_id"),
        Index(None, "state"),
        Index(None, "leaves_at", "id"),
        Index(None, "unsaved_in"),
        Index(None, "created_at"),
        Index(None, "recipient_key", "created_at"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id")
    event: str
    template: str
    recipient: str
    recipient_key: str  # the address in lower case
    sender: str
    mailbox: str
    message_id: str
    state: str
    reason: str | None
    attempts: int
    due_at: datetime
    leaves_at: datetime | None  # `due_at` while it leaves by itself, else None
    created_at: datetime
    last_reply: str | None
    is_resent: bool
    is_automatic: bool
    is_receipt: bool
    claimed_by: str | None  # worker that sends it or, once sent, appends its copy to Sent
    data_begun_at: datetime | None  # in the present attempt
    sent_at: datetime | None
    unsaved_in: str | None  # mailbox that still lacks a copy in its Sent folder


class OutboxContentRow(Base, table=True):
    """The finished bytes of an outgoing mail; apart, so that a change of state stays small."""

    __tablename__ = "outbox_content"

    outbox_id: int = Field(primary_key=True, foreign_key="outbox.id")
    content: bytes


class StepRow(Base, table=True):
    """One line of the history of an application."""

    __tablename__ = "step"
    __table_args__ = (Index(None, "application_id", "id"), Index(None, "at"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id")
    at: datetime
    decided_by: str
    action: str
    moves: list[list[object]] = Field(sa_type=JSON)  # `history` says what stands in each
    session_moves: list[list[object]] = Field(
        sa_type=JSON, sa_column_kwargs={"server_default": text("'[]'")}
    )
    note: str | None
    outbox_id: int | None = Field(foreign_key="outbox.id")
    undoes: int | None = Field(foreign_key="step.id")
    message_id: int | None = Field(foreign_key="message.id")
    detail: str | None


class CorrectionRow(Base, table=True):
    """A field that staff corrected, with what stood there before."""

    __tablename__ = "correction"
    __table_args__ = (Index(None, "application_id", "id"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id")
    registration_id: int | None = Field(foreign_key="registration.id")  # None: of the application
    at: datetime
    corrected_by: str
    field: str
    change: dict[str, object] | None = Field(sa_type=JSON)  # `before`, `after`; None: sealed
    sealed: bytes | None  # the same, where the field is the diet


class DietLookRow(Base, table=True):
    """Somebody looked at or exported the diets of an application."""

    __tablename__ = "diet_look"
    __table_args__ = (Index(None, "application_id"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id")
    at: datetime
    seen_by: str
    how: str


class FigureRow(Base, table=True):
    """A figure of seats that staff set while running; the newest row of a pool counts."""

    __tablename__ = "figure"
    __table_args__ = (Index(None, "event", "id"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    event: str
    session: str | None  # None: the venue
    capacity: int | None  # None: as the event's file says
    elsewhere: int | None  # the same
    elsewhere_as_of: datetime | None
    at: datetime
    set_by: str


class TallyRow(Base, table=True):
    """How many rows stand in each state; kept by triggers, in the transactions that change them.

    A `change` counts how often the rows of a table were written, so that pages know when to look.

    Each writer of PostgreSQL has a slot of its own, so that none waits for another; the slots
    are added up when they are read.
    """

    __tablename__ = "tally"
    __table_args__ = (
        PrimaryKeyConstraint("subject", "event", "session", "status", "state", "slot"),
        {"sqlite_with_rowid": False},
    )

    subject: str  # `message`, `outbox`, `registration`, `session`, or `change`
    event: str  # "" of messages and changes
    session: str  # "" but of sessions
    status: str  # the state of a message or mail, the status of a person, the table of a change
    state: str  # of the session; else ""
    slot: int
    number: int


SETTING = METADATA.tables["setting"]
PAUSE = METADATA.tables["pause"]
MAILBOX = METADATA.tables["mailbox"]
EVENT = METADATA.tables["event"]
DATA_KEY = METADATA.tables["data_key"]
APPLICATION = METADATA.tables["application"]
REGISTRATION = METADATA.tables["registration"]
MESSAGE = METADATA.tables["message"]
MESSAGE_BODY = METADATA.tables["message_body"]
LOCATION = METADATA.tables["location"]
OUTBOX = METADATA.tables["outbox"]
OUTBOX_CONTENT = METADATA.tables["outbox_content"]
STEP = METADATA.tables["step"]
CORRECTION = METADATA.tables["correction"]
DIET_LOOK = METADATA.tables["diet_look"]
FIGURE = METADATA.tables["figure"]
TALLY = METADATA.tables["tally"]
