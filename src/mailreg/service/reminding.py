"""What we asked and nobody answered: a reminder now and then, and a polite end at the deadline."""

from __future__ import annotations

from collections.abc import Iterable

from mailreg import log
from mailreg.event import Event
from mailreg.registration.office import is_office_hour
from mailreg.registration.reminding import (
    answer_deadline,
    is_too_late_to_remind,
    next_reminder,
)
from mailreg.registration.values import Reply
from mailreg.reply.values import Author
from mailreg.service.desk import Desk
from mailreg.service.drafting import HOUR, draft
from mailreg.service.letters import Wish
from mailreg.service.offering import hindrance, reservation
from mailreg.store import applications, outbox
from mailreg.store.database import Transaction
from mailreg.store.values import MACHINE, Asked, NewStep

REMINDED = "reminded"  # the step in the history


def remind(desk: Desk, event: Event) -> int:
    """Remind those whose turn it is, in office hours; returns how many applications."""
    if not is_office_hour(desk.clock(), event):
        return 0
    with desk.database.reading() as tx:
        if hindrance(tx, desk, event):
            return 0
        due = [
            one.application_id for one in outbox.asked(tx, event.slug) if _is_due(desk, event, one)
        ]
    if not due:
        return 0
    with desk.database.transaction() as tx:
        reminded = sum(_remind(tx, desk, event, id_) for id_ in within_limit(tx, desk, due))
    if reminded:
        log.reminded(event=event.slug, applications=reminded)
    return reminded


def given_up(tx: Transaction, desk: Desk, event: Event) -> list[int]:
    """The applications whose time to answer is over, as many as may be told within the hour."""
    now = desk.clock()
    if now < event.closes or hindrance(tx, desk, event):
        return []
    over = (
        one for one in outbox.asked(tx, event.slug) if answer_deadline(one.asked_at, event) <= now
    )
    return within_limit(tx, desk, [one.application_id for one in over])


def within_limit(tx: Transaction, desk: Desk, application_ids: Iterable[int]) -> list[int]:
    """As many of them as leave half of an hour's automatic answers to those who write to us."""
    ids = [id_ for id_ in application_ids if reservation(tx, applications.load(tx, id_)) is None]
    limit = desk.limits.automatic_per_hour
    if not limit:
        return ids
    spare = limit // 2 - outbox.automatic_since(tx, desk.clock() - HOUR)
    return ids[: max(0, spare)]


def _is_due(desk: Desk, event: Event, one: Asked) -> bool:
    now = desk.clock()
    due = next_reminder(one.asked_at, one.told_at, one.reminders, event)
    return due is not None and due <= now and not is_too_late_to_remind(now, one.asked_at, event)


def _remind(tx: Transaction, desk: Desk, event: Event, application_id: int) -> bool:
    applications.lock_event(tx, event.slug)
    found = next(outbox.asked(tx, event.slug, only=application_id), None)
    if found is None or not _is_due(desk, event, found):
        return False  # answered, or reminded by another process, meanwhile
    step = NewStep(at=desk.clock(), by=MACHINE, action=REMINDED)
    step_id = applications.record(tx, application_id, step)
    wish = Wish(reply=Reply.REMINDER, author=Author.MACHINE)
    outbox_id = draft(tx, desk, application_id, wish)
    applications.set_step_outbox(tx, step_id, outbox_id)
    return True
