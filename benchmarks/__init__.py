"""How fast mailreg does what it does often; `make bench` prints one line per figure.

A benchmark is a module of this package with a function `measure(sizes)` that yields figures. What
they work with (servers, letters, a stopwatch) is in `rig`; `floor` is what they are compared with.
"""

from __future__ import annotations

from dataclasses import dataclass

ORDER = (  # as they are run and printed
    "backlog",
    "old_mail",
    "empty_poll",
    "reply_time",
    "large_database",
    "staff_page",
    "reading",
    "stages",
    "exports",
    "delivery",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A bound for the ratio, or for the figure itself."""

    at_most: float | None = None
    at_least: float | None = None
    is_of_value: bool = False  # False: of the ratio

    def is_met(self, number: float) -> bool:
        """Whether the number keeps both bounds."""
        is_low = self.at_most is not None and number > self.at_most
        is_high = self.at_least is not None and number < self.at_least
        return not (is_low or is_high)

    def __str__(self) -> str:
        lines = (("≤", self.at_most), ("≥", self.at_least))
        return " ".join(f"{sign} {bound:g}" for sign, bound in lines if bound is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One result."""

    what: str  # in words, with the conditions
    value: float
    unit: str
    beside: float | None = None  # the same of what it is compared with, in the same unit
    beside_what: str = ""  # what that is
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """Ours by the other's; None where there is no other."""
        return self.value / self.beside if self.beside else None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        number = self.value if self.goal.is_of_value else self.ratio
        return number is not None and self.goal.is_met(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much work the benchmarks do."""

    backlog: int  # new mails
    old_mails: int  # skipped by the first start
    folder: int  # messages in the mailbox of an empty poll
    applications: int  # in the large database
    rounds: int  # of which the median is taken


QUICK = Sizes(backlog=300, old_mails=2_000, folder=10_000, applications=10_000, rounds=3)
FULL = Sizes(backlog=2_000, old_mails=10_000, folder=100_000, applications=100_000, rounds=3)
