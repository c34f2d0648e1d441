"""A letter that waits for staff, put where it belongs: a case of its own, another's, an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailreg import log
from mailreg.errors import BadRequest
from mailreg.registration.values import Application, Refusal
from mailreg.reply.recipient import Recipient, recipient
from mailreg.sentences import Term
from mailreg.service.adding import named_event
from mailreg.service.answering import answer_within
from mailreg.service.applying import begin_conversation, take_up
from mailreg.service.deciding import CHANGED, find
from mailreg.service.desk import Desk
from mailreg.service.letter import Letter
from mailreg.service.messages import no_message
from mailreg.service.perusing import ReadLetter
from mailreg.service.reading import event_for, read
from mailreg.service.why import Why
from mailreg.store import applications, journal, queue, searching
from mailreg.store.database import Transaction
from mailreg.store.queue import Entry
from mailreg.store.values import MessageState, NewStep, StoredMessage

PLACED = "placed"  # the step of a case to which staff put a letter
MOVED = "moved"  # that of the case where it lay before
NO_CASE = 0  # no application has this id
MOST_LIKELY = 8  # cases that are suggested


class _Overtaken(Exception):
    """Somebody else has dealt with the letter; what was done here is rolled back."""


def make_case(
    desk: Desk, message_id: int, *, by: str, event: str | None = None, seen: int | None = None
) -> Application | Refusal:
    """Make an application of a letter that waits for staff, of its sender and as it was read.

    It waits for a decision, and nothing is sent. `event` (a slug) says what it is for; None: what
    its mailbox is for. `seen` is the id of the application it lay in, NO_CASE for none; None:
    wherever it lies. Refused where the letter no longer waits there. Raises BadRequest where there
    is no such letter or event, or where the event must be said.
    """
    letter = _letter(desk, message_id, event, seen)
    if isinstance(letter, Refusal):
        return letter
    try:
        with desk.database.transaction() as tx:
            application = take_up(tx, desk, letter, _sender(desk, letter), by=by)
            _settle(tx, letter, application)
    except _Overtaken:
        return CHANGED
    log.decided(reference=application.reference, verb="make_case")
    return application


def put_to(
    desk: Desk, message_id: int, reference: str, *, by: str, seen: int | None = None
) -> Application | Refusal:
    """Put a letter that waits for staff to a case, where it goes on waiting for them.

    Refused where it no longer waits, or not where it was `seen`; raises BadRequest where there is
    no such letter or case.
    """
    with desk.database.transaction() as tx:
        stored = _stored(tx, message_id)
        application = find(tx, reference)
        applications.lock_event(tx, application.event)
        if stored.application_id == application.id:
            return application
        is_placed = _is_seen(stored, seen) and journal.place(
            tx, stored, application.id, state=MessageState.REVIEW, reason=Why.JOINED
        )
        if not is_placed:
            return CHANGED
        _note(tx, desk, stored, application, by=by)
        placed = applications.load(tx, application.id)
    log.decided(reference=placed.reference, verb="join")
    return placed


def answer_letter(
    desk: Desk,
    message_id: int,
    text: str,
    *,
    by: str,
    event: str | None = None,
    seen: int | None = None,
) -> Application | Refusal:
    """Write to the sender of a letter that waits for staff; it gets a reference by that.

    The letter is settled. Refused and raised as by `make_case`, and BadRequest is raised for an
    empty text, or where the sender has no address.
    """
    letter = _letter(desk, message_id, event, seen)
    if isinstance(letter, Refusal):
        return letter
    to = _sender(desk, letter)
    if not to.email:
        raise BadRequest(
            "Message %(number)s has no address that can be answered", number=message_id
        )
    try:
        with desk.database.transaction() as tx:
            application = _conversation(tx, desk, letter, to, by=by)
            answer_within(tx, desk, application, text, by=by)
    except _Overtaken:
        return CHANGED
    log.decided(reference=application.reference, verb="answer")
    return application


def likely(desk: Desk, letter: ReadLetter) -> Sequence[Entry]:
    """Cases that a letter may belong to: of its sender, then of somebody whom it names."""
    sender = letter.message.sender if letter.message else None
    extract = letter.stored.extract
    named = [one.name for one in extract.attendees] if extract else []
    named += [*extract.replaces] if extract else []
    names = {name for name in (*named, sender.name if sender else None) if name and " " in name}
    with desk.database.reading() as tx:
        ids = applications.by_sender(tx, sender.email) if sender else []
        found = queue.entries(tx, ids[:MOST_LIKELY])
        for name in sorted(names):
            found += searching.found(tx, name, event=None, limit=MOST_LIKELY)
    known = {one.id: one for one in found if one.id != letter.stored.application_id}
    return list(known.values())[:MOST_LIKELY]


def _letter(desk: Desk, message_id: int, event: str | None, seen: int | None) -> Letter | Refusal:
    """The letter, read for that event; outside the transaction, since that takes its time."""
    with desk.database.reading() as tx:
        stored = _stored(tx, message_id, with_content=True)
    if stored.state is not MessageState.REVIEW or not _is_seen(stored, seen):
        return CHANGED
    usual = event_for(desk, stored.mailbox)
    if event is not None and (usual is None or usual.slug != event):
        stored = replace(stored, entered_for=named_event(desk, event).slug)
    letter = read(desk, stored)
    if not isinstance(letter, Letter):
        raise BadRequest(
            "Message %(number)s cannot be read: %(reason)s",
            number=message_id,
            reason=Term("note", letter.reason.partition(":")[0], letter.reason),
        )
    if letter.event is None:
        known = ", ".join(sorted(desk.events))
        raise BadRequest(
            "Say which event message %(number)s is for: %(known)s", number=message_id, known=known
        )
    return letter


def _is_seen(stored: StoredMessage, seen: int | None) -> bool:
    """Whether it still lies where somebody saw it."""
    return seen is None or seen == (stored.application_id or NO_CASE)


def _stored(tx: Transaction, message_id: int, *, with_content: bool = False) -> StoredMessage:
    stored = journal.message(tx, message_id, with_content=with_content)
    if stored is None:
        raise no_message(message_id)
    return stored


def _sender(desk: Desk, letter: Letter) -> Recipient:
    return recipient(letter.message, own=desk.own_addresses)


def _settle(tx: Transaction, letter: Letter, application: Application) -> None:
    _place(tx, letter, application, MessageState.PROCESSED, None)


def _place(
    tx: Transaction,
    letter: Letter,
    application: Application,
    state: MessageState,
    reason: str | None,
) -> None:
    stored = replace(letter.stored, extract=letter.extract)
    if not journal.place(tx, stored, application.id, state=state, reason=reason):
        raise _Overtaken
    if stored.entered_for is not None:  # read for this event from now on
        journal.enter(tx, stored.id, sender=stored.sender or "", event=stored.entered_for)


def _conversation(
    tx: Transaction, desk: Desk, letter: Letter, to: Recipient, *, by: str
) -> Application:
    """That of the letter, where it goes on waiting until it is answered; a new one if need be."""
    if letter.stored.application_id is not None:
        return applications.load(tx, letter.stored.application_id)
    application = begin_conversation(tx, desk, letter, to, by=by)
    _place(tx, letter, application, MessageState.REVIEW, letter.stored.reason)
    return application


def _note(
    tx: Transaction, desk: Desk, stored: StoredMessage, application: Application, *, by: str
) -> None:
    step = NewStep(at=desk.clock(), by=by, action=PLACED, message_id=stored.id)
    applications.record(tx, application.id, step)
    if stored.application_id is not None:
        moved = NewStep(
            at=step.at, by=by, action=MOVED, message_id=stored.id, detail=application.reference
        )
        applications.record(tx, stored.application_id, moved)
