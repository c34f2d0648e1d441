"""What staff look through on the page: one tab at a time, oldest first, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailreg.registration.values import Status
from mailreg.service.desk import Desk
from mailreg.store import outbox, queue, searching, views
from mailreg.store.database import Transaction
from mailreg.store.queue import Entry, Place
from mailreg.store.values import MessageState, OutboxState, StoredMessage

__all__ = [
    "Counts",
    "Entry",
    "Listing",
    "MessageState",
    "Place",
    "StoredMessage",
    "Tab",
    "Unread",
    "counts",
    "listing",
    "pulse",
    "search",
    "unread",
]

PAGE = 50  # applications; the next ones come with a click
HITS = 100  # of a search


class Tab(StrEnum):
    """One of the lists."""

    DECIDE = "decide"  # waits for a decision of staff
    READ = "read"  # letters that a person must read
    ASKED = "asked"  # the applicant's turn: to answer, or to take a seat that is kept
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    CLOSED = "closed"


STATUSES: Mapping[Tab, frozenset[Status]] = {
    Tab.DECIDE: frozenset({Status.PENDING}),
    Tab.ASKED: frozenset({Status.INCOMPLETE, Status.OFFERED}),
    Tab.WAITING: frozenset({Status.WAITLISTED}),
    Tab.CONFIRMED: frozenset({Status.CONFIRMED}),
    Tab.CLOSED: frozenset({Status.DECLINED, Status.EXPIRED, Status.CANCELLED}),
}
TROUBLED = (OutboxState.UNKNOWN, OutboxState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many wait where; None: not counted, since it would cost what there is."""

    tabs: Mapping[Tab, int | None]  # applications or letters, of `waiting` and `confirmed` people
    held_mails: int  # that wait for a person or for their time
    troubled_mails: int  # that did not arrive, or may not have
    quarantined: int  # messages on which a stage crashed


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of applications."""

    entries: Sequence[Entry]
    next: Place | None  # where the next page begins; None: there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A page of letters that wait for staff."""

    messages: Sequence[StoredMessage]
    next: Place | None


def listing(desk: Desk, tab: Tab, *, event: str | None, after: Place | None = None) -> Listing:
    """A page of applications, oldest first; `tab` is any but READ."""
    with desk.database.reading() as tx:
        found = queue.with_status(tx, STATUSES[tab], event=event, after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    last = Place(at=shown[-1].received_at, id=shown[-1].id) if len(found) > PAGE else None
    return Listing(entries=shown, next=last)


def unread(desk: Desk, *, event: str | None, after: Place | None = None) -> Unread:
    """A page of the letters that a person must read, oldest first."""
    with desk.database.reading() as tx:
        found = queue.to_read(tx, event=event, after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    last = Place(at=shown[-1].received_at, id=shown[-1].id) if len(found) > PAGE else None
    return Unread(messages=shown, next=last)


def search(desk: Desk, words: str, *, event: str | None) -> Listing:
    """Applications with these words in references, names, addresses or invoices."""
    with desk.database.reading() as tx:
        found = searching.found(tx, words.strip(), event=event, limit=HITS)
    return Listing(entries=found, next=None)


def pulse(desk: Desk) -> int:
    """A number that is another one whenever something has changed that a page shows."""
    with desk.database.reading() as tx:
        return hash(queue.pulse(tx))


def counts(tx: Transaction, *, event: str | None) -> Counts:
    """What stands on the tabs."""
    mails = outbox.counts(tx)
    messages = views.message_counts(tx)
    return Counts(
        tabs={
            Tab.DECIDE: queue.number_with_status(tx, STATUSES[Tab.DECIDE], event=event),
            Tab.READ: messages.get(MessageState.REVIEW, 0),
            Tab.ASKED: queue.number_with_status(tx, STATUSES[Tab.ASKED], event=event),
            Tab.WAITING: queue.people_with_status(tx, Status.WAITLISTED, event=event),
            Tab.CONFIRMED: queue.people_with_status(tx, Status.CONFIRMED, event=event),
            Tab.CLOSED: None,
        },
        held_mails=mails.get(OutboxState.HELD, 0),
        troubled_mails=sum(mails.get(state, 0) for state in TROUBLED),
        quarantined=messages.get(MessageState.QUARANTINED, 0),
    )
