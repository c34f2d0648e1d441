"""What goes into the store and comes out of it, where the domain has no value of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # the command line asks for the states below only, and --help is quick
    from mailreg.extraction import Attendee, Billing, Extract, Missing
    from mailreg.message import FetchKey
    from mailreg.registration.values import Move, SessionMove

MACHINE = "mailreg"  # who decided, where no person did


class MessageState(StrEnum):
    """How far a message has come."""

    STORED = "stored"  # accepted, not processed yet
    PROCESSED = "processed"
    IGNORED = "ignored"  # machine mail, duplicates, mail that was there before
    REVIEW = "review"  # staff must look
    QUARANTINED = "quarantined"  # a stage crashed on it


class OutboxState(StrEnum):
    """How far an outgoing mail has come."""

    HELD = "held"  # waits for a time or a person, `reason` says which
    QUEUED = "queued"
    SENDING = "sending"  # claimed by a living process
    SENT = "sent"
    DEFERRED = "deferred"  # a temporary refusal, tried again at `due_at`
    UNKNOWN = "unknown"  # handed over twice, the server's answer was lost both times
    FAILED = "failed"
    CANCELLED = "cancelled"  # never leaves


class HoldReason(StrEnum):
    """Why an outgoing mail is held."""

    UNDO = "undo"  # until `due_at`, so that the decision can be undone; leaves by itself
    HOLD = "hold"  # mode `hold`: until released
    LIMIT_HOUR = "limit_per_hour"  # past a limit: until released
    LIMIT_ADDRESS = "limit_per_address"
    LIMIT_RECEIPTS = "limit_receipts"
    LIMIT_REPEATED = "limit_repeated"  # a third automatic answer to the same words: until released
    WITH_STAFF = "with_staff"  # staff answered by hand: until they release it
    REVIEW = "review"  # staff must release it (`corrected`, a doubtful recipient)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadMessage:
    """A message that was recorded without its bytes."""

    id: int
    sender: str  # "" where it was unreadable
    received_at: datetime
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a mailbox was read."""

    uidvalidity: int
    high_uid: int  # every UID up to here was looked at
    first_seen_at: datetime  # the first start on this mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """A message of the journal."""

    id: int
    mailbox: str
    state: MessageState
    reason: str | None
    intent: str | None
    sender: str | None  # address of From
    received_at: datetime
    size_bytes: int
    is_complete: bool  # False: over the size limit
    is_shadow: bool  # read in shadow
    content: bytes | None  # None: recorded without its bytes, or purged, or not asked for
    application_id: int | None
    reference: str | None  # of that application
    message_id: str | None = None  # its own Message-ID, once processed
    entered_for: str | None = None  # the event for which staff entered it; None: it was fetched
    extract: Extract | None = None  # the reading on which it was processed; None: not asked for
    data_key: bytes | None = field(default=None, repr=False)  # None: purged, or not asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of a message, recorded with everything else that its processing changed."""

    state: MessageState
    reason: str | None = None
    intent: str | None = None
    sender: str | None = None
    message_id: str | None = None  # its own Message-ID
    letter_hash: bytes | None = None
    application_id: int | None = None
    extract: Extract | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApplication:
    """A conversation that begins."""

    reference: str
    token: str
    event: str
    mailbox: str
    language: str
    contact_name: str | None
    contact_email: str
    received_at: datetime
    needs_review: bool
    reasons: tuple[str, ...]
    missing: tuple[Missing, ...]
    billing: Billing | None
    attendees: tuple[Attendee, ...]  # in the order of their numbers, from 1
    categories: tuple[str, ...]  # one per attendee
    sessions: tuple[tuple[str, ...], ...]  # wished session keys, one tuple per attendee
    is_shadow: bool
    may_be_parted: bool = False  # of a group, as many may come as there are seats


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the history of an application."""

    id: int
    at: datetime
    by: str  # `mailreg`, or the name of the one who decided
    action: str  # `arrived`, a staff verb, `expired`, `edited`, …
    moves: tuple[Move, ...] = ()
    note: str | None = None
    outbox_id: int | None = None  # the mail drafted with it
    undoes: int | None = None  # id of the step that this one took back
    message_id: int | None = None  # the message that caused it
    detail: str | None = None  # what else is worth knowing; never diet
    session_moves: tuple[SessionMove, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """What is about to become a line of the history; see Step."""

    at: datetime
    by: str  # `mailreg`, or the name of the one who decided
    action: str
    moves: tuple[Move, ...] = ()
    note: str | None = None
    outbox_id: int | None = None
    undoes: int | None = None
    message_id: int | None = None
    detail: str | None = None  # never diet
    session_moves: tuple[SessionMove, ...] = ()  # carried out in this order


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An application of which somebody is on the waiting list."""

    application_id: int
    reference: str
    people: int  # of it that wait
    may_be_parted: bool  # they take as many seats as there are
    queued_at: datetime  # what the order goes by, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingForSession:
    """Somebody who waits for a seat in a session."""

    application_id: int
    reference: str
    number: int  # of the registration


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An application that lacks something, and was asked for it by mail."""

    application_id: int
    asked_at: datetime  # when the last question left, UTC
    told_at: datetime  # when the last mail of any kind left, UTC; not before `asked_at`
    reminders: int  # of this question, in whatever state


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The figures of a pool of seats that staff set while running."""

    capacity: int | None  # None: as the event's file says
    elsewhere: int | None  # None: as the event's file says
    elsewhere_as_of: datetime | None  # when `elsewhere` was set, UTC; None: never
    at: datetime  # of the last change of either
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """An outgoing mail, drafted."""

    application_id: int
    template: str
    recipient: str
    sender: str
    mailbox: str  # where a copy is saved
    message_id: str
    content: bytes
    state: OutboxState  # held, queued or cancelled
    reason: str | None
    due_at: datetime
    is_automatic: bool  # counts against the limits
    is_receipt: bool  # answers what is no registration
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """An outgoing mail as it stands."""

    id: int
    reference: str
    event: str
    template: str
    recipient: str
    sender: str
    mailbox: str
    message_id: str
    state: OutboxState
    reason: str | None
    attempts: int
    due_at: datetime
    created_at: datetime
    last_reply: str | None
    is_resent: bool  # DATA was begun before and its end is not known
    sent_at: datetime | None = None  # when it was accepted the last time
    content: bytes | None = field(default=None, repr=False)  # None: not asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    """Which of our mails something refers to."""

    id: int
    application_id: int
    message_id: str
    recipient: str  # lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsavedMail:
    """A mail that was sent and needs its copy in the Sent folder."""

    mail: OutboxRow  # with its bytes
    may_be_there: bool  # an append was begun, and nobody knows how it ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What an attempt to hand over a mail came to."""

    state: OutboxState
    reply: str | None = None  # what the server said
    reason: str | None = None
    due_at: datetime | None = None  # when it is tried again; None: at once, if at all
    is_ambiguous: bool = False  # DATA was begun and no answer came: it may have been delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A message that is settled and still lies in the watched folder."""

    location_id: int
    key: FetchKey
