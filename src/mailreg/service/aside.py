"""Folders beside the watched one: what staff sent by hand, and junk where that is watched.

Of the Sent folder only what belongs to a conversation is taken in; our own copies, and all that
was there before the first look, are passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailreg import log
from mailreg.message import InboundMessage, RawMessage, parse
from mailreg.message.identity import is_thread_id, tokens_in
from mailreg.service.desk import Desk
from mailreg.service.intake import batches
from mailreg.service.joining import conversation_of, header_ids
from mailreg.service.policy import Mode, Postbox
from mailreg.service.ports import MailSource
from mailreg.store import journal
from mailreg.store.database import Transaction
from mailreg.store.journal.cursors import lock_mailbox


class Aside(StrEnum):
    """Such a folder; messages from it are of the mailbox NAME/VALUE."""

    SENT = "sent"
    JUNK = "junk"


def aside_of(mailbox: str) -> Aside | None:
    """The folder from which a message of that mailbox came; None: the watched one."""
    _, slash, folder = mailbox.partition("/")
    return Aside(folder) if slash else None


def is_our_copy(message: InboundMessage) -> bool:
    """Whether mailreg wrote it, also where a server gave it another Message-ID."""
    if tokens_in([message.message_id or ""]):
        return True
    return bool(message.references) and is_thread_id(message.references[-1])


def conversation_by_hand(tx: Transaction, message: InboundMessage) -> int | None:
    """The application that staff's mail is about: by our marks, else by the letter it answers."""
    found = conversation_of(tx, message)
    return journal.conversation_of(tx, header_ids(message)) if found is None else found


def answers_somebody(tx: Transaction, message: InboundMessage) -> bool:
    """Whether staff's mail belongs to a conversation, or answers a letter that waits for them."""
    if conversation_by_hand(tx, message) is not None:
        return True
    return bool(journal.waiting_alone(tx, header_ids(message)))


@dataclass(frozen=True, slots=True)
class AsideReader:
    """Takes in what is new in the other folders of one mailbox."""

    desk: Desk
    postbox: Postbox
    source: MailSource  # of the watched folder, connected

    def look(self) -> int:
        """Accept what is new there; returns how many messages that were."""
        accepted = self._read(Aside.SENT, None)
        if self.postbox.junk_folder is not None:
            accepted += self._read(Aside.JUNK, self.postbox.junk_folder)
        return accepted

    def _read(self, aside: Aside, folder: str | None) -> int:
        name = f"{self.postbox.name}/{aside}"
        mark = self.source.mark(folder)
        if mark is None:
            return 0
        with self.desk.database.reading() as tx:
            cursor = journal.cursor(tx, name)
        if cursor is None or cursor.uidvalidity != mark.uidvalidity:
            self._set_cursor(name, mark.uidvalidity, mark.next_uid - 1)
            return 0
        if mark.next_uid <= cursor.high_uid + 1:
            return 0
        return self._take(aside, self.source.aside(name, folder), mark.uidvalidity, cursor.high_uid)

    def _take(self, aside: Aside, other: MailSource, uidvalidity: int, high_uid: int) -> int:
        try:
            if other.connect() != uidvalidity:
                return 0  # made anew just now: the next look begins with it
            uids = other.uids_after(high_uid)
            wanted = self._by_hand(other, uids) if aside is Aside.SENT else uids
            accepted = sum(self._accept(batch) for batch in batches(other.fetch(wanted)))
        finally:
            other.close()
        if uids:
            self._set_cursor(f"{self.postbox.name}/{aside}", uidvalidity, uids[-1])
        return accepted

    def _by_hand(self, other: MailSource, uids: Sequence[int]) -> list[int]:
        identity = self.desk.identity_of(self.postbox.name)
        found = [(uid, parse(header, identity=identity)) for uid, header in other.headers(uids)]
        with self.desk.database.reading() as tx:
            return [
                uid
                for uid, message in found
                if not is_our_copy(message) and answers_somebody(tx, message)
            ]

    def _accept(self, batch: Sequence[RawMessage]) -> int:
        is_shadow = self.desk.mode is Mode.SHADOW
        with self.desk.database.transaction() as tx:
            new = journal.accept(tx, batch, is_shadow=is_shadow, now=self.desk.clock())
        log.accepted(mailbox=batch[0].key.mailbox, fetched=len(batch), new=len(new))
        return len(new)

    def _set_cursor(self, name: str, uidvalidity: int, high_uid: int) -> None:
        with self.desk.database.transaction() as tx:
            lock_mailbox(tx, name)
            known = journal.cursor(tx, name)
            if known and known.uidvalidity == uidvalidity and known.high_uid >= high_uid:
                return
            journal.set_cursor(
                tx, name, uidvalidity=uidvalidity, high_uid=high_uid, now=self.desk.clock()
            )
