"""A conversation that begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from mailreg.extraction import Attendee
from mailreg.extraction.label import billing_json
from mailreg.registration.values import (
    Application,
    Diet,
    Move,
    Registration,
    SessionMove,
    SessionState,
)
from mailreg.store.applications.history import overall_status
from mailreg.store.applications.loading import KEPT
from mailreg.store.applications.people import address_key, person_row, seal_diet
from mailreg.store.database import Transaction
from mailreg.store.sealing import Owner, make_keys
from mailreg.store.tables import APPLICATION, REGISTRATION
from mailreg.store.values import NewApplication, NewStep

DEFAULT_CATEGORY = "participant"
FIRST_VERSION = 1
Entry = TypeVar("Entry")
# Built once: they run for every letter.
NEW_ON_SQLITE = (
    sqlite.insert(APPLICATION)
    .on_conflict_do_nothing(index_elements=["reference"])
    .returning(APPLICATION.c.id)
)
NEW_ON_POSTGRESQL = (
    postgresql.insert(APPLICATION)
    .on_conflict_do_nothing(index_elements=["reference"])
    .returning(APPLICATION.c.id)
)
NEW_PEOPLE = insert(REGISTRATION).returning(REGISTRATION.c.id, sort_by_parameter_order=True)
SET_DIET = (
    update(REGISTRATION)
    .where(REGISTRATION.c.id == bindparam("person"))
    .values(diet=bindparam("sealed"))
)


def add(
    tx: Transaction, new: NewApplication, step: NewStep, *, is_full: bool = False
) -> Application | None:
    """Store an application with its people; None where its reference is taken: nothing is stored.

    The step has one move per attendee, from no status to the first one. It is to be written in the
    same transaction (`write_step`), once the mail that goes with it is known. A token that is taken
    is a bug of the caller, who makes them by chance and long enough.
    """
    copied: dict[str, object] = {name: getattr(new, name) for name in KEPT}
    values = copied | {
        "reference": new.reference.upper(),
        "contact_key": address_key(new.contact_email),
        "status": overall_status(move.after for move in step.moves),
        "version": FIRST_VERSION,
        **_read_out(new),
    }
    statement = NEW_ON_SQLITE if tx.is_sqlite else NEW_ON_POSTGRESQL
    application_id: int | None = tx.connection.execute(statement, values).scalar_one_or_none()
    if application_id is None:
        return None
    people = _people(new, step, is_full=is_full)
    _store_people(tx, application_id, new.event, people)
    return Application(
        **{name: getattr(new, name) for name in KEPT},
        id=application_id,
        reference=new.reference.upper(),
        reasons=new.reasons,
        missing=new.missing,
        billing=new.billing,
        version=FIRST_VERSION,
        registrations=people,
    )


def fill(
    tx: Transaction,
    application: Application,
    new: NewApplication,
    step: NewStep,
    *,
    is_full: bool = False,
) -> Application:
    """Give people to a conversation that has none; it keeps its reference, token and language.

    The step is as in `add`.
    """
    people = _people(new, step, is_full=is_full)
    filled = replace(
        application,
        needs_review=new.needs_review,
        reasons=new.reasons,
        missing=new.missing,
        billing=new.billing,
        version=application.version + 1,
        registrations=people,
    )
    values = {
        "status": overall_status(move.after for move in step.moves),
        "needs_review": new.needs_review,
        "version": filled.version,
        **_read_out(new),
    }
    statement = update(APPLICATION).where(APPLICATION.c.id == application.id)
    tx.connection.execute(statement.values(values))
    _store_people(tx, application.id, new.event, people)
    return filled


def enroll(
    tx: Transaction,
    application: Application,
    attendees: Mapping[int, Attendee],
    step: NewStep,
    *,
    categories: Mapping[int, str],
) -> None:
    """Store the people, by number, who are new with a step that is then recorded (`record`)."""
    move_of = {move.number: move for move in step.moves if move.before is None}
    people = [
        _person(
            attendee,
            move_of[number],
            is_full=False,
            category=categories.get(number, DEFAULT_CATEGORY),
            sessions=_wishes((), number, step.session_moves),
        )
        for number, attendee in attendees.items()
    ]
    _store_people(tx, application.id, application.event, people)


def _read_out(new: NewApplication) -> dict[str, object]:
    return {
        "reasons": list(new.reasons),
        "missing": [missing.value for missing in new.missing],
        "billing": billing_json(new.billing),
    }


def _people(new: NewApplication, step: NewStep, *, is_full: bool) -> tuple[Registration, ...]:
    move_of = {move.number: move for move in step.moves}
    return tuple(
        _person(
            attendee,
            move_of[number],
            is_full=is_full,
            category=_entry(new.categories, number, DEFAULT_CATEGORY),
            sessions=_wishes(_entry(new.sessions, number, ()), number, step.session_moves),
        )
        for number, attendee in enumerate(new.attendees, start=1)
    )


def _person(
    attendee: Attendee,
    move: Move,
    *,
    is_full: bool,
    category: str,
    sessions: dict[str, SessionState],
) -> Registration:
    return Registration(
        number=move.number,
        status=move.after,
        full=is_full,
        decline_reason=move.decline_reason,
        name=attendee.name,
        email=attendee.email,
        phone=attendee.phone,
        organisation=attendee.organisation,
        title=attendee.title,
        category=category,
        sessions=sessions,
        answers=dict(attendee.answers),
        diet=Diet(
            codes=attendee.dietary, other=attendee.dietary_other, stated=attendee.dietary_stated
        ),
        queued_at=move.queued_at,
        offered_until=move.offered_until,
        lapses=move.lapses or 0,
    )


def _wishes(
    keys: Sequence[str], number: int, moves: Sequence[SessionMove]
) -> dict[str, SessionState]:
    """The wishes of a new person in their order, and what the first step made of them."""
    decided = {move.key: move.after for move in moves if move.number == number}
    states = {key: decided.get(key, SessionState.WISHED) for key in [*keys, *decided]}
    return {key: state for key, state in states.items() if state is not None}


def _entry(entries: Sequence[Entry], number: int, otherwise: Entry) -> Entry:
    return entries[number - 1] if number <= len(entries) else otherwise


def _store_people(
    tx: Transaction, application_id: int, event: str, people: Sequence[Registration]
) -> None:
    if not people:
        return
    belonging = {"application_id": application_id, "event": event}
    rows = [belonging | person_row(person) for person in people]
    ids = tx.connection.execute(NEW_PEOPLE, rows).scalars().all()
    keys = make_keys(tx, Owner.REGISTRATION, ids)
    diets = [
        {"person": id_, "sealed": seal_diet(keys[id_], id_, person.diet)}
        for id_, person in zip(ids, people, strict=True)
        if person.diet is not None
    ]
    tx.connection.execute(SET_DIET, diets)
