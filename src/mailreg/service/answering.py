"""Staff's own words in a conversation."""

from __future__ import annotations

from mailreg import log
from mailreg.errors import BadRequest
from mailreg.registration.values import Application, Reply
from mailreg.reply.values import Author
from mailreg.service.deciding import ANSWERED, answered_by, event_of, find
from mailreg.service.desk import Desk
from mailreg.service.drafting import draft
from mailreg.service.letters import Wish
from mailreg.store import applications, journal
from mailreg.store.database import Transaction
from mailreg.store.values import NewStep


def answer(desk: Desk, reference: str, text: str, *, by: str) -> int:
    """Write to the applicant; what waited there for staff is settled. Returns the outbox id.

    Raises BadRequest for an empty text, or where nobody has an address.
    """
    with desk.database.transaction() as tx:
        application = find(tx, reference)
        event_of(desk, application)
        outbox_id = answer_within(tx, desk, application, text, by=by)
    log.decided(reference=application.reference, verb="answer")
    return outbox_id


def answer_within(
    tx: Transaction, desk: Desk, application: Application, text: str, *, by: str
) -> int:
    """The same, as part of a transaction that does more."""
    if not text.strip():
        raise BadRequest("The answer is empty")
    if not application.contact_email:
        raise BadRequest(
            "%(reference)s has no e-mail address",
            hint="; set contact.email",
            reference=application.reference,
        )
    step_id = applications.record(
        tx, application.id, NewStep(at=desk.clock(), by=by, action=ANSWERED)
    )
    wish = Wish(reply=Reply.MESSAGE, author=Author.STAFF, note=text.strip())
    outbox_id = draft(tx, desk, application.id, wish)
    applications.set_step_outbox(tx, step_id, outbox_id)
    journal.settle_reviews(tx, application.id, reason=answered_by(step_id))
    return outbox_id
