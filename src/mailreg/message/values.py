"""A message as it came, and as it is understood before anybody asks what it wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchKey:
    """Where a message lies on a mail server (RFC 9051, section 2.3.1.1)."""

    mailbox: str  # name of the mailbox in the configuration
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderMark:
    """How far a folder on a mail server has come (RFC 9051, section 2.3.1.1)."""

    uidvalidity: int
    next_uid: int  # of the next message that comes there, at least


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMessage:
    """What was fetched, byte for byte."""

    key: FetchKey
    content: bytes  # the whole message; if not complete, its header and text parts
    received_at: datetime  # INTERNALDATE, UTC
    size_bytes: int  # RFC822.SIZE, of the whole message
    is_complete: bool = True  # False: over the size limit, `content` is only a part of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Skimmed:
    """A message that is recorded but not read: what was there before mailreg."""

    key: FetchKey
    received_at: datetime  # INTERNALDATE, UTC
    size_bytes: int
    sender: str  # address of From; "" where unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A mailbox of RFC 5322, section 3.4, free of control characters."""

    name: str  # display name, decoded; "" where none is given
    email: str  # lower-case domain


class Origin(StrEnum):
    """Who or what wrote a message."""

    PERSON = "person"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    BULK = "bulk"
    OWN = "own"  # our own reply, come back


class Authenticity(StrEnum):
    """What the trusted server says of the sender (DMARC, or Microsoft's compauth)."""

    PASS = "pass"  # noqa: S105 (a verdict)
    FAIL = "fail"
    NONE = "none"  # no trusted verdict at all


class Kind(StrEnum):
    """What a stretch of the body is."""

    OWN = "own"  # the sender's own words
    QUOTE = "quote"
    FORWARD = "forward"
    SIGNATURE = "signature"
    BANNER = "banner"  # "this mail comes from outside"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of `InboundMessage.body`; segments follow each other and cover it whole."""

    kind: Kind
    start: int  # code points into the body
    end: int  # exclusive


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A part that is not the letter itself."""

    filename: str  # base name, cleaned; "" where none is given
    content_type: str  # lower case, `type/subtype`
    size_bytes: int  # decoded
    content: bytes  # decoded, b"" where over the cap or not fetched
    text: str = ""  # what it says, within bounds; "": not opened, or not to be read
    is_whole: bool = False  # whether `text` is all that it says


class ReportKind(StrEnum):
    """What a report of delivery says became of the mail."""

    FAILED = "failed"  # it did not arrive
    DELAYED = "delayed"  # it may still
    DELIVERED = "delivered"  # it did, or was handed to a system that reports nothing
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What a bounce tells of the mail that it is about."""

    kind: ReportKind
    recipients: tuple[str, ...]  # addresses that it is about, lower case
    diagnostic: str  # status and the server's words, on one line; "" where it tells none
    ids: tuple[str, ...]  # Message-IDs of the mail that came back; () where its header did not
    references: tuple[str, ...]  # of that mail, oldest first
    subject: str  # of that mail; "" where it is not told


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """A message, read: texts are decoded and free of control characters but line feed and tab."""

    message_id: str | None  # with angle brackets; None: absent or unusable
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sent_at: datetime | None  # Date, UTC; None: absent or unreadable
    sender: Address | None  # first From that is an address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    body: str  # all text of the letter, quotes and signature included
    segments: tuple[Segment, ...]
    attachments: tuple[Attachment, ...]
    origin: Origin
    answerable: bool  # whether an automatic answer may go out
    unanswerable_reason: str | None  # short code why not; None where answerable
    authenticity: Authenticity
    letter_hash: (
        bytes | None
    )  # promise 2: Message-ID, From, Date, body; None where a part is missing
    warnings: tuple[str, ...]  # short codes of what was odd
    report: DeliveryReport | None = None  # what a bounce tells; None: it is none

    def text_of(self, *kinds: Kind) -> str:
        """The stretches of the body that are of one of `kinds`, in order."""
        return "".join(self.body[s.start : s.end] for s in self.segments if s.kind in kinds)

    @property
    def own_words(self) -> str:
        """What the sender wrote themselves."""
        return self.text_of(Kind.OWN)
