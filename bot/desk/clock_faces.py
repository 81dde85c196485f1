"""Times as people read them: a wall time with its zone named, in the language of the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime, format_timedelta
from django.http import HttpRequest
from django.utils import translation

from bot.core.zones import known_zones
from bot.desk.models import Person
from bot.desk.opening import newsroom


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The zone of whoever is signed in; the office's where they have chosen none, or one that is gone from the rules."""
    chosen = request.user.zone if isinstance(request.user, Person) else ""
    return ZoneInfo(chosen if chosen in known_zones() else newsroom().config.office.zone)


def locale_now() -> Locale:
    """That of the page's language; English where nothing says otherwise, with the day before the month, as everywhere here."""
    language = translation.get_language() or "en"
    try:
        return Locale.parse("en-GB" if language == "en" else language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en-GB", sep="-")


def when(instant: datetime, zone: str | ZoneInfo) -> str:
    """`Thu 5 Mar 2026, 00:01 London`: the wall time there, with seconds only where there are some."""
    place = zone if isinstance(zone, ZoneInfo) else None
    if place is None:
        place = ZoneInfo(zone) if zone in known_zones() else None
    local = instant.astimezone(place or UTC)
    # An offset that somebody wrote (`+01:00`) is no place; its instant is told in UTC.
    named = place.key.rsplit("/", 1)[-1].replace("_", " ") if place is not None else "UTC"
    told = format_datetime(
        local, "EEE d MMM y, HH:mm:ss" if local.second else "EEE d MMM y, HH:mm", locale=locale_now()
    )
    return f"{told} {named}"


def ago(instant: datetime, now: datetime) -> str:
    """`3 hours ago`, or `in 20 minutes`."""
    return format_timedelta(instant - now, add_direction=True, locale=locale_now())


def span(length: timedelta) -> str:
    """`15 minutes`."""
    return format_timedelta(length, threshold=2, locale=locale_now())
