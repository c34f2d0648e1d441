"""A letter and its envelope ▶ the finished mail, rendered once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Final

from mailreg.event.values import Event
from mailreg.message.identity import thread_id
from mailreg.registration.values import Reply, Status
from mailreg.reply import calendar, mime
from mailreg.reply.templates import Page, Templates
from mailreg.reply.values import Author, Envelope, Letter, OutgoingMail

# RFC 3834, section 5.2. `All` and NDR would suppress the very bounces that must come back
# (MS-OXCMAIL, section 2.1.3.2.20).
_AUTOMATIC: Final = "X-Auto-Response-Suppress: OOF, AutoReply, RN, NRN"
_BY_AUTHOR: Final[Mapping[Author, tuple[str, ...]]] = {
    Author.MACHINE: ("Auto-Submitted: auto-replied", _AUTOMATIC),
    Author.DECISION: ("Auto-Submitted: auto-generated", _AUTOMATIC),
    Author.STAFF: (),
}


def compose(letter: Letter, envelope: Envelope, event: Event, templates: Templates) -> OutgoingMail:
    """The mail in RFC 5322 form: CRLF, 7 bit (but for a recipient that needs SMTPUTF8).

    Deterministic: the same values give the same bytes. Raises ConfigurationError where a template
    fails in spite of the check at start, ValueError where an address is none.
    """
    page = templates.render(letter, event)
    body = _body(letter, envelope, event, page)
    fields = (*_fields(envelope, page), *body.fields)
    content = mime.CRLF.join((*fields, "", body.body))
    return OutgoingMail(
        message_id=envelope.message_id,
        sender=envelope.sender,
        recipient=envelope.recipient,
        content=content.encode(),
    )


def _fields(envelope: Envelope, page: Page) -> tuple[str, ...]:
    if not mime.is_message_id(envelope.message_id):
        raise ValueError("a mail needs a Message-ID in angle brackets")
    parents = () if envelope.in_reply_to is None else (envelope.in_reply_to,)
    thread = thread_id(envelope.token, envelope.sender.rpartition("@")[2])
    return (
        mime.mailbox("From", envelope.sender_name, envelope.sender),
        f"To: {mime.address(envelope.recipient)}",
        mime.subject(page.subject),
        f"Date: {format_datetime(envelope.date)}",
        f"Message-ID: {envelope.message_id}",
        *mime.message_ids("In-Reply-To", parents),
        *mime.message_ids("References", (*envelope.references, *parents, thread)),
        *_BY_AUTHOR[envelope.author],
        f"Content-Language: {page.language}",
        "MIME-Version: 1.0",
    )


def _body(letter: Letter, envelope: Envelope, event: Event, page: Page) -> mime.Part:
    boundary = hashlib.sha256(envelope.message_id.encode()).hexdigest()[:32]
    texts = (mime.text_part("text/plain", page.text), mime.text_part("text/html", page.html))
    if not _has_calendar(letter):
        return mime.multipart("alternative", f"=_{boundary}", texts)
    return _with_calendar(texts, _calendar(letter, envelope, event, page), boundary)


def _has_calendar(letter: Letter) -> bool:
    if letter.reply is Reply.OUTCOME:
        return any(person.status is Status.CONFIRMED for person in letter.people)
    return letter.reply is Reply.CONFIRMED


def _calendar(letter: Letter, envelope: Envelope, event: Event, page: Page) -> bytes:
    return calendar.entry(
        event,
        name=event.text(event.name, page.language),
        reference=letter.reference,
        token=envelope.token,
        now=envelope.date,
    )


def _with_calendar(texts: tuple[mime.Part, ...], entry: bytes, boundary: str) -> mime.Part:
    """The entry twice: as an alternative, which Gmail reads, and as a file, which Outlook opens."""
    inline = mime.data_part("text/calendar; charset=utf-8; method=PUBLISH", entry)
    file = mime.data_part(
        'application/ics; name="event.ics"',
        entry,
        'Content-Disposition: attachment; filename="event.ics"',
    )
    alternative = mime.multipart("alternative", f"=_{boundary}.1", (*texts, inline))
    return mime.multipart("mixed", f"=_{boundary}", (alternative, file))
