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
    "MSK": ("Europe/Moscow",),
    "HNE": ("America/Toronto",),
    "HAE": ("America/Toronto",),
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
    "CDT": ("Australia/Adelaide",),
    "Eastern": ("Australia/Sydney", "Australia/Brisbane"),
    "Central": ("Australia/Adelaide", "Australia/Darwin"),
}
# What the tz database calls a clock that has another name above.
SAME_CLOCK = {"MEZ": "CET", "MESZ": "CEST", "British Summer Time": "BST", "HNE": "EST", "HAE": "EDT"}
# Letters and words for such a clock. With letters, or with "US" before it, it is America's.
CLOCKS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
# Places that give no zone of the tz database its name, and whose clocks nobody doubts.
_PLACES = {
    "Africa/Cairo": "le caire, kairo, el cairo, القاهرة",
    "Africa/Johannesburg": "cape town, pretoria, durban",
    "America/Argentina/Buenos_Aires": "argentina",
    "America/Bogota": "bogotá, colombia, colombiana",
    "America/Lima": "perú, peru",
    "America/Los_Angeles": "san francisco, seattle, california",
    "America/Mexico_City": "ciudad de méxico, ciudad de mexico, mexico-stadt, mexico",
    "America/New_York": "washington, washington dc, boston, nyc, philadelphia, atlanta, nueva york, new-york, l'est, l’est, est américain",
    "America/Sao_Paulo": "são paulo, brasília, brasilia",
    "America/Toronto": "ottawa, montreal, montréal",
    "Asia/Baghdad": "بغداد",
    "Asia/Beirut": "beyrouth, بيروت",
    "Asia/Damascus": "دمشق",
    "Asia/Dubai": "الإمارات, دبي",
    "Asia/Jerusalem": "jérusalem, jerusalén",
    "Asia/Kolkata": "delhi, new delhi, mumbai, india, indian, indian standard",
    "Asia/Riyadh": "السعودية, الرياض",
    "Asia/Shanghai": "beijing, china, pékin, peking, pekín",
    "Asia/Tokyo": "japan, japan standard, tokio, 日本, 東京",
    "Europe/Athens": "athènes, athen, atenas",
    "Europe/Berlin": "german, germany, deutsch, munich, münchen, frankfurt, hamburg, cologne, köln, berlín",
    "Europe/Brussels": "bruxelles, brüssel, bruselas, belge",
    "Europe/Copenhagen": "kopenhagen, copenhague",
    "Europe/Dublin": "irish, ireland",
    "Europe/Istanbul": "إسطنبول",
    "Europe/Kyiv": "kiev, kiew, київ",
    "Europe/Lisbon": "lisbonne, lissabon, lisboa",
    "Europe/London": "uk, u.k., british, britisch, edinburgh, cardiff, londres, لندن, лондон",
    "Europe/Madrid": "barcelona, peninsular, peninsular española, española, de la península",
    "Europe/Moscow": "мск, москве, moscou, moskau, moscú, москва, московское, московскому",
    "Europe/Paris": "french, france, française, français, lyon, strasbourg, parís, باريس",
    "Europe/Rome": "milan, italy, italian, italienne, roma, rom",
    "Europe/Vienna": "wien, vienne, viena",
    "Europe/Warsaw": "varsovie, warschau, varsovia",
    "Europe/Zurich": "geneva, genève, geneve, genf, ginebra, bern, swiss, switzerland, suisse, schweiz, zürich, جنيف",
    "UTC": "universal, coordinated universal, universelle, universel, universal coordinada",
}
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
    "central standard": "CST",
    "central daylight": "CDT",
    "mountain standard": "MST",
    "mountain daylight": "MDT",
    "pacific standard": "PST",
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


def place_zone(place: str) -> str | None:
    """The zone of a place that names one (`London`, `Geneva`, `UK`), or of a clock that is spelt out (`Eastern`), or None."""
    words = " ".join(place.casefold().replace("d.c.", "dc").replace(",", "").strip(" .").split())
    if words in GREENWICH:
        # In English some mean London's summer clock by it; in Arabic and Russian nobody does.
        return "GMT" if words.isascii() else "UTC"
    return _places().get(words) or SPELT_OUT.get(words)


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
