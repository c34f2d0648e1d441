"""The demo's own clock: it invents an event in the near future and writes letters now."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The time, aware, UTC."""
    return datetime.now(UTC)  # noqa: TID251 (the demo makes its data up as it goes)
