"""Pieces of the sentences that staff read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mailreg.event.values import Event
from mailreg.registration.values import Registration, Seats, Verb
from mailreg.sentences import Listed, Moment, Named, Sentence, Term, say, say_number


def name_of(person: Registration) -> str:
    """The person's name, else the number."""
    return person.name or say("Person %(number)s", number=person.number)


def names_of(registrations: Iterable[Registration]) -> Listed:
    """All their names as one subject."""
    return Listed(name_of(person) for person in registrations)


def people(count: int) -> Sentence:
    """`1 person`, `2 people`."""
    return say_number("%(num)s person", "%(num)s people", count)


def seats(count: int) -> Sentence:
    """`no seat`, `1 seat`, `2 seats`."""
    return say_number("%(num)s seat", "%(num)s seats", count) if count else say("no seat")


def seats_free(count: int) -> Sentence:
    """`2 seats free`."""
    if not count:
        return say("no seat free")
    return say_number("%(num)s seat free", "%(num)s seats free", count)


def free_seats(count: int) -> Sentence:
    """The same of those that are free."""
    if not count:
        return say("no free seat")
    return say_number("%(num)s free seat", "%(num)s free seats", count)


def figures(pool: Seats) -> dict[str, int | str]:
    """What a sentence about a pool names: its capacity, and who has its seats."""
    return {
        "capacity": say("no limit") if pool.capacity is None else pool.capacity,
        "elsewhere": pool.elsewhere,
        "confirmed": pool.confirmed,
        "offered": pool.offered,
        "held": pool.held,
    }


def session_name(event: Event, key: str) -> str:
    """What a session is called: by its key at the command line."""
    return next((Named(key, one.name) for one in event.sessions if one.key == key), key)


def category_name(event: Event, key: str) -> str:
    """What a category is called, likewise."""
    return next((Named(key, one.name) for one in event.categories if one.key == key), key)


def command(verb: Verb, reference: str) -> Term:
    """What to decide: a command where commands are typed, the name of a button on a page."""
    return Term("verb", verb.value, f"`mailreg {verb.value} {reference}`")


def local_time(when: datetime, event: Event) -> Moment:
    """Date and time at the event, to the minute."""
    return Moment(when.astimezone(event.timezone))
