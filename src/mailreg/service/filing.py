"""Back to the mail server: move what is taken over, last of all, and save what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from mailreg import log
from mailreg.service.desk import Desk
from mailreg.service.policy import Mode, Postbox
from mailreg.service.ports import MailSource
from mailreg.store import journal, outbox
from mailreg.store.presence import Presence
from mailreg.store.values import UnsavedMail

PATIENCE = timedelta(seconds=2)  # with whoever else moves: a batch takes tenths of a second
BATCH_MESSAGES = 200  # a MOVE of one costs 2–10 ms, of two hundred 0.1 ms each


def file_handled(
    desk: Desk, own: Presence, postbox: Postbox, source: MailSource, uidvalidity: int
) -> int:
    """Move everything that is taken over to the handled folder; returns how many were moved.

    One process at a time: of a message that two sessions move at once, servers (Dovecot among them)
    make two copies. Whoever waits in vain leaves its letters to the first, which looks again before
    it ends.
    """
    if not postbox.moves or desk.mode is Mode.SHADOW:
        return 0
    with own.alone(f"filing {postbox.name}", patience=PATIENCE) as is_mine:
        return _move(desk, postbox, source, uidvalidity) if is_mine else 0


def _move(desk: Desk, postbox: Postbox, source: MailSource, uidvalidity: int) -> int:
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


def save_sent(desk: Desk, own: Presence, postbox: Postbox, source: MailSource) -> int:
    """Append our replies to the Sent folder; that it fails is a warning, never the end of a run.

    A mail is marked before it is appended, so that no other process appends it too. Where a mark
    was left over, by an append that failed or a process that died, the copy is looked for first.
    """
    if not postbox.saves_sent:
        return 0
    with desk.database.reading() as tx:
        savers = outbox.savers(tx, postbox.name)
    if not savers:
        return 0
    worker = own.worker
    left_over = [one for one in savers if one is not None and (one == worker or own.is_dead(one))]
    saved = 0
    while True:
        with desk.database.transaction() as tx:
            copies = outbox.claim_unsaved(
                tx, postbox.name, worker=worker, left_over=left_over, limit=BATCH_MESSAGES
            )
        if not copies:
            return saved
        _append(source, copies)
        with desk.database.transaction() as tx:
            outbox.saved(tx, [one.mail.id for one in copies], worker=worker)
        saved += len(copies)


def _append(source: MailSource, copies: Sequence[UnsavedMail]) -> None:
    doubtful = [one.mail.message_id for one in copies if one.may_be_there]
    there = source.among_sent(doubtful) if doubtful else frozenset()
    lacking = [one.mail for one in copies if one.mail.message_id not in there]
    source.save_sent([(mail.content or b"", mail.due_at) for mail in lacking])
