"""Letters for the tests of this package, made from their text."""

from __future__ import annotations

from mailreg.event import Event, example
from mailreg.extraction import Attendee, Extract
from mailreg.extraction.reading import Reading, read
from mailreg.extraction.resolve import extract
from mailreg.message import (
    Address,
    Attachment,
    Authenticity,
    InboundMessage,
    Kind,
    Origin,
    Segment,
)

EVENT: Event = example()
ANNA = Address(name="Anna Lindqvist", email="anna.lindqvist@kommun.example")


def letter(
    body: str,
    *,
    subject: str = "Anmälan till konferensen",
    sender: Address | None = ANNA,
    origin: Origin = Origin.PERSON,
    segments: tuple[Segment, ...] | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> InboundMessage:
    """A message whose whole body is the sender's own words, unless `segments` says otherwise."""
    whole = (Segment(kind=Kind.OWN, start=0, end=len(body)),) if body else ()
    return InboundMessage(
        message_id="<1@example.org>",
        in_reply_to=(),
        references=(),
        sent_at=None,
        sender=sender,
        reply_to=(),
        to=(),
        cc=(),
        subject=subject,
        body=body,
        segments=whole if segments is None else segments,
        attachments=attachments,
        origin=origin,
        answerable=True,
        unanswerable_reason=None,
        authenticity=Authenticity.NONE,
        letter_hash=None,
        warnings=(),
    )


def parts(*texts: tuple[Kind, str]) -> tuple[str, tuple[Segment, ...]]:
    """A body and its segments from stretches of given kinds."""
    body, segments = "", []
    for kind, text in texts:
        segments.append(Segment(kind=kind, start=len(body), end=len(body) + len(text)))
        body += text
    return body, tuple(segments)


def reading_of(body: str) -> Reading:
    """A body laid out."""
    return read(letter(body))


def extract_of(body: str, *, subject: str = "Anmälan till konferensen") -> Extract:
    """What a body is read as, for the example event."""
    return extract(letter(body, subject=subject), EVENT)


def only_attendee(body: str) -> Attendee:
    """The one person of a letter."""
    (attendee,) = extract_of(body).attendees
    return attendee
