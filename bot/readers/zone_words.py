"""Time zones as people write them, and every instant that a wall time beside them can mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.embargo import EmbargoTimeError, resolve, wall_choices
from bot.readers.cleaning import plain_case
from bot.readers.zone_names import (
    ABBREVIATIONS,
    CLOCKS,
    SAID_IN_AUSTRALIA,
    SAME_CLOCK,
    SPELT_OUT,
    place_zone,
    zone_named,
)

_TOKENS = "|".join(sorted((*ABBREVIATIONS, "UTC", "ET", "CT", "MT", "PT"), key=len, reverse=True))
_PLACE = r"[^\W\d_][\w.’'-]*(?:\s[^\W\d_][\w.’'-]*){0,2}?"
_PATTERNS = (
    re.compile(
        r"\b(?P<iana>(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/\w+(?:/\w+)?)", re.IGNORECASE
    ),
    re.compile(r"\b(?:UTC|GMT)\s?(?P<offset>[+−-]\d{1,2}(?::?\d{2})?)(?![\d:])"),
    # A minus is an offset only behind an ISO time; elsewhere "10:00-11:00" is a span.
    re.compile(r"(?<=\d)\s*(?P<offset>\+\d{2}:?\d{2}|Z)(?![\w:])"),
    re.compile(r"(?:(?<=T\d\d:\d\d)|(?<=T\d\d:\d\d:\d\d))(?P<offset>[−-]\d{2}:?\d{2})(?![\w:])"),
    re.compile(
        r"\(?\b(?P<clock>(?:US |U\.S\. )?(?:Eastern|Central|Mountain|Pacific))(?:\s+time\b\)?|\))", re.IGNORECASE
    ),
    re.compile(r"\b(?P<clock>US (?:Eastern|Central|Mountain|Pacific))\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:local time in|heure de|heure d['’]|hora de|ortszeit)\s*(?P<place>{_PLACE})(?=[\s,.;)]|$)", re.IGNORECASE
    ),
    re.compile(rf"\b(?P<place>{_PLACE})(?:\s+local)?\s+time\b", re.IGNORECASE),
    re.compile(r"\b(?P<local>(?:local time|heure locale|hora local|ortszeit))\b(?!\s+in\b)", re.IGNORECASE),
    re.compile(r"\b(?P<german>[^\W\d_]{4,})er Zeit\b"),
    re.compile(rf"(?<![^\W\d])(?<!\.)(?P<token>{_TOKENS})(?!\w)"),
    re.compile(r"(?<![\w.])(?P<token>(?:[A-Z]\.){2,4})(?!\w)"),
)


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """A zone in a text: `name` is an IANA zone, an offset, an abbreviation, or None for "local time"."""

    start: int
    end: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a wall time beside a zone can mean. `sound`: the zone really keeps that clock on that day."""

    instant: datetime
    wall: datetime
    zone: str
    why: str
    sound: bool


def find_zones(text: str) -> list[ZoneReading]:
    """Every zone named in `text`, in order, none overlapping."""
    text = plain_case(text)
    found: list[ZoneReading] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                found += _reading(match)
    return sorted(found, key=lambda reading: reading.start)


def meanings(wall: datetime, name: str, office_zone: str, australian: bool = False) -> list[Meaning]:
    """Everything that `wall` can mean beside the zone `name` (IANA, offset or abbreviation); one where it is settled.

    For an abbreviation the zones that use it are asked; of equal answers the office's own zone is named.
    `australian`: the text speaks of Australia, where EST and CST are said of other clocks than in America.
    """
    if name not in ABBREVIATIONS:
        try:
            return [Meaning(instant, wall, name, why, True) for instant, why in _plainly(wall, name)]
        except (EmbargoTimeError, OverflowError):
            return []  # the calendar's first and last day have no instant everywhere
    found: dict[datetime, Meaning] = {}
    for zone in _users(name, wall, office_zone, australian):
        for instant, _ in wall_choices(wall, zone):
            kept = _says(zone, instant, name) or not _label(zone, instant).isalpha()
            why = f"{_shown(wall)} in {zone}" + ("" if kept else f", where {name} is not kept on that day")
            found.setdefault(instant, Meaning(instant, wall, zone, why, kept))
        if (strict := _strictly(wall, zone, name)) is not None:
            why = f"{_shown(wall)} {name} taken strictly, as {zone} keeps it in another season"
            found.setdefault(strict, Meaning(strict, wall, zone, why, True))
    return list(found.values())


def is_american(name: str) -> bool:
    """Whether a zone's people tell the time by twelve hours and say am or pm."""
    return name.startswith("America/") or ABBREVIATIONS.get(name, ("",))[0].startswith("America/")


def _users(name: str, wall: datetime, office_zone: str, australian: bool) -> tuple[str, ...]:
    """The zones that go by an abbreviation, the office's own first where it is one of them on that day."""
    zones = ABBREVIATIONS[name]
    if (australian or office_zone.startswith("Australia/")) and name in SAID_IN_AUSTRALIA:
        zones = (*zones, *SAID_IN_AUSTRALIA[name])
    if office_zone in zones or all(_says(office_zone, instant, name) for instant, _ in wall_choices(wall, office_zone)):
        zones = (office_zone, *(zone for zone in zones if zone != office_zone))
    return zones


def _reading(match: re.Match[str]) -> list[ZoneReading]:
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    start, end = match.span()
    if "local" in parts:
        return [ZoneReading(start, end, None)]
    if "iana" in parts:
        name = zone_named(parts["iana"])
    elif "offset" in parts:
        name = _offset(parts["offset"])
    elif "clock" in parts:
        name = CLOCKS[parts["clock"].split()[-1].casefold()]
    elif "token" in parts:
        letters = parts["token"].replace(".", "")
        name = CLOCKS.get(letters) or (letters if letters in (*ABBREVIATIONS, "UTC") else None)
    elif "german" in parts:
        name = place_zone(parts["german"])
    else:
        return _place_reading(match)
    return [ZoneReading(start, end, name)] if name else []


def _place_reading(match: re.Match[str]) -> list[ZoneReading]:
    """ "at noon New York time": the longest run of words before "time" that names a place."""
    words = match["place"].split()
    for skip in range(len(words)):
        place = " ".join(words[skip:])
        if name := SPELT_OUT.get(place.casefold()) or place_zone(place):
            start = (
                match.start("place") + match["place"].rindex(words[skip] if skip else words[0])
                if skip
                else match.start()
            )
            return [ZoneReading(start, match.end(), name)]
    return []


def _offset(words: str) -> str | None:
    if words == "Z":
        return "UTC"
    digits = re.sub(r"[^\d]", "", words)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    sign = "+" if words[0] == "+" else "-"
    return f"{sign}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else None


def _plainly(wall: datetime, name: str) -> list[tuple[datetime, str]]:
    if name[0] not in "+-" and name != "UTC":
        return wall_choices(wall, name)
    instant = resolve(wall, name).instant
    assert instant is not None
    return [(instant, f"{_shown(wall)} {name}")]


def _label(zone: str, instant: datetime) -> str:
    return instant.astimezone(ZoneInfo(zone)).tzname() or ""


def _says(zone: str, instant: datetime, name: str) -> bool:
    """Whether the clocks of `zone` go by `name` at that instant."""
    return _label(zone, instant) == SAME_CLOCK.get(name, name)


def _strictly(wall: datetime, zone: str, name: str) -> datetime | None:
    """The instant where `name` is taken for its own offset although the zone does not keep it on that day."""
    for month in (1, 7):
        season = datetime(wall.year, month, 15, tzinfo=ZoneInfo(zone))
        offset = season.utcoffset()
        if offset is not None and season.tzname() == SAME_CLOCK.get(name, name):
            return (wall - offset).replace(tzinfo=UTC)
    return None


def _shown(wall: datetime) -> str:
    return f"{wall:%Y-%m-%d %H:%M}"
