"""Why an application stands where it stands."""

from __future__ import annotations

from mailreg.event import Event, Offers
from mailreg.registration import explain as explaining
from mailreg.registration.explain import Group, Standing
from mailreg.registration.values import Application, Status
from mailreg.service.deciding import event_of, find
from mailreg.service.desk import Desk
from mailreg.service.offering import hindrance, reservation
from mailreg.service.seats import session_seats, venue_seats
from mailreg.store import applications
from mailreg.store.database import Transaction


def explain(desk: Desk, reference: str) -> tuple[str, ...]:
    """Sentences for staff; raises BadRequest where there is no such application."""
    now = desk.clock()
    with desk.database.reading() as tx:
        application = find(tx, reference)
        event = event_of(desk, application)
        line = applications.waiting_line(tx, event.slug)
        standing = Standing(
            application=application,
            venue=venue_seats(tx, event),
            sessions=session_seats(tx, event),
            line=tuple(Group(reference=one.reference, people=one.people) for one in line),
            recently_freed=applications.recently_freed(tx, event.slug, now - desk.undo),
        )
        withheld = _withheld(tx, desk, event, application)
    return (*explaining.explain(standing, event, now), *withheld)


def _withheld(
    tx: Transaction, desk: Desk, event: Event, application: Application
) -> tuple[str, ...]:
    """Why those who wait are offered nothing, though it may be their turn."""
    waits = any(one.status is Status.WAITLISTED for one in application.registrations)
    if not waits or event.offers is not Offers.AUTOMATIC:
        return ()
    return tuple(filter(None, (hindrance(tx, desk, event), reservation(application))))
