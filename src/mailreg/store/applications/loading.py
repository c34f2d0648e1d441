"""Applications, read back whole; any number of them by a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Row, bindparam, select

from mailreg.errors import BadRequest
from mailreg.extraction import Missing
from mailreg.extraction.label import billing_from
from mailreg.registration.values import Application, Diet, Registration, Status
from mailreg.store.applications.people import open_diet, registration
from mailreg.store.database import Transaction
from mailreg.store.sealing import IDS_PER_QUERY, Owner, is_key_of
from mailreg.store.tables import APPLICATION, DATA_KEY, REGISTRATION

KEPT = (  # of what an application begins with
    "token",
    "event",
    "mailbox",
    "language",
    "contact_name",
    "contact_email",
    "received_at",
    "needs_review",
    "is_shadow",
    "may_be_parted",
)
COPIED = ("id", "reference", *KEPT, "version")


# Built once: they run for every letter.
ONE = select(APPLICATION).where(APPLICATION.c.id == bindparam("wanted"))
BY_REFERENCE = select(APPLICATION).where(APPLICATION.c.reference == bindparam("wanted"))
PEOPLE = (
    select(REGISTRATION)
    .where(REGISTRATION.c.application_id.in_(bindparam("ids", expanding=True)))
    .order_by(REGISTRATION.c.application_id, REGISTRATION.c.number)
)

PEOPLE_WITH_KEYS = PEOPLE.add_columns(DATA_KEY.c.wrapped).outerjoin(
    DATA_KEY, is_key_of(Owner.REGISTRATION, REGISTRATION.c.id)
)


def load(tx: Transaction, application_id: int, *, with_diet: bool = False) -> Application:
    """One application; BadRequest where there is none of that id."""
    row = tx.connection.execute(ONE, {"wanted": application_id}).one_or_none()
    if row is None:
        raise BadRequest("there is no application %(number)s", number=application_id)
    return _loaded(tx, row, with_diet=with_diet)


def find(tx: Transaction, reference: str, *, with_diet: bool = False) -> Application | None:
    """The application of that reference, upper or lower case; None where there is none."""
    row = tx.connection.execute(BY_REFERENCE, {"wanted": reference.upper()}).one_or_none()
    return None if row is None else _loaded(tx, row, with_diet=with_diet)


def all(  # noqa: A001 (read as applications.all)
    tx: Transaction,
    *,
    status: Status | None = None,
    event: str | None = None,
    with_diet: bool = False,
) -> Iterator[Application]:
    """Every application, or those of an event or listed under a status, oldest first."""
    statement = select(APPLICATION).order_by(APPLICATION.c.received_at, APPLICATION.c.id)
    if status is not None:
        statement = statement.where(APPLICATION.c.status == status.value)
    if event is not None:
        statement = statement.where(APPLICATION.c.event == event)
    rows = iter(tx.connection.execute(statement).all())
    while chunk := list(islice(rows, IDS_PER_QUERY)):
        people = _people(tx, [row.id for row in chunk], with_diet=with_diet)
        for row in chunk:
            yield _application(row, people[row.id])


def _loaded(tx: Transaction, row: Row[tuple[object, ...]], *, with_diet: bool) -> Application:
    people = _people(tx, [row.id], with_diet=with_diet)
    return _application(row, people[row.id])


def _people(
    tx: Transaction, application_ids: Sequence[int], *, with_diet: bool
) -> defaultdict[int, list[Registration]]:
    statement = PEOPLE_WITH_KEYS if with_diet else PEOPLE
    people: defaultdict[int, list[Registration]] = defaultdict(list)
    for row in tx.connection.execute(statement, {"ids": application_ids}):
        diet = _diet(tx, row) if with_diet else None
        people[row.application_id].append(registration(row, diet))
    return people


def _diet(tx: Transaction, row: Row[tuple[object, ...]]) -> Diet | None:
    if row.diet is None or row.wrapped is None:  # purged
        return None
    return open_diet(tx.vault.unwrap(row.wrapped), row.id, row.diet)


def _application(row: Row[tuple[object, ...]], people: Sequence[Registration]) -> Application:
    values = {name: getattr(row, name) for name in COPIED}
    return Application(
        **values,
        reasons=tuple(row.reasons),
        missing=tuple(Missing(code) for code in row.missing),
        billing=billing_from(row.billing),
        registrations=tuple(people),
    )
