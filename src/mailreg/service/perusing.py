"""A case as staff read it: the letter with the places from which each field was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailreg.extraction import Evidence
from mailreg.message import InboundMessage, parse
from mailreg.message.laid_out import has_html, html_of
from mailreg.registration.values import Application
from mailreg.service.deciding import find
from mailreg.service.desk import Desk
from mailreg.service.messages import no_message
from mailreg.store import applications, journal, outbox
from mailreg.store.applications.history import BY_HAND, HANDED_BACK
from mailreg.store.database import Transaction
from mailreg.store.values import OutboxRow, Step, StoredMessage

BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLetter:
    """One letter of a conversation, as it came and as it was understood."""

    stored: StoredMessage
    message: InboundMessage | None  # None: its bytes are gone, or cannot be read any more
    evidence: Sequence[Evidence]  # of this reading; of the body only what still stands there

    @property
    def has_html(self) -> bool:
        """Whether `html_of_letter` has something to show, as far as that is seen at a glance."""
        return self.message is not None and has_html(self.stored.content or b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Perused:
    """A case with its letters."""

    application: Application
    letters: Sequence[ReadLetter]  # oldest first; () for those who may not read letters
    mails: Sequence[OutboxRow]  # without their bytes
    history: Sequence[Step]

    @property
    def is_with_staff(self) -> bool:
        """Whether staff answered by hand, so that no automatic answer leaves."""
        hands = [step.action for step in self.history if step.action in {BY_HAND, HANDED_BACK}]
        return hands[-1:] == [BY_HAND]


def peruse(desk: Desk, reference: str, *, by: str, with_letters: bool, with_diet: bool) -> Perused:
    """Open a case; a look at its diets is logged. Raises BadRequest where there is none."""
    with desk.database.reading() as tx:
        application = find(tx, reference, with_diet=with_diet)
        letters = journal.opened_of_application(tx, application.id) if with_letters else []
        mails = outbox.of_application(tx, application.id)
        history = applications.history(tx, application.id)
    if with_diet:  # before anything is shown
        with desk.database.noting() as tx:
            ids = [application.id]
            applications.log_diet_look(tx, ids, by=by, at=desk.clock(), how="page")
    return Perused(
        application=application,
        letters=[_read(desk, one) for one in letters],
        mails=mails,
        history=history,
    )


def letter_of(desk: Desk, message_id: int) -> ReadLetter:
    """One message, opened. Raises BadRequest where there is none of that number."""
    with desk.database.reading() as tx:
        stored = _opened(tx, message_id)
    return _read(desk, stored)


def html_of_letter(desk: Desk, message_id: int) -> tuple[str, str]:
    """The HTML of a letter as it came, to be sanitised, and the language of the letter.

    "" where it has none. Raises BadRequest where there is no message of that number.
    """
    with desk.database.reading() as tx:
        stored = _opened(tx, message_id)
    language = stored.extract.language if stored.extract else ""
    return html_of(stored.content or b""), language


def _opened(tx: Transaction, message_id: int) -> StoredMessage:
    stored = journal.message(tx, message_id, with_content=True, with_extract=True)
    if stored is None:
        raise no_message(message_id)
    return stored


def _read(desk: Desk, stored: StoredMessage) -> ReadLetter:
    if stored.content is None:
        return ReadLetter(stored=stored, message=None, evidence=())
    message = parse(
        stored.content,
        identity=desk.identity_of(stored.mailbox),
        is_complete=stored.is_complete,
    )
    evidence = stored.extract.evidence if stored.extract else ()
    return ReadLetter(
        stored=stored,
        message=message,
        evidence=[one for one in evidence if _stands(one, message.body)],
    )


def _stands(evidence: Evidence, body: str) -> bool:
    """Offsets count in the text as it was when the letter was read."""
    return evidence.part != BODY or body[evidence.start : evidence.end] == evidence.text
