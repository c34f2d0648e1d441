"""The statuses of a registration and the table of their moves.

Every audited step is a row of MOVES, a start of STARTS, or the undoing of the last step
(docs/states.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from mailreg.registration.values import Registration, Status

STARTS: frozenset[Status] = frozenset(
    {
        Status.INCOMPLETE,
        Status.PENDING,
        Status.CONFIRMED,
        Status.WAITLISTED,
        Status.DECLINED,
    }
)

MOVES: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.INCOMPLETE: frozenset(
            {
                Status.PENDING,
                Status.CONFIRMED,
                Status.WAITLISTED,
                Status.DECLINED,
                Status.CANCELLED,
                Status.EXPIRED,
            }
        ),
        Status.PENDING: frozenset(
            {
                Status.CONFIRMED,
                Status.WAITLISTED,
                Status.DECLINED,
                Status.INCOMPLETE,
                Status.CANCELLED,
                Status.EXPIRED,
            }
        ),
        Status.WAITLISTED: frozenset(
            {
                Status.OFFERED,
                Status.CONFIRMED,
                Status.PENDING,
                Status.DECLINED,
                Status.CANCELLED,
                Status.EXPIRED,
            }
        ),
        Status.OFFERED: frozenset(
            {
                Status.CONFIRMED,
                Status.WAITLISTED,
                Status.PENDING,
                Status.DECLINED,
                Status.CANCELLED,
                Status.EXPIRED,
            }
        ),
        Status.CONFIRMED: frozenset({Status.CANCELLED, Status.DECLINED}),
        Status.DECLINED: frozenset({Status.PENDING, Status.CONFIRMED, Status.WAITLISTED}),
        Status.CANCELLED: frozenset({Status.PENDING}),
        Status.EXPIRED: frozenset({Status.PENDING}),
    }
)

SEATED: frozenset[Status] = frozenset({Status.CONFIRMED, Status.OFFERED})  # take a seat each
CLOSED: frozenset[Status] = frozenset({Status.DECLINED, Status.CANCELLED, Status.EXPIRED})
UNDECIDED: frozenset[Status] = frozenset(Status) - CLOSED - {Status.CONFIRMED}

# What is left to do comes first: an application with one open person is open.
SUMMARY_ORDER: tuple[Status, ...] = (
    Status.INCOMPLETE,
    Status.PENDING,
    Status.OFFERED,
    Status.WAITLISTED,
    Status.CONFIRMED,
    Status.DECLINED,
    Status.EXPIRED,
    Status.CANCELLED,
)


def is_allowed(before: Status | None, after: Status) -> bool:
    """Whether the table has this move; `before` None asks whether one may start so."""
    return after in (STARTS if before is None else MOVES[before])


def summary(registrations: Iterable[Registration]) -> Status | None:
    """The status shown for an application: the first of SUMMARY_ORDER; None without anybody."""
    present = {registration.status for registration in registrations}
    return next((status for status in SUMMARY_ORDER if status in present), None)
