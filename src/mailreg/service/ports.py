"""The edges that the use cases need, as they need them; `mailbox` and `delivery` satisfy these."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Protocol

from mailreg.message import FetchKey, FolderMark, RawMessage, Skimmed
from mailreg.reply.values import OutgoingMail, ServerVerdict


class MailSource(Protocol):
    """One folder of one mailbox.

    Any failure raises MailboxUnavailable, LoginRefused or TokenUnavailable.
    """

    def connect(self) -> int:
        """Log in, select the folder and return its UIDVALIDITY; replaces an open connection."""

    def uids_after(self, uid: int) -> Sequence[int]:
        """The UIDs greater than `uid`, ascending; costs the same whatever the folder holds."""

    def all_uids(self) -> Sequence[int]:
        """Every UID of the folder, ascending."""

    def skim(self, uids: Sequence[int]) -> Iterator[Skimmed]:
        """Sender, arrival and size of each that is still there."""

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMessage]:
        """Each that is still there, unread as it was; those over the size limit incomplete."""

    def move(self, uids: Sequence[int], folder: str) -> Mapping[int, FetchKey | None]:
        """Move to `folder`, made when missing; the value is where it lies now, None if not known.

        A UID that is gone is absent from the answer.
        """

    def save_sent(self, contents: Sequence[tuple[bytes, datetime]]) -> None:
        """Append, as read, to the Sent folder: by special use (RFC 6154), by name, else made."""

    def among_sent(self, message_ids: Sequence[str]) -> Set[str]:
        """Those of the Message-IDs, each with its brackets, that the Sent folder has."""

    def mark(self, folder: str | None) -> FolderMark | None:
        """How far another folder has come, None being the Sent folder; None where it is not there.

        The folder that is selected stays selected.
        """

    def aside(self, name: str, folder: str | None) -> MailSource:
        """That folder, to be read alone, with keys of the mailbox `name`; not connected yet."""

    def headers(self, uids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The header fields by which each that is still there is known and joins others."""

    def wait(self, timeout: timedelta, is_interrupted: Callable[[], bool]) -> bool:
        """Wait for a hint of new mail (IDLE, RFC 2177); False when time is up or interrupted."""

    def close(self) -> None:
        """Log out if that is possible; never raises."""


class SmtpSession(Protocol):
    """One connection to the submission server, for any number of mails one after the other."""

    async def open(self) -> None:
        """Connect and log in; raises DeliveryUnavailable, LoginRefused or TokenUnavailable."""

    async def deliver(
        self, mail: OutgoingMail, about_to_send: Callable[[], Awaitable[None]]
    ) -> ServerVerdict:
        """MAIL, RCPT, then `about_to_send`, then DATA.

        What `about_to_send` raises passes through, and nothing is sent then.
        """

    async def close(self) -> None:
        """QUIT if that is possible; never raises."""
