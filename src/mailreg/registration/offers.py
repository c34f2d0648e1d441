"""Offers of freed seats: whose turn it is, and until when a seat is kept.

Office hours (`office.py`) bind the machine's offers and the deadline of every offer, not the moment
at which staff offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from mailreg.event.values import Event, Offers
from mailreg.registration.office import into_office_hours, is_office_hour

LAST_CALL = timedelta(hours=1)  # before the event begins: time to travel
FAR = timedelta(days=14)  # more than this before the event, an offered seat is kept longest
NEAR = timedelta(days=3)  # more than this, not so long


def offer_deadline(now: datetime, event: Event) -> datetime:
    """Until when (UTC) a seat offered at `now` is kept: in office hours, before the last call.

    Within the last hour before the event that lies in the past: nothing can be offered any more.
    Before `offers_end` no offer is kept beyond it; after it, those that staff make are.
    """
    until = into_office_hours(now.astimezone(UTC) + _patience(now, event), event)
    last = event.starts.astimezone(UTC) - LAST_CALL
    if event.offers_end is not None and now < event.offers_end:
        last = min(last, event.offers_end.astimezone(UTC))
    return min(until, last)


def may_offer(now: datetime, event: Event) -> bool:
    """Whether the machine offers a seat now, or gives one of a session."""
    return (
        event.offers is Offers.AUTOMATIC
        and is_office_hour(now, event)
        and not is_too_late_to_offer(now, event)
    )


def is_too_late_to_offer(now: datetime, event: Event) -> bool:
    """Whether the machine offers nothing any more: nobody could answer, or the event says so."""
    has_ended = event.offers_end is not None and now >= event.offers_end
    return has_ended or offer_deadline(now, event) <= now


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
    if ahead > FAR:
        return event.patience.far
    return event.patience.near if ahead > NEAR else event.patience.last
