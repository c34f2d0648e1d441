"""Dates and times of an event's file: local to its zone, and written without it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailreg.event.table import Table

TIME_FORM = "a local time, such as 2023-03-23T13:00:00 (without quotes and without an offset)"


def span(table: Table, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """`starts` and `ends`."""
    starts, ends = local_time(table, "starts", zone), local_time(table, "ends", zone)
    if starts and ends and ends <= starts:
        table.refuse("ends", f"is not after starts, {starts:%Y-%m-%d %H:%M}", "Mend one of them")
    return starts, ends


def local_time(table: Table, key: str, zone: ZoneInfo) -> datetime | None:
    """A date with a time, aware; a time that the local clocks leave out is refused."""
    value = table.value(key)
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo:
        table.refuse(key, "is no local date and time", f"Write {TIME_FORM}")
        return None
    if not table.is_year_usable(key, value):
        return None
    local = value.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != value:
        table.refuse(
            key, f"{value} does not exist in {zone.key}: clocks go forward", "Mend the time"
        )
        return None
    return local


def end_of(table: Table, key: str, zone: ZoneInfo) -> datetime | None:
    """The first instant that is too late: a bare date includes that whole local day."""
    value = table.value(key)
    if value is None or isinstance(value, datetime):
        return local_time(table, key, zone)
    if not isinstance(value, date):
        table.refuse(key, "is no date", f"Write a date, such as 2023-03-22, or {TIME_FORM}")
        return None
    if not table.is_year_usable(key, value):
        return None
    return datetime.combine(value + timedelta(days=1), time.min, tzinfo=zone)
