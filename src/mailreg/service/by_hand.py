"""What staff wrote from their own mail program: it joins the conversation, and mailreg steps back.

What mailreg had not sent yet is taken back, the letter that waited is answered, and automatic
answers of that conversation are held until staff hand it back.
"""

from __future__ import annotations

from dataclasses import replace

from mailreg import log
from mailreg.errors import BadRequest
from mailreg.service.aside import conversation_by_hand, is_our_copy
from mailreg.service.deciding import answered_by, find
from mailreg.service.desk import Desk
from mailreg.service.joining import header_ids
from mailreg.service.letter import Letter
from mailreg.service.why import Why
from mailreg.store import applications, journal, outbox
from mailreg.store.applications.history import BY_HAND, HANDED_BACK, is_with_staff
from mailreg.store.database import Transaction
from mailreg.store.values import MessageState, NewStep, Settlement

STAFF = "staff"  # who wrote it: the mailbox is shared, and does not tell


def settle_by_hand(tx: Transaction, desk: Desk, letter: Letter, known: Settlement) -> Settlement:
    """Record an answer that staff wrote by hand, and step back in its conversation."""
    message = letter.message
    if is_our_copy(message):
        return replace(known, state=MessageState.IGNORED, reason=Why.OWN)
    for waiting in journal.waiting_alone(tx, header_ids(message)):
        journal.resettle(tx, waiting, MessageState.PROCESSED, Why.CLOSED_BY_STAFF)
    application_id = conversation_by_hand(tx, message)
    if application_id is None:
        return replace(known, state=MessageState.PROCESSED, reason=Why.BY_HAND)
    withdrawn = outbox.withdraw(tx, application_id, reason=BY_HAND, only_held=False)
    step = NewStep(at=desk.clock(), by=STAFF, action=BY_HAND, message_id=letter.stored.id)
    step_id = applications.record(tx, application_id, step)
    journal.settle_reviews(tx, application_id, reason=answered_by(step_id))
    log.answered_by_hand(application=application_id, withdrawn=withdrawn)
    return replace(
        known, state=MessageState.PROCESSED, reason=Why.BY_HAND, application_id=application_id
    )


def hand_back(desk: Desk, reference: str, *, by: str) -> None:
    """Let mailreg answer in this conversation again; raises BadRequest where it does anyway."""
    with desk.database.transaction() as tx:
        application = find(tx, reference)
        if not is_with_staff(tx, application.id):
            raise BadRequest(
                "mailreg answers in %(reference)s by itself already",
                reference=application.reference,
            )
        applications.record(tx, application.id, NewStep(at=desk.clock(), by=by, action=HANDED_BACK))
    log.decided(reference=application.reference, verb=HANDED_BACK)
