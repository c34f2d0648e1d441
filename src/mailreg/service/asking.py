"""A question within a conversation: a person answers it, and one honest line says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailreg.registration.values import Reply
from mailreg.reply.values import Author
from mailreg.service.desk import Desk
from mailreg.service.drafting import draft
from mailreg.service.follow_up import FollowUp
from mailreg.service.letters import Wish
from mailreg.service.why import Why
from mailreg.service.working import is_answerable
from mailreg.store import outbox
from mailreg.store.database import Transaction
from mailreg.store.values import OutboxState, Settlement

ONCE_IN = timedelta(days=1)


def ask(tx: Transaction, desk: Desk, follow_up: FollowUp) -> Settlement:
    """Put the question before staff; whoever asks hears so, once a day at most."""
    say_forwarded(tx, desk, follow_up)
    return replace(follow_up.known, reason=Why.QUESTION)


def say_forwarded(tx: Transaction, desk: Desk, follow_up: FollowUp) -> None:
    """Tell who wrote that a person will answer, where they are of the application."""
    writer, application = follow_up.writer, follow_up.application
    if not is_answerable(follow_up) or not (writer.is_applicant or writer.numbers):
        return
    number = None if writer.is_applicant else min(writer.numbers)
    people = {one.number: one.email for one in application.registrations}
    address = application.contact_email if number is None else people[number]
    if address is None or _was_told(tx, desk, application.id, address):
        return
    wish = Wish(
        reply=Reply.FORWARDED,
        author=Author.MACHINE,
        is_receipt=True,
        answers=follow_up.letter.message,
        copy_to=number,
    )
    draft(tx, desk, application.id, wish)


def _was_told(tx: Transaction, desk: Desk, application_id: int, address: str) -> bool:
    since = desk.clock() - ONCE_IN
    return any(
        mail.template == Reply.FORWARDED
        and mail.recipient.casefold() == address.casefold()
        and mail.created_at > since
        and mail.state is not OutboxState.CANCELLED
        for mail in outbox.of_application(tx, application_id)
    )
