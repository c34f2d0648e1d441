"""When a mail that did not leave is tried again: one pure function of reply, attempts and age."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum, auto
from types import MappingProxyType


class Hurdle(Enum):
    """Why a mail did not leave."""

    LINK = auto()  # no reply: the link broke before anything was handed over
    RATE = auto()  # the server said that we are too many or too fast (421, 432, 452)
    MAIL = auto()  # the server put off this mail (450, 451: greylisting, a full mailbox)


# An answer loses its value within hours, so the first tries are close together; RFC 5321, section
# 4.5.4.1, wants 30 minutes in general, but the next hop here is our own submission server.
STEPS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 180, 240))
SOON: Mapping[Hurdle, tuple[timedelta, ...]] = MappingProxyType(
    {
        Hurdle.LINK: (timedelta(seconds=10), timedelta(minutes=1)),
        Hurdle.RATE: (timedelta(minutes=1),),
        Hurdle.MAIL: (),
    }
)
GIVE_UP_AFTER = timedelta(days=5)


def retry_after(attempts: int, age: timedelta, hurdle: Hurdle = Hurdle.MAIL) -> timedelta | None:
    """The pause after the `attempts`-th failure (from 1) of a mail of that age; None: give up."""
    if age >= GIVE_UP_AFTER:
        return None
    steps = SOON[hurdle] + STEPS
    return steps[min(attempts, len(steps)) - 1]
