"""What a letter comes to: machine mail, a letter of a known conversation, or a new application."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from mailreg.extraction import Extract, Intent
from mailreg.message import InboundMessage, Origin
from mailreg.message.identity import references_in, tokens_in
from mailreg.reply.recipient import recipient
from mailreg.service.applying import ask_staff, begun_by, register
from mailreg.service.desk import Desk
from mailreg.service.letter import Letter
from mailreg.store import applications
from mailreg.store.database import Transaction
from mailreg.store.values import MessageState, Settlement


class Why(StrEnum):
    """Why a message is in the state it is in; docs/states.md explains each."""

    OWN = "own_mail"
    DUPLICATE = "duplicate"
    JOINED = "joined"  # belongs to a conversation, staff must look
    BOUNCE = "bounce_of_our_mail"
    EVENT_UNCLEAR = "event_unclear"
    SENDER_UNCLEAR = "sender_unclear"
    INTENT_UNCLEAR = "intent_unclear"
    QUESTION = "question"
    AMEND = "amend"
    CANCEL = "cancel"
    OTHER = "other"
    CLOSED_BY_STAFF = "closed_by_staff"


def settle(tx: Transaction, desk: Desk, letter: Letter) -> Settlement:
    """Decide what becomes of one letter, and record all that follows but its own state."""
    known = _known(letter)
    conversation = conversation_of(tx, letter.message)
    if letter.message.origin is not Origin.PERSON:
        return _machine(known, letter.message.origin, conversation)
    if conversation is not None:
        return replace(known, reason=Why.JOINED, application_id=conversation)
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


def conversation_of(tx: Transaction, message: InboundMessage) -> int | None:
    """The application that a message refers to: by our token, else by a reference in its subject.

    A forward carries the token in its text, a bounce both, with what came back (RFC 3462, section
    2). Joining proves nothing about who wrote it.
    """
    places = (*message.in_reply_to, *message.references, message.body)
    tokens = tokens_in(places)
    by_token = applications.by_tokens(tx, tokens)
    if by_token is None:
        by_token = applications.by_copies(tx, tokens)
    if by_token is not None:
        return by_token
    is_bounce = message.origin is Origin.BOUNCE
    named = f"{message.subject}\n{message.body}" if is_bounce else message.subject
    return applications.by_references(tx, references_in(named))


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


def _machine(known: Settlement, origin: Origin, conversation: int | None) -> Settlement:
    """Machine mail is recorded and never answered; a bounce of our own mail is put before staff."""
    if origin is not Origin.OWN:
        known = replace(known, intent=origin.value)
    if origin is Origin.BOUNCE and conversation is not None:
        return replace(known, reason=Why.BOUNCE, application_id=conversation)
    reason = Why.OWN if origin is Origin.OWN else origin.value
    return replace(known, state=MessageState.IGNORED, reason=reason, application_id=conversation)


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
            return replace(known, reason=Why(intent.value), application_id=_only_one_of(tx, letter))
        case _ if not extract.intent_is_sure:
            return replace(known, reason=Why.INTENT_UNCLEAR)
        case _:
            return replace(known, reason=Why.OTHER)


def _only_one_of(tx: Transaction, letter: Letter) -> int | None:
    """The sender's application, where there is just one."""
    if letter.message.sender is None or letter.event is None:
        return None
    found = applications.by_sender(tx, letter.message.sender.email, events=[letter.event.slug])
    return found[0] if len(found) == 1 else None
