"""A mailbox full of new mail, from its fetch to the reply and the move, and the memory for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks import Figure, Goal, Sizes
from benchmarks.rig.desk import Place, open_place
from benchmarks.rig.letters import letters
from benchmarks.rig.process import Cost, middle

LARGER = 5  # times
MEGABYTE = 1e6


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Rate and CPU time beside the floor's; peak memory beside that of a smaller backlog."""
    count = sizes.backlog
    with open_place() as place:
        rounds = [
            (_mailreg(place, f"ours{number}", count), _floor(place, f"floor{number}", count))
            for number in range(sizes.rounds)
        ]
        (idle, ours), (floor_idle, floor) = (
            (middle([pair[0] for pair in pairs]), middle([pair[1] for pair in pairs]))
            for pairs in zip(*rounds, strict=True)
        )
        yield _rate(f"backlog of {count:,}: rate", ours, floor, count)
        working = _less(ours, idle), _less(floor, floor_idle)
        yield _rate(f"backlog of {count:,}: rate, without the start", *working, count)
        yield Figure(
            what=f"backlog of {count:,}: CPU per mail, without the start",
            value=working[0].cpu_seconds / count * 1000,
            unit="ms",
            beside=working[1].cpu_seconds / count * 1000,
            beside_what="floor",
            goal=Goal(at_most=2),
        )
        _, larger = _mailreg(place, "larger", count * LARGER)
    yield from _memory(count, ours, larger)


def _memory(count: int, ours: Cost, larger: Cost) -> Iterator[Figure]:
    yield Figure(
        what=f"backlog of {count * LARGER:,}: peak memory, all processes (PSS)",
        value=larger.peak_bytes / MEGABYTE,
        unit="MB",
        beside=ours.peak_bytes / MEGABYTE,
        beside_what=f"MB for {count:,}",
        goal=Goal(at_most=1.1),
    )
    yield Figure(
        what="the same, to be at most 300 MB",
        value=larger.peak_bytes / MEGABYTE,
        unit="MB",
        goal=Goal(at_most=300, is_of_value=True),
    )


def _rate(what: str, ours: Cost, floor: Cost, count: int) -> Figure:
    return Figure(
        what=what,
        value=count / ours.wall_seconds,
        unit="mails/s",
        beside=count / floor.wall_seconds,
        beside_what="floor",
        goal=Goal(at_least=0.5),
    )


def _mailreg(place: Place, user: str, count: int) -> tuple[Cost, Cost]:
    config = place.install(user)
    place.visit(user)
    place.run_mailreg(config)  # makes the database and the key
    return _both(place, user, count, lambda: place.run_mailreg(config))


def _floor(place: Place, user: str, count: int) -> tuple[Cost, Cost]:
    place.visit(user)
    return _both(place, user, count, lambda: place.run_floor(user))


def _both(place: Place, user: str, count: int, run: Callable[[], Cost]) -> tuple[Cost, Cost]:
    """What a run costs that finds nothing, and one that finds the backlog."""
    idle = run()
    place.fill(user, letters(0, count))
    busy = run()
    place.expect(count)
    return idle, busy


def _less(busy: Cost, idle: Cost) -> Cost:
    return Cost(
        wall_seconds=busy.wall_seconds - idle.wall_seconds,
        cpu_seconds=busy.cpu_seconds - idle.cpu_seconds,
        peak_bytes=busy.peak_bytes,
    )
