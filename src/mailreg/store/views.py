"""What the lists and the status show, in the shape of their JSON (docs/json.md).

Every list is whole, oldest first, and takes a fixed number of queries per 500 rows.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from mailreg.extraction.label import billing_json
from mailreg.registration.values import Application, Diet, Registration, Status
from mailreg.store import applications, outbox
from mailreg.store.database import Transaction
from mailreg.store.journal.cursors import SMTP_ERROR, SMTP_LAST_CONTACT
from mailreg.store.tables import APPLICATION, MAILBOX, MESSAGE, SETTING, TALLY
from mailreg.store.tallies import Subject, tally
from mailreg.store.values import MessageState, OutboxRow, OutboxState

JsonObject = dict[str, object]
# Built once: they run for every page.
CONTACTS = select(MAILBOX.c.name, MAILBOX.c.last_contact, MAILBOX.c.error).order_by(MAILBOX.c.name)
SMTP_CONTACT = select(SETTING.c.name, SETTING.c.value).where(
    SETTING.c.name.in_([SMTP_LAST_CONTACT, SMTP_ERROR])
)


def list_applications(
    tx: Transaction,
    *,
    status: Status | None = None,
    event: str | None = None,
    with_diet: bool = False,
) -> list[JsonObject]:
    """The rows of `mailreg list`; with the diet, the caller logs the look."""
    found = applications.all(tx, status=status, event=event, with_diet=with_diet)
    return [application_json(application) for application in found]


def application_json(application: Application) -> JsonObject:
    """One row of `mailreg list`."""
    people = application.registrations
    ranks = list(Status)
    first = min((person.status for person in people), key=ranks.index, default=None)
    return {
        "reference": application.reference,
        "event": application.event,
        "status": None if first is None else first.value,
        "contact": {"name": application.contact_name, "email": application.contact_email},
        "language": application.language,
        "received_at": time_json(application.received_at),
        "needs_review": application.needs_review,
        "reasons": list(application.reasons),
        "missing": [code.value for code in application.missing],
        "billing": billing_json(application.billing),
        "registrations": [_registration_json(person) for person in people],
    }


def list_messages(tx: Transaction, *, state: MessageState | None = None) -> list[JsonObject]:
    """The rows of `mailreg messages`."""
    statement = (
        select(MESSAGE, APPLICATION.c.reference)
        .outerjoin(APPLICATION, APPLICATION.c.id == MESSAGE.c.application_id)
        .order_by(MESSAGE.c.received_at, MESSAGE.c.id)
    )
    if state is not None:
        statement = statement.where(MESSAGE.c.state == state.value)
    return [
        {
            "id": row.id,
            "mailbox": row.mailbox,
            "state": row.state,
            "reason": row.reason,
            "intent": row.intent,
            "from": row.sender,
            "received_at": time_json(row.received_at),
            "reference": row.reference,
        }
        for row in tx.connection.execute(statement)
    ]


def list_outbox(tx: Transaction, *, state: OutboxState | None = None) -> list[JsonObject]:
    """The rows of `mailreg outbox`."""
    return [outbox_json(mail) for mail in outbox.all(tx, state=state)]


def outbox_json(mail: OutboxRow) -> JsonObject:
    """One row of `mailreg outbox`."""
    return {
        "id": mail.id,
        "reference": mail.reference,
        "template": mail.template,
        "to": mail.recipient,
        "state": mail.state.value,
        "attempts": mail.attempts,
        "message_id": mail.message_id,
        "due_at": time_json(mail.due_at),
        "last_reply": mail.last_reply,
        "reason": mail.reason,
        "resent": mail.is_resent,
    }


def message_counts(tx: Transaction) -> dict[str, int]:
    """How many messages are in each state that any is in."""
    return {row.status: row.number for row in tally(tx, Subject.MESSAGE, TALLY.c.status)}


def mailbox_contacts(tx: Transaction) -> dict[str, JsonObject]:
    """When each mailbox's server last answered, and what is wrong with it now."""
    return {
        row.name: {
            "last_contact": None if row.last_contact is None else time_json(row.last_contact),
            "error": row.error,
        }
        for row in tx.connection.execute(CONTACTS)
    }


def smtp_contact(tx: Transaction) -> JsonObject:
    """The same for the submission server."""
    found = {row[0]: row[1] for row in tx.connection.execute(SMTP_CONTACT)}
    contact = found.get(SMTP_LAST_CONTACT)
    return {
        "last_contact": None if contact is None else time_json(datetime.fromisoformat(contact)),
        "error": found.get(SMTP_ERROR),
    }


def time_json(moment: datetime) -> str:
    """A time in UTC as RFC 3339, section 5.6 has it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _registration_json(person: Registration) -> JsonObject:
    shown: JsonObject = {
        "number": person.number,
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "organisation": person.organisation,
        "title": person.title,
        "status": person.status.value,
        "decline_reason": person.decline_reason,
        "full": person.full,
        "category": person.category,
        "sessions": {key: state.value for key, state in person.sessions.items()},
        "answers": dict(person.answers),
    }
    return shown if person.diet is None else shown | _diet_json(person.diet)


def _diet_json(diet: Diet) -> JsonObject:
    return {
        "dietary": list(diet.codes),
        "dietary_other": list(diet.other),
        "dietary_stated": diet.stated,
    }
