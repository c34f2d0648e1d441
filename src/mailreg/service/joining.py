"""To which conversation a letter belongs.

In this order: a token of ours, a reference in the subject, a letter of the conversation that it
answers or carries, and for who changes, cancels or asks something the sender's only open
application. None of these proves who wrote it (`registration.writers`).
"""

from __future__ import annotations

from collections.abc import Set

from mailreg.extraction import Intent
from mailreg.message import InboundMessage, Kind, Origin, parse
from mailreg.message.identity import references_in, tokens_in
from mailreg.message.quoting import addresses_beneath, quotes
from mailreg.registration.statuses import CLOSED, summary
from mailreg.service.desk import Desk
from mailreg.service.letter import Letter
from mailreg.store import applications, journal
from mailreg.store.database import Transaction

COMPARED = 5  # applications of one address that are looked at
# what a letter may be that refers to nothing and is still about an application that there is
ABOUT_EARLIER = frozenset({Intent.AMEND, Intent.CANCEL, Intent.QUESTION})


def conversation_of(tx: Transaction, message: InboundMessage) -> int | None:
    """The application that a message refers to: by our token, else by a reference in its subject.

    A forward carries the token in its text, a bounce both, with what came back (RFC 3462, section
    2). Joining proves nothing about who wrote it.
    """
    tokens = tokens_in((*header_ids(message), message.body))
    by_token = applications.by_tokens(tx, tokens)
    if by_token is None:
        by_token = applications.by_copies(tx, tokens)
    if by_token is not None:
        return by_token
    is_bounce = message.origin is Origin.BOUNCE
    named = f"{message.subject}\n{message.body}" if is_bounce else message.subject
    return applications.by_references(tx, references_in(named))


def header_ids(message: InboundMessage) -> tuple[str, ...]:
    """Where the answer to our mail names it; only there does a token vouch for its bearer."""
    return (*message.in_reply_to, *message.references)


def joined(tx: Transaction, desk: Desk, letter: Letter) -> int | None:
    """The application whose conversation a person's letter joins; None: it begins one."""
    found = conversation_of(tx, letter.message)
    if found is None:
        found = _of_carried(tx, desk, letter)
    return _of_sender(tx, letter) if found is None else found


def _of_carried(tx: Transaction, desk: Desk, letter: Letter) -> int | None:
    """The application of which this answers, forwards or quotes a letter of the applicant."""
    message = letter.message
    ids = set(header_ids(message))
    if letter.event is None or not (ids or message.text_of(Kind.QUOTE, Kind.FORWARD)):
        return None
    for address in addresses_beneath(message):
        for found in applications.by_sender(tx, address, events=[letter.event.slug])[:COMPARED]:
            if not _began(tx, found, letter) and _carries(tx, desk, letter, found, ids):
                return found
    return None


def _carries(
    tx: Transaction, desk: Desk, letter: Letter, application_id: int, ids: Set[str]
) -> bool:
    others = [
        one for one in journal.of_application(tx, application_id) if one.id != letter.stored.id
    ]
    if any(one.message_id in ids for one in others):
        return True
    first = others[0] if others else None
    stored = journal.message(tx, first.id, with_content=True) if first else None
    if stored is None or stored.content is None:
        return False
    identity = desk.identity_of(stored.mailbox)
    other = parse(stored.content, identity=identity, is_complete=stored.is_complete)
    return quotes(letter.message, other)


def _of_sender(tx: Transaction, letter: Letter) -> int | None:
    """The sender's only open application, where the letter is about one that there is.

    Who applies once more, with the same name from the same address, begins no second one.
    """
    if letter.extract is None:
        return None
    if letter.extract.intent in ABOUT_EARLIER:
        found = _open_of_sender(tx, letter)
        return found[0] if len(found) == 1 else None
    if letter.extract.intent is Intent.REGISTER and letter.extract.intent_is_sure:
        names = {one.name.casefold() for one in letter.extract.attendees if one.name}
        again = (one for one in _open_of_sender(tx, letter) if _is_by(tx, one, letter, names))
        return next(again, None)
    return None


def _is_by(tx: Transaction, application_id: int, letter: Letter, names: Set[str]) -> bool:
    """Whether it was applied for from this address, and somebody of these names is in it."""
    application = applications.load(tx, application_id)
    sender = letter.message.sender.email if letter.message.sender else ""
    people = [one for one in application.registrations if one.status not in CLOSED]
    known = {one.name.casefold() for one in people if one.name}
    return application.contact_email.casefold() == sender.casefold() and bool(names & known)


def _open_of_sender(tx: Transaction, letter: Letter) -> list[int]:
    if letter.message.sender is None or letter.event is None:
        return []
    of_sender = applications.by_sender(tx, letter.message.sender.email, events=[letter.event.slug])
    return [one for one in of_sender if is_open(tx, one) and not _began(tx, one, letter)]


def is_open(tx: Transaction, application_id: int) -> bool:
    """Whether somebody in it still has, awaits or asks for a seat."""
    status = summary(applications.load(tx, application_id).registrations)
    return status is not None and status not in CLOSED


def _began(tx: Transaction, application_id: int, letter: Letter) -> bool:
    """Whether the conversation began with this very letter, which is read anew."""
    if letter.stored.application_id != application_id:
        return False
    first, *_ = applications.history(tx, application_id)
    return first.message_id == letter.stored.id
