"""A database as it is after years: applications with their letters and mails, few of which wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from mailreg.extraction import Attendee, Billing
from mailreg.message import FetchKey, RawMessage
from mailreg.registration.values import Move, Status
from mailreg.service.desk import Desk
from mailreg.store import applications, journal, outbox
from mailreg.store.database import Transaction
from mailreg.store.values import (
    MessageState,
    NewApplication,
    NewMail,
    NewStep,
    OutboxState,
    Settlement,
)

WAITING = 50  # the first ones, whatever the size
IN_ONE_TRANSACTION = 5_000
DIGITS = str.maketrans("0123456789", "bcdefghijk")  # a token has letters
NOW = datetime(2023, 3, 8, 15, tzinfo=UTC)
SETTLED = (Status.CONFIRMED, Status.DECLINED, Status.CANCELLED)
CONTENT = b"Subject: Efteranmalan\r\n\r\n" + b"Hej, jag vill komma.\r\n" * 20
BILLING = Billing(
    recipient="Solby kommun", street="Box 12", postal_code="123 45", city="Solby", country="SE"
)


def fill(desk: Desk, count: int) -> None:
    """Put in that many, each with a letter and a mail that was sent."""
    for first in range(0, count, IN_ONE_TRANSACTION):
        numbers = range(first, min(first + IN_ONE_TRANSACTION, count))
        with desk.database.transaction() as tx:
            raws = [_letter(number) for number in numbers]
            messages = journal.accept(tx, raws, is_shadow=False, now=NOW)
            _add(tx, numbers, messages)


def reference(number: int) -> str:
    """Of the application of that number."""
    return f"MS-{number:06}"


def _add(tx: Transaction, numbers: Sequence[int], messages: Sequence[int]) -> None:
    for number, message in zip(numbers, messages, strict=True):
        after = Status.PENDING if number < WAITING else SETTLED[number % len(SETTLED)]
        step = NewStep(
            at=NOW,
            by="mailreg",
            action="arrived",
            moves=(Move(number=1, before=None, after=after),),
            message_id=message,
        )
        added = applications.add(tx, _application(number), step)
        if added is None:
            raise ValueError(f"two applications have the number {number}")
        applications.write_step(tx, added.id, step)
        outbox.draft(tx, _mail(added.id, number), now=NOW, is_first=True)
        settlement = Settlement(
            state=MessageState.PROCESSED,
            intent="register",
            sender=_address(number),
            message_id=f"<letter-{number}@solby.example>",
            application_id=added.id,
        )
        journal.settle(tx, message, settlement)


def _letter(number: int) -> RawMessage:
    content = f"Message-ID: <letter-{number}@solby.example>\r\n".encode() + CONTENT
    return RawMessage(
        key=FetchKey(mailbox="desk", uidvalidity=1, uid=number + 1),
        content=content,
        received_at=NOW + timedelta(seconds=number),
        size_bytes=len(content),
        is_complete=True,
    )


def _application(number: int) -> NewApplication:
    return NewApplication(
        reference=reference(number),
        token=f"{number:a>26}".translate(DIGITS),
        event="motesplats",
        mailbox="desk",
        language="sv",
        contact_name=f"Karin Ek {number}",
        contact_email=_address(number),
        received_at=NOW + timedelta(seconds=number),
        needs_review=False,
        reasons=(),
        missing=(),
        billing=BILLING,
        attendees=(Attendee(name=f"Karin Ek {number}", dietary=("gluten",), dietary_stated=True),),
        categories=("participant",),
        sessions=((),),
        is_shadow=False,
    )


def _mail(application: int, number: int) -> NewMail:
    return NewMail(
        application_id=application,
        template="received",
        recipient=_address(number),
        sender="motesplats@example.org",
        mailbox="desk",
        message_id=f"<reply-{number}@example.org>",
        content=CONTENT,
        state=OutboxState.SENT,
        reason=None,
        due_at=NOW,
        is_automatic=True,
        is_receipt=False,
        event="motesplats",
    )


def _address(number: int) -> str:
    return f"karin.ek.{number}@solby.example"
