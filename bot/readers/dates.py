"""Dates as people write them, in seven languages and every order; each with all the days it can mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from bot.core.configuration import DayOrder
from bot.core.saying import WEEKDAYS, saying
from bot.readers.cleaning import plain_case

_MONTHS = {
    1: "january jan janvier janv januar jänner enero ene января январь يناير",
    2: "february feb février fevrier févr februar febrero февраля февраль فبراير شباط",
    3: "march mar mars märz maerz marzo марта март مارس آذار",
    4: "april apr avril avr abril abr апреля апрель أبريل ابريل إبريل نيسان",
    5: "may mai mayo мая май مايو أيار",
    6: "june jun juin juni junio июня июнь يونيو حزيران",
    7: "july jul juillet juil juli julio июля июль يوليو تموز",
    8: "august aug août aout agosto ago августа август أغسطس آب",
    9: "september sept sep septembre septiembre setiembre сентября сентябрь سبتمبر أيلول",
    10: "october oct octobre oktober okt octubre октября октябрь أكتوبر",
    11: "november nov novembre noviembre ноября ноябрь نوفمبر",
    12: "december dec décembre déc dezember dez diciembre dic декабря декабрь ديسمبر",
}
_WEEKDAYS = {
    0: "monday mon lundi montag lunes понедельник الاثنين الإثنين",
    1: "tuesday tues tue mardi dienstag martes вторник الثلاثاء",
    2: "wednesday weds wed mercredi mittwoch miércoles miercoles среда среду الأربعاء",
    3: "thursday thurs thur thu jeudi donnerstag jueves четверг الخميس",
    4: "friday fri vendredi freitag viernes пятница пятницу الجمعة",
    5: "saturday sat samedi samstag sonnabend sábado sabado суббота субботу السبت",
    6: "sunday sun dimanche sonntag domingo воскресенье الأحد",
}
# Too short to stand alone: only with a full stop, before a date ("Do., 5.3.2026").
_SHORT_WEEKDAYS = {
    0: "mo lu lun пн",
    1: "di ma mar вт",
    2: "mi me mer mié ср",
    3: "do je jeu jue чт",
    4: "fr ve ven vie пт",
    5: "sa sam sáb сб",
    6: "so dim dom вс",
}
_JAPANESE_WEEKDAYS = dict(zip("月火水木金土日", range(7), strict=True))
_DAYS_AHEAD = {
    0: "today aujourd'hui aujourd’hui heute hoy сегодня اليوم",
    1: "tomorrow demain morgen mañana завтра غدا غداً",
}
_YEARS = range(1900, 2200)  # releases speak of no others
BOTH_WAYS = saying("day and month can be read both ways")


def _inverse(table: dict[int, str]) -> dict[str, int]:
    return {word: number for number, words in table.items() for word in words.split()}


def _either(words: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_MONTH_OF, _WEEKDAY_OF, _AHEAD_OF = _inverse(_MONTHS), _inverse(_WEEKDAYS), _inverse(_DAYS_AHEAD)
_SHORT_WEEKDAY_OF = _inverse(_SHORT_WEEKDAYS)
_ANY_WEEKDAY_OF = _JAPANESE_WEEKDAYS | _SHORT_WEEKDAY_OF | _WEEKDAY_OF
# The Levant's name of a month may stand with Egypt's: "5 آذار/مارس 2026".
_MONTH, _WEEKDAY = (
    rf"(?P<month>{_either(_MONTH_OF)})\b\.?(?:/[\u0600-\u06ff]+)?",
    rf"(?P<weekday>{_either(_WEEKDAY_OF)})\b\.?",
)
_BEFORE = (
    rf"(?:\b(?P<weekday>(?:{_either(_WEEKDAY_OF)})\b|(?:{_either(_SHORT_WEEKDAY_OF)})(?=[.,]))\.?,?\s+"
    r"(?:the\s+|den\s+|dem\s+|le\s+|el\s+)?)?"
)
_AFTER = rf"(?:,?\s*\(?\b{_WEEKDAY.replace('weekday', 'weekday_after')}\)?)?"
# Two digits are one with an apostrophe, or where they are this year's: "8 Oct '26", "8 OCT 26".
# A year that is followed by a colon and a figure, or that no living office would write, is a time ("5 March 1530 hours").
_YEAR = r"(?:(?P<year>(?:19|20)\d{2})(?!\d|:\d)|(?P<short>['’]?(?:(?<=['’])\d|[2-9])\d)(?!\d|[:.]\d|\s*[ap]?\.?m\b))"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_BEFORE}(?<![\d.])(?P<year>\d{{4}})(?P<mark>[-/])(?P<month_number>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d){_AFTER}",
        rf"{_BEFORE}(?<![\d.:])(?P<day>\d{{1,2}})\s*(?:st\b|nd\b|rd\b|th\b|er\b|º|°|\.)?,?[\s-]*(?:of\s+|de\s+)?(?<!\d){_MONTH}"
        rf"(?:(?:,?\s+|-)(?:de\s+|del\s+)?{_YEAR})?{_AFTER}",
        rf"{_BEFORE}\b{_MONTH}\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st\b|nd\b|rd\b|th\b)?(?!\d|[:.]\d|\s*[ap]\.?m\b)(?:,?\s+{_YEAR})?{_AFTER}",
        rf"{_BEFORE}(?<![\d./-])(?P<first>\d{{1,2}})(?P<mark>[/.-])(?P<second>\d{{1,2}})(?P=mark)(?P<short_year>\d{{4}}|\d{{2}})"
        rf"(?![\d/-]|\.\d){_AFTER}",
        r"(?<!\d)(?:(?P<year>\d{4})年\s?)?(?P<month_number>\d{1,2})月\s?(?P<day>\d{1,2})日(?:\s?\(?(?P<weekday>[月火水木金土日])(?:曜日?|(?=\)))\)?)?",
        rf"(?<!la )\b(?P<ahead>{_either(_AHEAD_OF)})\b",
        rf"\b{_WEEKDAY}",
    )
)


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date in a text: where it stands, the days it can mean, and why there is more than one (or none).

    `yearless`: the year was read from `today`. `vague`: only a weekday, or "tomorrow".
    """

    start: int
    end: int
    days: tuple[date, ...]
    reason: str | None = None
    yearless: bool = False
    vague: bool = False
    weekday: int | None = None


def find_dates(text: str, today: date, ahead: bool = True, day_first: bool = False) -> list[DateReading]:
    """Every date in `text`, in order, none overlapping.

    A missing year is read from `today`: the next such day where `ahead`, else the nearest one. `day_first`: 05.03.2026, with
    full stops, is a fifth of March (German and Russian never mean another order by it; slashes stay open everywhere).
    """
    return list(_found(plain_case(text), today, ahead, day_first))


@lru_cache(maxsize=64)  # a line is asked several times over: whether it is a notice, what it names, what is left of it
def _found(text: str, today: date, ahead: bool, day_first: bool) -> tuple[DateReading, ...]:
    found: list[DateReading] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                found.append(_reading(match, today, ahead, day_first))
    return tuple(sorted(found, key=lambda reading: reading.start))


def by_order(reading: DateReading, order: DayOrder) -> DateReading:
    """A date of three numbers as the office writes them, where it can be read both ways; any other as it is."""
    swapped = len(reading.days) == 2 and reading.days[0].timetuple()[1:3] == reading.days[1].timetuple()[2:0:-1]
    if not order or not swapped or reading.reason != BOTH_WAYS:
        return reading
    return replace(reading, days=(reading.days[0 if order == "day-first" else 1],), reason=None)


def _reading(match: re.Match[str], today: date, ahead: bool, day_first: bool) -> DateReading:
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    name = parts.get("weekday") or parts.get("weekday_after")
    weekday = _ANY_WEEKDAY_OF[name.lower()] if name else None
    place = DateReading(match.start(), match.end(), (), weekday=weekday)
    if "ahead" in parts:
        return replace(place, days=(today + timedelta(days=_AHEAD_OF[parts["ahead"].lower()]),), vague=True)
    if "short_year" in parts:
        return _numeric(place, parts, day_first and parts["mark"] == ".")
    if "day" not in parts:
        return _by_weekday(place, today)
    month = _MONTH_OF[parts["month"].lower()] if "month" in parts else int(parts["month_number"])
    if "short" in parts:
        parts["year"] = f"20{parts['short'][-2:]}"
        if parts["short"].isdigit() and int(parts["year"]) != today.year:
            before = replace(place, end=match.start("short"))  # another number than a year
            return _without_year(before, month, int(parts["day"]), today, ahead)
    if "year" in parts:
        return _checked(place, _days([(int(parts["year"]), month, int(parts["day"]))]))
    return _without_year(place, month, int(parts["day"]), today, ahead)


def _days(readings: list[tuple[int, int, int]]) -> tuple[date, ...]:
    days = []
    for year, month, day in readings:
        try:
            if year in _YEARS:
                days.append(date(year, month, day))
        except ValueError:
            continue  # 31 April, or month 13: not among the days it can mean
    return tuple(dict.fromkeys(days))


def _numeric(place: DateReading, parts: dict[str, str], day_first: bool) -> DateReading:
    first, second, third = int(parts["first"]), int(parts["second"]), int(parts["short_year"])
    if day_first:
        return _checked(place, _days([(third if third > 99 else 2000 + third, second, first)]))
    if len(parts["short_year"]) == 4:
        return _checked(place, _days([(third, second, first), (third, first, second)]))
    return _checked(
        place, _days([(2000 + third, second, first), (2000 + third, first, second), (2000 + first, second, third)])
    )


def _checked(place: DateReading, days: tuple[date, ...]) -> DateReading:
    """Hold the days against the weekday that stands beside them; it may decide, and it may contradict."""
    if not days:
        return replace(place, reason=saying("there is no such day in the calendar"))
    if place.weekday is not None:
        right = tuple(day for day in days if day.weekday() == place.weekday)
        if not right:
            nearest = min((_nearest(day, place.weekday) for day in days), key=lambda near: abs(near - days[0]))
            weekday, other = WEEKDAYS[days[0].weekday()], WEEKDAYS[place.weekday]
            reason = saying("{day} is a {weekday}, not a {other}", day=days[0], weekday=weekday, other=other)
            return replace(place, days=tuple(dict.fromkeys((*days, nearest))), reason=reason)
        days = right
    return replace(place, days=days, reason=BOTH_WAYS if len(days) > 1 else None)


def _nearest(day: date, weekday: int) -> date:
    return min((day + timedelta(days=shift) for shift in range(-3, 4)), key=lambda near: near.weekday() != weekday)


def _without_year(place: DateReading, month: int, day: int, today: date, ahead: bool) -> DateReading:
    years = _days([(today.year + shift, month, day) for shift in (-1, 0, 1)])
    if not years:
        return replace(place, reason=saying("there is no such day in the calendar"))
    if ahead:
        # A day that passed a few weeks ago may be meant as well as the one in eleven months' time.
        recent = tuple(one for one in years if timedelta(0) < today - one < timedelta(days=60))
        coming = tuple(one for one in years if one >= today)[:1]
        years = (*coming, *recent)
    else:
        years = (min(years, key=lambda one: abs(one - today)),)
    reading = _checked(replace(place, yearless=True), years)
    return (
        replace(reading, reason=saying("it has no year"))
        if len(reading.days) > 1 and place.weekday is None
        else reading
    )


def _by_weekday(place: DateReading, today: date) -> DateReading:
    assert place.weekday is not None
    wait = (place.weekday - today.weekday()) % 7
    day = today + timedelta(days=wait)
    if wait == 0:
        return replace(
            place, days=(day, day + timedelta(days=7)), reason=saying("it can be today or in a week"), vague=True
        )
    return replace(place, days=(day,), vague=True)
