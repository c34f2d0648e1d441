"""A conversation that begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import bindparam, insert, update

from mailreg.extraction import Attendee
from mailreg.extraction.label import billing_json
from mailreg.registration.values import Diet, Move, SessionMove, SessionState
from mailreg.store.applications.history import overall_status, write_step
from mailreg.store.applications.people import address_key, seal_diet
from mailreg.store.database import Transaction
from mailreg.store.sealing import Owner, make_keys
from mailreg.store.tables import APPLICATION, REGISTRATION
from mailreg.store.values import NewApplication, NewStep

DEFAULT_CATEGORY = "participant"
COPIED = ("token", "event", "mailbox", "language", "contact_name", "contact_email")
Entry = TypeVar("Entry")
# Built once: they run for every letter.
NEW_APPLICATION = insert(APPLICATION).returning(APPLICATION.c.id)
NEW_PEOPLE = insert(REGISTRATION).returning(REGISTRATION.c.id, sort_by_parameter_order=True)
SET_DIET = (
    update(REGISTRATION)
    .where(REGISTRATION.c.id == bindparam("person"))
    .values(diet=bindparam("sealed"))
)


def add(tx: Transaction, new: NewApplication, step: NewStep, *, is_full: bool = False) -> int:
    """Store an application with its people and the first line of its history; return its id.

    The step has one move per attendee, from no status to the first one. A reference or token that
    is taken is a bug of the caller, who makes them by chance and long enough.
    """
    values: dict[str, object] = {name: getattr(new, name) for name in COPIED}
    values |= {
        "reference": new.reference.upper(),
        "contact_key": address_key(new.contact_email),
        "received_at": new.received_at,
        "status": overall_status(move.after for move in step.moves),
        "needs_review": new.needs_review,
        "reasons": list(new.reasons),
        "missing": [missing.value for missing in new.missing],
        "billing": billing_json(new.billing),
        "is_shadow": new.is_shadow,
        "version": 1,
    }
    application_id = int(tx.connection.execute(NEW_APPLICATION, values).scalar_one())
    _add_people(tx, application_id, new, step, is_full=is_full)
    write_step(tx, application_id, step)
    return application_id


def _add_people(
    tx: Transaction,
    application_id: int,
    new: NewApplication,
    step: NewStep,
    *,
    is_full: bool,
) -> None:
    if not new.attendees:
        return
    move_of = {move.number: move for move in step.moves}
    rows = [
        _person(attendee, move_of[number])
        | {
            "application_id": application_id,
            "event": new.event,
            "is_full": is_full,
            "category": _entry(new.categories, number, DEFAULT_CATEGORY),
            "sessions": _wishes(_entry(new.sessions, number, ()), number, step.session_moves),
        }
        for number, attendee in enumerate(new.attendees, start=1)
    ]
    ids = tx.connection.execute(NEW_PEOPLE, rows).scalars().all()
    _store_diets(tx, dict(zip(ids, new.attendees, strict=True)))


def _person(attendee: Attendee, move: Move) -> dict[str, object]:
    reason = move.decline_reason
    return {
        "number": move.number,
        "status": move.after.value,
        "decline_reason": None if reason is None else reason.value,
        "name": attendee.name,
        "email": attendee.email,
        "email_key": address_key(attendee.email),
        "phone": attendee.phone,
        "organisation": attendee.organisation,
        "title": attendee.title,
        "answers": dict(attendee.answers),
        "queued_at": move.queued_at,
        "offered_until": move.offered_until,
        "lapses": move.lapses or 0,
    }


def _wishes(keys: Sequence[str], number: int, moves: Sequence[SessionMove]) -> dict[str, str]:
    """The wishes of a new person in their order, and what the first step made of them."""
    decided = {move.key: move.after for move in moves if move.number == number}
    states = {key: decided.get(key, SessionState.WISHED) for key in [*keys, *decided]}
    return {key: state.value for key, state in states.items() if state is not None}


def _entry(entries: Sequence[Entry], number: int, otherwise: Entry) -> Entry:
    return entries[number - 1] if number <= len(entries) else otherwise


def _store_diets(tx: Transaction, attendees: dict[int, Attendee]) -> None:
    keys = make_keys(tx, Owner.REGISTRATION, list(attendees))
    rows = [
        {"person": id_, "sealed": seal_diet(keys[id_], id_, _diet(attendee))}
        for id_, attendee in attendees.items()
    ]
    tx.connection.execute(SET_DIET, rows)


def _diet(attendee: Attendee) -> Diet:
    return Diet(
        codes=attendee.dietary, other=attendee.dietary_other, stated=attendee.dietary_stated
    )
