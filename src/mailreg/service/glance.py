"""How the desk stands at this moment: seats, counts, servers, what is stopped, what is stuck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache

from mailreg.event import Event
from mailreg.registration.values import Seats
from mailreg.service.desk import Desk
from mailreg.service.queue import Counts, counts
from mailreg.service.seats import EventSeats, event_seats
from mailreg.store import outbox, queue, views
from mailreg.store.installation import paused

KEPT = 32  # figures of a moment, each for one event or all: some hundred numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """When a server last answered."""

    since: datetime | None  # UTC; None: it never did
    error: str | None  # what is wrong with it now


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """When each server last answered; they do all the time, so that a second is near enough."""

    mailboxes: Mapping[str, Contact]
    smtp: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """The seats of one event."""

    venue: Seats
    sessions: Mapping[str, Seats]  # by key
    elsewhere_as_of: datetime | None  # when the figure of seats sold elsewhere was true


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is counted from the tables: the same until something in them changes."""

    counts: Counts  # of the event that is looked at
    seats: Mapping[str, Pools]  # by event
    paused: frozenset[str]  # events, "" for everything
    next_due: datetime | None  # when the next mail leaves, or should have left
    limited: int  # mails that a limit holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """Everything at a glance."""

    figures: Figures
    contacts: Contacts
    overdue_since: datetime | None  # when the longest due mail should have left


class Lookout:
    """Looks at the desk for every page; what has not changed is not counted again.

    Kept are numbers alone, under the count of changes that was read in the same view: whoever
    asks, in whatever process the change was made, sees what the tables say.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._figures = lru_cache(maxsize=KEPT)(self._count)
        self._contacts = lru_cache(maxsize=1)(self._ask)

    def glance(self, *, event: str | None) -> Glance:
        """Look; the counts are those of an event, or of all."""
        database, now = self._desk.database, self._desk.clock()
        with database.one_view(), database.reading() as tx:
            figures = self._figures(queue.changes(tx), event)
            contacts = self._contacts(int(now.timestamp()))
        due = figures.next_due
        return Glance(
            figures=figures,
            contacts=contacts,
            overdue_since=due if due is not None and due < now else None,
        )

    def _ask(self, _second: int) -> Contacts:
        desk = self._desk
        with desk.database.reading() as tx:
            found = views.mailbox_contacts(tx)
            return Contacts(
                mailboxes={name: _contact(found[name]) for name in desk.postboxes if name in found},
                smtp=_contact(views.smtp_contact(tx)),
            )

    def _count(self, _changes: tuple[tuple[object, ...], ...], event: str | None) -> Figures:
        desk = self._desk
        with desk.database.reading() as tx:
            return Figures(
                counts=counts(tx, event=event),
                seats={
                    slug: _pools(one, event_seats(tx, one)) for slug, one in desk.events.items()
                },
                paused=paused(tx),
                next_due=outbox.next_due(tx),
                limited=outbox.limited(tx),
            )


def _pools(event: Event, seats: EventSeats) -> Pools:
    as_of = seats.figure.elsewhere_as_of if seats.figure else None
    if as_of is None and event.seats_elsewhere_as_of is not None:
        as_of = datetime.combine(event.seats_elsewhere_as_of, time.max, event.timezone)
    return Pools(venue=seats.venue, sessions=seats.sessions, elsewhere_as_of=as_of)


def _contact(shown: Mapping[str, object]) -> Contact:
    since, error = shown["last_contact"], shown["error"]
    return Contact(
        since=datetime.fromisoformat(str(since)).astimezone(UTC) if since else None,
        error=str(error) if error else None,
    )
