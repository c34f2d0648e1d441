"""What staff do in a database of very many applications, beside one of a thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks import Figure, Goal, Sizes
from benchmarks.rig.applications import WAITING, fill, reference
from benchmarks.rig.desk import configure
from mailreg.config import load
from mailreg.registration.values import StaffAction, Status, Verb
from mailreg.service.deciding import Done, decide_case
from mailreg.service.desk import Desk
from mailreg.service.views import Filter, list_applications, status
from mailreg.wiring import open_site

SMALL = 1_000
REPEATS = 40
IN_THE_QUEUE = Filter(status=Status.PENDING, by="bench")


def measure(sizes: Sizes) -> Iterator[Figure]:
    """The time of each use case in this process."""
    with TemporaryDirectory(prefix="mailreg-bench-") as folder, ExitStack() as stack:
        small = opened(stack, Path(folder, "small"), SMALL)
        large = opened(stack, Path(folder, "large"), sizes.applications)
        for what, step in (
            (f"list of the {WAITING} that wait", _look_at_the_queue),
            ("status", lambda desk, _: status(desk)),
            ("one decision", _approve),
        ):
            seconds = [_seconds(step, (small, large), number) for number in range(REPEATS)]
            yield Figure(
                what=f"{what}, with {sizes.applications:,} applications",
                value=median(pair[1] for pair in seconds) * 1000,
                unit="ms",
                beside=median(pair[0] for pair in seconds) * 1000,
                beside_what=f"with {SMALL:,}",
                goal=Goal(at_most=1.2),
            )


def opened(stack: ExitStack, folder: Path, count: int) -> Desk:
    """A desk with so many applications, until the end of the stack."""
    config = configure(folder, user="nobody", imap_port=1, smtp_port=1, start="new")
    site = stack.enter_context(closing(open_site(load(config, {}), {})))
    fill(site.desk, count)
    return site.desk


def _seconds(
    step: Callable[[Desk, int], object], desks: tuple[Desk, Desk], number: int
) -> tuple[float, float]:
    """One after the other, so that both see the same weather."""
    times = []
    for desk in desks:
        began = perf_counter()
        step(desk, number)
        times.append(perf_counter() - began)
    return times[0], times[1]


def _look_at_the_queue(desk: Desk, _number: int) -> None:
    found = list_applications(desk, IN_THE_QUEUE)
    if len(found) != WAITING:
        raise RuntimeError(f"{len(found)} of {WAITING} wait")


def _approve(desk: Desk, number: int) -> None:
    done = decide_case(desk, reference(number), StaffAction(verb=Verb.APPROVE), by="bench")
    assert isinstance(done, Done), done
