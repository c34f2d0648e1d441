"""Pieces of the plain English that staff read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mailreg.event.values import Event
from mailreg.registration.values import Registration

_PLURALS = {"person": "people"}


def name_of(person: Registration) -> str:
    """The person's name, else the number."""
    return person.name or f"Person {person.number}"


def names_of(people: Iterable[Registration]) -> str:
    """All their names as one subject."""
    return listed(name_of(person) for person in people)


def listed(words: Iterable[str]) -> str:
    """`a, b and c`; empty for none."""
    *first, last = [*words] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def counted(count: int, noun: str) -> str:
    """`1 seat`, `2 seats`, `no seat`."""
    if count == 0:
        return f"no {noun}"
    return f"{count} {noun if count == 1 else _PLURALS.get(noun, f'{noun}s')}"


def local_time(when: datetime, event: Event) -> str:
    """Date and time at the event, to the minute."""
    return when.astimezone(event.timezone).strftime("%Y-%m-%d %H:%M")
