"""What a letter of a conversation changes: one step with its mail, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mailreg.extraction import Attendee
from mailreg.message import InboundMessage
from mailreg.registration.values import Application, Decision, Reply
from mailreg.reply.values import Author
from mailreg.service.applying import INTENT_UNSURE, SENDER_UNSURE
from mailreg.service.desk import Desk
from mailreg.service.drafting import draft, draft_copies, first_news, withdraw
from mailreg.service.follow_up import FollowUp
from mailreg.service.letters import Wish
from mailreg.store import applications
from mailreg.store.database import Transaction
from mailreg.store.values import NewStep, OutboxRow

REPLACED = "replaced"  # why a mail was taken back, before the number of the step


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Who changes something, and by which letter."""

    by: str  # `mailreg`, or who approved it
    author: Author
    message_id: int  # of the letter in the journal
    letter: InboundMessage | None  # None: the answer hangs on the conversation's last letter
    also_to: int | None = None  # the person who wrote, where that is not the applicant


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All that is to be recorded; the fields are set already."""

    action: str
    decision: Decision
    newcomers: Mapping[int, Attendee] = field(default_factory=dict)  # by number
    categories: Mapping[int, str] = field(default_factory=dict)  # of newcomers, by number
    erased: Sequence[int] = ()  # whose diet goes
    detail: str | None = None  # which fields, or who came for whom; never diet
    note: str | None = None


def cause_of(follow_up: FollowUp, by: str) -> Cause:
    """The machine does what a letter asks for."""
    writer = follow_up.writer
    is_other = not writer.is_applicant and len(writer.numbers) == 1
    return Cause(
        by=by,
        author=Author.MACHINE,
        message_id=follow_up.letter.stored.id,
        letter=follow_up.letter.message,
        also_to=min(writer.numbers) if is_other else None,
    )


def is_answerable(follow_up: FollowUp) -> bool:
    """Whether the machine may write: to the applicant, whom the first letter left in no doubt."""
    application = follow_up.application
    doubts = {SENDER_UNSURE, INTENT_UNSURE}.intersection(application.reasons)
    is_reachable = bool(application.contact_email) and not doubts
    return is_reachable and follow_up.letter.message.answerable


def carry_out(
    tx: Transaction, desk: Desk, application: Application, work: Work, cause: Cause
) -> tuple[int, int | None]:
    """Record it, take back what says what is no longer true, and draft the reply.

    Returns the step, and the mail where there is one.
    """
    decision = work.decision
    step = NewStep(
        at=desk.clock(),
        by=cause.by,
        action=work.action,
        moves=decision.moves,
        session_moves=decision.session_moves,
        message_id=cause.message_id,
        detail=work.detail,
        note=work.note,
    )
    if work.newcomers:
        applications.enroll(tx, application, work.newcomers, step, categories=work.categories)
    for number in work.erased:
        applications.erase_diet(tx, application.id, number)
    is_full = decision.is_full if decision.moves else None
    step_id = applications.record(tx, application.id, step, is_full=is_full)
    outbox_id = None
    if decision.reply is not None or decision.moves:
        withdrawn = withdraw(tx, application.id, reason=f"{REPLACED}:{step_id}")
        outbox_id = _tell(tx, desk, application, work, cause, withdrawn)
        if outbox_id is not None:
            applications.set_step_outbox(tx, step_id, outbox_id)
    return step_id, outbox_id


def _tell(
    tx: Transaction,
    desk: Desk,
    application: Application,
    work: Work,
    cause: Cause,
    withdrawn: Sequence[OutboxRow],
) -> int | None:
    """The reply and the copies; returns the reply's outbox id."""
    outbox_id = None
    reply = first_news(work.decision.reply, application, withdrawn)
    wish = Wish(
        reply=reply or Reply.CONFIRMED, author=cause.author, answers=cause.letter, note=work.note
    )
    if reply is not None and application.contact_email:
        outbox_id = draft(tx, desk, application.id, wish)
        _tell_writer(tx, desk, application, wish, cause)
    draft_copies(tx, desk, application.id, work.decision.moves, wish, withdrawn=withdrawn)
    return outbox_id


def _tell_writer(
    tx: Transaction, desk: Desk, application: Application, wish: Wish, cause: Cause
) -> None:
    """Who wrote, and is not the applicant, hears of it too: of themself alone."""
    if cause.also_to is None or wish.reply is Reply.CONFIRMED:
        return
    copy = Wish(reply=wish.reply, author=wish.author, copy_to=cause.also_to)
    draft(tx, desk, application.id, copy)
