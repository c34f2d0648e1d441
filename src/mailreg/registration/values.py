"""Applications, registrations and their statuses: the domain's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailreg.extraction import Attendee, Billing, Missing
from mailreg.sentences import Sentence


class Status(StrEnum):
    """The state of a person's seat at the venue; docs/states.md shows the moves."""

    INCOMPLETE = "incomplete"
    PENDING = "pending"
    OFFERED = "offered"
    WAITLISTED = "waitlisted"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class SessionState(StrEnum):
    """The state of one chosen session, beside the seat."""

    WISHED = "wished"
    GIVEN = "given"
    WAITING = "waiting"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why somebody was declined."""

    FULL = "full"
    CLOSED = "closed"
    STAFF = "staff"


class Reply(StrEnum):
    """The replies of this program; each has a template of that name in every language."""

    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    REMINDER = "reminder"
    EXPIRED = "expired"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    LAPSED = "lapsed"
    DECLINED = "declined"
    CLOSED = "closed"
    OUTCOME = "outcome"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    ALREADY_REGISTERED = "already_registered"
    CORRECTED = "corrected"
    FORWARDED = "forwarded"
    MESSAGE = "message"


class Verb(StrEnum):
    """What staff can decide about an application."""

    APPROVE = "approve"
    DECLINE = "decline"
    WAITLIST = "waitlist"
    ASK = "ask"
    CANCEL = "cancel"
    REOPEN = "reopen"
    UNDO = "undo"
    OFFER = "offer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """The figures of one pool of seats: the venue, or a session."""

    capacity: int | None  # None: no limit
    elsewhere: int = 0  # sold outside mailreg
    confirmed: int = 0  # includes those over capacity
    offered: int = 0
    pending: int = 0
    waitlisted: int = 0
    held: int = 0  # pending that hold a seat by the event's policy

    @property
    def free(self) -> int | None:
        """Seats that may be given now; None without a capacity."""
        if self.capacity is None:
            return None
        return max(0, self.capacity - self.elsewhere - self.confirmed - self.offered - self.held)

    @property
    def over(self) -> int | None:
        """Seats given beyond the capacity; None without one."""
        if self.capacity is None:
            return None
        return max(0, self.confirmed + self.offered + self.elsewhere - self.capacity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diet:
    """What somebody cannot or will not eat: special-category data (GDPR Article 9)."""

    codes: tuple[str, ...] = ()  # sorted
    other: tuple[str, ...] = ()  # verbatim
    stated: bool = False  # whether anything was said at all, "no allergies" included


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One person who is to attend."""

    number: int  # 1… within the application, never reused
    status: Status
    full: bool = False  # there was no room when it was last looked at
    decline_reason: Reason | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    organisation: str | None = None
    title: str | None = None
    category: str = "participant"
    sessions: Mapping[str, SessionState] = field(default_factory=dict)  # in the order of wishes
    answers: Mapping[str, str | bool] = field(default_factory=dict)
    diet: Diet | None = None  # None: not loaded
    queued_at: datetime | None = None  # place in the waiting order; None: by the first letter
    offered_until: datetime | None = None  # UTC; only while offered
    lapses: int = 0  # offers that lapsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One conversation: the applicant, the billing details and the people."""

    id: int
    reference: str  # `MS-7K4QD`, in every subject
    token: str  # unguessable, in every Message-ID and in References
    event: str  # slug
    mailbox: str  # name of the mailbox that the first letter came to
    language: str  # of replies
    contact_name: str | None
    contact_email: str
    received_at: datetime  # arrival of the first letter, UTC
    needs_review: bool
    reasons: tuple[str, ...]
    missing: tuple[Missing, ...]
    billing: Billing | None
    is_shadow: bool  # its first letter was read in shadow: never answered automatically
    version: int  # grows with every change
    registrations: tuple[Registration, ...]
    may_be_parted: bool = False  # of a group, as many may come as there are seats


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A letter asks for places."""

    received_at: datetime  # the server's, UTC
    attendees: tuple[Attendee, ...]
    missing: tuple[Missing, ...]
    is_doubtful: bool  # a field is doubtful: a person must look
    is_answerable: bool  # an automatic answer may go out
    is_taken_up: bool = False  # staff make a case of it: it waits for them, whatever it lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAction:
    """Somebody of the staff decides."""

    verb: Verb
    over_capacity: bool = False  # give a seat beyond the capacity
    note: str | None = None
    reason: Reason | None = None  # for `decline`; None: full where marked full, else staff
    asks_for: tuple[Missing, ...] = ()  # for `ask`
    numbers: frozenset[int] | None = None  # the people it is about; None: everybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Nothing is missing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTurn:
    """Whose turn it is for a seat of a session that came free."""

    number: int  # of the registration
    key: str  # of the session


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The clock was looked at."""

    offers_now: bool = False  # it is this application's turn for an automatic offer
    seats: int | None = None  # how many of a group that may be parted are offered one; None: all
    is_given_up: bool = False  # the time to complete it is over
    session: SessionTurn | None = None  # somebody in it has waited for a session that has room now


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One audited step of one registration."""

    number: int
    before: Status | None  # None: it is new
    after: Status
    decline_reason: Reason | None = None
    offered_until: datetime | None = None  # UTC; set by a move to `offered`
    queued_at: datetime | None = None  # UTC; the new place in the waiting order; None: as it was
    lapses: int | None = None  # offers that lapsed, this one included; None: as it was


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMove:
    """One audited step of one wish for a session."""

    number: int  # of the registration
    key: str  # of the session
    before: SessionState | None  # None: a new wish
    after: SessionState | None  # None: the wish was withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a decision is taken on, read under the lock of the event's seats."""

    venue: Seats
    registrations: tuple[Registration, ...] = ()  # of this application; () for a new one
    someone_waits: bool = False  # somebody else is on the waiting list and would fit
    last_moves: tuple[Move, ...] = ()  # the last staff decision that can be undone
    last_session_moves: tuple[SessionMove, ...] = ()  # of the same decision
    is_undoable: bool = False  # there is such a decision, even where it moved nobody (`ask`)
    # by key: confirmed = given, waitlisted = waiting, pending = wished; not there: not known
    sessions: Mapping[str, Seats] = field(default_factory=dict)
    # the seats that each other waiting application needs at least, in order
    waiting_groups: tuple[int, ...] = ()

    @property
    def has_queue(self) -> bool:
        """Whether somebody else waits who would fit: newcomers join behind."""
        free = self.venue.free
        fits = (free is None or people <= free for people in self.waiting_groups)
        return self.someone_waits or any(fits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing was changed."""

    code: str  # `no_room`, `not_allowed`, `note_needed`, `nothing_to_undo`, …
    text: Sentence  # for staff, names the thing and the remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of an application."""

    moves: tuple[Move, ...] = ()
    is_full: bool = False  # there is no room for all its people
    reply: Reply | None = None  # None: nothing is sent
    is_over_capacity: bool = False  # a seat was given beyond the capacity, asked for by name
    session_moves: tuple[SessionMove, ...] = ()
