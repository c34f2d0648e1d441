"""What the clock decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailreg.registration.values import Decision, Move, Status, Tick
from tests.unit.registration.cases import CLOSES, NOW, STARTS, decided, desk

UNDECIDED = (Status.INCOMPLETE, Status.PENDING, Status.WAITLISTED, Status.OFFERED)


@pytest.mark.parametrize("now", [NOW, CLOSES, STARTS - timedelta(seconds=1)])
def test_nothing_expires_before_the_event(now: datetime) -> None:
    assert decided(desk(*Status), Tick(), now=now) == Decision()


@pytest.mark.parametrize("now", [STARTS, datetime(2030, 3, 20, 12, tzinfo=UTC)])
def test_what_was_not_decided_expires_when_the_event_begins_and_nobody_is_told(
    now: datetime,
) -> None:
    decision = decided(desk(*UNDECIDED), Tick(), now=now)
    assert decision == Decision(
        moves=tuple(
            Move(number=number, before=before, after=Status.EXPIRED)
            for number, before in enumerate(UNDECIDED, start=1)
        )
    )


@pytest.mark.parametrize("status", sorted(set(Status) - set(UNDECIDED)))
def test_what_was_decided_stays(status: Status) -> None:
    assert decided(desk(status), Tick(), now=STARTS) == Decision()
