"""Lists for the people who receive the guests; each look at diets is logged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from mailreg.event import Event
from mailreg.export import (
    Document,
    Guest,
    Meal,
    Table,
    attendee_table,
    catering_table,
    check_path,
    event_name,
    notes,
    serving_table,
    write,
)
from mailreg.registration.values import Application, Registration, Status
from mailreg.service.adding import named_event
from mailreg.service.desk import Desk
from mailreg.store import applications

KEPT_FOR = timedelta(days=14)  # after the event, as long as diets are kept
CONFIRMED = frozenset({Status.CONFIRMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A list that was written."""

    path: Path
    people: int  # those it is about
    delete_after: date  # the last day on which the file may exist


def export_attendees(
    desk: Desk, slug: str, path: Path, *, statuses: Collection[Status] = CONFIRMED
) -> Exported:
    """Write who comes, without diet; raises BadRequest."""
    event = named_event(desk, slug)
    check_path(path)
    with desk.database.reading() as tx:
        table = attendee_table(event, applications.all(tx, event=slug), statuses)
    return _write(desk, event, path, (table,), people=len(table.rows))


def export_catering(
    desk: Desk, slug: str, path: Path, *, by: str, with_names: bool = False
) -> Exported:
    """Write what the confirmed need to eat, by name only where that is asked for.

    Whose diet was read is committed to the log before the file is written. Raises BadRequest.
    """
    event = named_event(desk, slug)
    check_path(path)
    with desk.database.transaction() as tx:
        confirmed = list(_confirmed(applications.all(tx, event=slug, with_diet=True)))
        ids = dict.fromkeys(application.id for application, _ in confirmed)
        how = "export catering with names" if with_names else "export catering"
        applications.log_diet_look(tx, ids, by=by, at=desk.clock(), how=how)
    guests = tuple(_guest(application, person) for application, person in confirmed)
    meals = [Meal(key=slug, name=event_name(event), guests=guests)]
    tables = [catering_table(event, meals)]
    if with_names:
        tables.append(serving_table(event, meals))
    return _write(desk, event, path, tuple(tables), people=len(guests))


def _confirmed(found: Iterable[Application]) -> Iterator[tuple[Application, Registration]]:
    for application in found:
        for person in application.registrations:
            if person.status in CONFIRMED:
                yield application, person


def _guest(application: Application, person: Registration) -> Guest:
    return Guest(
        name=person.name or application.reference,
        organisation=person.organisation,
        diet=person.diet,
    )


def _write(
    desk: Desk, event: Event, path: Path, tables: tuple[Table, ...], *, people: int
) -> Exported:
    made_at = desk.clock().astimezone(event.timezone)
    delete_after = ((event.ends or event.starts) + KEPT_FOR).date()
    document = Document(
        event=event.slug,
        title=event_name(event),
        made_at=made_at,
        delete_after=delete_after,
        notes=notes(event, made_at, delete_after),
        tables=tables,
    )
    write(document, path)
    return Exported(path=path, people=people, delete_after=delete_after)
