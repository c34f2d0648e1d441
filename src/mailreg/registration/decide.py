"""What becomes of an application: the one place where anything is decided, for machine and staff.

Pure: the snapshot is read under the lock of the event's seats and the decision is recorded in the
same transaction; neither happens here.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from mailreg.event.values import Event
from mailreg.registration.amendments import (
    Amendment,
    Withdrawal,
    decide_follow_up,
)
from mailreg.registration.answered import OfferReply, decide_answer
from mailreg.registration.arrivals import decide_arrival
from mailreg.registration.clock import decide_tick
from mailreg.registration.staff import decide_action
from mailreg.registration.values import (
    Arrival,
    Completion,
    Decision,
    Move,
    Refusal,
    Snapshot,
    StaffAction,
    Status,
    Tick,
)


def decide(
    snapshot: Snapshot,
    action: Arrival | StaffAction | Completion | OfferReply | Amendment | Withdrawal | Tick,
    event: Event,
    now: datetime,
) -> Decision | Refusal:
    """What a letter, a member of staff or the clock changes; a Refusal changes nothing.

    No decision raises confirmed + offered beyond the capacity less what is sold elsewhere, unless
    the action says `over_capacity`, nor what is given of a session beyond that session's. Only
    staff are ever refused.
    """
    match action:
        case Arrival():
            return decide_arrival(snapshot, action, event)
        case StaffAction():
            return decide_action(snapshot, action, event, now)
        case Completion():
            return _complete(snapshot)
        case OfferReply():
            return decide_answer(snapshot, action, event, now)
        case Amendment() | Withdrawal():
            return decide_follow_up(snapshot, action, event, now)
        case Tick():
            return decide_tick(snapshot, action, event, now)
        case _:
            assert_never(action)


def _complete(snapshot: Snapshot) -> Decision:
    """What was asked for is there: it waits for a decision like any other."""
    return Decision(
        moves=tuple(
            Move(number=person.number, before=person.status, after=Status.PENDING)
            for person in snapshot.registrations
            if person.status is Status.INCOMPLETE
        )
    )
