"""New mail in a mailbox full of mail that the first start has skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks import Figure, Goal, Sizes
from benchmarks.rig.desk import Place, open_place
from benchmarks.rig.letters import letters
from benchmarks.rig.process import Cost, middle

NEW_MAILS = 100


@dataclass(slots=True, kw_only=True)
class Contestant:
    """A program with a mailbox."""

    user: str
    run: Callable[[], Cost]
    idle: list[Cost] = field(default_factory=list)  # with nothing to do
    busy: list[Cost] = field(default_factory=list)  # with the new mails

    @property
    def cpu_seconds(self) -> float:
        """For one new mail, without the start."""
        return (middle(self.busy).cpu_seconds - middle(self.idle).cpu_seconds) / NEW_MAILS

    @property
    def wall_seconds(self) -> float:
        """For the new mails, the start included."""
        return middle(self.busy).wall_seconds


def measure(sizes: Sizes) -> Iterator[Figure]:
    """The CPU time of a mail, and the time of all, beside a mailbox that was empty."""
    old_mails = sizes.old_mails
    with open_place() as place:
        ours, ours_full = _mailreg(place, "clean", 0), _mailreg(place, "full", old_mails)
        floor, floor_full = _floor(place, "floor", 0), _floor(place, "floorfull", old_mails)
        contestants = (ours, ours_full, floor, floor_full)
        for number in range(sizes.rounds):
            for contestant in contestants:
                _let_run(place, contestant, number * NEW_MAILS)
    yield Figure(
        what=f"{NEW_MAILS} new beside {old_mails:,} skipped: CPU per mail, without the start",
        value=ours_full.cpu_seconds * 1000,
        unit="ms",
        beside=ours.cpu_seconds * 1000,
        beside_what="beside none",
        goal=Goal(at_most=1.1),
    )
    yield Figure(
        what=f"{NEW_MAILS} new beside {old_mails:,} skipped: wall, by that beside none",
        value=ours_full.wall_seconds / ours.wall_seconds,
        unit="times",
        beside=floor_full.wall_seconds / floor.wall_seconds,
        beside_what="times, floor",
        goal=Goal(at_most=1.1),
    )
    yield Figure(
        what=f"a start that finds nothing new beside {old_mails:,} skipped: CPU",
        value=middle(ours_full.idle).cpu_seconds * 1000,
        unit="ms",
        beside=middle(ours.idle).cpu_seconds * 1000,
        beside_what="beside none",
    )


def _let_run(place: Place, contestant: Contestant, first: int) -> None:
    contestant.idle.append(contestant.run())
    place.fill(contestant.user, letters(first, NEW_MAILS))
    contestant.busy.append(contestant.run())
    place.expect(NEW_MAILS)


def _mailreg(place: Place, user: str, old_mails: int) -> Contestant:
    config = place.install(user, start="new")
    _prepare(place, user, old_mails)
    place.run_mailreg(config)  # the first start, which skips
    return Contestant(user=user, run=lambda: place.run_mailreg(config))


def _floor(place: Place, user: str, old_mails: int) -> Contestant:
    _prepare(place, user, old_mails)
    return Contestant(user=user, run=lambda: place.run_floor(user))


def _prepare(place: Place, user: str, old_mails: int) -> None:
    if old_mails:
        place.fill_with_old(user, old_mails)
    place.visit(user)
