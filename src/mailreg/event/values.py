"""An event: what is offered, to whom, until when, and how the desk decides about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

DEFAULT_COLOUR = "#1f4e79"  # a dark blue; white on it has a contrast of 8.7 to 1

WORKING_WEEK = frozenset(range(5))  # Monday to Friday, of date.weekday()

Texts = Mapping[str, str]  # language code ▶ text
Phrases = Mapping[str, tuple[str, ...]]  # language code ▶ words by which a letter means it


class Approval(StrEnum):
    """Who confirms: staff, or the machine where all is sure and fits."""

    STAFF = "staff"
    AUTOMATIC = "automatic"


class WhenFull(StrEnum):
    """What becomes of a complete application that finds no room."""

    STAFF = "staff"
    WAITLIST = "waitlist"
    DECLINE = "decline"


class SessionWhenFull(StrEnum):
    """What becomes of a wish for a session that is full."""

    ASK = "ask"
    WAITLIST = "waitlist"
    STAFF = "staff"


class Offers(StrEnum):
    """Who offers a freed seat to the waiting list."""

    STAFF = "staff"
    AUTOMATIC = "automatic"


class Claim(StrEnum):
    """Whether a letter's own word puts a person into a category."""

    STAFF = "staff"
    TRUSTED = "trusted"


class QuestionType(StrEnum):
    """The form of an answer."""

    BOOL = "bool"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A part of the event with seats of its own."""

    key: str  # unique in the event
    name: Texts  # what readers call it
    phrases: Phrases = field(default_factory=dict)  # by which a letter asks for it
    group: str | None = None  # sessions of one group exclude each other; None: stands alone
    capacity: int | None = None  # seats; None: no limit of its own
    starts: datetime | None = None  # aware; None: with the event
    ends: datetime | None = None  # aware; None: with the event
    when_full: SessionWhenFull = SessionWhenFull.STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A kind of participant: what they pay and whether they must say to whom the invoice goes."""

    key: str
    name: Texts
    phrases: Phrases = field(default_factory=dict)
    fee: Decimal | None = None  # in the event's currency; None: not stated
    billing_required: bool = True
    claim: Claim = Claim.STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the answers to a question of type `choice`."""

    key: str
    name: Texts
    phrases: Phrases = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something else that this event asks of every participant."""

    key: str
    type: QuestionType
    name: Texts
    phrases: Phrases = field(default_factory=dict)
    required: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """When the people of the event's place read mail; every time is local to the event."""

    country: str | None = None  # ISO 3166-1, whose public holidays are kept; None: nobody's
    days: frozenset[int] = WORKING_WEEK  # of date.weekday()
    opens: time = time(8)  # the first minute of an office day
    closes: time = time(17)  # the first minute after it
    closed: frozenset[date] = frozenset()  # further days on which nobody is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """How often, and how soon, somebody is reminded of what we asked."""

    office_days: int = 3  # between the question and the first reminder, and between two of them
    at_most: int = 2  # reminders of one question; 0: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long an offered seat is kept, by how near the event is."""

    far: timedelta = timedelta(hours=72)  # more than 14 days before it begins
    near: timedelta = timedelta(hours=24)  # more than 3 days
    last: timedelta = timedelta(hours=4)  # less


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as its file describes it; all datetimes are aware, in the event's zone."""

    slug: str
    name: Texts  # one per language
    languages: tuple[str, ...]  # ISO 639-1, the first is the default
    timezone: ZoneInfo
    starts: datetime
    ends: datetime | None = None  # None: not stated
    venue: str | None = None
    mailbox: str  # name of the mailbox that applicants write to
    capacity: int | None = None  # seats; None: no limit
    seats_elsewhere: int = 0  # seats sold outside mailreg
    seats_elsewhere_as_of: date | None = None  # when that figure was true
    closes: datetime  # the first instant that is too late (exclusive)
    approval: Approval = Approval.STAFF
    when_full: WhenFull = WhenFull.STAFF
    holds_pending: bool = False  # whether a pending registration holds a seat
    max_people_per_letter: int = 10  # above: staff look
    show_position: bool = False  # whether a waiting list reply tells the place in the order
    offers: Offers = Offers.STAFF
    offers_end: datetime | None = None  # the first instant too late for the machine's offers;
    # None: an hour before it begins
    patience: Patience = Patience()
    office: Office = Office()
    reminding: Reminding = Reminding()
    sessions: tuple[Session, ...] = ()
    categories: tuple[Category, ...] = ()  # never empty once read; the first is the default
    questions: tuple[Question, ...] = ()
    colour: str = DEFAULT_COLOUR  # `#rrggbb` behind the white name at the top of mails; WCAG AA

    def text(self, texts: Texts, language: str) -> str:
        """The text in `language`, else in the event's first language, else any."""
        for wanted in (language, *self.languages):
            if wanted in texts:
                return texts[wanted]
        return next(iter(texts.values()), "")
