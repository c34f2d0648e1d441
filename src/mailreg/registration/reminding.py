"""When somebody who was asked for something is reminded, and when we give up waiting for it."""

from __future__ import annotations

from datetime import UTC, datetime

from mailreg.event.values import Event
from mailreg.registration.office import after_office_days


def answer_deadline(asked_at: datetime, event: Event) -> datetime:
    """Until when (UTC) what was asked at that moment can be answered: the close of registration.

    Whoever is asked at the last moment has an office day; what staff ask after the close, and
    whatever happens else, ends with the event's start.
    """
    begins = event.starts.astimezone(UTC)
    if asked_at >= event.closes:
        return begins
    a_day_later = after_office_days(asked_at, 1, event)
    return min(begins, max(event.closes.astimezone(UTC), a_day_later))


def next_reminder(
    asked_at: datetime, told_at: datetime, reminders: int, event: Event
) -> datetime | None:
    """When (UTC) somebody is reminded next, who heard from us last at `told_at`; None: never more.

    After the event's number of office days; sooner where the deadline is nearer, so that an office
    day is left to answer.
    """
    if reminders >= event.reminding.at_most:
        return None
    deadline = answer_deadline(asked_at, event)
    for days in range(event.reminding.office_days, 0, -1):
        due = after_office_days(told_at, days, event)
        if after_office_days(due, 1, event) <= deadline:
            return due
    return None


def is_too_late_to_remind(now: datetime, asked_at: datetime, event: Event) -> bool:
    """Whether no office day would be left to answer: a reminder would only press."""
    return after_office_days(now, 1, event) > answer_deadline(asked_at, event)
