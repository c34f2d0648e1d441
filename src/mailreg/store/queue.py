"""What staff look through: applications and messages a page at a time, at the cost of the page.

None of them walks over what is closed: each is answered from an index that begins with
the status or state, in the order of the page, or from the running totals.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    String,
    bindparam,
    cast,
    exists,
    func,
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
    statement = _listed(is_of_event=event is not None, is_after=after is not None)
    values = _values(event, after, limit)
    # one status at a time, each from its index in this order: of the database, a sort over all
    rows = [
        row
        for status in statuses
        for row in tx.connection.execute(statement, values | {"listed": status.value}).mappings()
    ]
    first = sorted(rows, key=lambda row: (row["received_at"], row["id"]))[:limit]
    return [entry_of(row) for row in first]


def entries(tx: Transaction, ids: Collection[int]) -> list[Entry]:
    """The lines of these applications, newest first."""
    statement = LINES.where(APPLICATION.c.id.in_(ids)).order_by(*NEWEST_FIRST)
    return [entry_of(row) for row in tx.connection.execute(statement).mappings()]


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
    statement = _to_read(is_of_event=event is not None, is_after=after is not None)
    rows = tx.connection.execute(statement, _values(event, after, limit))
    return [message_of(row) for row in rows]


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
    errors = tx.connection.execute(ERRORS).all()
    smtp = tx.connection.execute(SMTP).scalar()
    return (*changes(tx), *map(tuple, errors), smtp)


def changes(tx: Transaction) -> tuple[tuple[object, ...], ...]:
    """The counted part of it: the same as long as all that lists and figures show is the same."""
    return tuple(map(tuple, tally(tx, Subject.CHANGE, TALLY.c.status)))


def entry_of(row: RowMapping) -> Entry:
    """A row of LINES."""
    status = row["status"]
    return Entry(**{**row, "status": None if status is None else Status(status)})


# Built once: they run for every page.
NOTHING = "[]"  # an empty list as either database keeps it
OWN_PEOPLE = REGISTRATION.c.application_id == APPLICATION.c.id
NEWEST_FIRST = (APPLICATION.c.received_at.desc(), APPLICATION.c.id.desc())
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
LINES: Select[tuple[object, ...]] = select(
    *COPIED,
    APPLICATION.c.status,
    (cast(APPLICATION.c.missing, String) != NOTHING).label("is_incomplete"),
    select(func.count()).where(OWN_PEOPLE).scalar_subquery().label("people"),
    exists().where(OWN_PEOPLE, REGISTRATION.c.is_full).label("is_full"),
)
# Built once: they run every second or so.
ERRORS = select(MAILBOX.c.name, MAILBOX.c.error).order_by(MAILBOX.c.name)
SMTP = select(SETTING.c.value).where(SETTING.c.name == SMTP_ERROR)


@cache
def _listed(*, is_of_event: bool, is_after: bool) -> Select[tuple[object, ...]]:
    statement = LINES.where(APPLICATION.c.status == bindparam("listed"))
    if is_of_event:
        statement = statement.where(APPLICATION.c.event == bindparam("of_event"))
    return _page(statement, APPLICATION.c.received_at, APPLICATION.c.id, is_after=is_after)


@cache
def _to_read(*, is_of_event: bool, is_after: bool) -> Select[tuple[object, ...]]:
    statement = MESSAGES.where(MESSAGE.c.state == MessageState.REVIEW.value)
    if is_of_event:
        is_theirs = APPLICATION.c.event == bindparam("of_event")
        statement = statement.where(or_(is_theirs, MESSAGE.c.application_id.is_(None)))
    return _page(statement, MESSAGE.c.received_at, MESSAGE.c.id, is_after=is_after)


def _page(
    statement: Select[tuple[object, ...]],
    time: ColumnElement[datetime],
    number: ColumnElement[int],
    *,
    is_after: bool,
) -> Select[tuple[object, ...]]:
    """The place is one comparison of rows, that an index answers from there on."""
    if is_after:
        begin = bindparam("after_at", type_=time.type), bindparam("after_id", type_=number.type)
        statement = statement.where(tuple_(time, number) > tuple_(*begin))
    return statement.order_by(time, number).limit(bindparam("at_most"))


def _values(event: str | None, after: Place | None, limit: int) -> dict[str, object]:
    """What a page's statement is asked with."""
    place = {} if after is None else {"after_at": after.at, "after_id": after.id}
    of_event = {} if event is None else {"of_event": event}
    return {"at_most": limit, **of_event, **place}


def _of_event(event: str | None) -> list[ColumnElement[bool]]:
    return [] if event is None else [APPLICATION.c.event == event]
