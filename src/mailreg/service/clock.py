"""What time brings about: applications that were never decided end with the event's start."""

from __future__ import annotations

from mailreg import log
from mailreg.event import Event
from mailreg.registration.decide import decide
from mailreg.registration.values import Decision, Tick
from mailreg.service.applying import MACHINE
from mailreg.service.desk import Desk
from mailreg.service.seats import locked_snapshot
from mailreg.store import applications
from mailreg.store.database import Transaction
from mailreg.store.values import NewStep


def look_at_the_clock(desk: Desk) -> int:
    """Do what is due in every event; returns how many applications changed."""
    return sum(_tick(desk, event) for event in desk.events.values())


def _tick(desk: Desk, event: Event) -> int:
    with desk.database.reading() as tx:
        candidates = applications.tick_candidates(tx, event.slug)
    if not candidates or desk.clock() < event.starts:
        return 0
    with desk.database.transaction() as tx:
        changed = sum(_expire(tx, desk, event, candidate) for candidate in candidates)
    if changed:
        log.expired(event=event.slug, applications=changed)
    return changed


def _expire(tx: Transaction, desk: Desk, event: Event, application_id: int) -> bool:
    application = applications.load(tx, application_id)
    snapshot = locked_snapshot(tx, event, application)
    now = desk.clock()
    decision = decide(snapshot, Tick(), event, now)
    if not isinstance(decision, Decision) or not decision.moves:
        return False
    step = NewStep(at=now, by=MACHINE, action="expired", moves=decision.moves)
    applications.record(tx, application_id, step)
    return True
