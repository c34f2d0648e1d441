"""Values that the store's tests begin from; people and addresses are invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from mailreg.extraction import Attendee, Billing, Extract, Intent
from mailreg.message import FetchKey, RawMessage, Skimmed
from mailreg.registration.values import Move, Status
from mailreg.store import applications, journal, outbox
from mailreg.store.database import Database, Transaction
from mailreg.store.values import (
    MessageState,
    NewApplication,
    NewMail,
    NewStep,
    OutboxState,
    Settlement,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAILBOX = "desk"
VALIDITY = 4_294_967_295  # the largest there is
EVENT = "motesplats"
NUMBERS = count(1)


def raw(uid: int, *, content: bytes | None = None, is_complete: bool = True) -> RawMessage:
    body = f"Subject: Anm\r\n\r\nHej {uid}, jag är glutenallergiker.\r\n".encode()
    return RawMessage(
        key=FetchKey(mailbox=MAILBOX, uidvalidity=VALIDITY, uid=uid),
        content=body if content is None else content,
        received_at=NOW + timedelta(seconds=uid),
        size_bytes=len(body),
        is_complete=is_complete,
    )


def skimmed(uid: int) -> Skimmed:
    return Skimmed(
        key=FetchKey(mailbox=MAILBOX, uidvalidity=VALIDITY, uid=uid),
        received_at=NOW - timedelta(days=1),
        size_bytes=2000,
        sender="gammal@example.org",
    )


def begin_mailbox(tx: Transaction) -> None:
    journal.set_cursor(tx, MAILBOX, uidvalidity=VALIDITY, high_uid=0, now=NOW)


def accept(database: Database, *messages: RawMessage, is_shadow: bool = False) -> list[int]:
    with database.transaction() as tx:
        begin_mailbox(tx)
        return journal.accept(tx, messages, is_shadow=is_shadow, now=NOW)


def letter(database: Database, *, is_shadow: bool = False, is_complete: bool = True) -> int:
    message = raw(next(NUMBERS), is_complete=is_complete)
    return accept(database, message, is_shadow=is_shadow)[0]


ANNA = Attendee(
    name="Anna Lindqvist",
    email="Anna@example.org",
    dietary=("gluten",),
    dietary_other=("kiwi",),
    dietary_stated=True,
    answers={"seminar": "ai"},
)


def application(
    number: int | None = None,
    *,
    attendees: tuple[Attendee, ...] = (ANNA,),
    is_shadow: bool = False,
    event: str = EVENT,
) -> NewApplication:
    number = next(NUMBERS) if number is None else number
    return NewApplication(
        reference=f"MS-{number:05}",
        token=f"token{number}",
        event=event,
        mailbox=MAILBOX,
        language="sv",
        contact_name="Karin Ek",
        contact_email=f"Karin{number}@example.org",
        received_at=NOW + timedelta(seconds=number),
        needs_review=True,
        reasons=("name_unsure",),
        missing=(),
        billing=Billing(recipient="Ekerö kommun", city="Ekerö"),
        attendees=attendees,
        categories=("delegate",) * len(attendees),
        sessions=(("ai",),) * len(attendees),
        is_shadow=is_shadow,
    )


def arrived(*statuses: Status, message_id: int | None = None) -> NewStep:
    moves = tuple(
        Move(number=number, before=None, after=status)
        for number, status in enumerate(statuses, start=1)
    )
    return NewStep(at=NOW, by="mailreg", action="arrived", moves=moves, message_id=message_id)


def step(*moves: Move, by: str = "karin") -> NewStep:
    return NewStep(at=NOW, by=by, action="approve", moves=moves)


def move(before: Status, after: Status, number: int = 1) -> Move:
    return Move(number=number, before=before, after=after)


def store(tx: Transaction, new: NewApplication, step: NewStep, *, is_full: bool = False) -> int:
    added = applications.add(tx, new, step, is_full=is_full)
    assert added is not None
    applications.write_step(tx, added.id, step)
    return added.id


def add(
    database: Database,
    *statuses: Status,
    is_shadow: bool = False,
    event: str = EVENT,
) -> int:
    new = application(attendees=(ANNA,) * len(statuses), is_shadow=is_shadow, event=event)
    with database.transaction() as tx:
        return store(tx, new, arrived(*statuses))


def mail(
    application_id: int,
    *,
    state: OutboxState = OutboxState.QUEUED,
    reason: str | None = None,
    due_at: datetime = NOW,
    event: str = EVENT,
    is_receipt: bool = False,
    is_automatic: bool = True,
) -> NewMail:
    number = next(NUMBERS)
    return NewMail(
        application_id=application_id,
        template="received",
        recipient="Karin@example.org",
        sender="motesplats@example.org",
        mailbox=MAILBOX,
        message_id=f"<{number}.{application_id}@example.org>",
        content=f"Subject: {number}\r\n\r\nTack\r\n".encode(),
        state=state,
        reason=reason,
        due_at=due_at,
        is_automatic=is_automatic,
        is_receipt=is_receipt,
        event=event,
    )


def draft(database: Database, new: NewMail, *, now: datetime = NOW) -> int:
    with database.transaction() as tx:
        return outbox.draft(tx, new, now=now)


def queued(database: Database, number: int = 1, *, event: str = EVENT) -> list[int]:
    application_id = add(database, Status.PENDING, event=event)
    return [draft(database, mail(application_id, event=event)) for _ in range(number)]


EXTRACT = Extract(intent=Intent.REGISTER, language="sv", attendees=(ANNA,))


def settlement(
    state: MessageState = MessageState.PROCESSED,
    *,
    reason: str | None = None,
    intent: str | None = "register",
    application_id: int | None = None,
    letter_hash: bytes | None = None,
) -> Settlement:
    return Settlement(
        state=state,
        reason=reason,
        intent=intent,
        sender="karin@example.org",
        message_id="<1@example.org>",
        letter_hash=letter_hash,
        application_id=application_id,
        extract=EXTRACT,
    )


def settle(database: Database, message_id: int, what: Settlement) -> bool:
    with database.transaction() as tx:
        return journal.settle(tx, message_id, what)
