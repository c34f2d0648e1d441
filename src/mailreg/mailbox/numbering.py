"""UIDs for a Maildir, kept in a file of our own in its folder, `mailreg-uids`.

The first line is the UIDVALIDITY. Each line after it is worth one UID, counted from 1: `+NAME`
gives it to the message of that name, `-NAME` says that the message has left, so that it gets a new
UID should it come back. The file is only appended to, under a lock, and synced before a UID is told
to anybody; a line that a crash left without its end is cut off, since nobody has heard of it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

UIDS_FILE = "mailreg-uids"
LARGEST_UIDVALIDITY = 2**32 - 1  # an unsigned 32-bit number, not 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """The UIDs of a folder."""

    uidvalidity: int
    uids: Mapping[str, int]  # by name


def number(folder: Path, names: Sequence[str]) -> Numbering:
    """Number those that have no UID yet, in the order given; raises OSError."""
    with _locked(folder) as file:
        lines = _lines(file)
        uidvalidity = int(lines[0])
        uids = _known(lines[1:])
        new = [name for name in names if name not in uids and "\n" not in name]
        _append(file, [b"+" + os.fsencode(name) for name in new])
        uids |= {name: uid for uid, name in enumerate(new, len(lines))}
        return Numbering(uidvalidity=uidvalidity, uids=uids)


def strike(folder: Path, names: Iterable[str]) -> None:
    """Forget the UIDs of messages that have left; raises OSError."""
    with _locked(folder) as file:
        _lines(file)
        _append(file, [b"-" + os.fsencode(name) for name in names])


@contextmanager
def _locked(folder: Path) -> Iterator[BinaryIO]:
    path = folder / UIDS_FILE
    is_new = not path.exists()
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    if is_new:
        _sync_folder(folder)


def _lines(file: BinaryIO) -> list[bytes]:
    """Every complete line; what a crash left behind the last is removed."""
    file.seek(0)
    content = file.read()
    end = content.rfind(b"\n") + 1
    if end < len(content):
        file.truncate(end)
    lines = content[:end].split(b"\n")[:-1]
    if not lines:
        # Not a time: two files may be made within a second. RFC 3501, section 2.3.1.1, wants one
        # that grows, for clients that come and go; this one only has to differ.
        lines = [b"%d" % (1 + secrets.randbelow(LARGEST_UIDVALIDITY))]
        _append(file, lines)
    return lines


def _known(lines: Sequence[bytes]) -> dict[str, int]:
    uids: dict[str, int] = {}
    for uid, line in enumerate(lines, 1):
        name = os.fsdecode(line[1:])
        if line.startswith(b"+"):
            uids[name] = uid
        else:
            uids.pop(name, None)
    return uids


def _append(file: BinaryIO, lines: Sequence[bytes]) -> None:
    if lines:
        file.write(b"".join(line + b"\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
