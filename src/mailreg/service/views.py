"""What staff, scripts and the page see: the shapes of docs/json.md, built from the domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailreg.event import Event
from mailreg.registration.values import Application, Diet, Refusal, Seats, Status
from mailreg.service.approving import WaitingChange, waiting_changes
from mailreg.service.deciding import Done, find
from mailreg.service.desk import Desk
from mailreg.service.seats import session_seats, snapshot_of, venue_seats
from mailreg.store import applications, journal, outbox, views
from mailreg.store.database import Transaction
from mailreg.store.installation import EVERYTHING, paused
from mailreg.store.values import MessageState, OutboxRow, OutboxState, Step, StoredMessage
from mailreg.store.views import JsonObject, application_json, time_json

__all__ = [
    "Case",
    "Filter",
    "application_json",
    "case_json",
    "done_json",
    "list_applications",
    "list_mails",
    "list_messages",
    "message_json",
    "refusal_json",
    "seats_json",
    "show_case",
    "status",
    "told",
]

NO_CONTACT: JsonObject = {"last_contact": None, "error": None}


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
    unread: Mapping[int, Sequence[str]]  # message ▶ attachments that were not read, or not whole
    changes: Sequence[WaitingChange] = ()  # that letters ask for and staff decide


def show_case(desk: Desk, reference: str, *, by: str, with_diet: bool) -> Case:
    """One application with people, messages, replies and history; raises BadRequest."""
    with desk.database.transaction() if with_diet else desk.database.reading() as tx:
        application = find(tx, reference)
        if with_diet:
            application = applications.load(tx, application.id, with_diet=True)
            applications.log_diet_look(tx, [application.id], by=by, at=desk.clock(), how="show")
        mails = [outbox.row(tx, one.id) for one in outbox.of_application(tx, application.id)]
        messages = journal.of_application(tx, application.id)
        return Case(
            application=application,
            messages=messages,
            mails=[mail for mail in mails if mail is not None],
            history=applications.history(tx, application.id),
            unread={one.id: _unread(tx, one.id) for one in messages},
            changes=_changes(tx, desk, application),
        )


def _changes(tx: Transaction, desk: Desk, application: Application) -> Sequence[WaitingChange]:
    """Of diets it is compared what is known, and told that they differ."""
    event = desk.events.get(application.event)
    if event is None:
        return ()
    known = applications.load(tx, application.id, with_diet=True)
    snapshot = snapshot_of(tx, event, known)
    return tuple(waiting_changes(tx, event, known, snapshot))


def _unread(tx: Transaction, message_id: int) -> Sequence[str]:
    """Names of files may tell of health: they are sealed with the letter, and gone when it is."""
    message = journal.message(tx, message_id, with_extract=True)
    return message.extract.unread if message and message.extract else ()


def case_json(case: Case) -> JsonObject:
    """What `show` prints."""
    return {
        **application_json(case.application),
        "messages": [
            {**message_json(one), "unread_attachments": list(case.unread[one.id])}
            for one in case.messages
        ],
        "outbox": [views.outbox_json(one) for one in case.mails],
        "history": [_step_json(one) for one in case.history],
        "changes": [_change_json(one) for one in case.changes],
    }


def _change_json(change: WaitingChange) -> JsonObject:
    """What a letter says otherwise; never what a diet is."""
    return {
        "message": change.message.id,
        "differences": [
            {
                "field": one.field,
                "before": told(one.before),
                "after": told(one.after),
                "hurdle": one.hurdle.value if one.hurdle else None,
            }
            for one in change.differences
        ],
    }


def told(value: object) -> str | bool | None:
    """A value as it may be shown to anybody of the staff: of a diet only that it differs."""
    if isinstance(value, Diet):
        return "…"
    return value if isinstance(value, bool) or value is None else str(value)


def message_json(message: StoredMessage) -> JsonObject:
    """An entry of `messages`."""
    return {
        "id": message.id,
        "mailbox": message.mailbox,
        "state": message.state.value,
        "reason": message.reason,
        "intent": message.intent,
        "from": message.sender,
        "received_at": time_json(message.received_at),
        "reference": message.reference,
    }


def _step_json(step: Step) -> JsonObject:
    return {
        "at": time_json(step.at),
        "by": step.by,
        "action": step.action,
        "moves": [
            {"number": move.number, "from": move.before, "to": move.after} for move in step.moves
        ],
        "sessions": [
            {"number": move.number, "session": move.key, "from": move.before, "to": move.after}
            for move in step.session_moves
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
        "over_capacity": bool(done.decision and done.decision.is_over_capacity),
        "application": application_json(done.application),
    }


def refusal_json(reference: str, refusal: Refusal) -> JsonObject:
    """Why a decision was not taken."""
    return {"reference": reference, "refused": {"code": refusal.code, "text": refusal.text}}


def list_messages(desk: Desk, state: MessageState | None) -> list[JsonObject]:
    """Every message, or those in a state, oldest first."""
    with desk.database.reading() as tx:
        return views.list_messages(tx, state=state)


def list_mails(desk: Desk, state: OutboxState | None) -> list[JsonObject]:
    """Every outgoing mail, or those in a state, oldest first."""
    with desk.database.reading() as tx:
        return views.list_outbox(tx, state=state)


def status(desk: Desk) -> JsonObject:
    """Seats, queue, outbox, mode and the last contact with the servers."""
    with desk.database.reading() as tx:
        stopped = paused(tx)
        contacts = views.mailbox_contacts(tx)
        return {
            "mode": desk.mode.value,
            "paused": EVERYTHING in stopped,
            "events": {
                slug: {**_event_json(tx, event), "paused": bool(stopped & {EVERYTHING, slug})}
                for slug, event in desk.events.items()
            },
            "messages": views.message_counts(tx),
            "outbox": outbox.counts(tx),
            "mailboxes": {name: contacts.get(name, NO_CONTACT) for name in desk.postboxes},
            "smtp": views.smtp_contact(tx),
        }


def _event_json(tx: Transaction, event: Event) -> JsonObject:
    sessions = session_seats(tx, event)
    return {
        **seats_json(venue_seats(tx, event)),
        "sessions": {key: _session_json(seats) for key, seats in sessions.items()},
    }


def seats_json(seats: Seats) -> JsonObject:
    """The figures of one pool."""
    return {
        "capacity": seats.capacity,
        "elsewhere": seats.elsewhere,
        "confirmed": seats.confirmed,
        "offered": seats.offered,
        "pending": seats.pending,
        "waitlisted": seats.waitlisted,
        "over": seats.over,
        "free": seats.free,
    }


def _session_json(seats: Seats) -> JsonObject:
    return {
        "capacity": seats.capacity,
        "given": seats.confirmed,
        "waiting": seats.waitlisted,
        "wished": seats.pending,
        "over": seats.over,
        "free": seats.free,
    }
