"""An offer whose mail was held up: its time runs from when the mail leaves, not while it waits.

A limit, the mode `hold`, a pause or a server that is down can keep a mail for days. Until it has
left, the offer does not lapse; when it leaves, the offer is kept as long as one made then, and the
mail says so. Within the last hour before the event nobody could answer it any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mailreg.event import Event
from mailreg.registration.offers import offer_deadline
from mailreg.registration.values import Reply, Status
from mailreg.registration.wording import local_time
from mailreg.reply.values import Author
from mailreg.service.desk import Desk
from mailreg.service.drafting import SHADOW, redraft
from mailreg.service.letters import Wish
from mailreg.store import applications, outbox
from mailreg.store.database import Transaction
from mailreg.store.values import MACHINE, Attempt, NewStep, OutboxRow, OutboxState, Step

TELLING = frozenset({Reply.OFFERED, Reply.OUTCOME})  # the replies that say until when
WAITING = frozenset({OutboxState.HELD, OutboxState.QUEUED, OutboxState.DEFERRED})
LATE = timedelta(minutes=30)  # beyond the undo time; no offer is kept for less than four hours
RENEWED = "renewed"  # the step in the history
TOO_LATE = "too_late"  # why a mail was cancelled that nobody could have answered in time


def untold(tx: Transaction, application_id: int) -> OutboxRow | None:
    """The mail that tells of an offer, while none has left; None: told by mail, or by telephone.

    What was written in shadow never leaves. A mail that failed for good keeps no seat: staff see
    it, and the time runs.
    """
    telling = _telling(tx, application_id, applications.history(tx, application_id))
    waiting = [mail for mail in telling if _waits(mail)]
    return waiting[-1] if waiting and not any(map(_has_left, telling)) else None


def is_late(desk: Desk, mail: OutboxRow) -> bool:
    """Whether the mail may tell of an offer, and leaves long after it was written."""
    is_first = mail.sent_at is None and not mail.is_resent
    return mail.template in TELLING and is_first and _is_long_ago(desk, mail.created_at)


def renew(tx: Transaction, desk: Desk, mail: OutboxRow) -> OutboxRow | None:
    """A late mail, in the hand of this process, as it is to leave now; None: not at all."""
    event, application = desk.events.get(mail.event), applications.find(tx, mail.reference)
    if event is None or application is None:
        return mail
    applications.lock_event(tx, event.slug)
    steps = applications.history(tx, application.id)
    told = [one for one in _telling(tx, application.id, steps) if one.id != mail.id]
    if any(map(_has_left, told)) or not _is_long_ago(desk, _kept_since(steps, mail)):
        return mail
    until = offer_deadline(desk.clock(), event)
    if until <= desk.clock():
        stopped = Attempt(state=OutboxState.CANCELLED, reason=TOO_LATE)
        outbox.conclude(tx, {mail.id: stopped}, now=desk.clock())
        return None
    _keep(tx, desk, application.id, event, until)
    content = redraft(tx, desk, application.id, _wish(mail, steps), mail)
    outbox.rewrite(tx, mail.id, content)
    return replace(mail, content=content)


def _telling(tx: Transaction, application_id: int, steps: Sequence[Step]) -> list[OutboxRow]:
    """The mails that tell, or were to tell, of the last offer."""
    offering = _offering(steps)
    since = offering.outbox_id if offering else None
    if since is None:
        return []
    mails = outbox.of_application(tx, application_id)
    return [mail for mail in mails if mail.id >= since and mail.template in TELLING]


def _offering(steps: Sequence[Step]) -> Step | None:
    made = (step for step in reversed(steps) if Status.OFFERED in {m.after for m in step.moves})
    return next(made, None)


def _waits(mail: OutboxRow) -> bool:
    is_record = mail.state is OutboxState.CANCELLED and mail.reason == SHADOW
    return not mail.is_resent and (mail.state in WAITING or is_record)


def _has_left(mail: OutboxRow) -> bool:
    """Whether it arrived, may have, or never will."""
    return not _waits(mail) and mail.state is not OutboxState.CANCELLED


def _is_long_ago(desk: Desk, moment: datetime) -> bool:
    return desk.clock() - moment > desk.undo + LATE


def _kept_since(steps: Sequence[Step], mail: OutboxRow) -> datetime:
    """When it was last settled until when the seat is kept."""
    offering = _offering(steps)
    moments = [step.at for step in steps if step.action == RENEWED or step is offering]
    return max(moments, default=mail.created_at)


def _keep(tx: Transaction, desk: Desk, application_id: int, event: Event, until: datetime) -> None:
    applications.keep_offers(tx, application_id, until)
    detail = f"kept until {local_time(until, event)}, as its mail leaves only now"
    step = NewStep(at=desk.clock(), by=MACHINE, action=RENEWED, detail=detail)
    applications.record(tx, application_id, step)


def _wish(mail: OutboxRow, steps: Sequence[Step]) -> Wish:
    """The mail as it was wanted, from the step that it was written with."""
    drafted_by = next((step for step in steps if step.outbox_id == mail.id), None)
    is_machine = drafted_by is None or drafted_by.by == MACHINE
    return Wish(
        reply=Reply(mail.template),
        author=Author.MACHINE if is_machine else Author.DECISION,
        note=drafted_by.note if drafted_by else None,
    )
