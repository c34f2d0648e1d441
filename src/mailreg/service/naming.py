"""References for people and tokens for machines, drawn by chance and unique by constraint."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import replace

from mailreg.event import Event
from mailreg.message.identity import (
    REFERENCE_ALPHABET,
    REFERENCE_LENGTH,
    TOKEN_ALPHABET,
    TOKEN_LENGTH,
)
from mailreg.registration.values import Application
from mailreg.store import applications
from mailreg.store.database import Transaction
from mailreg.store.values import NewApplication, NewStep


def begin(
    tx: Transaction, event: Event, new: NewApplication, step: NewStep, *, is_full: bool = False
) -> Application:
    """Store a new application, under another reference where its own is taken.

    The step is to be written in the same transaction.
    """
    while (added := applications.add(tx, new, step, is_full=is_full)) is None:
        new = replace(new, reference=new_reference(event))
    return added


def new_reference(event: Event) -> str:
    """A reference that hardly any application has, `MS-7K4QD`."""
    return f"{prefix(event)}-{_drawn(REFERENCE_ALPHABET, REFERENCE_LENGTH)}"


def new_token() -> str:
    """An unguessable token."""
    return _drawn(TOKEN_ALPHABET, TOKEN_LENGTH)


def prefix(event: Event) -> str:
    """The initials of the event's name, three at most; of its slug where it has none."""
    name = event.text(event.name, event.languages[0])
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    initials = "".join(word[0] for word in plain.split() if word[0].isalpha())[:3]
    return initials or event.slug[:2].upper()


def _drawn(alphabet: str, length: int) -> str:
    """That many letters, each text equally likely."""
    letters = []
    number = secrets.randbelow(len(alphabet) ** length)
    for _ in range(length):
        number, place = divmod(number, len(alphabet))
        letters.append(alphabet[place])
    return "".join(letters)
