"""A Maildir++ folder on this machine as a source of mail.

A message is a file in `new` or `cur`, named `UNIQUE` or `UNIQUE:2,FLAGS`; other folders are
siblings named `.Handled` or `.Sent`. No message is changed and no flag is set, so that mail
programs see every message as unread as it was. UIDs are our own: see `numbering`.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from mailreg.errors import MailboxUnavailable
from mailreg.mailbox.numbering import number, strike
from mailreg.mailbox.partial import cut
from mailreg.mailbox.senders import address_of
from mailreg.mailbox.settings import MaildirSettings
from mailreg.message import FetchKey, FolderMark, RawMessage, Skimmed

LOOK_SECONDS = 0.5  # between looks while waiting
SKIMMED_BYTES = 65_536  # of a file whose From alone is wanted
SENT_FOLDERS = (".Sent", ".Sent Items", ".Sent Messages", ".Skickat", ".Skickade objekt")

_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE)
_DELIVERED = re.compile(r"(\d{9,10})\.")  # seconds since 1970, by convention


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A file of the folder."""

    unique: str  # stays when flags change
    path: Path  # as it was called when we looked
    received_at: datetime  # UTC


class MaildirSource:
    """One Maildir folder; several processes may use it at once."""

    def __init__(self, name: str, settings: MaildirSettings) -> None:
        self._name = name
        self._path = settings.path
        self._limit = settings.max_message_bytes
        self._uidvalidity = 0
        self._letters: dict[int, Letter] = {}  # by UID, as of the last look

    def connect(self) -> int:
        """Look at the folder and return its UIDVALIDITY."""
        self._look()
        return self._uidvalidity

    def uids_after(self, uid: int) -> Sequence[int]:
        """The UIDs greater than `uid`, ascending."""
        self._look()
        return [known for known in self._letters if known > uid]

    def all_uids(self) -> Sequence[int]:
        """Every UID of the folder, ascending."""
        return self.uids_after(0)

    def skim(self, uids: Sequence[int]) -> Iterator[Skimmed]:
        """Sender, arrival and size of each that is still there."""
        for uid, letter, file in self._opened(uids):
            with self._mapped("reading"):
                header = _header(file)
            yield Skimmed(
                key=self._key(uid),
                received_at=letter.received_at,
                size_bytes=os.fstat(file.fileno()).st_size,
                sender=address_of(header),
            )

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMessage]:
        """Each that is still there, unread as it was; those over the size limit incomplete."""
        for uid, letter, file in self._opened(uids):
            with self._mapped("reading"):
                content = file.read(self._limit + 1)
            # Line ends as on the wire: the same letter is the same bytes whichever way it comes.
            content = _BARE_LINE_FEED.sub(b"\r\n", content)
            is_complete = len(content) <= self._limit
            yield RawMessage(
                key=self._key(uid),
                content=content if is_complete else cut(content[: self._limit]),
                received_at=letter.received_at,
                size_bytes=max(len(content), os.fstat(file.fileno()).st_size),
                is_complete=is_complete,
            )

    def move(self, uids: Sequence[int], folder: str) -> Mapping[int, FetchKey | None]:
        """Move to the sibling `folder`, made when missing; the value is where it lies now.

        A UID that is gone is absent from the answer.
        """
        with self._mapped("moving"):
            target = _made(self._sibling(folder))
            taken = {unique for unique, _ in _entries(target)}
            names = {uid: self._move(uid, target, taken) for uid in uids}
            moved = {uid: name for uid, name in names.items() if name is not None}
            strike(self._path, (self._letters.pop(uid).unique for uid in moved))
            numbering = number(target, list(moved.values()))
        return {
            uid: FetchKey(
                mailbox=self._name,
                uidvalidity=numbering.uidvalidity,
                uid=numbering.uids[name],
            )
            for uid, name in moved.items()
        }

    def save_sent(self, contents: Sequence[tuple[bytes, datetime]]) -> None:
        """Append, as read, to the Sent folder, by one of its usual names, else made."""
        with self._mapped("saving sent mail"):
            target = self._sent()
            for content, when in contents:
                _save(target, content, when)

    def among_sent(self, message_ids: Sequence[str]) -> Set[str]:
        """Those of the Message-IDs, each with its brackets, that the Sent folder has."""
        with self._mapped("looking into sent mail"):
            paths = [Path(entry.path) for _, entry in _entries(self._sent())]
            return {one for path in paths for one in _message_ids(path)} & set(message_ids)

    def mark(self, folder: str | None) -> FolderMark | None:
        """How far another folder has come, None being the Sent folder; None: it is not there."""
        path = self._aside(folder)
        if not path.is_dir():
            return None
        with self._mapped("looking"):
            names = sorted(unique for unique, _ in _entries(path))
            numbering = number(path, names)
        return FolderMark(
            uidvalidity=numbering.uidvalidity, next_uid=max(numbering.uids.values(), default=0) + 1
        )

    def aside(self, name: str, folder: str | None) -> MaildirSource:
        """That folder, to be read alone, with keys of the mailbox `name`; not connected yet."""
        settings = MaildirSettings(path=self._aside(folder), max_message_bytes=self._limit)
        return MaildirSource(name, settings)

    def headers(self, uids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The header of each that is still there."""
        for uid, _, file in self._opened(uids):
            with self._mapped("reading"):
                yield uid, _header(file)

    def wait(self, timeout: timedelta, is_interrupted: Callable[[], bool]) -> bool:
        """Wait until something is there that was not at the last look of `uids_after`."""
        deadline = time.monotonic() + timeout.total_seconds()
        known = {letter.unique for letter in self._letters.values()}
        while not is_interrupted():
            with self._mapped("looking"):
                if any(unique not in known for unique, _ in _entries(self._path)):
                    return True
            seconds = min(LOOK_SECONDS, deadline - time.monotonic())
            if seconds <= 0:
                return False
            time.sleep(seconds)
        return False

    def close(self) -> None:
        """Nothing stays open between calls."""

    def _sent(self) -> Path:
        return _made(self._aside(None))

    def _aside(self, folder: str | None) -> Path:
        """Where another folder lies, or would; None is the Sent folder."""
        if folder is not None:
            return self._sibling(folder)
        known = (path for name in SENT_FOLDERS if (path := self._path / name).is_dir())
        return next(known, self._path / SENT_FOLDERS[0])

    def _sibling(self, folder: str) -> Path:
        return self._path / f".{folder.replace('/', '.')}"

    def _look(self) -> None:
        known = {letter.unique: letter.received_at for letter in self._letters.values()}
        with self._mapped("looking"):
            found = list(_letters(self._path, known))
            found.sort(key=lambda letter: (letter.received_at, letter.unique))
            numbering = number(self._path, [letter.unique for letter in found])
        self._uidvalidity = numbering.uidvalidity
        numbered = {numbering.uids.get(letter.unique, 0): letter for letter in found}
        self._letters = {uid: numbered[uid] for uid in sorted(numbered) if uid}

    def _opened(self, uids: Sequence[int]) -> Iterator[tuple[int, Letter, BinaryIO]]:
        for uid in uids:
            with self._mapped("reading"):
                file = self._open(uid)
            if file is not None:
                with file:
                    yield uid, self._letters[uid], file

    def _open(self, uid: int) -> BinaryIO | None:
        """The file, looked for once more where somebody has renamed it (a flag was set)."""
        for _ in range(2):
            if uid not in self._letters:
                return None
            try:
                return self._letters[uid].path.open("rb")
            except FileNotFoundError:
                self._look()
        return None

    def _move(self, uid: int, target: Path, taken: Set[str]) -> str | None:
        """The name in the other folder; None where it is gone."""
        for _ in range(2):
            if uid not in self._letters:
                return None
            letter = self._letters[uid]
            is_taken = letter.unique in taken
            unique = f"{letter.unique}{secrets.token_hex(4)}" if is_taken else letter.unique
            flags = letter.path.name.removeprefix(letter.unique)
            try:
                letter.path.rename(target / letter.path.parent.name / f"{unique}{flags}")
                return unique
            except FileNotFoundError:
                self._look()
        return None

    def _key(self, uid: int) -> FetchKey:
        return FetchKey(mailbox=self._name, uidvalidity=self._uidvalidity, uid=uid)

    @contextmanager
    def _mapped(self, action: str) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            raise MailboxUnavailable(
                f"the Maildir {self._path} cannot be used ({action}): {error}. "
                "Check the path, who owns it, and the space left"
            ) from error


def _entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The messages of a folder by their unique names."""
    for part in ("new", "cur"):
        with os.scandir(folder / part) as entries:
            for entry in entries:
                unique = entry.name.partition(":")[0]
                if not unique.startswith(".") and entry.is_file():
                    yield unique, entry


def _letters(folder: Path, known: Mapping[str, datetime]) -> Iterator[Letter]:
    for unique, entry in _entries(folder):
        with suppress(FileNotFoundError):  # gone, or renamed, since it was listed
            received_at = known.get(unique) or _arrival(unique, entry)
            yield Letter(unique=unique, path=Path(entry.path), received_at=received_at)


def _arrival(unique: str, entry: os.DirEntry[str]) -> datetime:
    """The earlier of the file's time and the one in its name.

    A server that appends an old message sets the first, somebody who copies files spoils it.
    """
    seconds = entry.stat().st_mtime
    delivered = _DELIVERED.match(unique)
    if delivered is not None:
        seconds = min(seconds, float(delivered[1]))
    return datetime.fromtimestamp(int(seconds), UTC)


def _made(folder: Path) -> Path:
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "maildirfolder").touch()
    return folder


def _message_ids(path: Path) -> list[str]:
    """The Message-ID in the header of a file; none where the file is gone since."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        return [found.decode("ascii", "replace") for found in _MESSAGE_ID.findall(_header(file))]
    return []


def _header(file: BinaryIO) -> bytes:
    return file.read(SKIMMED_BYTES).replace(b"\r\n", b"\n").partition(b"\n\n")[0]


def _save(folder: Path, content: bytes, when: datetime) -> None:
    """Write aside, sync, then let it appear whole."""
    unique = f"{int(when.timestamp())}.{secrets.token_hex(8)}.mailreg"
    staged = folder / "tmp" / unique
    with staged.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.utime(staged, (when.timestamp(), when.timestamp()))
    staged.rename(folder / "cur" / f"{unique}:2,S")
