"""The same letter again and again: a robot that bears no mark of one, and answers our answers.

Whoever gets a second automatic answer within a week has had what a person needs of us; where the
letter also says what an earlier one of theirs said, the next answer waits for staff.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from mailreg.message import InboundMessage, parse
from mailreg.message.identity import tokens_in
from mailreg.service.desk import Desk
from mailreg.store import applications, journal, outbox
from mailreg.store.database import Transaction
from mailreg.store.values import StoredMessage

ANSWERS = 2  # automatic ones, to one address
WINDOW = timedelta(days=7)
COMPARED = 10  # earlier letters, and the applications among whose letters they are
OPENING = 100  # letters; how an answer begins whose end quotes what it answers


def is_repeated(
    tx: Transaction, desk: Desk, recipient: str, letter: InboundMessage, now: datetime
) -> bool:
    """Whether one more automatic answer would answer a robot."""
    if outbox.automatic_since(tx, now - WINDOW, recipient=recipient) < ANSWERS:
        return False
    said = _said(letter)
    return any(_said(earlier) == said for earlier in _earlier(tx, desk, recipient, letter, now))


def _said(letter: InboundMessage) -> tuple[str, bytes]:
    """The letters of the sender's own words, and what is attached: numbers and spaces differ.

    An answer to our mail may quote it without a mark; there the beginning counts.
    """
    words = "".join(filter(str.isalpha, letter.own_words.casefold()))
    is_answer = bool(tokens_in((*letter.in_reply_to, *letter.references)))
    files = b"\0".join(file.content for file in letter.attachments)
    return words[:OPENING] if is_answer else words, hashlib.sha256(files).digest()


def _earlier(
    tx: Transaction, desk: Desk, recipient: str, letter: InboundMessage, now: datetime
) -> Iterator[InboundMessage]:
    for stored in _stored(tx, recipient, now):
        found = journal.message(tx, stored.id, with_content=True)
        if found is None or found.content is None:
            continue
        message = parse(found.content, identity=desk.identity_of(found.mailbox))
        is_itself = message.letter_hash is not None and message.letter_hash == letter.letter_hash
        if not is_itself:
            yield message


def _stored(tx: Transaction, recipient: str, now: datetime) -> list[StoredMessage]:
    """Their letters of the last days, the newest first."""
    address = recipient.lower()
    found = [
        one
        for application_id in applications.by_sender(tx, recipient)[:COMPARED]
        for one in journal.of_application(tx, application_id)
        if (one.sender or "").lower() == address and one.received_at > now - WINDOW
    ]
    return sorted(found, key=lambda one: one.received_at, reverse=True)[:COMPARED]
