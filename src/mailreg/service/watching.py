"""One mailbox, watched: look, take in, process, file away, and wait for a hint of more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailreg import log
from mailreg.errors import LoginRefused, MailregError, TemporaryError
from mailreg.service.aside import AsideReader
from mailreg.service.desk import Desk
from mailreg.service.filing import file_handled, save_sent
from mailreg.service.intake import Intake
from mailreg.service.policy import Postbox
from mailreg.service.ports import MailSource
from mailreg.service.reading import process_waiting
from mailreg.store import journal
from mailreg.store.presence import Presence

CHORE_PAUSE = timedelta(minutes=5)  # after a move or a copy to Sent failed


@dataclass(slots=True, kw_only=True)
class Watch:
    """The only user of one mailbox's connection; not to be shared between threads."""

    desk: Desk
    postbox: Postbox
    source: MailSource
    presence: Presence
    on_news: Callable[[], None]  # called after each batch that was processed
    _intake: Intake = field(init=False)
    _is_connected: bool = False
    _chores_after: datetime | None = None  # None: now

    def __post_init__(self) -> None:
        self._intake = Intake(self.desk, self.postbox, self.source)

    def tend(self) -> int:
        """One round over the mailbox; returns how many new messages were accepted.

        After any failure the next round begins with a new connection.
        """
        try:
            return self._round()
        except MailregError as error:
            self._lose(error)
            raise

    def wait(self, timeout: timedelta, is_interrupted: Callable[[], bool]) -> bool:
        """Wait for a hint of new mail; False when the time is up or it was interrupted."""
        try:
            return self.source.wait(timeout, is_interrupted)
        except MailregError as error:
            self._lose(error)
            raise

    def tidy(self) -> None:
        """File and save what is due; that this fails (a full quota) does not stop the intake."""
        if not self._is_connected or self._is_too_early():
            return
        try:
            self._file()
            save_sent(self.desk, self.presence, self.postbox, self.source)
        except TemporaryError as error:
            self._chores_after = self.desk.clock() + CHORE_PAUSE
            self._lose(error)

    def close(self) -> None:
        """Leave the server; never raises."""
        self._is_connected = False
        self.source.close()

    def _round(self) -> int:
        if not self._is_connected:
            self._intake.connect()
            self._is_connected = True
            log.connected(mailbox=self.postbox.name)
        accepted = 0
        for new in self._intake.look():
            accepted += new
            self._process()
            self._file()
        self._process()
        self.tidy()
        return accepted

    def _process(self) -> None:
        """Process what was taken in; what staff have answered by hand meanwhile is not sent."""
        settled = process_waiting(self.desk)
        if self._look_aside():
            settled += process_waiting(self.desk)
        if settled:
            self.on_news()

    def _look_aside(self) -> int:
        """What staff sent by hand, and junk: that it cannot be read does not stop the letters."""
        try:
            return AsideReader(self.desk, self.postbox, self.source).look()
        except (TemporaryError, LoginRefused) as error:  # a second login may be one too many
            log.aside_failed(mailbox=self.postbox.name, error=str(error))
            return 0

    def _file(self) -> None:
        if self._is_too_early():
            return
        # should it fail, the intake goes on first
        self._chores_after = self.desk.clock() + CHORE_PAUSE
        uidvalidity = self._intake.uidvalidity
        file_handled(self.desk, self.presence, self.postbox, self.source, uidvalidity)
        self._chores_after = None

    def _is_too_early(self) -> bool:
        return self._chores_after is not None and self.desk.clock() < self._chores_after

    def _lose(self, error: MailregError) -> None:
        self.close()
        log.mailbox_failed(mailbox=self.postbox.name, error=str(error))
        with self.desk.database.transaction() as tx:
            journal.touch(tx, self.postbox.name, now=self.desk.clock(), error=str(error))
