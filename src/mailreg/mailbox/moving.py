r"""Moving messages out of the folder, and where they lie afterwards.

MOVE (RFC 6851) with COPYUID (RFC 4315, section 3) tells both at once. Without MOVE: COPY, then
\Deleted and UID EXPUNGE. Where there is no UIDPLUS either, the originals stay in the folder flagged
as \Deleted, until some mail program cleans up: a plain EXPUNGE would also remove what a person has
flagged and may still want back. Without COPYUID the copies are found by Message-ID and the hash of
the bytes, on a second connection, so that the folder stays selected on the first.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailreg.errors import LoginRefused, TemporaryError
from mailreg.mailbox.batches import BATCH_MESSAGES, bodies, by_bytes, by_count, measure, uid_set
from mailreg.mailbox.link import Link

_COPYUID = re.compile(rb"(\d+) ([\d:,]+) ([\d:,]+)")
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message lies in the folder that it was moved to."""

    uidvalidity: int
    uid: int


def move(
    link: Link, uids: Sequence[int], folder: str, second: Callable[[], Link]
) -> dict[int, Place | None]:
    """Move at most a batch; a UID that is gone is absent, a place that is not known is None."""
    present = link.search(f"UID {uid_set(uids)}")
    if not present:
        return {}
    if link.has("UIDPLUS"):
        return _placed(_transfer(link, present, folder), present)
    before = link.next_uid(folder)
    marks = _marks(link, present)
    _transfer(link, present, folder)
    return _found(second, folder, before, marks)


def _transfer(link: Link, uids: Sequence[int], folder: str) -> bytes | None:
    if link.has("MOVE"):
        return link.move(uids, folder)
    copied = link.copy(uids, folder)
    link.delete(uids)
    return copied


def _placed(code: bytes | None, present: Sequence[int]) -> dict[int, Place | None]:
    match = _COPYUID.fullmatch(code.strip()) if code else None
    if match is None:
        return dict.fromkeys(present)
    sources, targets = _expand(match[2]), _expand(match[3])
    if len(sources) != len(targets):
        return dict.fromkeys(present)
    uidvalidity = int(match[1])
    pairs = zip(sources, targets, strict=True)
    return {source: Place(uidvalidity=uidvalidity, uid=uid) for source, uid in pairs}


def _expand(uids: bytes) -> list[int]:
    """A set such as `4:5,9`, in its order; nothing where it is larger than a batch can be."""
    numbers: list[int] = []
    for part in uids.split(b","):
        first, _, last = part.partition(b":")
        low, high = sorted((int(first or 0), int(last or first or 0)))
        if high - low >= BATCH_MESSAGES:
            return []
        numbers.extend(range(low, high + 1))
    return numbers


def _marks(link: Link, uids: Sequence[int]) -> dict[int, bytes]:
    return {uid: _mark(content) for uid, content in _contents(link, uids)}


def _contents(link: Link, uids: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    for chunk in by_count(uids):
        for batch in by_bytes(measure(link, chunk)):
            for uid, content in bodies(link, [message.uid for message in batch]):
                yield uid, content or b""


def _mark(content: bytes) -> bytes:
    """What tells a message from others: its Message-ID and its bytes."""
    found = _MESSAGE_ID.search(content)
    return (found[1] if found else b"") + hashlib.sha256(content).digest()


def _found(
    second: Callable[[], Link], folder: str, before: int, marks: Mapping[int, bytes]
) -> dict[int, Place | None]:
    """Pair what was moved with what came to the folder; equal messages in their order."""
    try:
        uidvalidity, arrived = _arrived(second, folder, before)
    except (TemporaryError, LoginRefused):  # they are moved all the same
        return dict.fromkeys(marks)
    places: dict[int, Place | None] = {}
    for source, mark in marks.items():
        uid = arrived[mark].pop(0) if arrived[mark] else None
        places[source] = None if uid is None else Place(uidvalidity=uidvalidity, uid=uid)
    return places


def _arrived(
    second: Callable[[], Link], folder: str, before: int
) -> tuple[int, defaultdict[bytes, list[int]]]:
    link = second()
    try:
        uidvalidity = link.examine(folder)
        newer = [uid for uid in link.search(f"UID {before}:*") if uid >= before]
        arrived: defaultdict[bytes, list[int]] = defaultdict(list)
        for uid, content in _contents(link, newer):
            arrived[_mark(content)].append(uid)
        return uidvalidity, arrived
    finally:
        link.close()
