"""How the desk stands at this moment: seats, servers, what is stopped, what is stuck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from mailreg.event import Event
from mailreg.registration.values import Seats
from mailreg.service.desk import Desk
from mailreg.service.seats import session_seats, venue_seats
from mailreg.store import outbox, views
from mailreg.store.database import Transaction
from mailreg.store.figures import figures
from mailreg.store.installation import paused


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """When a server last answered."""

    since: datetime | None  # UTC; None: it never did
    error: str | None  # what is wrong with it now


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """The seats of one event."""

    venue: Seats
    sessions: Mapping[str, Seats]  # by key
    elsewhere_as_of: datetime | None  # when the figure of seats sold elsewhere was true


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """Everything at a glance."""

    seats: Mapping[str, Pools]  # by event
    mailboxes: Mapping[str, Contact]
    smtp: Contact
    paused: frozenset[str]  # events, "" for everything
    overdue_since: datetime | None  # when the longest due mail should have left
    limited: int  # mails that a limit holds


def glance(desk: Desk) -> Glance:
    """Look."""
    with desk.database.reading() as tx:
        contacts = views.mailbox_contacts(tx)
        due = outbox.next_due(tx)
        return Glance(
            seats={slug: _pools(tx, event) for slug, event in desk.events.items()},
            mailboxes={
                name: _contact(contacts[name]) for name in desk.postboxes if name in contacts
            },
            smtp=_contact(views.smtp_contact(tx)),
            paused=paused(tx),
            overdue_since=due if due is not None and due < desk.clock() else None,
            limited=outbox.limited(tx),
        )


def _pools(tx: Transaction, event: Event) -> Pools:
    set_by_staff = figures(tx, event.slug).get(None)
    as_of = set_by_staff.elsewhere_as_of if set_by_staff else None
    if as_of is None and event.seats_elsewhere_as_of is not None:
        as_of = datetime.combine(event.seats_elsewhere_as_of, time.max, event.timezone)
    return Pools(
        venue=venue_seats(tx, event),
        sessions=session_seats(tx, event),
        elsewhere_as_of=as_of,
    )


def _contact(shown: Mapping[str, object]) -> Contact:
    since, error = shown["last_contact"], shown["error"]
    return Contact(
        since=datetime.fromisoformat(str(since)).astimezone(UTC) if since else None,
        error=str(error) if error else None,
    )
