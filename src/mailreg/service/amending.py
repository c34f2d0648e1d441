"""A letter that completes or changes an application: what is plain is done, the rest waits.

What waits is the letter itself, in review: held against the application as it is when somebody
looks, it always shows what is still to be decided, and `approve` makes just that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mailreg.event import Claim, Event
from mailreg.extraction import Attendee, Intent, Reason
from mailreg.extraction.bare import read_bare_reference
from mailreg.registration.amendments import ASKED, Amendment, with_full
from mailreg.registration.changed import applied
from mailreg.registration.comparing import (
    MADE_OF_FIELDS,
    Difference,
    Hurdle,
    Subject,
    compare,
    is_asked_for,
)
from mailreg.registration.decide import decide
from mailreg.registration.values import (
    Application,
    Arrival,
    Decision,
    Refusal,
    Reply,
    StaffAction,
)
from mailreg.service.applying import category_of
from mailreg.service.asking import say_forwarded
from mailreg.service.desk import Desk
from mailreg.service.follow_up import FollowUp
from mailreg.service.lacking import missing_in
from mailreg.service.seats import locked_snapshot
from mailreg.service.why import Why
from mailreg.service.withdrawing import reader_of
from mailreg.service.working import Cause, Work, carry_out, cause_of, is_answerable
from mailreg.store import applications
from mailreg.store.database import Transaction
from mailreg.store.values import MACHINE, MessageState, Settlement

AMENDED = "amended"
COMPLETED = "completed"
ALREADY = "already_there"
BY_POLICY = frozenset({Hurdle.FULL, Hurdle.CLAIM})  # understood, and left to staff all the same
NEEDS_PROOF = frozenset({Hurdle.PROOF})


def amend(tx: Transaction, desk: Desk, follow_up: FollowUp) -> Settlement | None:
    """Do what the letter changes, as far as it needs nobody, and leave the rest to staff."""
    event = follow_up.event
    if desk.clock() >= event.starts:
        return None
    snapshot = locked_snapshot(tx, event, follow_up.application)
    found = with_full(compare(follow_up.extract, reader_of(follow_up)), snapshot, event)
    if not found:
        return _bare(tx, desk, follow_up) or _nothing_new(tx, desk, follow_up)
    if not follow_up.writer.may_add:
        return replace(follow_up.known, reason=Why.UNPROVEN)
    now = [one for one in found if one.hurdle is None]
    waiting = [one for one in found if one.hurdle is not None]
    if now:
        _make(tx, desk, follow_up, now)
    elif all(one.hurdle in BY_POLICY for one in waiting):
        say_forwarded(tx, desk, follow_up)
    return _settled(follow_up, waiting)


def _bare(tx: Transaction, desk: Desk, follow_up: FollowUp) -> Settlement | None:
    """Nothing but a reference, where the invoice has none: the context says what it is."""
    billing = follow_up.application.billing
    if billing is None or billing.reference is not None:
        return None
    read = read_bare_reference(follow_up.letter.message, follow_up.extract)
    if read is None:
        return None
    known = replace(follow_up.known, extract=read)
    return amend(tx, desk, replace(follow_up, extract=read, known=known))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be changed at once."""

    differences: tuple[Difference, ...]  # none of them with a hurdle that still counts
    arrival: Arrival  # when the letter came, and whether its people are sure
    approval: StaffAction | None = None  # staff make it; None: the machine does


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was changed."""

    step_id: int
    outbox_id: int | None  # the mail that follows; None: none does
    decision: Decision
    letters: tuple[int, ...] = ()  # that waited for it and need nobody any more


def make_change(
    tx: Transaction, desk: Desk, application: Application, change: Change, cause: Cause
) -> Made | Refusal:
    """Record it as one step with its mail; a Refusal has changed nothing."""
    event = desk.events[application.event]
    now = change.differences
    changed = applied(application, now)
    newcomers = tuple(one.person for one in now if one.subject is Subject.NEWCOMER and one.person)
    missing = missing_in(changed, event, also=newcomers)
    amendment = Amendment(
        differences=now,
        arrival=replace(change.arrival, attendees=newcomers, missing=missing),
        approval=change.approval,
    )
    snapshot = locked_snapshot(tx, event, application)
    decision = decide(snapshot, amendment, event, desk.clock())
    if isinstance(decision, Refusal):
        return decision
    said_by = applications.by_letter(cause.message_id)
    applications.set_fields(tx, application.id, fields_of(now), at=desk.clock(), by=said_by)
    applications.set_doubt(
        tx,
        application.id,
        needs_review=application.needs_review,
        reasons=application.reasons,
        missing=missing,
    )
    work = _work(application, change, decision, event)
    step_id, outbox_id = carry_out(tx, desk, application, work, cause)
    return Made(step_id=step_id, outbox_id=outbox_id, decision=decision)


def fields_of(now: Sequence[Difference]) -> Mapping[str, object]:
    """What is set, by the names that corrections go by."""
    return {one.field: one.after for one in now if one.subject in MADE_OF_FIELDS}


def _make(tx: Transaction, desk: Desk, follow_up: FollowUp, now: Sequence[Difference]) -> None:
    application = follow_up.application
    doubts = _doubts(follow_up, now)
    if doubts:
        reasons = tuple(dict.fromkeys((*application.reasons, *doubts)))
        application = replace(application, needs_review=True, reasons=reasons)
    arrival = Arrival(
        received_at=follow_up.letter.stored.received_at,
        attendees=(),
        missing=(),
        is_doubtful=application.needs_review or _has_claim(follow_up),
        is_answerable=is_answerable(follow_up),
    )
    cause = cause_of(follow_up, MACHINE)
    change = Change(differences=tuple(now), arrival=arrival)
    done = make_change(tx, desk, application, change, cause)
    if isinstance(done, Refusal):
        raise TypeError(f"only staff are refused, not a letter: {done.code}")


def _doubts(follow_up: FollowUp, now: Sequence[Difference]) -> tuple[str, ...]:
    """What was read doubtfully of an answer, which is taken all the same, for staff to see."""
    reader = reader_of(follow_up)
    if not any(is_asked_for(one, reader) for one in now):
        return ()
    return tuple(one for one in follow_up.extract.reasons if one != Reason.INTENT_UNCLEAR)


def _has_claim(follow_up: FollowUp) -> bool:
    """Whether somebody who is to be decided about is of a category that staff must grant."""
    granted = {one.key for one in follow_up.event.categories[1:] if one.claim is Claim.STAFF}
    people = follow_up.application.registrations
    return any(one.category in granted for one in people if one.status in ASKED)


def _work(application: Application, change: Change, decision: Decision, event: Event) -> Work:
    """The step: who is new in it, whose diet goes, and which fields it names."""
    now = change.differences
    substitutes = [one for one in now if one.subject is Subject.SUBSTITUTE]
    people = [one.person or Attendee() for one in substitutes]
    people += [one.person or Attendee() for one in now if one.subject is Subject.NEWCOMER]
    numbers = [move.number for move in decision.moves if move.before is None]
    former = {one.number: one for one in application.registrations}
    categories = {
        number: former[one.number or 0].category
        for number, one in zip(numbers, substitutes, strict=False)
    }
    newcomers = dict(zip(numbers, people, strict=True))
    return Work(
        action=_action(change, decision),
        decision=decision,
        newcomers=newcomers,
        categories={n: category_of(one, event) for n, one in newcomers.items()} | categories,
        erased=[one.number or 0 for one in substitutes],
        detail=_detail(now, numbers),
        note=change.approval.note if change.approval else None,
    )


def _action(change: Change, decision: Decision) -> str:
    if change.approval is not None:
        return change.approval.verb.value
    is_answer = any(move.before in ASKED for move in decision.moves)
    return COMPLETED if is_answer else AMENDED


def _detail(now: Sequence[Difference], numbers: Sequence[int]) -> str:
    """The fields that changed, and who came for whom; never what a diet is."""
    new = iter(numbers)
    return ", ".join(
        f"{one.field} ▶ people[{next(new)}]" if one.subject is Subject.SUBSTITUTE else one.field
        for one in now
    )


def _settled(follow_up: FollowUp, waiting: Sequence[Difference]) -> Settlement:
    if not waiting:
        return replace(follow_up.known, state=MessageState.PROCESSED, reason=None)
    is_unproven = all(one.hurdle in NEEDS_PROOF for one in waiting)
    return replace(follow_up.known, reason=Why.UNPROVEN if is_unproven else Why.CHANGE)


def _nothing_new(tx: Transaction, desk: Desk, follow_up: FollowUp) -> Settlement | None:
    """Who applies once more, and says nothing else, is told that they are registered already."""
    extract = follow_up.extract
    is_again = extract.intent is Intent.REGISTER and extract.intent_is_sure
    if not is_again or extract.replaces or not follow_up.writer.may_add:
        return None
    missing = missing_in(follow_up.application, follow_up.event)
    told = Reply.INCOMPLETE if missing else Reply.ALREADY_REGISTERED
    decision = Decision(reply=told if is_answerable(follow_up) else None)
    work = Work(action=ALREADY, decision=decision)
    carry_out(tx, desk, follow_up.application, work, cause_of(follow_up, MACHINE))
    return replace(follow_up.known, state=MessageState.PROCESSED, reason=Why.ALREADY_REGISTERED)
