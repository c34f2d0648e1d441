"""References for people and tokens for machines, drawn by chance and unique by constraint."""

from __future__ import annotations

import secrets
import unicodedata

from mailreg.event import Event
from mailreg.message.identity import (
    REFERENCE_ALPHABET,
    REFERENCE_LENGTH,
    TOKEN_ALPHABET,
    TOKEN_LENGTH,
)
from mailreg.store import applications
from mailreg.store.database import Transaction


def new_reference(tx: Transaction, event: Event) -> str:
    """A reference that no application has, `MS-7K4QD`."""
    while True:
        tail = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))
        reference = f"{prefix(event)}-{tail}"
        if applications.find(tx, reference) is None:
            return reference


def new_token() -> str:
    """An unguessable token."""
    return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LENGTH))


def prefix(event: Event) -> str:
    """The initials of the event's name, three at most; of its slug where it has none."""
    name = event.text(event.name, event.languages[0])
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    initials = "".join(word[0] for word in plain.split() if word[0].isalpha())[:3]
    return initials or event.slug[:2].upper()
