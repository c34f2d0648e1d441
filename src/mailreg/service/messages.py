"""Single messages: processing one anew, and what has changed in the reading of one."""

from __future__ import annotations

from dataclasses import dataclass

from mailreg.errors import BadRequest
from mailreg.extraction.label import label_json
from mailreg.service.desk import Desk
from mailreg.service.letter import Letter
from mailreg.service.reading import process_waiting, read
from mailreg.store import journal, outbox
from mailreg.store.values import MessageState, StoredMessage


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
            raise BadRequest(f"No message {message_id}; `mailreg messages` shows them all")
        if stored.state is not MessageState.PROCESSED:
            journal.reopen(tx, message_id)
    if stored.state is MessageState.PROCESSED:
        return Replayed(message=stored, differences=_differences(desk, stored))
    process_waiting(desk)
    with desk.database.reading() as tx:
        now = journal.message(tx, message_id)
    return Replayed(message=now or stored)


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
