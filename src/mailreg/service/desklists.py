"""Lists beside the queue, newest first and a page at a time: messages, mail, troubles, days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from mailreg.service.desk import Desk
from mailreg.store import outbox, queue
from mailreg.store.queue import Arrived
from mailreg.store.values import MessageState, OutboxRow, OutboxState, StoredMessage

PAGE = 100
DAYS = 14  # that the charts show
TROUBLED = (OutboxState.UNKNOWN, OutboxState.FAILED, OutboxState.DEFERRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePage:
    """Some messages."""

    messages: Sequence[StoredMessage]
    before: int | None  # id with which the next page begins; None: there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxPage:
    """Some outgoing mail."""

    mails: Sequence[OutboxRow]
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """What went wrong, or waits for somebody."""

    mails: Sequence[OutboxRow]  # that may not have arrived, or are tried again
    held: Sequence[OutboxRow]  # that wait for somebody to release them
    messages: Sequence[StoredMessage]  # on which a stage crashed


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of an event, in its own time zone."""

    day: date
    letters: int  # first letters of applications that arrived
    hours: float | None  # from arrival to staff's first decision, the median; None: none decided


def message_page(desk: Desk, state: MessageState | None, *, before: int | None) -> MessagePage:
    """Messages in a state, or all."""
    with desk.database.reading() as tx:
        found = queue.messages(tx, state, before=before, limit=PAGE + 1)
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return MessagePage(messages=found[:PAGE], before=more)


def outbox_page(desk: Desk, state: OutboxState | None, *, before: int | None) -> OutboxPage:
    """Outgoing mail in a state, or all."""
    with desk.database.reading() as tx:
        found = outbox.page(tx, state, before=before, limit=PAGE + 1)
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return OutboxPage(mails=found[:PAGE], before=more)


def troubles(desk: Desk) -> Troubles:
    """Everything that needs somebody."""
    with desk.database.reading() as tx:
        mails = [
            mail for state in TROUBLED for mail in outbox.page(tx, state, before=None, limit=PAGE)
        ]
        held = [
            mail
            for mail in outbox.page(tx, OutboxState.HELD, before=None, limit=PAGE)
            if mail.reason != "undo"
        ]
        crashed = queue.messages(tx, MessageState.QUARANTINED, before=None, limit=PAGE)
    return Troubles(mails=mails, held=held, messages=crashed)


def days(desk: Desk, slug: str) -> list[Day]:
    """The last fortnight of an event, today included, oldest first."""
    zone = desk.events[slug].timezone
    today = desk.clock().astimezone(zone).date()
    first = today - timedelta(days=DAYS - 1)
    since = datetime.combine(first, datetime.min.time(), zone)
    with desk.database.reading() as tx:
        found = queue.arrivals(tx, slug, since=since)
    return [
        _day(day, [one for one in found if one.received_at.astimezone(zone).date() == day])
        for day in (first + timedelta(days=number) for number in range(DAYS))
    ]


def _day(day: date, arrived: Sequence[Arrived]) -> Day:
    waits = [one.decided_at - one.received_at for one in arrived if one.decided_at]
    hours = median(wait.total_seconds() for wait in waits) / 3600 if waits else None
    return Day(day=day, letters=len(arrived), hours=hours)
