"""A folder on an IMAP server as a source of mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta

from mailreg.errors import ConfigurationError, MailboxUnavailable, Problem
from mailreg.mailbox import folders, idling, moving
from mailreg.mailbox.batches import (
    Measured,
    arrival,
    bodies,
    by_bytes,
    by_count,
    fetched,
    measure,
    size_of,
)
from mailreg.mailbox.failures import CommandRefused
from mailreg.mailbox.link import Credentials, Link
from mailreg.mailbox.partial import fetch_partial
from mailreg.mailbox.senders import address_of
from mailreg.mailbox.settings import ImapSettings, Security, is_loopback
from mailreg.message import FetchKey, FolderMark, RawMessage, Skimmed

# imaplib reads no line over 1,000,000 bytes; a UID has at most ten digits and a space.
UIDS_PER_SEARCH = 80_000

_JOINING = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO REFERENCES SUBJECT FROM TO DATE)]"
_SKIMMED = ("RFC822.SIZE", "INTERNALDATE", "BODY.PEEK[HEADER.FIELDS (FROM)]")


class ImapSource:
    """One folder of one account; every connect() makes a fresh client."""

    def __init__(
        self,
        name: str,
        settings: ImapSettings,
        credentials: Credentials,
        *,
        is_read_only: bool = False,
    ) -> None:
        if settings.security is Security.NONE and not is_loopback(settings.host):
            problem = Problem(
                file=f"mailbox {name}",
                key="security",
                message=f'"none" would send the password readable to {settings.host}',
                remedy='Set "tls" or "starttls"; "none" is for loopback only',
            )
            raise ConfigurationError([problem])
        self._name = name
        self._settings = settings
        self._credentials = credentials
        self._is_read_only = is_read_only  # EXAMINE: not even \Recent changes
        self._open: Link | None = None
        self._uidvalidity = 0
        self._folders: dict[str, str] = {}  # as configured ▶ on this server
        self._sent_folder: str | None = None  # None: not looked for yet
        self._asides: dict[str | None, str] = {}  # folders that are read beside this one
        self._costly: set[int] = set()  # UIDs whose structure cost us a connection

    def connect(self) -> int:
        """Log in, select the folder and return its UIDVALIDITY; replaces an open connection."""
        self._drop()
        link = Link.open(self._settings, self._credentials)
        try:
            open_folder = link.examine if self._is_read_only else link.select
            self._uidvalidity = open_folder(self._settings.folder)
        except MailboxUnavailable:
            link.drop()
            raise
        link.forget_news()  # SELECT tells how many there are, which is none
        self._open = link
        self._folders = {}
        self._sent_folder = None
        self._asides = {}
        return self._uidvalidity

    def uids_after(self, uid: int) -> Sequence[int]:
        """The UIDs greater than `uid`, ascending; costs the same whatever the folder holds."""
        self._link.refresh()
        self._link.forget_news()
        # `n:*` always names the last message too (RFC 3501, section 6.4.8); "*" alone tells
        # where to stop, and asks for a single number however many there are.
        last = max(self._link.search("UID *"), default=0)
        found: list[int] = []
        for first in range(uid + 1, last + 1, UIDS_PER_SEARCH):
            end = min(first + UIDS_PER_SEARCH - 1, last)
            found += (n for n in self._link.search(f"UID {first}:{end}") if first <= n <= end)
        return found

    def all_uids(self) -> Sequence[int]:
        """Every UID of the folder, ascending."""
        return self.uids_after(0)

    def skim(self, uids: Sequence[int]) -> Iterator[Skimmed]:
        """Sender, arrival and size of each that is still there."""
        for batch in by_count(uids):
            for uid, data in fetched(self._link, batch, *_SKIMMED):
                yield Skimmed(
                    key=self._key(uid),
                    received_at=arrival(data),
                    size_bytes=size_of(data),
                    sender=_sender(data),
                )

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMessage]:
        """Each that is still there, unread as it was; those over the size limit incomplete."""
        limit = self._settings.max_message_bytes
        for chunk in by_count(uids):
            for batch in by_bytes(measure(self._link, chunk), limit):
                messages = {message.uid: message for message in batch}
                if batch[0].size_bytes > limit:
                    yield from self._raw(batch[0], None)
                    continue
                for uid, content in bodies(self._link, list(messages)):
                    yield from self._raw(messages[uid], content)

    def move(self, uids: Sequence[int], folder: str) -> Mapping[int, FetchKey | None]:
        """Move to `folder`, made when missing; the value is where it lies now, None if not known.

        A UID that is gone is absent from the answer.
        """
        moved: dict[int, FetchKey | None] = {}
        for batch in by_count(uids):
            moved |= self._move(batch, folder)
        return moved

    def save_sent(self, contents: Sequence[tuple[bytes, datetime]]) -> None:
        """Append, as read, to the Sent folder: by special use (RFC 6154), by name, else made."""
        for content, when in contents:
            self._append(content, when)

    def among_sent(self, message_ids: Sequence[str]) -> Set[str]:
        """Those of the Message-IDs, each with its brackets, that the Sent folder has."""
        folder = self._sent()
        second = self._second()  # so that the folder stays selected on the first
        try:
            second.examine(folder)
            return {one for one in message_ids if second.search(f'HEADER Message-ID "{one}"')}
        finally:
            second.close()

    def mark(self, folder: str | None) -> FolderMark | None:
        """How far another folder has come, None being the Sent folder; None: it is not there."""
        name = self._aside(folder)
        if name is None:
            return None
        try:
            return self._link.mark(name)
        except CommandRefused:  # removed, or renamed, since
            self._asides.clear()
            return None

    def aside(self, name: str, folder: str | None) -> ImapSource:
        """That folder, to be read alone, with keys of the mailbox `name`; not connected yet."""
        settings = replace(self._settings, folder=self._aside(folder) or "")
        return ImapSource(name, settings, self._credentials, is_read_only=True)

    def headers(self, uids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The header fields by which each that is still there is known and joins others."""
        for batch in by_count(uids):
            for uid, data in fetched(self._link, batch, _JOINING):
                yield uid, _header(data)

    def wait(self, timeout: timedelta, is_interrupted: Callable[[], bool]) -> bool:
        """Wait for a hint of new mail (IDLE, RFC 2177); False when time is up or interrupted."""
        return idling.wait(self._link, timeout, is_interrupted)

    def close(self) -> None:
        """Log out if that is possible; never raises."""
        if self._open is not None:
            self._open.close()
            self._open = None

    @property
    def _link(self) -> Link:
        if self._open is None:
            raise MailboxUnavailable(f"mailbox {self._name} is not connected to {self._settings}")
        return self._open

    def _drop(self) -> None:
        if self._open is not None:
            self._open.drop()
            self._open = None

    def _key(self, uid: int) -> FetchKey:
        return FetchKey(mailbox=self._name, uidvalidity=self._uidvalidity, uid=uid)

    def _raw(self, message: Measured, content: bytes | None) -> Iterator[RawMessage]:
        """The message; in part where it is too large or the server refuses to give it."""
        whole = content is not None
        if content is None:
            content = self._partial(message.uid)
        if content is not None:
            yield RawMessage(
                key=self._key(message.uid),
                content=content,
                received_at=message.received_at,
                size_bytes=message.size_bytes,
                is_complete=whole,
            )

    def _partial(self, uid: int) -> bytes | None:
        # A structure of more than a line can hold costs the connection: not twice, or the
        # letters behind it would never come.
        by_structure = uid not in self._costly
        self._costly.add(uid)
        limit = self._settings.max_message_bytes
        content = fetch_partial(self._link, uid, limit, by_structure=by_structure)
        self._costly.discard(uid)
        return content

    def _move(self, uids: Sequence[int], folder: str) -> dict[int, FetchKey | None]:
        try:
            places = moving.move(self._link, uids, self._handled(folder), self._second)
        except CommandRefused:  # somebody has removed the folder since ([TRYCREATE])
            self._folders.clear()
            places = moving.move(self._link, uids, self._handled(folder), self._second)
        return {uid: self._key_of(place) for uid, place in places.items()}

    def _key_of(self, place: moving.Place | None) -> FetchKey | None:
        if place is None:
            return None
        return FetchKey(mailbox=self._name, uidvalidity=place.uidvalidity, uid=place.uid)

    def _append(self, content: bytes, when: datetime) -> None:
        try:
            self._link.append(self._sent(), content, when)
        except CommandRefused:  # as above
            self._sent_folder = None
            self._link.append(self._sent(), content, when)

    def _handled(self, folder: str) -> str:
        if folder not in self._folders:
            self._folders[folder] = folders.existing_or_made(self._link, folder)
        return self._folders[folder]

    def _sent(self) -> str:
        if self._sent_folder is None:
            self._sent_folder = folders.sent_folder(self._link)
        return self._sent_folder

    def _aside(self, folder: str | None) -> str | None:
        """The server's name of a folder that is read beside this one."""
        if folder not in self._asides:
            if folder is None:
                found = folders.existing_sent_folder(self._link)
            else:
                found = folders.existing(self._link, folder)
            if found is None:
                return None
            self._asides[folder] = found
        return self._asides[folder]

    def _second(self) -> Link:
        return Link.open(self._settings, self._credentials)


def _sender(data: Mapping[bytes, object]) -> str:
    return address_of(_header(data))


def _header(data: Mapping[bytes, object]) -> bytes:
    """Servers spell the name of the item each in their way."""
    for name, value in data.items():
        if name.startswith(b"BODY[HEADER.FIELDS") and isinstance(value, bytes):
            return value
    return b""
