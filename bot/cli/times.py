"""How times are told: in the office's zone, in UTC, and in the zones of those who read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.embargo import Embargo, plain_span


def told(embargo: Embargo, office_zone: str, audience_zones: Iterable[str] = ()) -> list[str]:
    """Lines that say when it lifts, the office's zone first."""
    if embargo.instant is None:
        return ["when you say so: `embargo lift` (on my word)"]
    lines = [f"{_wall(embargo.instant, office_zone)}  (office)", f"{_wall(embargo.instant, 'UTC')}"]
    zones = dict.fromkeys([embargo.zone, *audience_zones])
    lines += [_wall(embargo.instant, zone) for zone in zones if "/" in zone and zone != office_zone]
    return lines


def away(instant: datetime, now: datetime) -> str:
    """`in 3 h 20 min`, or `4 min ago`."""
    span = plain_span(instant - now)
    return f"in {span}" if instant > now else f"{span} ago"


def _wall(instant: datetime, zone: str) -> str:
    local = instant.astimezone(UTC if zone == "UTC" else ZoneInfo(zone))
    seconds = f":{local:%S}" if local.second else ""
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}{seconds} {zone}"
