"""Why an application stands where it stands."""

from __future__ import annotations

from mailreg.registration import explain as explaining
from mailreg.registration.explain import Group, Standing
from mailreg.service.deciding import event_of, find
from mailreg.service.desk import Desk
from mailreg.service.seats import session_seats, venue_seats
from mailreg.store import applications


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
    return explaining.explain(standing, event, now)
