"""The calendar part of a confirmation (RFC 5545).

It is published, not a request: with an organiser or attendees, mail programs would offer to
answer it, and the answers would go to a mailbox where nobody expects them.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from mailreg.event.values import Event

if TYPE_CHECKING:
    # imported with the first confirmation; most starts send none
    import icalendar

_PRODUCT: Final = "-//mailreg//mailreg//EN"  # RFC 5545, section 3.7.3


def entry(event: Event, *, name: str, reference: str, token: str, now: datetime) -> bytes:
    """The event as a calendar with one entry, times in UTC.

    The UID is the same for every mail of one application, so that a second confirmation
    replaces the first; it does not give the token away.
    """
    import icalendar

    item = icalendar.Event()
    item.add("uid", hashlib.sha256(f"{event.slug}/{token}".encode()).hexdigest()[:40])
    item.add("sequence", 0)
    item.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    item.add("dtstart", event.starts.astimezone(UTC))
    if event.ends is not None:
        item.add("dtend", event.ends.astimezone(UTC))
    item.add("summary", name)
    item.add("description", f"{name} [{reference}]")
    if event.venue is not None:
        item.add("location", event.venue)
    return _calendar(item)


def _calendar(item: icalendar.Event) -> bytes:
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(item)
    return bytes(calendar.to_ical())
