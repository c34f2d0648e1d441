"""What time brings about.

Offers lapse and are made, seats of sessions are given, who was asked is reminded and at last given
up, and with the event all that is open ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailreg import log
from mailreg.event import Event
from mailreg.registration.decide import decide
from mailreg.registration.offers import may_offer, offer_deadline, whose_turn
from mailreg.registration.values import Application, Decision, SessionTurn, Tick
from mailreg.reply.values import Author
from mailreg.service.applying import MACHINE
from mailreg.service.desk import Desk
from mailreg.service.drafting import draft, draft_copies, first_news, withdraw
from mailreg.service.letters import Wish
from mailreg.service.offering import hindrance, is_answer_unread, is_undoable, reservation
from mailreg.service.reminding import given_up, remind
from mailreg.service.renewing import untold
from mailreg.service.seats import locked_snapshot, party_of, session_seats
from mailreg.store import applications
from mailreg.store.database import Transaction
from mailreg.store.values import NewStep, OutboxRow, WaitingForSession


def look_at_the_clock(desk: Desk) -> int:
    """Do what is due in every event; returns how many applications changed."""
    return sum(
        _end(desk, event)
        + _give_up(desk, event)
        + _offer(desk, event)
        + _give_sessions(desk, event)
        + remind(desk, event)
        for event in desk.events.values()
    )


def _end(desk: Desk, event: Event) -> int:
    """At the event's start all that is open ends; before it, offers lapse that were told."""
    now = desk.clock()
    with desk.database.reading() as tx:
        if now >= event.starts:
            due = applications.tick_candidates(tx, event.slug)
        else:
            due = applications.lapsed_offers(tx, event.slug, now)
            if offer_deadline(now, event) > now:
                due = [each for each in due if _has_run_out(tx, each)]
    if not due:
        return 0
    with desk.database.transaction() as tx:
        changed = sum(_tick(tx, desk, event, each, Tick()) for each in due)
    log.ended(event=event.slug, applications=changed)
    return changed


def _has_run_out(tx: Transaction, application_id: int) -> bool:
    """Whether the time of an offer has run: it was told, and no answer waits to be read."""
    is_told = untold(tx, application_id) is None
    return is_told and not is_answer_unread(tx, applications.load(tx, application_id))


def _give_up(desk: Desk, event: Event) -> int:
    """Close what was asked for and not completed until its deadline; its applicants are told."""
    with desk.database.reading() as tx:
        due = given_up(tx, desk, event)
    if not due:
        return 0
    with desk.database.transaction() as tx:
        applications.lock_event(tx, event.slug)
        still_due = given_up(tx, desk, event)
        changed = sum(_tick(tx, desk, event, each, Tick(is_given_up=True)) for each in still_due)
    log.ended(event=event.slug, applications=changed)
    return changed


def _offer(desk: Desk, event: Event) -> int:
    """Give freed seats on, in order; one that staff freed only when that can't be undone."""
    now = desk.clock()
    if not may_offer(now, event):
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
            if reservation(tx, applications.load(tx, group.application_id)) is None
        ]
        turns = whose_turn([party_of(group) for group in line], free)
        made = sum(
            _tick(tx, desk, event, line[index].application_id, Tick(offers_now=True, seats=seats))
            for index, seats in turns.items()
        )
    if made:
        log.offered(event=event.slug, applications=made)
    return made


def _give_sessions(desk: Desk, event: Event) -> int:
    """Give freed seats of sessions to those who wait for them, in order, as seats are offered."""
    now = desk.clock()
    if not may_offer(now, event):
        return 0
    with desk.database.reading() as tx:
        if not _turns_by_session(tx, event) or hindrance(tx, desk, event):
            return 0
    with desk.database.transaction() as tx:
        applications.lock_event(tx, event.slug)
        freed = applications.recently_freed_sessions(tx, event.slug, now - desk.undo)
        given = 0
        for key, seats in _turns_by_session(tx, event).items():
            for one in _session_line(tx, event, key)[: max(0, seats - freed[key])]:
                turn = Tick(session=SessionTurn(number=one.number, key=key))
                # the seat waits for who is next, while staff may still take their own words back
                if not is_undoable(tx, one.application_id, now):
                    given += _tick(tx, desk, event, one.application_id, turn)
    if given:
        log.sessions_given(event=event.slug, seats=given)
    return given


def _turns_by_session(tx: Transaction, event: Event) -> dict[str, int]:
    """How many of those who wait for each session have room in it."""
    return {
        key: seats.waitlisted if seats.free is None else seats.free
        for key, seats in session_seats(tx, event).items()
        if seats.waitlisted and seats.free != 0
    }


def _session_line(tx: Transaction, event: Event, key: str) -> list[WaitingForSession]:
    """Who waits for the session, but for those whom the machine may not write to."""
    return [
        one
        for one in applications.session_line(tx, event.slug, key)
        if reservation(tx, applications.load(tx, one.application_id)) is None
    ]


def _tick(tx: Transaction, desk: Desk, event: Event, application_id: int, tick: Tick) -> bool:
    application = applications.load(tx, application_id)
    snapshot = locked_snapshot(tx, event, application)
    now = desk.clock()
    decision = decide(snapshot, tick, event, now)
    if not isinstance(decision, Decision) or not (decision.moves or decision.session_moves):
        return False
    step = NewStep(
        at=now,
        by=MACHINE,
        action=_action(tick),
        moves=decision.moves,
        session_moves=decision.session_moves,
    )
    step_id = applications.record(tx, application_id, step)
    withdrawn = withdraw(tx, application_id, reason=f"replaced:{step_id}")
    outbox_id = _tell(tx, desk, application, decision, withdrawn)
    if outbox_id is not None:
        applications.set_step_outbox(tx, step_id, outbox_id)
    return True


def _action(tick: Tick) -> str:
    if tick.session is not None:
        return "given"
    return "offered" if tick.offers_now else "ended"


def _tell(
    tx: Transaction,
    desk: Desk,
    application: Application,
    decision: Decision,
    withdrawn: Sequence[OutboxRow],
) -> int | None:
    reply = first_news(decision.reply, application, withdrawn)
    if reply is None or not application.contact_email:
        return None
    wish = Wish(reply=reply, author=Author.MACHINE)
    outbox_id = draft(tx, desk, application.id, wish)
    draft_copies(tx, desk, application.id, decision.moves, wish, withdrawn=withdrawn)
    return outbox_id
