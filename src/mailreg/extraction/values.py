"""What a letter is understood to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Intent(StrEnum):
    """What the sender wants; the label guide of the corpus defines each."""

    REGISTER = "register"
    AMEND = "amend"
    CANCEL = "cancel"
    QUESTION = "question"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    BULK = "bulk"
    OTHER = "other"


class Missing(StrEnum):
    """What must be asked for before anything can be decided."""

    NAME = "name"
    BILLING_ADDRESS = "billing_address"
    ANSWERS = "answers"  # to the event's required questions


Answer = str | bool

# The fourteen allergens of Regulation (EU) No 1169/2011, Annex II, and the other needs with a code.
ALLERGENS = frozenset(
    [
        "celery",
        "crustaceans",
        "egg",
        "fish",
        "gluten",
        "lupin",
        "milk",
        "molluscs",
        "mustard",
        "nuts",
        "peanuts",
        "sesame",
        "soy",
        "sulphites",
    ]
)
OTHER_NEEDS = frozenset(
    ["lactose", "vegetarian", "vegan", "pescatarian", "halal", "kosher", "no_pork", "no_beef"]
)
DIETARY_CODES = ALLERGENS | OTHER_NEEDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a field was read: `text` is the named part's `[start:end]`, in code points."""

    field: str  # dotted, `attendees[0].name`
    text: str
    start: int
    end: int
    part: str  # `body`, `subject`, `from`, or of an attachment `attachment:1`
    confidence: float  # 0…1


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody who is to attend."""

    name: str | None = None  # None: a person whose name is not told
    dietary: tuple[str, ...] = ()  # sorted codes
    dietary_other: tuple[str, ...] = ()  # needs without a code, as written, lower case
    dietary_stated: bool = False  # whether the letter says anything about it for this person
    answers: Mapping[str, Answer] = field(default_factory=dict)
    second_choices: Mapping[str, str] = field(default_factory=dict)  # group ▶ session
    email: str | None = None
    phone: str | None = None
    organisation: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """Where the invoice goes, as far as told."""

    recipient: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None  # ISO 3166-1 alpha-2
    reference: str | None = None
    organisation_number: str | None = None
    gln: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """One reading of one letter."""

    intent: Intent
    language: str  # ISO 639-1
    attendees: tuple[Attendee, ...] = ()
    replaces: tuple[str, ...] = ()
    billing: Billing | None = None
    missing: tuple[Missing, ...] = ()
    needs_review: bool = False
    reasons: tuple[str, ...] = ()  # short codes; each stands in docs/extraction.md
    evidence: tuple[Evidence, ...] = ()
    intent_is_sure: bool = True  # False: the letter gets no automatic answer
    language_is_sure: bool = True  # False: too little text to tell
    unread: tuple[str, ...] = ()  # names of attachments that count and were not read, or not whole
