"""What a letter comes to: machine mail, a letter of a known conversation, or a new application."""

from __future__ import annotations

from dataclasses import replace

from mailreg.extraction import Extract, Intent
from mailreg.message import Origin
from mailreg.message.forwarding import FORWARDED_BY_STAFF
from mailreg.reply.recipient import recipient
from mailreg.service.applying import ask_staff, begun_by, register
from mailreg.service.aside import Aside, aside_of
from mailreg.service.bouncing import settle_report
from mailreg.service.by_hand import settle_by_hand
from mailreg.service.desk import Desk
from mailreg.service.following import follow
from mailreg.service.joining import conversation_of, joined
from mailreg.service.letter import Letter
from mailreg.service.why import Why
from mailreg.store.database import Transaction
from mailreg.store.values import MessageState, Settlement


def settle(tx: Transaction, desk: Desk, letter: Letter) -> Settlement:
    """Decide what becomes of one letter, and record all that follows but its own state."""
    known = _known(letter)
    aside = aside_of(letter.stored.mailbox)
    if aside is Aside.SENT:
        return settle_by_hand(tx, desk, letter, known)
    if letter.message.origin is not Origin.PERSON:
        return _machine(tx, desk, letter, known)
    conversation = joined(tx, desk, letter)
    if aside is Aside.JUNK:
        return replace(known, reason=Why.JUNK, application_id=conversation)
    if conversation is not None:
        return _of_conversation(tx, desk, letter, conversation, known)
    if letter.extract is None:
        return replace(known, reason=Why.EVENT_UNCLEAR)
    return _first_letter(tx, desk, letter, letter.extract, known)


def settle_duplicate(letter: Letter, other: int) -> Settlement:
    """The same letter as message `other`, come on another way: recorded, never answered."""
    return replace(
        _known(letter),
        state=MessageState.IGNORED,
        reason=f"{Why.DUPLICATE}:{other}",
        letter_hash=None,
    )


def _known(letter: Letter) -> Settlement:
    """What is known of every message; it waits for staff unless something better follows."""
    message = letter.message
    return Settlement(
        state=MessageState.REVIEW,
        intent=letter.extract.intent.value if letter.extract else None,
        sender=message.sender.email if message.sender else None,
        message_id=message.message_id,
        letter_hash=message.letter_hash,
        extract=letter.extract,
    )


def _machine(tx: Transaction, desk: Desk, letter: Letter, known: Settlement) -> Settlement:
    """Machine mail is recorded and never answered; a bounce of our own mail is put before staff."""
    origin = letter.message.origin
    known = replace(known, application_id=conversation_of(tx, letter.message))
    if origin is not Origin.OWN:
        known = replace(known, intent=origin.value)
    if letter.message.report is not None:
        return settle_report(tx, desk, letter, letter.message.report, known)
    reason = Why.OWN if origin is Origin.OWN else origin.value
    return replace(known, state=MessageState.IGNORED, reason=reason)


def _of_conversation(
    tx: Transaction, desk: Desk, letter: Letter, conversation: int, known: Settlement
) -> Settlement:
    """A letter of a known conversation; what staff forwarded proves nothing and waits for them."""
    if letter.message.unanswerable_reason == FORWARDED_BY_STAFF:
        return replace(known, reason=Why.JOINED, application_id=conversation)
    return follow(tx, desk, letter, conversation, known)


def _first_letter(
    tx: Transaction, desk: Desk, letter: Letter, extract: Extract, known: Settlement
) -> Settlement:
    addressee = recipient(letter.message, own=desk.own_addresses)
    if addressee.email is None:
        return replace(known, reason=Why.SENDER_UNCLEAR)
    match extract.intent:
        case Intent.REGISTER:
            created = register(tx, desk, letter, addressee, into=begun_by(tx, letter))
            return replace(known, state=MessageState.PROCESSED, application_id=created)
        case Intent.QUESTION if extract.intent_is_sure:
            # one that is processed anew has its conversation
            begun = letter.stored.application_id or ask_staff(tx, desk, letter, addressee)
            return replace(known, reason=Why.QUESTION, application_id=begun)
        case Intent.AMEND | Intent.CANCEL as intent:
            return replace(known, reason=Why(intent.value))
        case _ if not extract.intent_is_sure:
            return replace(known, reason=Why.INTENT_UNCLEAR)
        case _:
            return replace(known, reason=Why.OTHER)
