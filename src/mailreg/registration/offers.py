"""Offers of freed seats: whose turn it is, and until when a seat is kept.

Office hours are Monday to Friday, 08:00 up to 17:00 local time; public holidays are not known.
They bind the machine's offers and the deadline of every offer, not the moment at which staff offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from mailreg.event.values import Event

OPENS = time(8)  # local; the first minute of an office day
CLOSES = time(17)  # local; the first minute after it
MORNING = time(10)  # local; a deadline outside office hours moves here: time to read the mail
LAST_CALL = timedelta(hours=1)  # before the event begins: time to travel
SATURDAY = 5  # of datetime.weekday()

# more than this long before the event ▶ how long a seat is kept
_PATIENCE: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(days=14), timedelta(days=3)),
    (timedelta(days=3), timedelta(hours=24)),
)
_SHORTEST = timedelta(hours=4)


def offer_deadline(now: datetime, event: Event) -> datetime:
    """Until when (UTC) a seat offered at `now` is kept: in office hours, before the last call.

    Within the last hour before the event that lies in the past: nothing can be offered any more.
    """
    until = _in_office_hours(now.astimezone(UTC) + _patience(now, event), event)
    return min(until, event.starts.astimezone(UTC) - LAST_CALL)


def is_office_hour(now: datetime, event: Event) -> bool:
    """Whether somebody may be expected to read mail at the event's place."""
    local = now.astimezone(event.timezone)
    return local.weekday() < SATURDAY and OPENS <= local.time() < CLOSES


def whose_turn(groups: Sequence[int], free: int | None) -> tuple[int, ...]:
    """The indices of the groups that are offered seats now; `free` None: there is no limit.

    `groups` is the number of people in each, in waiting order. One that does not fit into what
    those before it leave is passed over and keeps its place.
    """
    turns = []
    left = free
    for index, people in enumerate(groups):
        if left is not None and people > left:
            continue
        turns.append(index)
        left = None if left is None else left - people
    return tuple(turns)


def _patience(now: datetime, event: Event) -> timedelta:
    # subtracting within one zone would count wall-clock hours, a summer time's too
    ahead = event.starts.astimezone(UTC) - now.astimezone(UTC)
    return next((kept for longer_than, kept in _PATIENCE if ahead > longer_than), _SHORTEST)


def _in_office_hours(until: datetime, event: Event) -> datetime:
    if is_office_hour(until, event):
        return until
    local = until.astimezone(event.timezone)
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=event.timezone).astimezone(UTC)
