"""What staff look through: applications and messages a page at a time, at the cost of the page.

No question but `found` walks over what is closed: each is answered from an index that begins with
the status or state, in the order of the page, or from the running totals.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from mailreg.registration.values import Status
from mailreg.store.database import Transaction
from mailreg.store.journal.cursors import SMTP_ERROR
from mailreg.store.journal.reading import MESSAGES, message_of
from mailreg.store.tables import (
    APPLICATION,
    MAILBOX,
    MESSAGE,
    REGISTRATION,
    SETTING,
    STEP,
    TALLY,
)
from mailreg.store.tallies import Subject, tally
from mailreg.store.values import MACHINE, MessageState, StoredMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """After which row a page begins."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list: an application without what a list does not show."""

    id: int
    reference: str
    version: int
    event: str  # slug
    contact_name: str | None
    contact_email: str
    received_at: datetime
    status: Status | None  # None: it has no registrations
    needs_review: bool
    is_incomplete: bool  # something is missing
    is_shadow: bool
    people: int
    is_full: bool  # for somebody of it there was no room


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A first letter, and when somebody of the staff first decided about it."""

    received_at: datetime
    decided_at: datetime | None


def with_status(
    tx: Transaction,
    statuses: Collection[Status],
    *,
    event: str | None,
    after: Place | None,
    limit: int,
) -> list[Entry]:
    """Applications listed under one of these, oldest first; event None is all of them."""
    # one status at a time, each from its index in this order: of the database, a sort over all
    rows = [
        row
        for status in statuses
        for row in tx.connection.execute(_listed(status, event=event, after=after, limit=limit))
    ]
    first = sorted(rows, key=lambda row: (row.received_at, row.id))[:limit]
    return _entries(tx, [row.id for row in first])


def found(tx: Transaction, words: str, *, event: str | None, limit: int) -> list[Entry]:
    """Applications with these words in reference, names, addresses or organisations; newest first.

    This alone may walk over everything.
    """
    people = select(REGISTRATION.c.application_id).where(
        _contains(words, REGISTRATION.c.name, REGISTRATION.c.email, REGISTRATION.c.organisation)
    )
    columns = (APPLICATION.c.reference, APPLICATION.c.contact_name, APPLICATION.c.contact_email)
    statement = (
        select(APPLICATION.c.id)
        .where(*_of_event(event))
        .where(or_(_contains(words, *columns), APPLICATION.c.id.in_(people)))
        .order_by(APPLICATION.c.received_at.desc(), APPLICATION.c.id.desc())
        .limit(limit)
    )
    return _entries(tx, tx.connection.execute(statement).scalars().all())


def number_with_status(tx: Transaction, statuses: Collection[Status], *, event: str | None) -> int:
    """How many applications are listed under one of these; costs as much as there are."""
    values = [status.value for status in statuses]
    statement = (
        select(func.count())
        .select_from(APPLICATION)
        .where(APPLICATION.c.status.in_(values), *_of_event(event))
    )
    return int(tx.connection.execute(statement).scalar_one())


def people_with_status(tx: Transaction, status: Status, *, event: str | None) -> int:
    """How many people have a status, from the running totals."""
    totals = tally(tx, Subject.REGISTRATION, TALLY.c.status, event=event)
    return sum(row.number for row in totals if row.status == status)


def to_read(
    tx: Transaction, *, event: str | None, after: Place | None, limit: int
) -> list[StoredMessage]:
    """Messages that wait for staff, oldest first; those of no application belong to any event."""
    statement = MESSAGES.where(MESSAGE.c.state == MessageState.REVIEW.value)
    if event is not None:
        statement = statement.where(
            or_(APPLICATION.c.event == event, MESSAGE.c.application_id.is_(None))
        )
    if after is not None:
        statement = statement.where(_is_after(after, MESSAGE.c.received_at, MESSAGE.c.id))
    statement = statement.order_by(MESSAGE.c.received_at, MESSAGE.c.id).limit(limit)
    return [message_of(row) for row in tx.connection.execute(statement)]


def messages(
    tx: Transaction, state: MessageState | None, *, before: int | None, limit: int
) -> list[StoredMessage]:
    """Messages in a state, or all, newest first, each with a smaller id than `before`."""
    statement = MESSAGES
    if state is not None:
        statement = statement.where(MESSAGE.c.state == state.value)
    if before is not None:
        statement = statement.where(MESSAGE.c.id < before)
    statement = statement.order_by(MESSAGE.c.id.desc()).limit(limit)
    return [message_of(row) for row in tx.connection.execute(statement)]


def arrivals(tx: Transaction, event: str, *, since: datetime) -> list[Arrived]:
    """The first letters of an event's applications since then, in order."""
    decided = (
        select(func.min(STEP.c.at))
        .where(STEP.c.application_id == APPLICATION.c.id, STEP.c.decided_by != MACHINE)
        .scalar_subquery()
    )
    statement = (
        select(APPLICATION.c.received_at, decided.label("decided_at"))
        .where(APPLICATION.c.event == event, APPLICATION.c.received_at >= since)
        .order_by(APPLICATION.c.received_at)
    )
    return [
        Arrived(received_at=row.received_at, decided_at=row.decided_at)
        for row in tx.connection.execute(statement)
    ]


def pulse(tx: Transaction) -> tuple[object, ...]:
    """A value that is another one whenever something has changed that a page shows.

    Triggers count the changes of applications, messages, mails, figures and pauses; a change of
    anybody's status, of a field or of the history changes its application too. When a server
    last answered is left out, since that changes all the time.
    """
    changes = tally(tx, Subject.CHANGE, TALLY.c.status)
    errors = tx.connection.execute(ERRORS).all()
    smtp = tx.connection.execute(SMTP).scalar()
    return (*map(tuple, changes), *map(tuple, errors), smtp)


def _entries(tx: Transaction, ids: Sequence[int]) -> list[Entry]:
    """The lines of these applications, in this order."""
    wanted = {"ids": ids}
    people = {row["id"]: row for row in tx.connection.execute(PEOPLE, wanted).mappings()}
    lines = {row["id"]: row for row in tx.connection.execute(LINES, wanted).mappings()}
    return [_entry(lines[id_], people.get(id_, NOBODY)) for id_ in ids]


def _entry(line: RowMapping, people: Mapping[Any, Any]) -> Entry:
    status = line["status"]
    return Entry(
        **{column.name: line[column.name] for column in COPIED},
        status=None if status is None else Status(status),
        is_incomplete=bool(line["missing"]),
        people=people["people"],
        is_full=bool(people["full"]),
    )


NOBODY = {"people": 0, "full": 0}
# Built once: they run for every page.
COPIED = (
    APPLICATION.c.id,
    APPLICATION.c.reference,
    APPLICATION.c.version,
    APPLICATION.c.event,
    APPLICATION.c.contact_name,
    APPLICATION.c.contact_email,
    APPLICATION.c.received_at,
    APPLICATION.c.needs_review,
    APPLICATION.c.is_shadow,
)
LINES = select(*COPIED, APPLICATION.c.status, APPLICATION.c.missing).where(
    APPLICATION.c.id.in_(bindparam("ids", expanding=True))
)
PEOPLE = (
    select(
        REGISTRATION.c.application_id.label("id"),
        func.count().label("people"),
        func.sum(case((REGISTRATION.c.is_full, 1), else_=0)).label("full"),
    )
    .where(REGISTRATION.c.application_id.in_(bindparam("ids", expanding=True)))
    .group_by(REGISTRATION.c.application_id)
)
# Built once: they run every second or so.
ERRORS = select(MAILBOX.c.name, MAILBOX.c.error).order_by(MAILBOX.c.name)
SMTP = select(SETTING.c.value).where(SETTING.c.name == SMTP_ERROR)


def _listed(
    status: Status, *, event: str | None, after: Place | None, limit: int
) -> Select[tuple[int, datetime]]:
    place = (APPLICATION.c.received_at, APPLICATION.c.id)
    statement = select(APPLICATION.c.id, APPLICATION.c.received_at).where(
        APPLICATION.c.status == status.value, *_of_event(event)
    )
    if after is not None:
        statement = statement.where(_is_after(after, *place))
    return statement.order_by(*place).limit(limit)


def _of_event(event: str | None) -> list[ColumnElement[bool]]:
    return [] if event is None else [APPLICATION.c.event == event]


def _is_after(
    place: Place, time: ColumnElement[datetime], number: ColumnElement[int]
) -> ColumnElement[bool]:
    """As one comparison of rows, that an index answers from the place on."""
    begin = tuple_(literal(place.at, time.type), literal(place.id, number.type))
    return tuple_(time, number) > begin


def _contains(words: str, *columns: ColumnElement[str]) -> ColumnElement[bool]:
    """SQLite folds the case of ASCII alone, so å and Å are tried both."""
    forms: Sequence[str] = sorted({words, words.lower(), words.upper(), words.title()})
    return or_(*(column.icontains(form, autoescape=True) for column in columns for form in forms))
