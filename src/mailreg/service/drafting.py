"""From a decision to a finished mail in the outbox, in the decision's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailreg.message.identity import copy_token, message_id
from mailreg.registration.values import Application, Move, Reply, Status
from mailreg.reply.compose import compose
from mailreg.reply.values import Author, Envelope
from mailreg.service.desk import Desk
from mailreg.service.letters import Wish, letter_of, recipients_of
from mailreg.service.policy import Limits, Mode
from mailreg.service.repeating import is_repeated
from mailreg.store import applications, journal, outbox
from mailreg.store.applications.history import is_with_staff
from mailreg.store.database import Transaction
from mailreg.store.outbox import undoing
from mailreg.store.values import HoldReason, NewMail, OutboxRow, OutboxState

SHADOW = "shadow"  # why a mail was kept as cancelled
NO_COPY = ""  # the mailbox of a mail of which no copy is saved
WHOLE = (Reply.OUTCOME, Reply.CONFIRMED)  # what first tells of a seat
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of a mail that was just written."""

    state: OutboxState
    reason: str | None = None
    due_at: datetime


def draft(tx: Transaction, desk: Desk, application_id: int, wish: Wish) -> int:
    """Write the reply that the application's present state calls for; returns its outbox id."""
    return draft_for(tx, desk, applications.load(tx, application_id, with_diet=True), wish)


def draft_for(tx: Transaction, desk: Desk, application: Application, wish: Wish) -> int:
    """The same of an application at hand, as it is now and with its diets."""
    event = desk.events[application.event]
    now = desk.clock()
    envelope = _envelope(tx, desk, application, wish, now)
    mail = compose(letter_of(tx, desk, application, wish), envelope, event, desk.templates())
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
    return outbox.draft(tx, new, now=now, is_first=wish.is_first)


def redraft(tx: Transaction, desk: Desk, application_id: int, wish: Wish, mail: OutboxRow) -> bytes:
    """A mail that never left, written anew from the present state under its own Message-ID."""
    application = applications.load(tx, application_id, with_diet=True)
    event = desk.events[application.event]
    envelope = _envelope(tx, desk, application, wish, desk.clock())
    same = replace(envelope, message_id=mail.message_id)
    letter = letter_of(tx, desk, application, wish)
    return compose(letter, same, event, desk.templates()).content


def draft_copies(
    tx: Transaction,
    desk: Desk,
    application_id: int,
    moves: Sequence[Move],
    original: Wish,
    *,
    withdrawn: Sequence[OutboxRow] = (),
) -> None:
    """Tell those who were just confirmed and have an address of their own, one envelope each.

    Those whose copy was `withdrawn` before it left, and who still have their seat, get another.
    """
    confirmed = {move.number for move in moves if move.after is Status.CONFIRMED}
    owed = {mail.recipient for mail in withdrawn if mail.template == Reply.CONFIRMED}
    if not (confirmed or owed) or not desk.copies_to_attendees:
        return
    application = applications.load(tx, application_id)
    for person in application.registrations:
        is_other = (person.email or "").lower() not in {"", application.contact_email.lower()}
        is_due = person.number in confirmed or person.email in owed
        if person.status is Status.CONFIRMED and is_due and is_other:
            copy = Wish(
                reply=Reply.CONFIRMED,
                author=original.author,
                copy_to=person.number,
            )
            draft(tx, desk, application_id, copy)


def withdraw(tx: Transaction, application_id: int, *, reason: str) -> list[OutboxRow]:
    """Take back what says what is no longer true and has not left; staff's own words stay."""
    mails = outbox.of_application(tx, application_id)
    said = [mail for mail in mails if mail.template != Reply.MESSAGE]
    return [mail for mail in said if undoing.cancel(tx, mail.id, reason=reason)]


def first_news(
    reply: Reply | None, application: Application, withdrawn: Sequence[OutboxRow]
) -> Reply | None:
    """The reply, but for a change of what the applicant has not heard of: that is told whole."""
    if reply is not Reply.UPDATED:
        return reply
    unheard = [mail.template for mail in withdrawn if mail.recipient == application.contact_email]
    return next((news for news in WHOLE if news in unheard), reply)


def _envelope(
    tx: Transaction, desk: Desk, application: Application, wish: Wish, now: datetime
) -> Envelope:
    event = desk.events[application.event]
    sender = desk.postbox_for(application.mailbox, event).address
    number = 1 if wish.is_first else outbox.number_of(tx, application.id) + 1
    token, letter = _thread(tx, application, wish)
    return Envelope(
        message_id=message_id(token, number, sender.rpartition("@")[2]),
        token=token,
        sender_name=desk.sender_name,
        sender=sender,
        recipient=_recipient(application, wish),
        in_reply_to=letter,
        references=wish.answers.references if wish.answers and wish.copy_to is None else (),
        date=now.astimezone(event.timezone),
        author=wish.author,
    )


def _thread(tx: Transaction, application: Application, wish: Wish) -> tuple[str, str | None]:
    """The token that the mail carries, and the letter that it answers.

    A copy has neither of the conversation's: whoever gets it, or gets it forwarded, has nothing
    that speaks for the applicant.
    """
    if wish.copy_to is not None:
        return copy_token(application.token, wish.copy_to), None
    last_id = wish.answers.message_id if wish.answers else _last_id(tx, application.id)
    return application.token, last_id


def _recipient(application: Application, wish: Wish) -> str:
    """The applicant; a copy goes to the person's own address."""
    own = (person.email for person in recipients_of(application, wish) if wish.copy_to is not None)
    return next(own, None) or application.contact_email


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
    return _barrier(tx, desk, application, wish, now)


def _barrier(
    tx: Transaction, desk: Desk, application: Application, wish: Wish, now: datetime
) -> HoldReason | None:
    """What holds an automatic answer back, and nothing that staff decided."""
    if not wish.is_first and is_with_staff(tx, application.id):
        return HoldReason.WITH_STAFF
    to = _recipient(application, wish)
    limit = _limit(tx, desk.limits, to, wish, now)
    if limit is not None or wish.answers is None:
        return limit
    may_loop = bool(desk.limits.automatic_per_address_per_day)
    is_again = may_loop and is_repeated(tx, desk, to, wish.answers, now)
    return HoldReason.LIMIT_REPEATED if is_again else None


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
