"""The figures of every pool of seats, counted under the lock of its event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mailreg.event import Event, Session
from mailreg.registration.offers import Party
from mailreg.registration.seats import count_seats
from mailreg.registration.sessions import count_session
from mailreg.registration.values import Application, Seats, SessionState, Snapshot
from mailreg.store import applications
from mailreg.store.database import Transaction
from mailreg.store.figures import figures
from mailreg.store.values import Figure, Waiting

FiguresByPool = Mapping[str | None, Figure]  # by session; None: the venue


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSeats:
    """Every pool of one event."""

    venue: Seats
    sessions: Mapping[str, Seats]  # by key
    figure: Figure | None  # what staff set for the venue; None: nothing


def locked_snapshot(tx: Transaction, event: Event, application: Application | None) -> Snapshot:
    """What a decision about an application is taken on; None: it is to be made.

    Nobody else can give a seat of this event until the transaction ends (promise 4). The people
    are read under the lock as well.
    """
    applications.lock_event(tx, event.slug)
    return snapshot_of(tx, event, application)


def snapshot_of(tx: Transaction, event: Event, application: Application | None) -> Snapshot:
    """The same without the lock, to look at: nothing is to be decided on it."""
    people = applications.load(tx, application.id).registrations if application else ()
    set_by_staff = figures(tx, event.slug)
    venue = _venue_seats(tx, event, set_by_staff)
    line = applications.waiting_line(tx, event.slug) if venue.waitlisted else ()
    own_id = application.id if application else None
    return Snapshot(
        venue=venue,
        sessions=_pools(tx, event, set_by_staff),
        registrations=people,
        waiting_groups=tuple(party_of(one).least for one in line if one.application_id != own_id),
    )


def party_of(waiting: Waiting) -> Party:
    """An application on the waiting list, as turns are counted."""
    return Party(people=waiting.people, may_be_parted=waiting.may_be_parted)


def venue_seats(tx: Transaction, event: Event) -> Seats:
    """The venue's seats as they are now."""
    return _venue_seats(tx, event, figures(tx, event.slug))


def session_seats(tx: Transaction, event: Event) -> dict[str, Seats]:
    """The seats of every session; one without a capacity has no limit of its own."""
    return _pools(tx, event, figures(tx, event.slug))


def event_seats(tx: Transaction, event: Event) -> EventSeats:
    """Every pool of an event as it is now."""
    set_by_staff = figures(tx, event.slug)
    return EventSeats(
        venue=_venue_seats(tx, event, set_by_staff),
        sessions=_pools(tx, event, set_by_staff),
        figure=set_by_staff.get(None),
    )


def _venue_seats(tx: Transaction, event: Event, set_by_staff: FiguresByPool) -> Seats:
    capacity, elsewhere = _figures(event, set_by_staff)
    return count_seats(
        applications.seats_taken(tx, event.slug),
        capacity=capacity,
        elsewhere=elsewhere,
        holds_pending=event.holds_pending,
    )


def _pools(tx: Transaction, event: Event, set_by_staff: FiguresByPool) -> dict[str, Seats]:
    if not event.sessions:
        return {}
    taken = applications.sessions_taken(tx, event.slug)
    return {
        session.key: _session_seats(
            session, set_by_staff.get(session.key), taken.get(session.key, {})
        )
        for session in event.sessions
    }


def _session_seats(
    session: Session, figure: Figure | None, taken: Mapping[SessionState, int]
) -> Seats:
    is_set = figure is not None and figure.capacity is not None
    return count_session(
        taken,
        capacity=figure.capacity if figure and is_set else session.capacity,
        elsewhere=(figure.elsewhere or 0) if figure else 0,
    )


def _figures(event: Event, set_by_staff: FiguresByPool) -> tuple[int | None, int]:
    """What staff have set counts before the event file."""
    figure = set_by_staff.get(None)
    capacity = event.capacity
    elsewhere = event.seats_elsewhere
    if figure is not None:
        capacity = capacity if figure.capacity is None else figure.capacity
        elsewhere = elsewhere if figure.elsewhere is None else figure.elsewhere
    return capacity, elsewhere if capacity is not None else 0
