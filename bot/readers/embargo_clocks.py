"""The clocks that an embargo line names: each time with its day and the zones that go with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.core.saying import saying
from bot.readers.clock_times import TimeReading, find_times
from bot.readers.dates import DateReading, find_dates
from bot.readers.zone_names import place_zone
from bot.readers.zone_words import ZoneReading, find_zones

# In French capitals these are the words "and" and "is".
_FRENCH = re.compile(r"\bjusqu|\bsous embargo\b|\bdiffus|[àâéèêç]", re.IGNORECASE)
_FRENCH_WORDS = {"ET", "EST"}
# Who writes these writes 05.03.2026 for a fifth of March.
_DAY_FIRST = re.compile(r"\bUhr\b|sperrfrist|gesperrt|veröffentlich|[\u0400-\u04ff]", re.IGNORECASE)
# Beside a time the close of trading tells only why that time, and "from then on you may print it" nothing new.
_SAYS_NO_MORE = re.compile(
    r"[,;(]?\s*(?:\b(?:after|at)\s+(?:the\s+)?(?:market(?:s)?\s+close|close\s+of\s+(?:trading|markets?|business))|"
    r"\baprès\s+(?:la\s+)?(?:clôture|fermeture)\s+(?:de\s+(?:la\s+)?bourse|des\s+marchés)|\bnach\s+börsenschluss|"
    r"以降(?:.{0,12}(?:ください|下さい|可)|の?(?:報道|公開)?解禁)?$|\btras\s+el\s+cierre\s+(?:del\s+mercado|de\s+la\s+bolsa))\)?",
    re.IGNORECASE,
)
# "12:00 horas de Buenos Aires": whoever counts hours counts all of them.
_IN_HOURS = re.compile(r"\s*(?:horas|hours|hrs|heures|uhr)\b", re.IGNORECASE)
# For whom it is: their day is none of the embargo's.
_FOR_PAPERS = re.compile(
    r"[,;(]?\s*\bfor\s+(?:the\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:['’]?s)?\s+)?(?:news)?(?:papers|titles)\b\)?",
    re.IGNORECASE,
)
_PLACE_BEHIND = re.compile(
    r"\.?\s*[(,]?\s*(?P<preposition>(?:in|en|à|au|a)\s+)?(?P<place>[^\W\d_][\w.’'-]*(?:\s[^\W\d_][\w.’'-]*)?)\)?"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """One time of a line. `borrowed`: its day was named for the clock before it, so that here it may be a day off."""

    time: TimeReading
    day: DateReading
    zones: tuple[ZoneReading, ...]
    borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Everything a line names, and the words that are left when all that is blanked out (`end`: where its last one ends)."""

    dates: list[DateReading]
    times: list[TimeReading]
    zones: list[ZoneReading]
    rest: str

    @property
    def end(self) -> int:
        return max((one.end for named in (self.dates, self.times, self.zones) for one in named), default=0)

    @property
    def clocks(self) -> list[Clock]:
        """In the order of the line. Only where it names a day and a time."""
        return _paired(self.dates, self.times, self.zones, self.rest)


def names_in(words: str, today: date, wording: str = "", written: date | None = None) -> Named:
    """The days, times and zones in `words`, none of them overlapping. `wording`: the whole line, which tells the language.

    `written`: the day the text is dated, if it is. Where "tomorrow" or a missing year means another day by it than by `today`,
    both are named.
    """
    day_first = _DAY_FIRST.search(wording or words) is not None
    words = _FOR_PAPERS.sub(lambda match: " " * len(match[0]), words)
    dates = _dates(words, today, day_first)
    if written is not None and written != today:
        dates = [_of_both(*pair, written) for pair in zip(dates, _dates(words, written, day_first), strict=True)]
    masked = _blank(words, dates)
    french = _FRENCH.search(words) is not None
    zones = [zone for zone in find_zones(masked) if not (french and words[zone.start : zone.end] in _FRENCH_WORDS)]
    masked = _blank(masked, zones)
    times = [
        replace(time, half_open=time.half_open and not _IN_HOURS.match(words, time.end))
        for time in find_times(masked)
        if not time.bare or _zone_follows(time, zones, masked)
    ]
    rest = _SAYS_NO_MORE.sub(lambda match: " " * len(match[0]), _blank(masked, times))
    places = [place for time in times if (place := _place_behind(rest, time)) is not None]
    rest = _blank(rest, places)
    beside = [place for zone in zones if (place := _place_beside(rest, zone)) is not None]
    rest = _blank(rest, beside)
    in_brackets = [
        place for day in dates if rest[day.end : day.end + 2] == " (" and (place := _place_behind(rest, day))
    ]
    zones = sorted([*zones, *places, *beside, *in_brackets], key=lambda zone: zone.start)
    return Named(dates, times, zones, _blank(rest, in_brackets))


def _dates(words: str, today: date, day_first: bool) -> list[DateReading]:
    """A day without a year goes with the year of a full date beside it: "Thursday 9 July … Friday 10 July 2026"."""
    dates = [_of_our_time(day, today) for day in find_dates(words, today, day_first=day_first)]
    full = [day for day in dates if not day.yearless and not day.vague and len(day.days) == 1]
    if not full:
        return dates
    near = find_dates(words, full[0].days[0], ahead=False, day_first=day_first)
    return [beside if day.yearless else day for day, beside in zip(dates, near, strict=True)]


def _of_our_time(day: DateReading, today: date) -> DateReading:
    """Without the readings that lie years back: 13/3/26 is no embargo of 2013."""
    recent = tuple(one for one in day.days if one > today - timedelta(days=366))
    if not recent or len(recent) == len(day.days):
        return day
    return replace(day, days=recent, reason=day.reason if len(recent) > 1 else None)


def _of_both(day: DateReading, meant: DateReading, written: date) -> DateReading:
    if not (day.vague or day.yearless) or day.days == meant.days:
        return day
    reason = saying("the text is dated {day}, and by that it is another day than by today", day=written)
    return replace(day, days=tuple(dict.fromkeys((*day.days, *meant.days))), reason=reason)


def _zone_follows(time: TimeReading, zones: Sequence[ZoneReading], text: str) -> bool:
    """Four bare digits are a time only where a zone stands right behind them."""
    return any(zone.start >= time.end and not text[time.end : zone.start].strip(" (,") for zone in zones)


def _place_behind(rest: str, time: TimeReading | DateReading) -> ZoneReading | None:
    """A city right behind the time ("00:01 London", "9am (New York)") names its clock."""
    match = _PLACE_BEHIND.match(rest, time.end)
    words = match["place"].split(" ") if match else []
    for count in range(len(words), 0, -1):
        place = " ".join(words[:count])
        if match and (name := place_zone(place)):
            start = match.start("preposition") if match["preposition"] else match.start("place")
            return ZoneReading(start, match.start("place") + len(place), name)
    return None


def _place_beside(rest: str, zone: ZoneReading) -> ZoneReading | None:
    """A city beside the letters of its clock: "(CET, Paris)", "(Geneva, CEST)"."""
    before = re.search(r"[(/,]\s*([^\W\d_][\w.’'-]*(?:\s[^\W\d_][\w.’'-]*)?)\s*[,/]?\s*$", rest[: zone.start])
    for match in (re.compile(r"[\s,/]+([^\W\d_][\w.’'-]*(?:\s[^\W\d_][\w.’'-]*)?)\s*\)").match(rest, zone.end), before):
        if match and (name := place_zone(match[1])):
            return ZoneReading(match.start(1), match.end(1), name)
    return None


def _paired(dates: list[DateReading], times: list[TimeReading], zones: list[ZoneReading], rest: str) -> list[Clock]:
    """Each time with its day, and the zones that follow it before the next time (or all of them, for one time)."""
    if all(time.times == times[0].times for time in times):
        times = times[:1]  # "0001hrs (12.01am)": one time said twice
    exact = [day for day in dates if not day.vague]
    own_days = _own_weekdays(dates, times) if exact and len(times) > 1 else {}
    each = _one_each(exact, times, rest)
    common = _agreed(exact if own_days else dates)
    clocks: list[Clock] = []
    for index, time in enumerate(times):
        opens = time.start if index else 0
        closes = times[index + 1].start if index + 1 < len(times) else None
        own = tuple(zone for zone in zones if opens <= zone.start and (closes is None or zone.start < closes))
        day = each[index] if each else common
        day = _beside(own_days[index], common) if index in own_days else day
        clocks.append(Clock(time, day, own, borrowed=index > 0 and day is clocks[-1].day))
    return clocks


def _one_each(days: list[DateReading], times: list[TimeReading], rest: str) -> list[DateReading]:
    """The day of each time where every one has its own: that within its brackets, else the next in the line."""
    if not len(days) == len(times) > 1:
        return []
    left = list(days)
    own: dict[int, DateReading] = {}
    for index, time in enumerate(times):
        for day in left:
            first, between = min(time.start, day.start), rest[min(time.end, day.end) : max(time.start, day.start)]
            within = rest[:first].count("(") > rest[:first].count(")")
            if within and "(" not in between and ")" not in between:
                own[index] = day
                left.remove(day)
                break
    return [own[index] if index in own else left.pop(0) for index in range(len(times))]


def _own_weekdays(dates: list[DateReading], times: list[TimeReading]) -> dict[int, DateReading]:
    """A weekday alone, behind a time: "(23:01 GMT Wednesday)"; by the place of its time among the others."""
    owners = {}
    for day in dates:
        before = [index for index, time in enumerate(times) if time.start < day.start]
        if day.vague and day.weekday is not None and before:
            owners[before[-1]] = day
    return owners


def _beside(named: DateReading, known: DateReading) -> DateReading:
    """That Wednesday which stands next to the full date of another clock."""
    near = [day + timedelta(days=shift) for day in known.days for shift in (-1, 0, 1)]
    days = tuple(day for day in near if named.weekday == day.weekday())
    return replace(named, days=days, reason=None if days else saying("its weekdays do not agree"))


def _agreed(dates: list[DateReading]) -> DateReading:
    """One day out of several namings ("tomorrow, 5 March"): what they have in common, or all of them."""
    first, *others = sorted(dates, key=lambda day: day.vague)
    for other in others:
        if not first.vague and other.vague and other.weekday is not None:
            common = tuple(
                day for day in first.days if day.weekday() == other.weekday
            )  # "Thursday, 00:01 GMT, 5 March"
        else:
            common = tuple(day for day in first.days if day in other.days)
        if common:
            first = replace(first, days=common, reason=None if len(common) == 1 else first.reason)
        else:
            first = replace(first, days=(*first.days, *other.days), reason=saying("it names more than one day"))
    return first


def _blank(text: str, readings: Sequence[DateReading | TimeReading | ZoneReading]) -> str:
    for reading in readings:
        text = text[: reading.start] + " " * (reading.end - reading.start) + text[reading.end :]
    return text
