"""The staff page in a database of very many applications, with ten requests at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx

from benchmarks import Figure, Goal, Sizes
from benchmarks.large_database import SMALL, opened
from benchmarks.rig.applications import reference
from mailreg.service.accounts import Role, add_account, sign_in
from mailreg.service.desk import Desk
from mailreg.web.app import make_app
from mailreg.web.security import COOKIE

AT_ONCE = 10
REQUESTS = 200
PASSWORD = "granit segel havre"
PAGES = {"queue": "/?tab=decide", "case": f"/cases/{reference(0)}?tab=decide"}


def measure(sizes: Sizes) -> Iterator[Figure]:
    """The time from a request to the last byte of its page, within the server's process."""
    with TemporaryDirectory(prefix="mailreg-bench-") as folder, ExitStack() as stack:
        small = opened(stack, Path(folder, "small"), SMALL)
        large = opened(stack, Path(folder, "large"), sizes.applications)
        visits = [(desk, _signed_in(desk)) for desk in (small, large)]
        for name, path in PAGES.items():
            beside, value = (
                asyncio.run(_worst_of_twenty(desk, path, token)) for desk, token in visits
            )
            yield Figure(
                what=f"{name} page, {AT_ONCE} at a time, p95, {sizes.applications:,} applications",
                value=value * 1000,
                unit="ms",
                beside=beside * 1000,
                beside_what=f"with {SMALL:,}",
                goal=Goal(at_most=100, is_of_value=True),
            )


def _signed_in(desk: Desk) -> str:
    add_account(desk, "Bench", PASSWORD, list(Role), by="bench")
    token = sign_in(desk, "Bench", PASSWORD)
    assert isinstance(token, str), token
    return token


async def _worst_of_twenty(desk: Desk, path: str, token: str) -> float:
    """The time in seconds that nineteen of twenty requests keep."""
    transport = httpx.ASGITransport(app=make_app(desk))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost", cookies={COOKIE: token}
    ) as client:
        await asyncio.gather(*(_seconds(client, path) for _ in range(AT_ONCE)))  # warm
        gate = asyncio.Semaphore(AT_ONCE)

        async def one() -> float:
            async with gate:
                return await _seconds(client, path)

        times = await asyncio.gather(*(one() for _ in range(REQUESTS)))
    return quantiles(times, n=20)[-1]


async def _seconds(client: httpx.AsyncClient, path: str) -> float:
    began = perf_counter()
    response = await client.get(path)
    response.raise_for_status()
    return perf_counter() - began
