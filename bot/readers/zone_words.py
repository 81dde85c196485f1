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
    SEASONAL,
    place_zone,
    zone_named,
)

_LETTERS = [name for name in ABBREVIATIONS if name.isupper()]
_TOKENS = "|".join(sorted((*_LETTERS, "UTC", "TU", "МСК", *CLOCKS), key=len, reverse=True))
_WORD = r"[^\W\d_][\w.’'-]*"
_PLACE = rf"(?:Washington,?\s+D\.?C\b\.?|{_WORD}(?:\s{_WORD}){{0,2}}?)"
_SEASONAL = "|".join(SEASONAL)
# https://www.iana.org/time-zones (files europe, northamerica, australasia)
_PAIRS = {
    "CET/CEST": "Europe/Paris",
    "MEZ/MESZ": "Europe/Berlin",
    "EST/EDT": "America/New_York",
    "CST/CDT": "America/Chicago",
    "MST/MDT": "America/Denver",
    "PST/PDT": "America/Los_Angeles",
    "AEST/AEDT": "Australia/Sydney",
    "NZST/NZDT": "Pacific/Auckland",
    "GMT/BST": "Europe/London",
}
_PAIRS |= {"/".join(reversed(pair.split("/"))): zone for pair, zone in _PAIRS.items()}
_BOTH = "|".join(_PAIRS)
# "US CST" is nobody else's.
_AMERICAN = {"CST": "Central Standard Time", "CDT": "Central Daylight Time", "PST": "Pacific Standard Time"}
_OUR_TIME = (
    r"local time in|heure(?:\s+normale|\s+avancée)?\s+(?:de\s+la|du|de|d['’])|heure|horas?(?:\s+oficial)?\s+(?:de\s+la|del|de)|hora|"
    r"ortszeit|(?:بتوقيت|توقيت)|по"
)
_PATTERNS = (
    re.compile(
        r"\b(?P<iana>(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/\w+(?:/\w+)?)", re.IGNORECASE
    ),
    re.compile(r"\b(?:UTC|GMT)\s?(?P<offset>[+−-]\d{1,2}(?::?\d{2})?)(?![\d:])"),
    # A minus is an offset only behind an ISO time; elsewhere "10:00-11:00" is a span.
    re.compile(r"(?<=\d)\s*(?P<offset>\+\d{2}:?\d{2}|Z)(?![\w:])"),
    re.compile(r"(?:(?<=T\d\d:\d\d)|(?<=T\d\d:\d\d:\d\d))(?P<offset>[−-]\d{2}:?\d{2})(?![\w:])"),
    re.compile(rf"\b(?:US|U\.S\.)\s+(?P<american>{_SEASONAL})\b(?:\s+time\b)?", re.IGNORECASE),
    re.compile(r"\b(?:US|U\.S\.A?\.?|USA)\s+(?P<us>[ECMP][SD]T)(?!\w)"),
    # In Quebec "HE" is the East's clock in both seasons; in capitals it is a word too, so only right behind a time or a bracket.
    re.compile(r"(?:(?<=[\dhH]\s)|(?<=\())(?P<quebec>HE)(?!\w)"),
    re.compile(rf"\(?\b(?P<clock>{_SEASONAL})(?:\s+time\b\)?|\))", re.IGNORECASE),
    # The longest run of words behind "heure de" that names a place.
    re.compile(
        rf"(?<!\w)(?:{_OUR_TIME})\s*(?P<behind>{_WORD}(?:\s{_WORD}){{0,3}})(?:\s+времени)?",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<place>{_PLACE})(?:\s+local)?\s+(?:time|время)\b", re.IGNORECASE),
    re.compile(
        r"\b(?P<local>(?:local time|heure locale|hora local|ortszeit|местное время|местному времени))\b(?!\s+in\b)",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?P<german>[^\W\d_]+(?:\s[^\W\d_]+)?er)\s(?:Zeit|(?P<summer>Sommerzeit))\b", re.IGNORECASE),
    re.compile(r"(?P<place>日本|東京)(?:標準時間?|時間)"),
    # Both of a place's clocks: whichever is kept on that day.
    re.compile(rf"(?<!\w)(?P<both>{_BOTH})(?!\w)"),
    re.compile(rf"(?<![^\W\d])(?<!\.)(?P<token>{_TOKENS})(?!\w)"),
    re.compile(r"(?<![\w.])(?P<token>(?:[A-Z]\.){2,4})(?!\w)"),
)


# Outside America and Australia: where "6:00" without am or pm may be the evening.
_TWELVE_HOURS = {"Pacific/Auckland", "Asia/Kolkata", "Asia/Karachi", "Asia/Dhaka", "Asia/Manila", "Africa/Cairo"}


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
    if name in SEASONAL:
        zones = _users(name, wall, office_zone, australian)
        return [one for zone in zones for one in meanings(wall, zone, office_zone)]
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
            # Named by its offset: that wall time and the zone together would be another instant.
            found.setdefault(strict, Meaning(strict, wall, _offset_between(wall, strict), why, True))
    return list(found.values())


def by_twelve_hours(name: str) -> bool:
    """Whether a zone's people tell the time by twelve hours and say am or pm."""
    zone = ABBREVIATIONS.get(name, (name,))[0]
    return zone.startswith(("America/", "Australia/")) or zone in _TWELVE_HOURS


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
    if "place" in parts:
        return _place_before(match)
    if "behind" in parts:
        return _place_behind(match)
    if "german" in parts:
        return _german(match)
    name = _name_of(parts)
    return [ZoneReading(match.start(), match.end(), name)] if name or "local" in parts else []


def _name_of(parts: dict[str, str]) -> str | None:
    if "iana" in parts:
        return zone_named(parts["iana"])
    if "offset" in parts:
        return _offset(parts["offset"])
    if "both" in parts:
        return _PAIRS[parts["both"].upper()]
    if "us" in parts:
        return _AMERICAN.get(parts["us"], parts["us"])
    if "quebec" in parts:
        return "America/Toronto"
    if "american" in parts:
        return ABBREVIATIONS[parts["american"].capitalize()][0]
    if "clock" in parts:
        return parts["clock"].capitalize()
    letters = {"TU": "UTC", "МСК": "MSK"}.get(parts.get("token", ""), parts.get("token", "").replace(".", ""))
    return CLOCKS.get(letters) or (letters if letters in (*_LETTERS, "UTC") else None)


def _german(match: re.Match[str]) -> list[ZoneReading]:
    """ "Wiener Zeit", "deutscher Zeit", "New Yorker Zeit", "mitteleuropäischer Sommerzeit": the place less its ending."""
    last = match["german"].rindex(" ") + 1 if " " in match["german"] else 0
    for start in dict.fromkeys((0, last)):
        stem = match["german"][start:].lower().removesuffix("er")
        if name := place_zone(f"{stem} sommer" if match["summer"] else stem):
            return [ZoneReading(match.start() + start, match.end(), name)]
    return []


def _place_before(match: re.Match[str]) -> list[ZoneReading]:
    """ "at noon New York time": the longest run of words before "time" that names a place."""
    words = match["place"].split()
    for skip in range(len(words)):
        if name := place_zone(" ".join(words[skip:])):
            start = match.start("place") + match["place"].rindex(words[skip]) if skip else match.start()
            return [ZoneReading(start, match.end(), name)]
    return []


def _place_behind(match: re.Match[str]) -> list[ZoneReading]:
    """ "heure de Paris", "hora de Nueva York": the longest run of words behind it that names a place."""
    words = re.findall(r"\S+", match["behind"])
    for count in range(len(words), 0, -1):
        place = match["behind"][: _end_of(match["behind"], count)]
        if name := place_zone(place):
            end = match.start("behind") + len(place.rstrip(".,"))
            whole = count == len(words)
            return [ZoneReading(match.start(), match.end() if whole else end, name)]
    return []


def _end_of(text: str, count: int) -> int:
    """Where the first `count` words of a text end."""
    return [word.end() for word in re.finditer(r"\S+", text)][count - 1]


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


def _offset_between(wall: datetime, instant: datetime) -> str:
    """The offset by which a wall time is that instant: `+05:30`, or `UTC`."""
    minutes = round((wall.replace(tzinfo=UTC) - instant).total_seconds() / 60)
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"{sign}{hours:02}:{rest:02}" if minutes else "UTC"


def _shown(wall: datetime) -> str:
    return f"{wall:%Y-%m-%d %H:%M}"
