"""The staff page in a database of very many closed applications, with ten requests at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.types import ASGIApp

from benchmarks import Figure, Goal, Sizes
from benchmarks.large_database import SMALL
from benchmarks.rig.archive import archive
from benchmarks.rig.letters import letters
from benchmarks.rig.pages import AT_ONCE, Load, under_load
from mailreg.web.app import make_app
from tests.servers.postgres import PostgresServer, find_binaries
from tests.servers.reception import EVERYTHING, Reception, prepare

MORE_LETTERS = 30  # beside the forty of the reception: more than a page of the queue
ROUNDS = 5
REQUESTS = 100  # in a round
NewUrl = Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """A page that is served, and who is signed in."""

    app: ASGIApp
    token: str
    paths: Mapping[str, list[str]]  # of each page, by name


def measure(sizes: Sizes) -> Iterator[Figure]:
    """The time from a request to the last byte of its page, and the CPU time of a page."""
    for name, databases in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
        with databases() as new_url, ExitStack() as stack:
            few = _opened(stack, new_url(), SMALL)
            many = _opened(stack, new_url(), sizes.applications)
            for page in many.paths:
                what = f"{page}, {name}, {sizes.applications:,} closed"
                yield from _figures(what, *_loads(few, many, page))


def _loads(few: _Open, many: _Open, page: str) -> tuple[Load, Load]:
    """By turns, so that both see the same weather."""
    rounds = [(_load(few, page), _load(many, page)) for _ in range(ROUNDS)]
    of_few, of_many = zip(*rounds, strict=True)
    return reduce(add, of_few), reduce(add, of_many)


def _load(one: _Open, page: str) -> Load:
    return under_load(one.app, one.paths[page], one.token, requests=REQUESTS)


def _figures(what: str, few: Load, many: Load) -> Iterator[Figure]:
    for kind, value, beside, goal in (
        (f"{AT_ONCE} at a time, p50", many.p50, few.p50, None),
        (f"{AT_ONCE} at a time, p95", many.p95, few.p95, Goal(at_most=100, is_of_value=True)),
        ("CPU time", many.cpu, few.cpu, Goal(at_most=1.2)),
    ):
        yield Figure(
            what=f"{what}: {kind}",
            value=value,
            unit="ms",
            beside=beside,
            beside_what=f"with {SMALL:,}",
            goal=goal,
        )


def _opened(stack: ExitStack, url: str, closed: int) -> _Open:
    """A desk with its letters to decide, and so many closed applications."""
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="mailreg-bench-")))
    prepare(folder, EVERYTHING, database_url=url)
    reception = stack.enter_context(Reception.open(folder))
    reception.deliver(*letters(1_000, MORE_LETTERS))
    waiting = [one.reference for one in reception.applications()]
    archive(reception.desk.database, waiting[0], closed)
    return _Open(
        app=make_app(reception.desk),
        token=reception.token(EVERYTHING),
        paths={
            "queue": ["/?tab=decide"],
            "case": [f"/cases/{reference}?tab=decide" for reference in waiting],
        },
    )


@contextmanager
def _sqlite() -> Iterator[NewUrl]:
    yield lambda: "sqlite:///../mailreg.db"


@contextmanager
def _postgresql() -> Iterator[NewUrl]:
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed")
    server = PostgresServer(binaries)
    server.start()
    try:
        yield server.create_database
    finally:
        server.stop()
