"""A letter of a conversation that there is: what it is decides what comes of it.

Each kind of letter has a handler, which does all that follows, in the letter's own transaction, and
says what became of the letter; None where it is not of that kind after all. What nobody handles
waits for staff, unanswered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from mailreg.event import Event
from mailreg.extraction import Extract, Intent
from mailreg.message import Authenticity, tokens_in
from mailreg.registration.statuses import summary
from mailreg.registration.values import Application, Status
from mailreg.registration.writers import Proof, Writer, identify
from mailreg.reply.recipient import recipient
from mailreg.service.amending import amend
from mailreg.service.applying import register
from mailreg.service.asking import ask
from mailreg.service.desk import Desk
from mailreg.service.follow_up import FollowUp, Handler, Kind
from mailreg.service.joining import header_ids
from mailreg.service.letter import Letter
from mailreg.service.taking import asked, take_or_leave
from mailreg.service.why import Why
from mailreg.service.withdrawing import withdraw_people
from mailreg.store import applications
from mailreg.store.database import Transaction
from mailreg.store.values import MessageState, Settlement


def follow(
    tx: Transaction, desk: Desk, letter: Letter, application_id: int, known: Settlement
) -> Settlement:
    """Do what a letter of this conversation asks for, or leave it to staff."""
    known = replace(known, reason=Why.JOINED, application_id=application_id)
    found = applications.load(tx, application_id, with_diet=True)
    event = desk.events.get(found.event)
    if event is None:
        return known
    applications.lock_event(tx, event.slug)
    application = applications.load(tx, application_id, with_diet=True)
    reading = _reading(letter, event)
    follow_up = FollowUp(
        letter=letter,
        extract=reading,
        event=event,
        application=application,
        writer=_writer(letter, application),
        known=replace(known, intent=reading.intent.value, extract=reading),
    )
    if follow_up.writer.proof is Proof.FAILED:
        return replace(follow_up.known, reason=Why.VERDICT_FAILED)
    return _handled(tx, desk, follow_up) or follow_up.known


def _reading(letter: Letter, event: Event) -> Extract:
    if letter.extract is not None and letter.event == event:
        return letter.extract
    # seldom: most mailboxes have one event, and who does not read letters need not load the readers
    from mailreg.extraction.resolve import extract

    return extract(letter.message, event)


def _writer(letter: Letter, application: Application) -> Writer:
    """Staff vouch for whose letter it is that they entered."""
    sender = letter.message.sender
    is_entered = letter.stored.entered_for is not None
    return identify(
        application,
        address=sender.email if sender else "",
        tokens=tokens_in(header_ids(letter.message)),
        authenticity=Authenticity.PASS if is_entered else letter.message.authenticity,
    )


def _handled(tx: Transaction, desk: Desk, follow_up: FollowUp) -> Settlement | None:
    for kind in kinds_of(follow_up):
        handler = HANDLERS.get(kind)
        settlement = handler(tx, desk, follow_up) if handler else None
        if settlement is not None:
            return settlement
    return None


def kinds_of(follow_up: FollowUp) -> tuple[Kind, ...]:
    """What the letter may be, the likeliest first."""
    intent, is_sure = follow_up.extract.intent, follow_up.extract.intent_is_sure
    kinds: list[Kind] = []
    people = follow_up.application.registrations
    if not people and intent is Intent.REGISTER and is_sure:
        return (Kind.REGISTRATION,)
    if asked(people):
        kinds.append(Kind.OFFER_ANSWER)
    if intent is Intent.CANCEL and is_sure:
        kinds.append(Kind.CANCELLATION)
    elif intent is Intent.QUESTION and is_sure:
        kinds.append(Kind.QUESTION)
    else:
        is_asked = summary(follow_up.application.registrations) in (
            Status.INCOMPLETE,
            Status.EXPIRED,
        )
        kinds += [Kind.COMPLETION] if is_asked else []
        kinds += [Kind.AMENDMENT]
    return tuple(kinds)


def register_in(tx: Transaction, desk: Desk, follow_up: FollowUp) -> Settlement | None:
    """Who asked something before applies now: in the same conversation, under its reference."""
    to = recipient(follow_up.letter.message, own=desk.own_addresses)
    if to.email is None or not follow_up.writer.may_add:
        return None
    letter = replace(follow_up.letter, event=follow_up.event, extract=follow_up.extract)
    register(tx, desk, letter, to, into=follow_up.application)
    return replace(follow_up.known, state=MessageState.PROCESSED, reason=None)


# Whoever builds a kind puts its handler here, in a module of its own.
HANDLERS: Mapping[Kind, Handler] = MappingProxyType(
    {
        Kind.REGISTRATION: register_in,
        Kind.OFFER_ANSWER: take_or_leave,
        Kind.COMPLETION: amend,
        Kind.AMENDMENT: amend,
        Kind.CANCELLATION: withdraw_people,
        Kind.QUESTION: ask,
    }
)
