"""Values between this process and the one that reads: a length of eight bytes, and a pickle.

Both ends are this program, of one version (`Ready` says which); nothing of a letter is unpickled
that this program has not made.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import IO

from mailreg.event import Event
from mailreg.reader.values import Unread

LENGTH_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The first word of a process that reads."""

    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A letter to be read; its event is known at the other end, and named only."""

    slug: str | None
    unread: Unread  # without its event

    def about(self, events: Mapping[str, Event]) -> Unread:
        """The letter with its event."""
        return replace(self.unread, event=None if self.slug is None else events[self.slug])


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A stage crashed."""

    reason: str
    traceback: str


def framed(value: object) -> bytes:
    """One value, to be written."""
    content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return len(content).to_bytes(LENGTH_BYTES, "big") + content


def receive(stream: IO[bytes]) -> object:
    """Read one value; EOFError where the other end is gone, also in the middle of one."""
    content = _exactly(stream, int.from_bytes(_exactly(stream, LENGTH_BYTES), "big"))
    return pickle.loads(content)  # noqa: S301 (as the head of this module says)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content
