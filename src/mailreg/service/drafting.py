"""From a decision to a finished mail in the outbox, in the decision's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailreg.event import Event
from mailreg.extraction import Missing
from mailreg.message import InboundMessage
from mailreg.message.identity import message_id
from mailreg.registration.values import Application, Move, Registration, Reply, Status
from mailreg.reply.compose import compose
from mailreg.reply.values import Author, ChosenSession, Envelope, Letter, Person
from mailreg.service.desk import Desk
from mailreg.service.policy import Limits, Mode
from mailreg.store import applications, journal, outbox
from mailreg.store.database import Transaction
from mailreg.store.values import HoldReason, NewMail, OutboxState

SHADOW = "shadow"  # why a mail was kept as cancelled
NO_COPY = ""  # the mailbox of a mail of which no copy is saved
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A reply that is wanted."""

    reply: Reply
    author: Author
    note: str | None = None  # staff's own words
    asks_for: tuple[Missing, ...] = ()
    is_receipt: bool = False  # it answers what is no registration
    needs_release: bool = False  # staff must look at it before it leaves
    answers: InboundMessage | None = None  # the letter; None: the last one of the conversation
    copy_to: Registration | None = None  # this person alone, at their own address


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of a mail that was just written."""

    state: OutboxState
    reason: str | None = None
    due_at: datetime


def draft(tx: Transaction, desk: Desk, application_id: int, wish: Wish) -> int:
    """Write the reply that the application's present state calls for; returns its outbox id."""
    application = applications.load(tx, application_id, with_diet=True)
    event = desk.events[application.event]
    now = desk.clock()
    envelope = _envelope(tx, desk, application, wish, now)
    letter = _letter(application, event, wish)
    if wish.copy_to is not None:
        letter = _copy(letter, wish.copy_to, event, application.language)
    mail = compose(letter, envelope, event, desk.templates())
    postbox = desk.postbox_for(application.mailbox, event)
    fate = _fate(tx, desk, application, wish, now)
    new = NewMail(
        application_id=application.id,
        template=wish.reply.value,
        recipient=mail.recipient,
        sender=mail.sender,
        mailbox=postbox.name if postbox.saves_sent else NO_COPY,
        message_id=mail.message_id,
        content=mail.content,
        state=fate.state,
        reason=fate.reason,
        due_at=fate.due_at,
        is_automatic=wish.author is Author.MACHINE,
        is_receipt=wish.is_receipt,
        event=application.event,
    )
    return outbox.draft(tx, new, now=now)


def draft_copies(
    tx: Transaction, desk: Desk, application_id: int, moves: Sequence[Move], author: Author
) -> None:
    """Tell those who were just confirmed and have an address of their own, one envelope each."""
    confirmed = {move.number for move in moves if move.after is Status.CONFIRMED}
    if not confirmed or not desk.copies_to_attendees:
        return
    application = applications.load(tx, application_id)
    for person in application.registrations:
        is_other = (person.email or "").lower() not in {"", application.contact_email.lower()}
        if person.number in confirmed and is_other:
            wish = Wish(reply=Reply.CONFIRMED, author=author, copy_to=person)
            draft(tx, desk, application_id, wish)


def _letter(application: Application, event: Event, wish: Wish) -> Letter:
    return Letter(
        reply=wish.reply,
        event=event.slug,
        language=application.language,
        reference=application.reference,
        contact_name=application.contact_name,
        people=tuple(
            _person(one, event, application.language) for one in application.registrations
        ),
        billing=application.billing,
        missing=wish.asks_for or application.missing,
        note=wish.note,
        offered_until=min(
            (one.offered_until for one in application.registrations if one.offered_until),
            default=None,
        ),
    )


def _copy(letter: Letter, person: Registration, event: Event, language: str) -> Letter:
    """What one attendee gets: nothing of the others, and nothing of the invoice."""
    return replace(
        letter,
        contact_name=person.name,
        people=(_person(person, event, language),),
        billing=None,
    )


def _person(registration: Registration, event: Event, language: str) -> Person:
    diet = registration.diet
    return Person(
        name=registration.name,
        status=registration.status,
        decline_reason=registration.decline_reason,
        diet_is_noted=bool(diet and (diet.codes or diet.other)),
        sessions=tuple(
            ChosenSession(
                name=event.text(session.name, language),
                state=registration.sessions[session.key],
            )
            for session in event.sessions
            if session.key in registration.sessions
        ),
    )


def _envelope(
    tx: Transaction, desk: Desk, application: Application, wish: Wish, now: datetime
) -> Envelope:
    event = desk.events[application.event]
    sender = desk.postbox_for(application.mailbox, event).address
    number = len(outbox.of_application(tx, application.id)) + 1
    last_id = wish.answers.message_id if wish.answers else _last_id(tx, application.id)
    return Envelope(
        message_id=message_id(application.token, number, sender.rpartition("@")[2]),
        token=application.token,
        sender_name=desk.sender_name,
        sender=sender,
        recipient=(wish.copy_to and wish.copy_to.email) or application.contact_email,
        in_reply_to=last_id,
        references=wish.answers.references if wish.answers else (),
        date=now.astimezone(event.timezone),
        author=wish.author,
    )


def _last_id(tx: Transaction, application_id: int) -> str | None:
    """The Message-ID of the last letter of the conversation that has one."""
    letters = journal.of_application(tx, application_id)
    return next((one.message_id for one in reversed(letters) if one.message_id), None)


def _fate(tx: Transaction, desk: Desk, application: Application, wish: Wish, now: datetime) -> Fate:
    is_automatic = wish.author is Author.MACHINE
    if desk.mode is Mode.SHADOW or (is_automatic and application.is_shadow):
        return Fate(state=OutboxState.CANCELLED, reason=SHADOW, due_at=now)
    reason = _hold_reason(tx, desk, application, wish, now)
    if reason is None:
        return Fate(state=OutboxState.QUEUED, due_at=now)
    due_at = now + desk.undo if reason is HoldReason.UNDO else now
    return Fate(state=OutboxState.HELD, reason=reason.value, due_at=due_at)


def _hold_reason(
    tx: Transaction, desk: Desk, application: Application, wish: Wish, now: datetime
) -> HoldReason | None:
    if wish.needs_release:
        return HoldReason.REVIEW
    if desk.mode is Mode.HOLD:
        return HoldReason.HOLD
    if wish.author is not Author.MACHINE:
        return HoldReason.UNDO if desk.undo else None
    return _limit(tx, desk.limits, application.contact_email, wish, now)


def _limit(
    tx: Transaction, limits: Limits, recipient: str, wish: Wish, now: datetime
) -> HoldReason | None:
    """The limit that one more automatic answer would pass: the barrier that needs no header."""
    if limits.automatic_per_hour:
        sent = outbox.automatic_since(tx, now - HOUR)
        if sent >= limits.automatic_per_hour:
            return HoldReason.LIMIT_HOUR
    if limits.automatic_per_address_per_day:
        sent = outbox.automatic_since(tx, now - DAY, recipient=recipient)
        if sent >= limits.automatic_per_address_per_day:
            return HoldReason.LIMIT_ADDRESS
    if wish.is_receipt and limits.receipts_per_address_per_day:
        sent = outbox.automatic_since(tx, now - DAY, recipient=recipient, only_receipts=True)
        if sent >= limits.receipts_per_address_per_day:
            return HoldReason.LIMIT_RECEIPTS
    return None
