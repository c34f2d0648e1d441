"""A stored message with all that was read out of it."""

from __future__ import annotations

from dataclasses import dataclass

from mailreg.event import Event
from mailreg.extraction import Extract
from mailreg.message import InboundMessage
from mailreg.store.values import StoredMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter on its way through the desk."""

    stored: StoredMessage
    message: InboundMessage
    event: Event | None  # None: no event, or more than one, takes letters from this mailbox
    extract: Extract | None  # None: there is no event to read it for
