"""What time brings about: offers lapse and are made, and what was never decided ends."""

from __future__ import annotations

from mailreg import log
from mailreg.event import Event, Offers
from mailreg.registration.decide import decide
from mailreg.registration.offers import is_office_hour, offer_deadline, whose_turn
from mailreg.registration.values import Application, Decision, Tick
from mailreg.reply.values import Author
from mailreg.service.applying import MACHINE
from mailreg.service.desk import Desk
from mailreg.service.drafting import draft, withdraw
from mailreg.service.letters import Wish
from mailreg.service.offering import hindrance, reservation
from mailreg.service.renewing import untold
from mailreg.service.seats import locked_snapshot
from mailreg.store import applications
from mailreg.store.database import Transaction
from mailreg.store.values import NewStep


def look_at_the_clock(desk: Desk) -> int:
    """Do what is due in every event; returns how many applications changed."""
    return sum(_end(desk, event) + _offer(desk, event) for event in desk.events.values())


def _end(desk: Desk, event: Event) -> int:
    """At the event's start all that is open ends; before it, offers lapse that were told."""
    now = desk.clock()
    with desk.database.reading() as tx:
        if now >= event.starts:
            due = applications.tick_candidates(tx, event.slug)
        else:
            due = applications.lapsed_offers(tx, event.slug, now)
            if offer_deadline(now, event) > now:
                due = [each for each in due if untold(tx, each) is None]
    if not due:
        return 0
    with desk.database.transaction() as tx:
        changed = sum(_tick(tx, desk, event, each, Tick()) for each in due)
    log.ended(event=event.slug, applications=changed)
    return changed


def _offer(desk: Desk, event: Event) -> int:
    """Give freed seats on, in order; one that staff freed only when that can't be undone."""
    now = desk.clock()
    if event.offers is not Offers.AUTOMATIC or not is_office_hour(now, event):
        return 0
    with desk.database.reading() as tx:
        if not applications.waiting_line(tx, event.slug) or hindrance(tx, desk, event):
            return 0
    with desk.database.transaction() as tx:
        free = locked_snapshot(tx, event, None).venue.free
        if free is not None:
            free -= applications.recently_freed(tx, event.slug, now - desk.undo)
        line = [
            group
            for group in applications.waiting_line(tx, event.slug)
            if reservation(applications.load(tx, group.application_id)) is None
        ]
        turns = [line[index] for index in whose_turn([group.people for group in line], free)]
        offers = Tick(offers_now=True)
        made = sum(_tick(tx, desk, event, group.application_id, offers) for group in turns)
    if made:
        log.offered(event=event.slug, applications=made)
    return made


def _tick(tx: Transaction, desk: Desk, event: Event, application_id: int, tick: Tick) -> bool:
    application = applications.load(tx, application_id)
    snapshot = locked_snapshot(tx, event, application)
    now = desk.clock()
    decision = decide(snapshot, tick, event, now)
    if not isinstance(decision, Decision) or not decision.moves:
        return False
    step = NewStep(
        at=now,
        by=MACHINE,
        action="offered" if tick.offers_now else "ended",
        moves=decision.moves,
        session_moves=decision.session_moves,
    )
    step_id = applications.record(tx, application_id, step)
    withdraw(tx, application_id, reason=f"replaced:{step_id}")
    outbox_id = _tell(tx, desk, application, decision)
    if outbox_id is not None:
        applications.set_step_outbox(tx, step_id, outbox_id)
    return True


def _tell(tx: Transaction, desk: Desk, application: Application, decision: Decision) -> int | None:
    if decision.reply is None or not application.contact_email:
        return None
    return draft(tx, desk, application.id, Wish(reply=decision.reply, author=Author.MACHINE))
