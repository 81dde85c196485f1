"""Names of time zones: abbreviations, clocks, places. What people call them, and what the tz database does."""

from __future__ import annotations

from functools import cache

from bot.core.zones import known_zones

# Every zone whose clocks really go by the abbreviation, likeliest first (the names are those of the tz database, and of
# usage where it has none). An abbreviation settles an instant only where all of them agree on it.
ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "GMT": ("Europe/London",),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "British Summer Time": ("Europe/London",),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "WET": ("Europe/Lisbon",),
    "WEST": ("Europe/Lisbon",),
    "CET": ("Europe/Paris",),
    "CEST": ("Europe/Paris",),
    "MEZ": ("Europe/Berlin",),
    "MESZ": ("Europe/Berlin",),
    "EET": ("Europe/Helsinki", "Africa/Cairo"),
    "EEST": ("Europe/Helsinki", "Africa/Cairo"),
    "MSK": ("Europe/Moscow",),
    "SAST": ("Africa/Johannesburg",),
    "EAT": ("Africa/Nairobi",),
    "CAT": ("Africa/Maputo",),
    "WAT": ("Africa/Lagos",),
    "PKT": ("Asia/Karachi",),
    "WIB": ("Asia/Jakarta",),
    "HKT": ("Asia/Hong_Kong",),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "CST": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "CDT": ("America/Chicago", "America/Havana"),
    "EST": ("America/New_York",),
    "EDT": ("America/New_York",),
    "MST": ("America/Denver", "America/Phoenix"),
    "MDT": ("America/Denver",),
    "PST": ("America/Los_Angeles", "Asia/Manila"),
    "PDT": ("America/Los_Angeles",),
    "AKST": ("America/Anchorage",),
    "AKDT": ("America/Anchorage",),
    "HST": ("Pacific/Honolulu",),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "ADT": ("America/Halifax",),
    "AEST": ("Australia/Sydney", "Australia/Brisbane"),
    "AEDT": ("Australia/Sydney",),
    "ACST": ("Australia/Adelaide", "Australia/Darwin"),
    "ACDT": ("Australia/Adelaide",),
    "AWST": ("Australia/Perth",),
    "NZST": ("Pacific/Auckland",),
    "NZDT": ("Pacific/Auckland",),
}
SAID_IN_AUSTRALIA = {
    "EST": ("Australia/Sydney", "Australia/Brisbane"),
    "EDT": ("Australia/Sydney",),
    "CST": ("Australia/Adelaide", "Australia/Darwin"),
    "CDT": ("Australia/Adelaide",),
}
# What the tz database calls a clock that has another name above.
SAME_CLOCK = {"MEZ": "CET", "MESZ": "CEST", "British Summer Time": "BST"}
# Names of clocks that change with the season of their place: they say where, and so settle.
CLOCKS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}
# Places that give no zone of the tz database its name, and whose clocks nobody doubts.
_PLACES = {
    "Africa/Johannesburg": "cape town, pretoria, durban",
    "America/Los_Angeles": "san francisco, seattle, california",
    "America/New_York": "washington, washington dc, washington d.c., boston, nyc, philadelphia, atlanta",
    "America/Toronto": "ottawa, montreal, montréal",
    "Asia/Kolkata": "delhi, new delhi, mumbai, india, indian",
    "Asia/Shanghai": "beijing, china",
    "Asia/Tokyo": "japan, tokio",
    "Europe/Berlin": "german, germany, munich, münchen, frankfurt, hamburg, cologne, köln",
    "Europe/Brussels": "bruxelles, brüssel, bruselas",
    "Europe/Dublin": "irish, ireland",
    "Europe/Kyiv": "kiev",
    "Europe/London": "uk, u.k., british, edinburgh, cardiff, londres",
    "Europe/Madrid": "barcelona",
    "Europe/Paris": "french, france, lyon, strasbourg",
    "Europe/Rome": "milan, italy, italian",
    "Europe/Vienna": "wien, vienne, viena",
    "Europe/Zurich": "geneva, genève, geneve, genf, ginebra, bern, swiss, switzerland, zürich",
    "UTC": "universal, coordinated universal",
}
SPELT_OUT = {
    "british summer": "British Summer Time",
    "greenwich mean": "GMT",
    "central european": "CET",
    "central european summer": "CEST",
    "eastern standard": "EST",
    "eastern daylight": "EDT",
    "central standard": "CST",
    "central daylight": "CDT",
    "mountain standard": "MST",
    "mountain daylight": "MDT",
    "pacific standard": "PST",
    "pacific daylight": "PDT",
}
_CONTINENTS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
# Names of the tz database that are common words, or no places.
_NO_CITIES = {f"Australia/{name}" for name in ("North", "South", "West", "ACT", "LHI", "NSW")} | {
    "Pacific/Easter",
    "Indian/Male",
}


def place_zone(place: str) -> str | None:
    """The zone of a place that names one (`London`, `Geneva`, `UK`) or of an American clock (`Eastern`), or None."""
    words = place.casefold().strip(" .,")
    return _places().get(words) or CLOCKS.get(words)


def zone_named(name: str) -> str | None:
    """An IANA name in the tz database's own spelling, or None."""
    return _by_folded_name().get(name.casefold())


@cache
def _by_folded_name() -> dict[str, str]:
    return {zone.casefold(): zone for zone in known_zones()}


@cache
def _places() -> dict[str, str]:
    within = [zone for zone in sorted(known_zones()) if zone.startswith(_CONTINENTS) and zone not in _NO_CITIES]
    cities = {zone.rsplit("/", 1)[-1].replace("_", " ").casefold(): zone for zone in within}
    named = {place.strip(): zone for zone, places in _PLACES.items() for place in places.split(",")}
    return cities | named
