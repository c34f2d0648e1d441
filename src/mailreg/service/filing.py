"""Back to the mail server: move what is taken over, last of all, and save what was sent."""

from __future__ import annotations

from mailreg import log
from mailreg.service.desk import Desk
from mailreg.service.policy import Mode, Postbox
from mailreg.service.ports import MailSource
from mailreg.store import journal, outbox

BATCH_MESSAGES = 200  # a MOVE of one costs 2–10 ms, of two hundred 0.1 ms each


def file_handled(desk: Desk, postbox: Postbox, source: MailSource, uidvalidity: int) -> int:
    """Move everything that is taken over to the handled folder; returns how many were moved."""
    if not postbox.moves or desk.mode is Mode.SHADOW:
        return 0
    moved = 0
    while True:
        with desk.database.reading() as tx:
            filings = journal.to_file(tx, postbox.name, uidvalidity, limit=BATCH_MESSAGES)
        if not filings:
            return moved
        places = source.move([filing.key.uid for filing in filings], postbox.handled_folder)
        there = {one.location_id: places[one.key.uid] for one in filings if one.key.uid in places}
        gone = [one.location_id for one in filings if one.key.uid not in places]
        with desk.database.transaction() as tx:
            journal.filed(tx, there, folder=postbox.handled_folder, now=desk.clock())
            journal.gone(tx, gone, now=desk.clock())
        moved += len(there)
        log.filed(mailbox=postbox.name, moved=len(there), gone=len(gone))


def save_sent(desk: Desk, postbox: Postbox, source: MailSource) -> int:
    """Append our replies to the Sent folder; that it fails is a warning, never the end of a run."""
    if not postbox.saves_sent:
        return 0
    saved = 0
    while True:
        with desk.database.reading() as tx:
            rows = outbox.unsaved(tx, postbox.name, limit=BATCH_MESSAGES)
        if not rows:
            return saved
        source.save_sent([(row.content or b"", row.due_at) for row in rows])
        with desk.database.transaction() as tx:
            outbox.saved(tx, [row.id for row in rows])
        saved += len(rows)
