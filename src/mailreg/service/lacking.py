"""What an application still lacks before anything can be decided about it."""

from __future__ import annotations

from collections.abc import Iterable

from mailreg.event import Event
from mailreg.extraction import Attendee, Missing
from mailreg.extraction.missing import missing_of
from mailreg.registration.statuses import CLOSED
from mailreg.registration.values import Application, Registration, Status


def missing_in(
    application: Application, event: Event, *, also: Iterable[Attendee] = ()
) -> tuple[Missing, ...]:
    """What is missing of those who are to come, and of newcomers; of nobody, nothing.

    Where all others are out, it is about those who never answered.
    """
    people = application.registrations
    going = [one for one in people if one.status not in CLOSED]
    going = going or [one for one in people if one.status is Status.EXPIRED]
    attendees = (*(_attendee(one, event) for one in going), *also)
    return missing_of(attendees, application.billing, event) if attendees else ()


def _attendee(registration: Registration, event: Event) -> Attendee:
    """The person as one in a letter; the category is what staff say, whatever was claimed."""
    claims = {one.key: one.key == registration.category for one in event.categories[1:]}
    return Attendee(name=registration.name, answers={**registration.answers, **claims})
