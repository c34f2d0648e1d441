"""Why the machine makes no offer: its time would run while nobody hears of it."""

from __future__ import annotations

from datetime import datetime

from mailreg.event import Event
from mailreg.message import Origin
from mailreg.registration.values import Application, Status
from mailreg.sentences import Sentence, say
from mailreg.service.desk import Desk
from mailreg.service.policy import Mode
from mailreg.store import applications, journal, outbox
from mailreg.store.applications.history import is_with_staff
from mailreg.store.database import Transaction
from mailreg.store.installation import EVERYTHING, paused
from mailreg.store.values import HoldReason, MessageState, OutboxState


def hindrance(tx: Transaction, desk: Desk, event: Event) -> Sentence | None:
    """Why no offer of this event would leave now, for staff; None: it would."""
    if desk.mode is not Mode.LIVE:
        return say("Nothing is offered by itself in the mode %(mode)s.", mode=desk.mode.value)
    if paused(tx) & {EVERYTHING, event.slug}:
        return say("Nothing is offered by itself while mail is paused.")
    return None


def reservation(tx: Transaction, application: Application) -> Sentence | None:
    """Why this application is left to staff, who keep its place; None: it is not."""
    if not application.contact_email:
        return say("It has no address, so nothing is offered by itself: tell them by telephone.")
    if application.is_shadow:
        return say("It was read in the mode shadow, so nothing is offered by itself: staff offer.")
    if is_with_staff(tx, application.id):
        return say("Staff answer here by hand, so nothing is offered by itself: staff offer.")
    return None


def is_answer_unread(tx: Transaction, application: Application) -> bool:
    """Whether a letter that came before the offer ran out waits for staff: it may be the answer."""
    ends = [one.offered_until for one in application.registrations if one.offered_until]
    letters = journal.of_application(tx, application.id)
    steps = applications.history(tx, application.id)
    made = [step.at for step in steps if Status.OFFERED in {move.after for move in step.moves}]
    return any(
        letter.state is MessageState.REVIEW
        and letter.intent != Origin.BOUNCE
        and max(made, default=letter.received_at) <= letter.received_at < max(ends)
        for letter in letters
        if ends
    )


def is_undoable(tx: Transaction, application_id: int, now: datetime) -> bool:
    """Whether mail of staff's decision is held, so that they can take it back."""
    return any(
        mail.state is OutboxState.HELD and mail.reason == HoldReason.UNDO and mail.due_at > now
        for mail in outbox.of_application(tx, application_id)
    )
