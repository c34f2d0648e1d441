"""Reading in this process: each stage in its turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mailreg.documents.opening import opened
from mailreg.extraction.resolve import extract
from mailreg.message import Address, InboundMessage, Origin, parse
from mailreg.message.forwarding import forwarded
from mailreg.reader.values import Reading, Unread


@dataclass(slots=True)
class ReaderHere:
    """Reads a letter when its answer is asked for."""

    _waiting: deque[Unread] = field(default_factory=deque)

    def ask(self, letters: Sequence[Unread]) -> None:
        """Keep them until they are asked for."""
        self._waiting.extend(letters)

    def answer(self) -> Reading:
        """Read the next."""
        return read(self._waiting.popleft())


def read(unread: Unread) -> Reading:
    """Parse, open what is attached, and extract; what a stage raises passes through."""
    message = parse(unread.content, identity=unread.identity, is_complete=unread.is_complete)
    if unread.entered_for is None:
        message = forwarded(message, unread.identity) or message
    message = opened(message)
    if unread.entered_for is not None:
        message = _as_entered(message, unread.entered_for)
    found = extract(message, unread.event) if unread.event else None
    return Reading(message=message, extract=found)


def _as_entered(message: InboundMessage, sender: str) -> InboundMessage:
    """A letter that came elsewhere, as one of that sender: staff vouch for it."""
    written_by = message.sender
    is_own = written_by is not None and written_by.email.lower() == sender.lower()
    name = written_by.name if written_by and is_own else ""
    return replace(
        message,
        sender=Address(name=name, email=sender),
        reply_to=(),
        origin=Origin.PERSON,
        answerable=True,
        unanswerable_reason=None,
    )
