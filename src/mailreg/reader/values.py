"""What is to be read, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from mailreg.event import Event
from mailreg.extraction import Extract
from mailreg.message import DeskIdentity, InboundMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A message as it came, and what its reading depends on."""

    content: bytes
    is_complete: bool  # False: over the size limit, `content` is only a part of it
    identity: DeskIdentity
    event: Event | None  # None: no event, or more than one, takes letters from its mailbox
    entered_for: str | None = None  # the sender whose letter it is, where staff entered it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A message with what it asks for."""

    message: InboundMessage
    extract: Extract | None  # None: there was no event to read it for


class ReadingFailed(Exception):
    """A stage crashed on the letter, or took too much; the letter is to be put aside."""

    def __init__(self, reason: str, traceback: str) -> None:
        self.reason = reason  # short, nothing of the letter
        self.traceback = traceback  # may quote the letter
        super().__init__(reason)


class Reader(Protocol):
    """Reads letters in the order in which they are given."""

    def ask(self, letters: Sequence[Unread]) -> None:
        """Give it letters; where it reads beside this process, it begins at once."""

    def answer(self) -> Reading:
        """The reading of the next letter that was given and not answered yet.

        Raises ReadingFailed, or what a stage raised; ReaderUnavailable where nobody can read.
        """


OpenReader = Callable[[], AbstractContextManager[Reader]]  # for one thread, for some letters
