"""Offers of freed seats: whose turn it is, and until when a seat is kept.

Office hours (`office.py`) bind the machine's offers and the deadline of every offer, not the moment
at which staff offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An application on the waiting list."""

    people: int  # those of it who wait
    may_be_parted: bool = False  # they take as many seats as there are; else all of them or none

    @property
    def least(self) -> int:
        """The fewest seats that can be offered to it."""
        return min(1, self.people) if self.may_be_parted else self.people


def whose_turn(parties: Sequence[Party], free: int | None) -> dict[int, int]:
    """Who is offered seats now, in order: index ▶ how many; `free` None: there is no limit.

    One that does not fit into what those before it leave is passed over and keeps its place.
    """
    turns: dict[int, int] = {}
    left = free
    for index, party in enumerate(parties):
        if left is None:
            turns[index] = party.people
        elif 0 < party.least <= left:
            turns[index] = min(party.people, left)
            left -= turns[index]
    return turns


def _patience(now: datetime, event: Event) -> timedelta:
    # subtracting within one zone would count wall-clock hours, a summer time's too
    ahead = event.starts.astimezone(UTC) - now.astimezone(UTC)
    if ahead > FAR:
        return event.patience.far
    return event.patience.near if ahead > NEAR else event.patience.last
