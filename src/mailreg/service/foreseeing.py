"""What a decision would come to: taken for real, looked at, and rolled back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailreg.errors import BadRequest
from mailreg.registration.values import Refusal, StaffAction, Verb
from mailreg.service.deciding import CHANGED, Done, decide_case, decide_within, find
from mailreg.service.desk import Desk
from mailreg.store import outbox
from mailreg.store.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A decision that was not taken, and the mail that it would have sent."""

    done: Done
    mail: bytes | None  # None: nothing would be sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A decision about one of several applications."""

    reference: str
    seen: int  # the version that it is decided on
    action: StaffAction


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a choice came, or would come, to."""

    choice: Choice
    result: Done | Refusal


def foresee(desk: Desk, reference: str, action: StaffAction, *, by: str) -> Foreseen | Refusal:
    """What the decision would come to now; nothing is changed. Raises BadRequest."""
    with desk.database.trial() as tx:
        done = decide_within(tx, desk, find(tx, reference), action, by=by)
        if isinstance(done, Refusal):
            return done
        row = outbox.row(tx, done.outbox_id) if done.outbox_id else None
        return Foreseen(done=done, mail=row.content if row else None)


def foresee_all(desk: Desk, choices: Sequence[Choice], *, by: str) -> list[Outcome]:
    """What each would come to, were they decided in this order; nothing is changed.

    Who finds no room for `approve` is looked at for the waiting list, which is then the choice.
    """
    with desk.database.trial() as tx:
        return [_one(tx, desk, choice, by=by) for choice in choices]


def decide_all(desk: Desk, choices: Sequence[Choice], *, by: str) -> list[Outcome]:
    """Take each decision, in a transaction of its own; one that is refused stops no other."""
    return [Outcome(choice=choice, result=_decided(desk, choice, by=by)) for choice in choices]


def _decided(desk: Desk, choice: Choice, *, by: str) -> Done | Refusal:
    try:
        return decide_case(desk, choice.reference, choice.action, by=by, seen=choice.seen)
    except BadRequest as error:
        return _refusal(error)


def _one(tx: Transaction, desk: Desk, choice: Choice, *, by: str) -> Outcome:
    result = _result(tx, desk, choice, by=by)
    if isinstance(result, Refusal) and result.code == "no_room":
        waits = replace(choice, action=replace(choice.action, verb=Verb.WAITLIST))
        second = _result(tx, desk, waits, by=by)
        if isinstance(second, Done):
            return Outcome(choice=waits, result=second)
    return Outcome(choice=choice, result=result)


def _result(tx: Transaction, desk: Desk, choice: Choice, *, by: str) -> Done | Refusal:
    try:
        with tx.savepoint():
            application = find(tx, choice.reference)
            if application.version != choice.seen:
                return CHANGED
            return decide_within(tx, desk, application, choice.action, by=by)
    except BadRequest as error:
        return _refusal(error)


def _refusal(error: BadRequest) -> Refusal:
    return Refusal(code="bad_request", text=error.sentence)
