"""Names of time zones: abbreviations, clocks, places. What people call them, and what the tz database does."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from bot.core.zones import known_zones
from bot.readers.zone_places import PLACES

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
    "SAST": ("Africa/Johannesburg",),
    "EAT": ("Africa/Nairobi",),
    "CAT": ("Africa/Maputo",),
    "WAT": ("Africa/Lagos",),
    "PKT": ("Asia/Karachi",),
    "WIB": ("Asia/Jakarta",),
    "HKT": ("Asia/Hong_Kong",),
    "SGT": ("Asia/Singapore",),
    "GST": ("Asia/Dubai",),
    "MYT": ("Asia/Kuala_Lumpur",),
    "PHT": ("Asia/Manila",),
    "ICT": ("Asia/Bangkok",),
    "TRT": ("Europe/Istanbul",),
    "BRT": ("America/Sao_Paulo",),
    "COT": ("America/Bogota",),
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
    "MSK": ("Europe/Moscow",),
    "HNE": ("America/Toronto",),
    "HAE": ("America/Toronto",),
    # Spelt out they are nobody's in China or Cuba.
    "Central Standard Time": ("America/Chicago",),
    "Central Daylight Time": ("America/Chicago",),
    "Pacific Standard Time": ("America/Los_Angeles",),
    "Mountain Standard Time": ("America/Denver", "America/Phoenix"),
    # Clocks that change with the season of their place: the words say where, though not everywhere in the world the same.
    "Eastern": ("America/New_York",),
    "Central": ("America/Chicago",),
    "Mountain": ("America/Denver",),
    "Pacific": ("America/Los_Angeles",),
    "Atlantic": ("America/Halifax",),
}
SEASONAL = {"Eastern", "Central", "Mountain", "Pacific", "Atlantic"}
SAID_IN_AUSTRALIA = {
    "EST": ("Australia/Sydney", "Australia/Brisbane"),
    "EDT": ("Australia/Sydney",),
    "CST": ("Australia/Adelaide", "Australia/Darwin"),
    "Central Standard Time": ("Australia/Adelaide", "Australia/Darwin"),
    "Central Daylight Time": ("Australia/Adelaide",),
    "CDT": ("Australia/Adelaide",),
    "Eastern": ("Australia/Sydney", "Australia/Brisbane"),
    "Central": ("Australia/Adelaide", "Australia/Darwin"),
}
# What the tz database calls a clock that has another name above.
SAME_CLOCK = {"MEZ": "CET", "MESZ": "CEST", "British Summer Time": "BST", "HNE": "EST", "HAE": "EDT"} | {
    "Central Standard Time": "CST",
    "Central Daylight Time": "CDT",
    "Pacific Standard Time": "PST",
    "Mountain Standard Time": "MST",
    "PHT": "PST",
}
# Letters and words for such a clock. With letters, or with "US" before it, it is America's.
CLOCKS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
# Greenwich in other scripts and words.
GREENWICH = {"greenwich", "غرينتش", "جرينتش", "гринвич", "гринвичу"}
SPELT_OUT = {
    "british summer": "British Summer Time",
    "greenwich mean": "GMT",
    "central european": "CET",
    "central european summer": "CEST",
    "mitteleuropäisch": "MEZ",
    "mitteleuropäisch sommer": "MESZ",
    "eastern european": "EET",
    "eastern european summer": "EEST",
    "western european": "WET",
    "western european summer": "WEST",
    "east africa": "EAT",
    "central africa": "CAT",
    "west africa": "WAT",
    "eastern standard": "EST",
    "eastern daylight": "EDT",
    "central standard": "Central Standard Time",
    "central daylight": "Central Daylight Time",
    "mountain standard": "MST",
    "mountain daylight": "MDT",
    "pacific standard": "Pacific Standard Time",
    "pacific daylight": "PDT",
    "eastern": "Eastern",
    "central": "Central",
    "mountain": "Mountain",
    "pacific": "Pacific",
    "atlantic": "Atlantic",
}
_CONTINENTS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
# Names of the tz database that are common words, or no places.
_NO_CITIES = {f"Australia/{name}" for name in ("North", "South", "West", "ACT", "LHI", "NSW")} | {
    "Pacific/Easter",
    "Indian/Male",
}
_LANGUAGES = ("en", "fr", "de", "es", "ar", "ru", "ja")
# Countries whose name is that of another place with other clocks: a state of America, an island beside a state.
_ALSO_ELSEWHERE = {"GE", "JE"}


def place_zone(place: str) -> str | None:
    """The zone of a place that names one (`London`, `Geneva`, `UK`), or of a clock that is spelt out (`Eastern`), or None."""
    words = " ".join(place.casefold().replace("d.c.", "dc").replace(",", "").strip(" .").split())
    if words in GREENWICH:
        # In English some mean London's summer clock by it; in Arabic and Russian nobody does.
        return "GMT" if words.isascii() else "UTC"
    return _places().get(words) or SPELT_OUT.get(words) or _abroad().get(words)


def zone_named(name: str) -> str | None:
    """An IANA name in the tz database's own spelling, or None."""
    return _by_folded_name().get(name.casefold())


@cache
def _by_folded_name() -> dict[str, str]:
    return {zone.casefold(): zone for zone in known_zones()}


@cache
def _abroad() -> dict[str, str]:
    """Every zone's city in our languages, and the countries that have one clock, as the Unicode CLDR and the tz database name them.

    Only asked for a place that nothing else knows: it takes a twentieth of a second to gather.
    """
    from babel import Locale

    rows = [line.split("\t") for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()]
    zones: dict[str, list[str]] = {}
    for code, _, zone, *_ in (row for row in rows if len(row) > 2):
        zones.setdefault(code, []).append(zone)
    alone = {code: named[0] for code, named in zones.items() if len(named) == 1 and code not in _ALSO_ELSEWHERE}
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        locale = Locale.parse(language)
        found |= {
            locale.territories[code].casefold(): zone for code, zone in alone.items() if code in locale.territories
        }
        cities = {zone: str(names["city"]) for zone, names in locale.time_zones.items() if "city" in names}
        found |= {
            city.casefold(): zone for zone, city in cities.items() if zone in known_zones() and zone not in _NO_CITIES
        }
    return found


@cache
def _places() -> dict[str, str]:
    within = [zone for zone in sorted(known_zones()) if zone.startswith(_CONTINENTS) and zone not in _NO_CITIES]
    cities = {zone.rsplit("/", 1)[-1].replace("_", " ").casefold(): zone for zone in within}
    named = {place.strip(): zone for zone, places in PLACES.items() for place in places.split(",")}
    return cities | named
