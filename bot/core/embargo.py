"""The embargo: what a person wrote, and the one instant it means. Nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import whenever

from bot.core.errors import EmbargoError
from bot.core.saying import saying
from bot.core.zones import TZDB_VERSION, known_zones, near_zones

Kind = Literal["until", "on_my_word"]


class EmbargoTimeError(EmbargoError):
    """The embargo "{words}" is not settled. Give a date, a time and a zone: `--until "2026-03-05 00:01 Europe/London"`."""


class UnreadableTime(EmbargoTimeError):
    """ "{words}" is not a time this understands. Write it as `2026-03-05 00:01 Europe/London` or `2026-03-05T00:01:00Z`."""


class NoZone(EmbargoTimeError):
    """ "{words}" names no time zone. If it is meant in the office's zone, write `--until "{words} {zone}"`."""


class UnknownZone(EmbargoTimeError):
    """There is no time zone "{zone}". {hint}"""


class AmbiguousZone(EmbargoTimeError):
    """ "{zone}" stands for more than one time zone or is not kept all year. Name the place: {hint}."""


class NoonOrMidnight(EmbargoTimeError):
    """ "{words}" can be read as noon and as midnight. Write 00:00 or 12:00, or better 00:01 or 12:01."""


class SkippedTime(EmbargoTimeError):
    """{wall} does not exist in {zone}: clocks go forward.
    Write {before} (that is {before_utc}) or {after} (that is {after_utc})."""


class RepeatedTime(EmbargoTimeError):
    """{wall} happens twice in {zone}: clocks go back.
    Write {first} for the first (that is {first_utc}) or {second} for the second (that is {second_utc})."""


class PastTime(EmbargoTimeError):
    """{wall} {zone} has passed ({ago} ago). Give a later time, or `--now` if the release may go at once."""


class UnreadableSpan(EmbargoTimeError):
    """ "{words}" is not a span of time. Write it as `15s`, `10m`, `2h` or `1h30m`."""


@dataclass(frozen=True, slots=True)
class Embargo:
    """The instant before which nothing may leave, with the words it came from.

    `wall` is the wall time as written (no offset); `zone` an IANA name, or an offset (`+01:00`) where the person wrote one;
    `instant` is aware UTC, None for `on_my_word` until the word is given; `tzdb` the zone rules it was resolved with.
    """

    kind: Kind
    words: str
    wall: datetime | None
    zone: str
    instant: datetime | None
    tzdb: str = TZDB_VERSION

    def in_zone(self, zone: str) -> datetime:
        """The instant as wall time of another zone. Only for an embargo whose instant is known."""
        assert self.instant is not None
        return self.instant.astimezone(ZoneInfo(zone))


# Abbreviations that name several zones, or a zone that is kept half the year; the places people mostly mean.
_ABBREVIATIONS = {
    "BST": "`Europe/London` or `Asia/Dhaka`",
    "GMT": "`Europe/London`, or `UTC` for Greenwich time all year",
    "IST": "`Asia/Kolkata`, `Europe/Dublin` or `Asia/Jerusalem`",
    "CST": "`America/Chicago`, `Asia/Shanghai` or `America/Havana`",
    "CDT": "`America/Chicago` or `America/Havana`",
    "CT": "`America/Chicago`",
    "EST": "`America/New_York` or `Australia/Sydney`",
    "EDT": "`America/New_York`",
    "ET": "`America/New_York`",
    "MST": "`America/Denver` or `America/Phoenix`",
    "MDT": "`America/Denver`",
    "MT": "`America/Denver`",
    "PST": "`America/Los_Angeles` or `Asia/Manila`",
    "PDT": "`America/Los_Angeles`",
    "PT": "`America/Los_Angeles`",
    "CET": "`Europe/Berlin` or `Europe/Paris`",
    "CEST": "`Europe/Berlin` or `Europe/Paris`",
    "EET": "`Europe/Helsinki` or `Europe/Athens`",
    "WET": "`Europe/Lisbon`",
    "MET": "`Europe/Berlin`",
    "HST": "`Pacific/Honolulu`",
    "AST": "`America/Halifax` or `Asia/Riyadh`",
    "AEST": "`Australia/Sydney` or `Australia/Brisbane`",
    "AEDT": "`Australia/Sydney`",
    "JST": "`Asia/Tokyo`",
}

_WORDS = re.compile(
    r"""^(?P<date>\d{4}-\d{2}-\d{2})
        (?:[T ]\s*|\s+)
        (?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?::(?P<second>\d{2})(?P<fraction>\.\d{1,6})?)?
        \s*(?P<half>[ap]\.?m(?![a-z])\.?)?
        \s*(?P<zone>Z|[+-]\d{2}:?\d{2}|[A-Za-z][\w+/ -]*)?$""",
    re.VERBOSE | re.IGNORECASE,
)
_SPAN = re.compile(
    r"^(?:(?P<d>\d+)\s*d)?\s*(?:(?P<h>\d+)\s*h)?\s*(?:(?P<m>\d+)\s*m(?:in)?)?\s*(?:(?P<s>\d+(?:\.\d+)?)\s*s)?$"
)


def parse_until(words: str, now: datetime, office_zone: str) -> Embargo:
    """`2026-03-05 00:01 Europe/London`, or ISO 8601 with an offset, as an embargo in the future of `now`.

    Raises an `EmbargoTimeError` that says what is not settled; `office_zone` is only named in it, never assumed.
    """
    words = " ".join(words.split())
    match = _WORDS.match(words)
    if match is None:
        raise UnreadableTime(words=words)
    wall = _wall(match, words)
    zone = (match["zone"] or "").strip()
    if not zone:
        raise NoZone(words=words, zone=office_zone)
    embargo = resolve(wall, zone, words)
    assert embargo.instant is not None
    if embargo.instant <= now:
        raise PastTime(wall=f"{wall:%Y-%m-%d %H:%M}", zone=embargo.zone, ago=plain_span(now - embargo.instant))
    return embargo


def parse_in(words: str, now: datetime, office_zone: str) -> Embargo:
    """A span from `now` (`15s`, `1h30m`): the instant, with its wall time in the office's zone."""
    match = _SPAN.match(words.strip().lower())
    parts = {k: float(v) for k, v in match.groupdict().items() if v} if match else {}
    if not parts:
        raise UnreadableSpan(words=words)
    try:
        span = timedelta(
            days=parts.get("d", 0), hours=parts.get("h", 0), minutes=parts.get("m", 0), seconds=parts.get("s", 0)
        )
        return at_instant(now + span, f"in {words.strip()}", office_zone)
    except OverflowError:
        raise UnreadableSpan(words=words) from None


def parse_now(now: datetime, office_zone: str) -> Embargo:
    """No embargo: it may go as soon as it is approved."""
    return at_instant(now, "now", office_zone)


def on_my_word(office_zone: str) -> Embargo:
    """Held until a person says that the speaker has begun."""
    return Embargo("on_my_word", "on my word", None, office_zone, None)


def at_instant(instant: datetime, words: str, zone: str) -> Embargo:
    """An embargo at a known instant, its wall time told in `zone`."""
    wall = instant.astimezone(ZoneInfo(_known(zone))).replace(tzinfo=None)
    return Embargo("until", words, wall, zone, _told_anywhere(instant, words))


def resolve(wall: datetime, zone: str, words: str = "") -> Embargo:
    """Wall time + zone (IANA, `UTC`, `Z` or an offset) → embargo.

    Raises SkippedTime or RepeatedTime with both choices, UnknownZone or AmbiguousZone.
    """
    words = words or f"{wall:%Y-%m-%d %H:%M} {zone}"
    if offset := _offset(zone, words):
        name = "UTC" if zone.upper() == "Z" else zone
        return Embargo("until", words, wall, name, _told_anywhere(wall.replace(tzinfo=offset.tzinfo), words))
    zone = _known(zone)
    plain = whenever.PlainDateTime(wall)
    try:
        zoned = plain.assume_tz(zone, disambiguation="raise")
    except whenever.SkippedTime:
        before, after = _sides(plain, zone)
        # Clocks jump: each choice is the wall time that really exists an hour (or so) to either side.
        raise SkippedTime(wall=_shown(wall), zone=zone, **_pair("before", before), **_pair("after", after)) from None
    except whenever.RepeatedTime:
        first, second = _sides(plain, zone)
        raise RepeatedTime(wall=_shown(wall), zone=zone, **_pair("first", first), **_pair("second", second)) from None
    except ValueError:
        # The first and last day of the calendar have no instant in some zones.
        raise UnreadableTime(words=words) from None
    return Embargo("until", words, wall, zone, _told_anywhere(zoned.to_instant().to_stdlib(), words))


def wall_choices(wall: datetime, zone: str) -> list[tuple[datetime, str]]:
    """Every instant that `wall` can mean in `zone`, each with its reason: one, or the two sides of a gap or overlap."""
    try:
        embargo = resolve(wall, zone)
    except (SkippedTime, RepeatedTime):
        sides = _sides(whenever.PlainDateTime(wall), _known(zone))
        return [(side.to_instant().to_stdlib(), f"{_offset_form(side)} ({zone})") for side in sides]
    assert embargo.instant is not None
    return [(embargo.instant, f"{_shown(wall)} {zone}")]


def due(embargo: Embargo, earliest: datetime, margin: timedelta = timedelta(0)) -> bool:
    """Whether the embargo is past by the *earliest* time it can be."""
    return embargo.instant is not None and earliest >= embargo.instant + margin


def plain_span(span: timedelta) -> str:
    """A span in words a person would use: `12 s`, `4 min`, `3 h 20 min`, `2 days`."""
    seconds = int(abs(span).total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 86400:
        minutes = seconds % 3600 // 60
        return f"{seconds // 3600} h {minutes} min" if minutes else f"{seconds // 3600} h"
    days = seconds // 86400
    return saying("{count} days", count=days) if days > 1 else saying("1 day")


def _wall(match: re.Match[str], words: str) -> datetime:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if hour == 12:
            raise NoonOrMidnight(words=words)
        if not 1 <= hour < 12:
            raise UnreadableTime(words=words)
        hour += 12 if match["half"].lower().startswith("p") else 0
    elif match["minute"] is None:
        raise UnreadableTime(words=words)
    micros = round(float(match["fraction"] or 0) * 1_000_000)
    try:
        date = datetime.fromisoformat(match["date"])
        return date.replace(hour=hour, minute=minute, second=int(match["second"] or 0), microsecond=micros)
    except ValueError:
        raise UnreadableTime(words=words) from None


def _told_anywhere(instant: datetime, words: str) -> datetime:
    """`instant` in UTC, unless the calendar ends within a day of it: other zones could then not tell it."""
    if not MINYEAR < instant.year < MAXYEAR:
        raise UnreadableTime(words=words)
    return instant.astimezone(UTC)


def _known(zone: str) -> str:
    if zone in known_zones() and zone not in _ABBREVIATIONS:
        return zone
    if hint := _ABBREVIATIONS.get(zone.upper()):
        raise AmbiguousZone(zone=zone, hint=hint)
    near = near_zones(zone)
    hint = (
        f"Did you mean {' or '.join(f'`{name}`' for name in near)}?"
        if near
        else "Zones are named like `Europe/London`."
    )
    raise UnknownZone(zone=zone, hint=hint)


def _offset(zone: str, words: str) -> datetime | None:
    if zone.upper() == "Z":
        return datetime(2000, 1, 1, tzinfo=UTC)
    if zone[0] not in "+-":
        return None
    try:
        return datetime.fromisoformat(f"2000-01-01T00:00:00{zone}")
    except ValueError:
        raise UnreadableTime(words=words) from None


def _sides(plain: whenever.PlainDateTime, zone: str) -> tuple[whenever.ZonedDateTime, whenever.ZonedDateTime]:
    return plain.assume_tz(zone, disambiguation="earlier"), plain.assume_tz(zone, disambiguation="later")


def _pair(name: str, side: whenever.ZonedDateTime) -> dict[str, str]:
    return {name: _offset_form(side), f"{name}_utc": side.to_instant().to_stdlib().strftime("%H:%M UTC")}


def _offset_form(side: whenever.ZonedDateTime) -> str:
    return side.to_stdlib().isoformat(timespec="minutes")


def _shown(wall: datetime) -> str:
    return f"{wall:%Y-%m-%d %H:%M}"
