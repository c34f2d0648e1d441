"""A letter by which somebody withdraws: who may says so, and the seat is free at once."""

from __future__ import annotations

from dataclasses import replace

from mailreg.extraction import Extract
from mailreg.registration.amendments import Withdrawal
from mailreg.registration.comparing import Reader, who_withdraws
from mailreg.registration.decide import decide
from mailreg.registration.values import Decision
from mailreg.service.desk import Desk
from mailreg.service.follow_up import FollowUp
from mailreg.service.seats import locked_snapshot
from mailreg.service.why import Why
from mailreg.service.working import Work, carry_out, cause_of, is_answerable
from mailreg.store.database import Transaction
from mailreg.store.values import MACHINE, MessageState, Settlement

WITHDRAWN = "withdrawn"


def withdraw_people(tx: Transaction, desk: Desk, follow_up: FollowUp) -> Settlement | None:
    """Cancel those whom the letter is about; nobody else's word than theirs or the applicant's."""
    reader = reader_of(follow_up)
    numbers = who_withdraws(follow_up.extract, reader)
    if numbers is None or follow_up.extract.reasons or not _says_so(follow_up.extract):
        return None
    if not follow_up.writer.may_give_up(numbers):
        return replace(follow_up.known, reason=Why.UNPROVEN)
    snapshot = locked_snapshot(tx, follow_up.event, follow_up.application)
    withdrawal = Withdrawal(numbers=numbers, is_answerable=is_answerable(follow_up))
    decision = decide(snapshot, withdrawal, follow_up.event, desk.clock())
    if not isinstance(decision, Decision) or not decision.moves:
        return None
    work = Work(action=WITHDRAWN, decision=decision)
    carry_out(tx, desk, follow_up.application, work, cause_of(follow_up, MACHINE))
    return replace(follow_up.known, state=MessageState.PROCESSED, reason=None)


def _says_so(letter: Extract) -> bool:
    """Whether words of the letter tell it: a bare no may answer anything."""
    return any(one.field == "intent" for one in letter.evidence)


def reader_of(follow_up: FollowUp) -> Reader:
    """What the letter is held against."""
    sender = follow_up.letter.message.sender
    return Reader(
        application=follow_up.application,
        event=follow_up.event,
        writer=follow_up.writer,
        sender_name=sender.name if sender else "",
    )
