"""Zone data from one source, the `tzdata` package, so that every machine of an office resolves alike."""

from __future__ import annotations

import zoneinfo
from difflib import get_close_matches
from functools import cache

import tzdata
import whenever

# Both libraries prefer the system's files, which differ between machines and change under a running program.
zoneinfo.reset_tzpath(to=[])
whenever.reset_tzpath([])

TZDB_VERSION: str = tzdata.IANA_VERSION


@cache
def known_zones() -> frozenset[str]:
    """Every IANA zone name of the installed rules."""
    return frozenset(zoneinfo.available_timezones())


def near_zones(name: str, most: int = 3) -> list[str]:
    """Names that `name` may have been meant for, likeliest first (`London` → `Europe/London`)."""
    wanted = name.strip().replace(" ", "_").casefold()
    cities = {zone.rsplit("/", 1)[-1].casefold(): zone for zone in sorted(known_zones()) if "/" in zone}
    if wanted in cities:
        return [cities[wanted]]
    by_name = {zone.casefold(): zone for zone in known_zones()}
    if wanted in by_name:
        return [by_name[wanted]]
    found = [by_name[hit] for hit in get_close_matches(wanted, by_name, n=most, cutoff=0.75)]
    found += [cities[hit] for hit in get_close_matches(wanted, cities, n=most, cutoff=0.75)]
    return list(dict.fromkeys(found))[:most]
