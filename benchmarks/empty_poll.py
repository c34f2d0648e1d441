"""A poll that finds nothing, in a small mailbox and in a large one."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks import Figure, Goal, Sizes
from benchmarks.rig.desk import open_place
from benchmarks.rig.poll import open_poll

SMALL = 100
POLLS = 200


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Time and commands; fails where a command asks about the whole folder."""
    with open_place() as place:
        small = open_poll(place, "small", SMALL)
        large = open_poll(place, "large", sizes.folder)
        seconds = [(small.seconds(), large.seconds()) for _ in range(POLLS)]
        said = small.commands(), large.commands()
        small.close()
        large.close()
    yield Figure(
        what=f"a poll that finds nothing among {sizes.folder:,}",
        value=median(pair[1] for pair in seconds) * 1000,
        unit="ms",
        beside=median(pair[0] for pair in seconds) * 1000,
        beside_what=f"among {SMALL}",
        goal=Goal(at_most=1.2),
    )
    yield Figure(
        what=f"the same: commands ({', '.join(said[1])})",
        value=len(said[1]),
        unit="",
        beside=len(said[0]),
        beside_what=f"among {SMALL}",
        goal=Goal(at_most=1),
    )
