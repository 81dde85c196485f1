"""Public holidays, by the country that a time zone lies in."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files


@cache
def country_of(zone: str) -> str:
    """The ISO 3166 code of the country a zone is named after, "" for none (UTC): `zone.tab` of the IANA rules."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="ascii")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}.get(zone, "")


def holiday(day: date, zone: str, country: str = "") -> str:
    """The name of the public holiday that a day is in a country (that of the zone where none is given); "" for none.

    Only those that hold in the whole country count. A country that the library does not know has none.
    """
    return _of_year(country or country_of(zone), day.year).get(day, "")


@cache
def _of_year(country: str, year: int) -> dict[date, str]:
    import holidays  # takes most of a second, and only who enters an embargo has a use for it

    if country not in holidays.list_supported_countries():
        return {}
    return dict(holidays.country_holidays(country, years=year))
