"""What staff, scripts and the page see: the shapes of docs/contract, built from the domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from mailreg.event import Event
from mailreg.extraction.label import billing_json
from mailreg.registration.statuses import summary
from mailreg.registration.values import Application, Refusal, Registration, Status
from mailreg.service.deciding import Done, find
from mailreg.service.desk import Desk
from mailreg.service.seats import venue_seats
from mailreg.store import applications, journal, outbox, views
from mailreg.store.database import Transaction
from mailreg.store.installation import EVERYTHING, paused
from mailreg.store.values import MessageState, OutboxRow, OutboxState, Step, StoredMessage

JsonObject = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which applications are wanted; None: whichever."""

    status: Status | None = None
    event: str | None = None
    by: str  # who looks
    with_diet: bool = False  # logged


def list_applications(desk: Desk, wanted: Filter) -> list[Application]:
    """The applications, oldest first; a look at diets is logged in the same transaction."""
    if not wanted.with_diet:
        with desk.database.reading() as tx:
            return list(applications.all(tx, status=wanted.status, event=wanted.event))
    with desk.database.transaction() as tx:
        found = list(applications.all(tx, status=wanted.status, event=wanted.event, with_diet=True))
        ids = [one.id for one in found]
        applications.log_diet_look(tx, ids, by=wanted.by, at=desk.clock(), how="list")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One application with its conversation."""

    application: Application
    messages: Sequence[StoredMessage]
    mails: Sequence[OutboxRow]
    history: Sequence[Step]


def show_case(desk: Desk, reference: str, *, by: str, with_diet: bool) -> Case:
    """One application with people, messages, replies and history; raises BadRequest."""
    with desk.database.transaction() if with_diet else desk.database.reading() as tx:
        application = find(tx, reference)
        if with_diet:
            application = applications.load(tx, application.id, with_diet=True)
            applications.log_diet_look(tx, [application.id], by=by, at=desk.clock(), how="show")
        mails = [outbox.row(tx, one.id) for one in outbox.of_application(tx, application.id)]
        return Case(
            application=application,
            messages=journal.of_application(tx, application.id),
            mails=[mail for mail in mails if mail is not None],
            history=applications.history(tx, application.id),
        )


def application_json(application: Application) -> JsonObject:
    """An entry of `list`."""
    status = summary(application.registrations)
    return {
        "reference": application.reference,
        "event": application.event,
        "status": status.value if status else None,
        "contact": {"name": application.contact_name, "email": application.contact_email},
        "language": application.language,
        "received_at": moment(application.received_at),
        "needs_review": application.needs_review,
        "reasons": list(application.reasons),
        "missing": [item.value for item in application.missing],
        "billing": billing_json(application.billing),
        "registrations": [_registration_json(one) for one in application.registrations],
    }


def _registration_json(registration: Registration) -> JsonObject:
    shown: JsonObject = {
        "number": registration.number,
        "name": registration.name,
        "email": registration.email,
        "phone": registration.phone,
        "organisation": registration.organisation,
        "title": registration.title,
        "status": registration.status.value,
        "decline_reason": registration.decline_reason,
        "full": registration.full,
        "category": registration.category,
        "sessions": {key: state.value for key, state in registration.sessions.items()},
        "answers": dict(registration.answers),
    }
    if registration.diet is not None:
        shown |= {
            "dietary": list(registration.diet.codes),
            "dietary_other": list(registration.diet.other),
            "dietary_stated": registration.diet.stated,
        }
    return shown


def case_json(case: Case) -> JsonObject:
    """What `show` prints."""
    return {
        **application_json(case.application),
        "messages": [message_json(one) for one in case.messages],
        "outbox": [mail_json(one) for one in case.mails],
        "history": [_step_json(one) for one in case.history],
    }


def message_json(message: StoredMessage) -> JsonObject:
    """An entry of `messages`."""
    return {
        "id": message.id,
        "mailbox": message.mailbox,
        "state": message.state.value,
        "reason": message.reason,
        "intent": message.intent,
        "from": message.sender,
        "received_at": moment(message.received_at),
        "reference": message.reference,
    }


def mail_json(mail: OutboxRow) -> JsonObject:
    """An entry of `outbox`."""
    return {
        "id": mail.id,
        "reference": mail.reference,
        "template": mail.template,
        "to": mail.recipient,
        "state": mail.state.value,
        "attempts": mail.attempts,
        "message_id": mail.message_id,
        "due_at": moment(mail.due_at),
        "last_reply": mail.last_reply,
        "reason": mail.reason,
        "resent": mail.is_resent,
    }


def _step_json(step: Step) -> JsonObject:
    return {
        "at": moment(step.at),
        "by": step.by,
        "action": step.action,
        "moves": [
            {"number": move.number, "from": move.before, "to": move.after} for move in step.moves
        ],
        "note": step.note,
        "outbox": step.outbox_id,
        "message": step.message_id,
        "detail": step.detail,
    }


def done_json(done: Done) -> JsonObject:
    """What a decision came to."""
    return {
        "refused": None,
        "reference": done.application.reference,
        "outbox": done.outbox_id,
        "over_capacity": done.decision.is_over_capacity,
        "application": application_json(done.application),
    }


def refusal_json(reference: str, refusal: Refusal) -> JsonObject:
    """Why a decision was not taken."""
    return {"reference": reference, "refused": {"code": refusal.code, "text": refusal.text}}


def list_messages(desk: Desk, state: MessageState | None) -> list[JsonObject]:
    """Every message, or those in a state, oldest first."""
    with desk.database.reading() as tx:
        return [message_json(one) for one in views.messages(tx, state=state)]


def list_mails(desk: Desk, state: OutboxState | None) -> list[JsonObject]:
    """Every outgoing mail, or those in a state, oldest first."""
    with desk.database.reading() as tx:
        return [mail_json(one) for one in outbox.all(tx, state=state)]


def status(desk: Desk) -> JsonObject:
    """Seats, queue, outbox, mode and the last contact with the servers."""
    with desk.database.reading() as tx:
        stopped = paused(tx)
        contacts = views.contacts(tx)
        return {
            "mode": desk.mode.value,
            "paused": EVERYTHING in stopped,
            "events": {
                slug: {**_event_json(tx, event), "paused": bool(stopped & {EVERYTHING, slug})}
                for slug, event in desk.events.items()
            },
            "messages": views.message_counts(tx),
            "outbox": outbox.counts(tx),
            "mailboxes": {name: _contact_json(contacts.get(name)) for name in desk.postboxes},
            "smtp": _contact_json(contacts.get(views.SMTP)),
        }


def _event_json(tx: Transaction, event: Event) -> JsonObject:
    seats = venue_seats(tx, event)
    return {
        "capacity": seats.capacity,
        "elsewhere": seats.elsewhere,
        "confirmed": seats.confirmed,
        "offered": seats.offered,
        "pending": seats.pending,
        "waitlisted": seats.waitlisted,
        "over": seats.over,
        "free": seats.free,
        "sessions": {session.key: {"capacity": session.capacity} for session in event.sessions},
    }


def _contact_json(contact: views.Contact | None) -> JsonObject:
    if contact is None:
        return {"last_contact": None, "error": None}
    last = moment(contact.last_contact) if contact.last_contact else None
    return {"last_contact": last, "error": contact.error}


def moment(at: datetime) -> str:
    """RFC 3339, UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
