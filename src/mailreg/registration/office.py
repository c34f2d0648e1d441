"""The office-hours clock: when somebody may be expected to read mail at the event's place.

An office day is a working day that is neither a public holiday of the event's country nor a day
off that the event's file names. All that is local is local to the event; what is told is UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from mailreg.event.calendar import is_holiday
from mailreg.event.values import Event

SETTLED_IN = timedelta(hours=2)  # after it opens: time to read what came overnight
LOOKED_AHEAD = 400  # days; an office that does not open within a year never does
DAY = timedelta(days=1)


def is_office_hour(now: datetime, event: Event) -> bool:
    """Whether the office is open at that moment."""
    local = now.astimezone(event.timezone)
    office = event.office
    return office.opens <= local.time() < office.closes and is_office_day(local.date(), event)


def is_office_day(day: date, event: Event) -> bool:
    """Whether the office opens at all on that local day."""
    office = event.office
    is_working = day.weekday() in office.days and day not in office.closed
    return is_working and not is_holiday(office.country, day)


def next_opening(moment: datetime, event: Event) -> datetime:
    """When the office, which is closed at that moment, opens again, as a local time."""
    local = moment.astimezone(event.timezone)
    day = local.date() if local.time() < event.office.opens else local.date() + DAY
    opens_on = _office_day_from(day, event)
    return datetime.combine(opens_on, event.office.opens, tzinfo=event.timezone)


def into_office_hours(moment: datetime, event: Event) -> datetime:
    """The moment itself while the office is open, else two hours after it opens next."""
    if is_office_hour(moment, event):
        return moment.astimezone(UTC)
    opening = next_opening(moment, event)
    settled = opening + SETTLED_IN
    is_still_open = opening.time() < settled.time() < event.office.closes
    return (settled if is_still_open else opening).astimezone(UTC)


def after_office_days(moment: datetime, days: int, event: Event) -> datetime:
    """So many office days later, at the same time of day: the one after Friday is Monday.

    What happens outside office hours counts as of the moment at which the office opens next.
    """
    is_open = is_office_hour(moment, event)
    begin = moment.astimezone(event.timezone) if is_open else next_opening(moment, event)
    day = begin.date()
    for _ in range(days):
        day = _office_day_from(day + DAY, event)
    return datetime.combine(day, begin.time(), tzinfo=event.timezone).astimezone(UTC)


def _office_day_from(day: date, event: Event) -> date:
    """The first office day from that one on; the day itself where there is none for a year."""
    ahead = (day + DAY * number for number in range(LOOKED_AHEAD))
    return next((one for one in ahead if is_office_day(one, event)), day)
