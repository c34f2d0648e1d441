"""A Maildir folder, read as it lies there: nothing is written, renamed or flagged.

`MaildirSource` numbers the letters in a file of its own; who only looks must leave no trace.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mailreg.errors import BadRequest
from mailreg.service.rehearsing import Incoming

PARTS = ("cur", "new")

_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")
_DELIVERED = re.compile(r"(\d{9,10})\.")  # seconds since 1970, by convention


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: Path
    received_at: datetime  # UTC

    @property
    def name(self) -> str:
        """As JSON and a terminal can take it, whatever bytes the name is made of."""
        plain = f"{self.path.parent.name}/{self.path.name}"
        return "".join(sign if sign.isprintable() else "?" for sign in plain)


def letters_in(folder: Path, *, last: int | None, limit_bytes: int) -> Iterator[Incoming]:
    """The letters of a folder, oldest first by arrival, the `last` that came or all of them.

    What is larger than the limit comes incomplete. Raises BadRequest where there is no Maildir.
    """
    files = sorted(_files(folder), key=lambda file: (file.received_at, file.path.name))
    return _read_each(files if last is None else files[-last:], limit_bytes)


def _files(folder: Path) -> Iterator[_File]:
    parts = [folder / part for part in PARTS if (folder / part).is_dir()]
    if not parts:
        raise BadRequest(f"{folder} is no Maildir folder: it has neither cur nor new")
    try:
        for part in parts:
            with os.scandir(part) as entries:
                yield from _listed(entries)
    except (OSError, OverflowError, ValueError) as error:  # a time that no calendar has, too
        raise BadRequest(f"{folder} cannot be read: {error}") from error


def _listed(entries: Iterator[os.DirEntry[str]]) -> Iterator[_File]:
    for entry in entries:
        if not entry.name.startswith(".") and entry.is_file():
            with suppress(FileNotFoundError):  # gone, or renamed, since it was listed
                yield _File(path=Path(entry.path), received_at=_arrival(entry))


def _arrival(entry: os.DirEntry[str]) -> datetime:
    """The earlier of the file's time and the one in its name, which a copy keeps."""
    seconds = entry.stat().st_mtime
    delivered = _DELIVERED.match(entry.name)
    if delivered is not None:
        seconds = min(seconds, float(delivered[1]))
    return datetime.fromtimestamp(int(seconds), UTC)


def _read_each(files: list[_File], limit_bytes: int) -> Iterator[Incoming]:
    for file in files:
        with suppress(FileNotFoundError):
            content = _content(file.path, limit_bytes)
            yield Incoming(
                name=file.name,
                uid=None,
                content=None if content is None else content[:limit_bytes],
                received_at=file.received_at,
                is_complete=content is None or len(content) <= limit_bytes,
            )


def _content(path: Path, limit_bytes: int) -> bytes | None:
    """Up to one byte more than the limit, with line ends as on the wire; None if unreadable."""
    try:
        with path.open("rb") as file:
            content = file.read(limit_bytes + 1)
    except FileNotFoundError:
        raise
    except OSError:
        return None
    return _BARE_LINE_FEED.sub(b"\r\n", content)
