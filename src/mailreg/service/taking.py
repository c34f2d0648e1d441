"""A letter that answers the offer of a seat: yes, no, or for some of a group.

What is doubtful, or not proven to come from who may say it, waits for staff; meanwhile the offer
does not lapse (`offering.is_answer_unread`). A yes that comes after the offer lapsed is told the
truth, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailreg.extraction import Extract
from mailreg.extraction.offer import OfferAnswer, answer_to_offer
from mailreg.extraction.reading import read
from mailreg.registration.answered import OfferReply
from mailreg.registration.decide import decide
from mailreg.registration.values import Decision, Registration, Status
from mailreg.service.desk import Desk
from mailreg.service.follow_up import FollowUp
from mailreg.service.seats import locked_snapshot
from mailreg.service.why import Why
from mailreg.service.working import Work, carry_out, cause_of, is_answerable
from mailreg.store import applications
from mailreg.store.applications.history import is_with_staff
from mailreg.store.database import Transaction
from mailreg.store.values import MACHINE, MessageState, Settlement, Step

ACCEPTED, REFUSED, LATE = "accepted", "refused", "late"  # the steps in the history
LAPSED = (Status.WAITLISTED, Status.EXPIRED)  # what a lapse leaves behind


def take_or_leave(tx: Transaction, desk: Desk, follow_up: FollowUp) -> Settlement | None:
    """Confirm who takes the offered seat, and cancel who leaves it; None: it is no clear answer."""
    people = asked(follow_up.application.registrations)
    said = _answer(follow_up, people)
    if not people or not said.is_clear or follow_up.extract.replaces:
        return None
    if is_with_staff(tx, follow_up.application.id):
        return follow_up.known
    steps = applications.history(tx, follow_up.application.id)
    reply = _reply_of(follow_up, people, said, steps)
    if not _may_say(follow_up, reply):
        return replace(follow_up.known, reason=Why.UNPROVEN)
    snapshot = locked_snapshot(tx, follow_up.event, follow_up.application)
    decision = decide(snapshot, reply, follow_up.event, desk.clock())
    if not isinstance(decision, Decision) or _is_told_already(decision, steps):
        return None
    work = Work(action=_action(decision), decision=decision)
    carry_out(tx, desk, follow_up.application, work, cause_of(follow_up, MACHINE))
    if said.says_more or _tells_facts(follow_up.extract):
        return replace(follow_up.known, reason=Why.SAID_MORE)
    return replace(follow_up.known, state=MessageState.PROCESSED, reason=None)


def asked(registrations: Sequence[Registration]) -> tuple[Registration, ...]:
    """Those whose offer can be answered: who is offered a seat, else whose offer lapsed."""
    offered = tuple(one for one in registrations if one.status is Status.OFFERED)
    return offered or tuple(one for one in registrations if one.lapses and one.status in LAPSED)


def _answer(follow_up: FollowUp, people: Sequence[Registration]) -> OfferAnswer:
    reading = read(follow_up.letter.message)
    if reading.has_forwarded_facts or reading.is_cut:
        return OfferAnswer()
    extract = follow_up.extract
    writers = [n for n, one in enumerate(people) if one.number in follow_up.writer.numbers]
    if not writers and follow_up.writer.is_applicant:
        name = follow_up.application.contact_name
        writers = [n for n, one in enumerate(people) if name and one.name == name]
    return answer_to_offer(
        reading.words.strip(),
        [one.name for one in people],
        language=extract.language if extract.language_is_sure else "",
        writer=writers[0] if len(writers) == 1 else None,
    )


def _reply_of(
    follow_up: FollowUp,
    people: Sequence[Registration],
    said: OfferAnswer,
    steps: Sequence[Step],
) -> OfferReply:
    leaves = {people[place].number for place in said.leaves}
    if not said.takes:  # who declines for all that are offered a seat waits for no other
        registrations = follow_up.application.registrations
        leaves |= {one.number for one in registrations if one.status is Status.WAITLISTED}
    return OfferReply(
        takes=frozenset(people[place].number for place in said.takes),
        leaves=frozenset(leaves),
        received_at=follow_up.letter.stored.received_at,
        is_answerable=is_answerable(follow_up),
        lapsed_at=_lapses(steps),
    )


def _lapses(steps: Sequence[Step]) -> Mapping[int, datetime]:
    """When the last offer of each person was taken to have lapsed."""
    return {
        move.number: step.at
        for step in steps
        for move in step.moves
        if move.before is Status.OFFERED and move.after in LAPSED
    }


def _tells_facts(extract: Extract) -> bool:
    """Whether the letter was read to tell of an invoice, a need or an answer."""
    told = (one.dietary_stated or one.answers for one in extract.attendees)
    return extract.billing is not None or any(told)


def _may_say(follow_up: FollowUp, reply: OfferReply) -> bool:
    """To take a seat is to fill in what was asked; to leave one is to give it up."""
    may_leave = not reply.leaves or follow_up.writer.may_give_up(reply.leaves)
    return follow_up.writer.may_add and may_leave


def _is_told_already(decision: Decision, steps: Sequence[Step]) -> bool:
    """Whether a late yes changes nothing and was answered since the last lapse: staff look."""
    if decision.moves:
        return False
    told = [step.at for step in steps if step.action == LATE]
    lapses = _lapses(steps).values()
    return bool(told and lapses) and max(told) >= max(lapses)


def _action(decision: Decision) -> str:
    outcomes = {move.after for move in decision.moves}
    if Status.CONFIRMED in outcomes:
        return ACCEPTED
    return REFUSED if Status.CANCELLED in outcomes else LATE
