"""The arithmetic of seats: what a pool holds, and whether some moves still find room in it.

A pool is never read without the lock of its event (promise 4). Lowering a capacity takes nothing
away: nothing is free then, and `Seats.over` tells by how many it is exceeded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mailreg.registration.statuses import SEATED
from mailreg.registration.values import Move, Registration, Seats, Snapshot, Status


def count_seats(
    taken: Mapping[Status, int], *, capacity: int | None, elsewhere: int, holds_pending: bool
) -> Seats:
    """The figures of the venue from the number of registrations in each status.

    With `holds_pending` those pending hold a seat each, but only while there is room.
    """
    seats = Seats(
        capacity=capacity,
        elsewhere=elsewhere,
        confirmed=taken.get(Status.CONFIRMED, 0),
        offered=taken.get(Status.OFFERED, 0),
        pending=taken.get(Status.PENDING, 0),
        waitlisted=taken.get(Status.WAITLISTED, 0),
    )
    if not holds_pending or seats.free is None:
        return seats
    return replace(seats, held=min(seats.pending, seats.free))


def seats_needed(moves: Sequence[Move]) -> int:
    """By how much `moves` raise confirmed + offered; negative where they give seats back."""
    gained = sum(move.after in SEATED for move in moves)
    left = sum(move.before in SEATED for move in moves)
    return gained - left


def room_for(snapshot: Snapshot, moves: Sequence[Move]) -> int | None:
    """The seats that may be given to just these people; None without a capacity.

    A seat that one of them holds already, while pending, is theirs. Those who found no room
    when they came have only what the other pending ones do not hold.
    """
    seats = snapshot.venue
    if seats.capacity is None or seats.free is None:
        return None
    unsold = max(0, seats.capacity - seats.elsewhere - seats.confirmed - seats.offered)
    own = _pending_of(snapshot.registrations, moves)
    own_held = min(seats.held, sum(not registration.full for registration in own))
    others_held = min(seats.held, max(0, seats.pending - len(own)))
    return min(unsold, max(seats.free + own_held, unsold - others_held))


def is_room_for(snapshot: Snapshot, moves: Sequence[Move]) -> bool:
    """Whether `moves` keep confirmed + offered within the capacity, or do not raise it at all."""
    needed = seats_needed(moves)
    room = room_for(snapshot, moves)
    return needed <= 0 or room is None or needed <= room


def _pending_of(
    registrations: Sequence[Registration], moves: Sequence[Move]
) -> tuple[Registration, ...]:
    seated = {move.number for move in moves if move.after in SEATED}
    return tuple(
        registration
        for registration in registrations
        if registration.number in seated and registration.status is Status.PENDING
    )
