"""The countries of the world: which lies in a time zone, and which days it keeps as holidays.

Public holidays come from the library `holidays`. Where it also knows the days on which a country's
offices are closed by custom or agreement, those count as well: in Sweden the eves of Midsummer,
Christmas and New Year (`de_facto`), in Denmark those of Christmas and New Year and the fifth of
June (`optional`). Half days and the days between a holiday and a week-end do not: an operator can
name them (`office_closed`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

# beside the public holidays, by country: the library's name for days without work
_BY_CUSTOM: Final = MappingProxyType({"SE": "de_facto", "DK": "optional"})


def is_holiday(country: str | None, day: date) -> bool:
    """Whether offices in that country (ISO 3166-1) are closed on a day of the week for its sake.

    Never, where the country is None or the library does not know it.
    """
    return country is not None and day in _holidays(country, day.year)


def country_of(zone: str) -> str | None:
    """The country in which an IANA time zone lies; None for one of no single country (`UTC`)."""
    return _countries().get(zone)


def is_country(code: str) -> bool:
    """Whether it is a country's code of two capital letters, as in ISO 3166-1."""
    return code in _countries().values()


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    # takes longer to load than most commands to run, and few of them ask
    from holidays import PUBLIC, country_holidays, list_supported_countries

    if country not in list_supported_countries():
        return frozenset()
    categories = (PUBLIC, *filter(None, [_BY_CUSTOM.get(country)]))
    return frozenset(country_holidays(country, years=year, categories=categories))


@cache
def _countries() -> Mapping[str, str]:
    """Zone ▶ country, from the table that comes with the time zones (tz, `zone.tab`)."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (row.split("\t") for row in table.splitlines() if not row.startswith("#"))
    return MappingProxyType({zone: country for country, _, zone, *_ in rows})
