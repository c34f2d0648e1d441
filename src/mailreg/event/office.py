"""The office of an event, as its file describes it: its hours, its holidays and its patience."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mailreg.event.calendar import country_of, is_country
from mailreg.event.table import Table
from mailreg.event.values import WORKING_WEEK, Office, Patience, Reminding

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # as date.weekday() counts
HOURS_FORM: Final = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)\s*[-–]\s*((?:[01]\d|2[0-3]):[0-5]\d)")
NEVER: Final = (time(), time())
NO_COUNTRY: Final = "none"
MOST: Final = 24 * 60  # hours: an offer that is kept for longer is none


def read_office(table: Table, zone: ZoneInfo) -> Office:
    """When the office is open; without a `country`, the one in which the time zone lies."""
    opens, closes = _hours(table)
    return Office(
        country=_country(table, zone),
        days=_days(table),
        opens=opens,
        closes=closes,
        closed=_closed(table),
    )


def read_reminding(table: Table) -> Reminding:
    """How often, and how soon, somebody is reminded."""
    usual = Reminding()
    return Reminding(
        office_days=table.integer("reminder_office_days", usual.office_days, at_least=1),
        at_most=table.integer("reminders", usual.at_most, at_most=9),
    )


def read_patience(table: Table) -> Patience:
    """For how many hours an offered seat is kept: far from the event, near it, and at last."""
    key = "offer_hours"
    hours = table.value(key)
    if hours is None:
        return Patience()
    kept = [one for one in hours if type(one) is int] if isinstance(hours, list) else []
    is_in_order = [*kept] == sorted(kept, reverse=True) and all(0 < one <= MOST for one in kept)
    if not isinstance(hours, list) or len(hours) != len(kept) or len(kept) != 3 or not is_in_order:
        remedy = "Write three whole numbers, none above the one before it, such as [72, 24, 4]"
        table.refuse(key, "does not say for how long an offer is kept", remedy)
        return Patience()
    far, near, last = (timedelta(hours=one) for one in kept)
    return Patience(far=far, near=near, last=last)


def _country(table: Table, zone: ZoneInfo) -> str | None:
    code = table.text("country")
    if code is None:
        return country_of(zone.key)
    if code != NO_COUNTRY and not is_country(code):
        remedy = f'Write its two letters in ISO 3166-1, such as "SE", or "{NO_COUNTRY}"'
        table.refuse("country", f'"{code}" is no country', remedy)
    return None if code == NO_COUNTRY else code


def _days(table: Table) -> frozenset[int]:
    names = table.texts("office_days")
    if names is None:
        return WORKING_WEEK
    remedy = f"List some of {', '.join(WEEKDAYS)}"
    if not names:
        table.refuse("office_days", "is empty: the office would never open", remedy)
    for name in names:
        if name not in WEEKDAYS:
            table.refuse("office_days", f'"{name}" is no day of the week', remedy)
    return frozenset(WEEKDAYS.index(name) for name in names if name in WEEKDAYS)


def _hours(table: Table) -> tuple[time, time]:
    usual = Office()
    text = table.text("office_hours")
    if text is None:
        return usual.opens, usual.closes
    found = HOURS_FORM.fullmatch(text)
    opens, closes = (time.fromisoformat(found[1]), time.fromisoformat(found[2])) if found else NEVER
    if opens >= closes:
        remedy = 'Write when it opens and closes, such as "08:00-17:00"'
        table.refuse("office_hours", f'"{text}" is no time of day', remedy)
        return usual.opens, usual.closes
    return opens, closes


def _closed(table: Table) -> frozenset[date]:
    key = "office_closed"
    days = table.value(key)
    if days is None:
        return frozenset()
    listed = days if isinstance(days, list) else []
    closed = [day for day in listed if isinstance(day, date) and not isinstance(day, datetime)]
    if not isinstance(days, list) or len(closed) < len(listed):
        remedy = "List dates without quotes, such as [2027-05-07, 2027-12-23]"
        table.refuse(key, "has an entry that is no date", remedy)
    return frozenset(day for day in closed if table.is_year_usable(key, day))
