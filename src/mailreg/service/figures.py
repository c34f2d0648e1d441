"""Figures of seats that staff change while mailreg runs; each change is kept with who made it."""

from __future__ import annotations

from dataclasses import dataclass

from mailreg import log
from mailreg.errors import BadRequest
from mailreg.registration.values import Seats
from mailreg.sentences import Series, say
from mailreg.service.adding import named_event
from mailreg.service.desk import Desk
from mailreg.service.seats import session_seats, venue_seats
from mailreg.store import figures


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFigure:
    """What staff say of one pool of seats."""

    event: str  # slug
    session: str | None  # None: the venue
    capacity: int | None = None  # None: as it was
    elsewhere: int | None = None  # None: as it was


def set_figure(desk: Desk, new: NewFigure, *, by: str) -> Seats:
    """Change a figure and return the pool as it is now; a lower capacity takes nothing away.

    Raises BadRequest for a session that does not exist or a figure that cannot be.
    """
    event = named_event(desk, new.event)
    keys = [session.key for session in event.sessions]
    if new.session is not None and new.session not in keys:
        raise BadRequest(
            "No session %(session)s; there are %(known)s",
            session=repr(new.session),
            known=Series(keys) or say("none"),
        )
    if new.capacity is None and new.elsewhere is None:
        raise BadRequest("A number of seats is missing", hint=": --capacity N or --elsewhere N")
    if min(new.capacity or 0, new.elsewhere or 0) < 0:
        raise BadRequest("A number of seats is not negative")
    with desk.database.transaction() as tx:
        change = figures.NewFigure(
            session=new.session,
            capacity=_said(new.capacity),
            elsewhere=_said(new.elsewhere),
            at=desk.clock(),
            by=by,
        )
        figures.set_figure(tx, event.slug, change)
        pools = session_seats(tx, event)
        seats = venue_seats(tx, event) if new.session is None else pools[new.session]
    if seats.over:
        log.over_capacity(event=event.slug, session=new.session, over=seats.over)
    return seats


def _said(figure: int | None) -> int | figures.Unchanged:
    return figures.UNCHANGED if figure is None else figure
