"""A reply before and after it is rendered, and what the mail server said to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailreg.extraction import Billing, Missing
from mailreg.registration.values import Reason, Reply, SessionState, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenSession:
    """A session that somebody wishes for, and what came of it."""

    name: str  # in the reply's language
    state: SessionState
    alternatives: tuple[str, ...] = ()  # full: names of those to choose from instead; (): no choice
    is_full: bool = False  # wished for, and every seat is taken
    is_unmet: bool = False  # the same, and nothing else of its group was given in its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One line of a reply's list of people."""

    name: str | None
    status: Status
    decline_reason: Reason | None = None
    diet_is_noted: bool = False  # a need was noted; never which
    sessions: tuple[ChosenSession, ...] = ()
    category: str | None = None  # in the reply's language; None: the event's first, as most are


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything that a template may know."""

    reply: Reply
    event: str  # slug; the event itself is passed beside it
    language: str
    reference: str
    contact_name: str | None
    people: tuple[Person, ...] = ()
    billing: Billing | None = None
    missing: tuple[Missing, ...] = ()
    questions: tuple[str, ...] = ()  # of the event, not answered yet; in the reply's language
    note: str | None = None  # staff's own words
    position: int | None = None  # on the waiting list, from 1; None: not to be told
    offered_until: datetime | None = None  # aware; None: no time was set
    answer_by: datetime | None = None  # aware, the last day for what is missing; None: not told


class Author(StrEnum):
    """Who caused a reply; decides Auto-Submitted (RFC 3834)."""

    MACHINE = "machine"  # auto-replied
    DECISION = "decision"  # of staff: auto-generated
    STAFF = "staff"  # own words: no such header


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Where a reply goes, where it comes from, and what it hangs on to."""

    message_id: str  # with angle brackets, one for all attempts
    token: str  # of the application, an entry of its own in References
    sender_name: str  # display name
    sender: str  # address of the mailbox that the letter came to
    recipient: str  # one validated address
    in_reply_to: str | None  # Message-ID of the letter; None where it had none
    references: tuple[str, ...]  # of the letter, oldest first
    date: datetime  # aware
    author: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    """The finished bytes."""

    message_id: str
    sender: str  # envelope sender
    recipient: str  # envelope recipient
    content: bytes  # RFC 5322, CRLF


class Outcome(StrEnum):
    """How an attempt to hand over a mail ended."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"  # definite refusal, try later
    PERMANENT = "permanent"  # definite refusal for good
    UNKNOWN = "unknown"  # the link was lost after DATA was begun (RFC 1047)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVerdict:
    """The server's answer to one mail."""

    outcome: Outcome
    code: int | None  # SMTP reply code; None where there was none
    text: str  # what the server said, one line, control characters stripped, at most 500 characters
    is_connection_usable: bool  # whether the next mail may use the same connection
    is_about_us: bool = (
        False  # the refusal is of our session or rate, not of this mail (421, 432, 4.7.x)
    )
