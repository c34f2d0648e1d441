"""The figures of a pool of seats, counted under its lock."""

from __future__ import annotations

from mailreg.event import Event
from mailreg.registration.seats import count_seats
from mailreg.registration.values import Seats
from mailreg.store import applications
from mailreg.store.database import Transaction


def locked_seats(tx: Transaction, event: Event) -> Seats:
    """The venue's seats; nobody else can give any until this transaction ends (promise 4)."""
    applications.lock_event(tx, event.slug)
    return venue_seats(tx, event)


def venue_seats(tx: Transaction, event: Event) -> Seats:
    """The venue's seats as they are now."""
    return count_seats(
        applications.seats_taken(tx, event.slug),
        capacity=event.capacity,
        elsewhere=event.seats_elsewhere if event.capacity is not None else 0,
        holds_pending=event.holds_pending,
    )
