"""Single messages: processing one anew, and what has changed in the reading of one."""

from __future__ import annotations

from dataclasses import dataclass

from mailreg.errors import BadRequest
from mailreg.extraction.label import label_json
from mailreg.service.desk import Desk
from mailreg.service.letter import Letter
from mailreg.service.reading import process_waiting, read
from mailreg.service.why import Why
from mailreg.store import applications, journal, outbox
from mailreg.store.values import MessageState, NewStep, OutboxRow, StoredMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of a replay."""

    message: StoredMessage  # as it is now
    differences: tuple[str, ...] = ()  # of a processed one: fields that would be read otherwise


def replay(desk: Desk, message_id: int) -> Replayed:
    """Process a quarantined, ignored or review message anew; a processed one is only read again.

    One that was recorded without its bytes is fetched by the daemon at its next look. Raises
    BadRequest where there is no such message.
    """
    with desk.database.transaction() as tx:
        stored = journal.message(tx, message_id, with_content=True, with_extract=True)
        if stored is None:
            raise no_message(message_id)
        if stored.state is not MessageState.PROCESSED:
            journal.reopen(tx, message_id)
    if stored.state is MessageState.PROCESSED:
        return Replayed(message=stored, differences=_differences(desk, stored))
    process_waiting(desk)
    with desk.database.reading() as tx:
        now = journal.message(tx, message_id)
    return Replayed(message=now or stored)


def no_message(message_id: int) -> BadRequest:
    """That there is no such message."""
    return BadRequest(
        "No message %(number)s", hint="; `mailreg messages` shows them all", number=message_id
    )


def close(desk: Desk, message_id: int, *, by: str) -> None:
    """Settle a letter that waits for staff and needs nothing more; it is filed like any other.

    Raises BadRequest where it does not wait.
    """
    with desk.database.transaction() as tx:
        stored = journal.message(tx, message_id)
        if stored is None or stored.state is not MessageState.REVIEW:
            raise BadRequest(
                "Message %(number)s does not wait",
                hint="; `mailreg messages` shows it",
                number=message_id,
            )
        journal.resettle(tx, message_id, MessageState.PROCESSED, Why.CLOSED_BY_STAFF)
        if stored.application_id is not None:
            step = NewStep(
                at=desk.clock(), by=by, action=Why.CLOSED_BY_STAFF, message_id=message_id
            )
            applications.record(tx, stored.application_id, step)


def read_mail(desk: Desk, mail_id: int) -> OutboxRow:
    """One outgoing mail with its bytes; raises BadRequest where there is none of that number."""
    with desk.database.reading() as tx:
        row = outbox.row(tx, mail_id)
    if row is None:
        raise BadRequest(
            "No mail %(number)s", hint="; `mailreg outbox` shows them all", number=mail_id
        )
    return row


def release(desk: Desk, mail_id: int) -> bool:
    """Let a held mail leave now; False where it is not held."""
    with desk.database.transaction() as tx:
        return outbox.release(tx, mail_id, desk.clock())


def resend(desk: Desk, mail_id: int) -> bool:
    """Send a mail once more under the same Message-ID; False where it is on its way."""
    with desk.database.transaction() as tx:
        return outbox.resend(tx, mail_id, desk.clock())


def _differences(desk: Desk, stored: StoredMessage) -> tuple[str, ...]:
    again = read(desk, stored)
    if not isinstance(again, Letter) or again.extract is None or stored.extract is None:
        return ("it can no longer be read",)
    before, after = label_json(stored.extract), label_json(again.extract)
    return tuple(key for key in after if before.get(key) != after[key])
