"""What staff decide: counted under the lock, recorded and drafted in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailreg import log
from mailreg.errors import BadRequest
from mailreg.event import Event
from mailreg.extraction import Missing
from mailreg.registration.decide import decide
from mailreg.registration.values import (
    Application,
    Decision,
    Refusal,
    Reply,
    StaffAction,
    Verb,
)
from mailreg.reply.values import Author
from mailreg.sentences import say
from mailreg.service.amending import AMENDED, COMPLETED
from mailreg.service.approving import make_waiting
from mailreg.service.desk import Desk
from mailreg.service.drafting import draft, draft_copies, first_news, withdraw
from mailreg.service.lacking import missing_in
from mailreg.service.letters import Wish, has_questions
from mailreg.service.policy import Mode
from mailreg.service.seats import locked_snapshot
from mailreg.service.why import Why
from mailreg.service.withdrawing import WITHDRAWN
from mailreg.store import applications, journal, outbox
from mailreg.store.database import Transaction
from mailreg.store.outbox import undoing
from mailreg.store.values import MACHINE, HoldReason, NewStep, OutboxRow, OutboxState, Step

# where an applicant has been told, or may have been
TOLD = {OutboxState.SENT, OutboxState.SENDING, OutboxState.UNKNOWN}
NOTHING_TO_ASK = Refusal(
    code="nothing_to_ask",
    text=say("Nothing is missing.", hint="; say what to ask for with --for or --note"),
)
CHANGED = Refusal(
    code="changed",
    text=say(
        "Somebody, or a letter, has changed this case meanwhile; look again before you decide."
    ),
)
ANSWERED = "answered"  # the step of staff's own words
BY_LETTER = frozenset({AMENDED, COMPLETED, WITHDRAWN})
# what an undo takes back: the last of these
DECISIONS = frozenset({*(verb.value for verb in Verb), ANSWERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A decision that was taken."""

    application: Application  # as it is now
    decision: Decision | None  # None: somebody was entered, and nothing decided
    outbox_id: int | None  # the mail that follows; None: none does


def decide_case(
    desk: Desk,
    reference: str,
    action: StaffAction,
    *,
    by: str,
    seen: int | None = None,
    read: Sequence[int] = (),
) -> Done | Refusal:
    """Take one decision about one application; a Refusal has changed nothing.

    `seen` is the version that it was decided on; None: whichever there is. Letters of it that
    waited for staff are settled by it where they were `read`. Raises BadRequest where there is no
    such application.
    """
    with desk.database.transaction() as tx:
        application = find(tx, reference)
        if seen is not None and has_changed(tx, application, seen):
            return CHANGED
        done = decide_within(tx, desk, application, action, by=by)
        if isinstance(done, Done) and read:
            _settle(tx, application.id, read)
    if isinstance(done, Done):
        log.decided(reference=done.application.reference, verb=action.verb.value)
    return done


def decide_within(
    tx: Transaction, desk: Desk, application: Application, action: StaffAction, *, by: str
) -> Done | Refusal:
    """The same, as part of a transaction that does more."""
    if action.verb is Verb.APPROVE and action.numbers is None:
        made = _make_waiting(tx, desk, application, action, by=by)
        if made is not None:
            return made
    ruling = _rule(tx, desk, application, action, by=by)
    if isinstance(ruling, Refusal):
        return ruling
    outbox_id = _record(tx, desk, ruling)
    return Done(
        application=applications.load(tx, application.id),
        decision=ruling.decision,
        outbox_id=outbox_id,
    )


def _make_waiting(
    tx: Transaction, desk: Desk, application: Application, action: StaffAction, *, by: str
) -> Done | Refusal | None:
    """Make the changes that letters ask for and that wait; None where nothing does."""
    event_of(desk, application)
    made = make_waiting(tx, desk, application, action, by=by)
    if made is None or isinstance(made, Refusal):
        return made
    journal.settle_reviews(tx, application.id, reason=answered_by(made.step_id), only=made.letters)
    return Done(
        application=applications.load(tx, application.id),
        decision=made.decision,
        outbox_id=made.outbox_id,
    )


def find(tx: Transaction, reference: str, *, with_diet: bool = False) -> Application:
    """The application of that reference; raises BadRequest where there is none."""
    application = applications.find(tx, reference, with_diet=with_diet)
    if application is None:
        raise BadRequest(
            "No application %(reference)s",
            hint="; `mailreg list` shows them all",
            reference=reference,
        )
    return application


def has_changed(tx: Transaction, application: Application, seen: int) -> bool:
    """Whether it is no longer what was seen; the lock is held until the transaction ends."""
    applications.lock_event(tx, application.event)
    return applications.load(tx, application.id).version != seen


def _settle(tx: Transaction, application_id: int, read: Sequence[int]) -> None:
    step = applications.last_step(tx, application_id)
    if step is not None:
        reason = answered_by(step.id)
        journal.settle_reviews(tx, application_id, reason=reason, only=read)


def answered_by(step_id: int) -> str:
    """Why letters that waited for staff are settled: the step of what answered them."""
    return f"{ANSWERED}:{step_id}"


def event_of(desk: Desk, application: Application) -> Event:
    """The application's event; raises BadRequest where its file is gone."""
    try:
        return desk.events[application.event]
    except KeyError:
        raise BadRequest(
            "%(reference)s belongs to the event `%(event)s`, which has no file any more; put it"
            " back to decide about it",
            reference=application.reference,
            event=application.event,
        ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ruling:
    """A decision that is about to be recorded."""

    application: Application  # as it is under the lock
    action: StaffAction
    decision: Decision
    by: str
    undone: Step | None  # the step that is taken back; None: it is no undo


def _rule(
    tx: Transaction, desk: Desk, found: Application, action: StaffAction, *, by: str
) -> _Ruling | Refusal:
    event = event_of(desk, found)
    snapshot = locked_snapshot(tx, event, found)
    application = replace(found, registrations=snapshot.registrations)
    if action.verb is Verb.ASK and not _asks(application, action, event):
        return NOTHING_TO_ASK
    last = _last_decision(tx, application) if action.verb is Verb.UNDO else None
    if last is not None:
        snapshot = replace(
            snapshot,
            last_moves=last.moves,
            last_session_moves=last.session_moves,
            is_undoable=True,
        )
    decision = decide(snapshot, action, event, desk.clock())
    if isinstance(decision, Refusal):
        return decision
    return _Ruling(application=application, action=action, decision=decision, by=by, undone=last)


def _asks(application: Application, action: StaffAction, event: Event) -> bool:
    """Whether the question has anything to ask."""
    wanted = set(action.asks_for or application.missing)
    if not has_questions(application, event):
        wanted.discard(Missing.ANSWERS)
    return bool(wanted or action.note)


def _record(tx: Transaction, desk: Desk, ruling: _Ruling) -> int | None:
    action, decision = ruling.action, ruling.decision
    step = NewStep(
        at=desk.clock(),
        by=ruling.by,
        action=action.verb.value,
        moves=decision.moves,
        session_moves=decision.session_moves,
        note=action.note,
        undoes=ruling.undone.id if ruling.undone else None,
        detail="over capacity" if decision.is_over_capacity else None,
    )
    is_full = decision.is_full if decision.moves else None
    step_id = applications.record(tx, ruling.application.id, step, is_full=is_full)
    if ruling.undone is not None:
        outbox_id = _take_back(tx, desk, ruling, ruling.undone)
    else:
        withdrawn = withdraw(tx, ruling.application.id, reason=_replaced_by(step_id))
        outbox_id = _announce(tx, desk, ruling, withdrawn)
    if outbox_id is not None:
        applications.set_step_outbox(tx, step_id, outbox_id)
    return outbox_id


def _announce(
    tx: Transaction, desk: Desk, ruling: _Ruling, withdrawn: Sequence[OutboxRow]
) -> int | None:
    application, action, decision = ruling.application, ruling.action, ruling.decision
    if not application.contact_email:
        return None  # somebody who phoned and has no address hears it on the telephone
    reply = first_news(decision.reply, application, withdrawn)
    wish = Wish(
        reply=reply or Reply.CONFIRMED,
        author=Author.DECISION,
        note=action.note,
        asks_for=action.asks_for,
    )
    outbox_id = draft(tx, desk, application.id, wish) if reply else None
    draft_copies(tx, desk, application.id, decision.moves, wish, withdrawn=withdrawn)
    return outbox_id


def _take_back(tx: Transaction, desk: Desk, ruling: _Ruling, undone: Step) -> int | None:
    """Stop the decision's mail, give back what it replaced; who was told gets a correction.

    The letters that it had settled wait for staff again.
    """
    application = ruling.application
    told = [mail for mail in _mails_of(tx, application, undone) if _has_left(tx, mail)]
    journal.unsettle_reviews(tx, application.id, reason=answered_by(undone.id))
    if undone.message_id is not None:
        _take_back_letter(tx, desk, application, undone, undone.message_id)
    if undone.outbox_id not in {mail.id for mail in told}:
        hold = HoldReason.HOLD if desk.mode is Mode.HOLD else HoldReason.UNDO
        due_at = desk.clock() + desk.undo
        undoing.restore(
            tx, application.id, replaced=_replaced_by(undone.id), hold=hold, due_at=due_at
        )
    wish = Wish(
        reply=Reply.CORRECTED,
        author=Author.DECISION,
        note=ruling.action.note,
        needs_release=True,
    )
    first = None
    for mail in told:
        to = None if mail.id == undone.outbox_id else _person_at(application, mail.recipient)
        outbox_id = draft(tx, desk, application.id, replace(wish, copy_to=to))
        first = first or outbox_id
    return first


def _take_back_letter(
    tx: Transaction, desk: Desk, application: Application, undone: Step, message_id: int
) -> None:
    """What it said no longer holds, and staff must look at it."""
    said_by = applications.by_letter(message_id)
    applications.restore_fields(tx, application.id, said_by=said_by, at=desk.clock())
    now = applications.load(tx, application.id)
    applications.set_doubt(
        tx,
        application.id,
        needs_review=now.needs_review,
        reasons=now.reasons,
        missing=missing_in(now, event_of(desk, now)),
    )
    if undone.by == MACHINE:
        journal.look_again(tx, message_id, reason=Why.JOINED)


def _mails_of(tx: Transaction, application: Application, step: Step) -> list[OutboxRow]:
    """The mail of the last decision, and the copies that attendees got of it."""
    if step.outbox_id is None:
        return []
    mails = outbox.of_application(tx, application.id)
    return [
        mail
        for mail in mails
        if mail.id == step.outbox_id
        or (mail.id > step.outbox_id and mail.template == Reply.CONFIRMED)
    ]


def _has_left(tx: Transaction, mail: OutboxRow) -> bool:
    """Cancel the mail; true where it has left already, or may have."""
    is_cancelled = undoing.cancel(tx, mail.id, reason="undone")
    return not is_cancelled and (mail.state in TOLD or mail.is_resent)


def _person_at(application: Application, address: str) -> int | None:
    """Whose own address it is; None: nobody's any more, so the applicant hears of it."""
    numbers = (one.number for one in application.registrations if one.email == address)
    return next(numbers, None)


def _replaced_by(step_id: int) -> str:
    return f"replaced:{step_id}"


def _is_decision(step: Step) -> bool:
    """Whether somebody decided something: staff, or a letter that did its work by itself."""
    is_of_letter = step.action in BY_LETTER and step.message_id is not None
    return step.action in DECISIONS or is_of_letter


def _last_decision(tx: Transaction, application: Application) -> Step | None:
    """The last decision, of staff or by a letter, unless it was taken back already."""
    decisions = [one for one in applications.history(tx, application.id) if _is_decision(one)]
    if not decisions or decisions[-1].action == Verb.UNDO:
        return None
    return decisions[-1]
