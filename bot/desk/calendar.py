"""The calendar: what lifts when, by month and by week, in the reader's own zone with the embargo's beside it."""

from __future__ import annotations

import calendar as days_of
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_day_names
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bot.core.errors import EmbargoError
from bot.core.workflow import Stage
from bot.desk import calendar_feed
from bot.desk.clock_faces import locale_now, zone_of
from bot.desk.page import page, shown
from bot.newsroom.newsroom import Newsroom
from bot.store.calendar import instants_between, lifting
from bot.store.headlines import headlines
from bot.store.models import Release

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
WEEK = re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])")
A_DAY, A_WEEKS_DAY = 4, 50  # shown of a day in a month, and in a week
COUNTED = 20_000  # of a month: beyond it, nobody reads a calendar


class NoSuchSpan(EmbargoError):
    """There is no month or week "{span}" in the calendar. Months are written 2026-03, weeks 2026-W10."""


@dataclass(frozen=True, slots=True)
class Span:
    """A month or a week: its days in rows of seven, and how its neighbours are called in addresses."""

    name: str
    title: str
    weeks: Sequence[Sequence[date]]
    before: str
    after: str
    month: int | None
    """Which of the days are the month's own; None: a week's all are."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A lift in a day: the time where the reader is, and where the embargo is when that is elsewhere."""

    release: Release
    headline: str
    time: str
    there: str
    stage: str


@dataclass(frozen=True, slots=True)
class Day:
    """What is shown of a day, and how many more lift on it."""

    entries: Sequence[Entry]
    more: int


@page("GET")
def show(request: HttpRequest, room: Newsroom, span: str = "") -> HttpResponse:
    """A month (`2026-03`) or a week (`2026-W10`); this month when none is named."""
    zone = zone_of(request)
    today = room.now().astimezone(zone).date()
    shown_span = span_of(span or f"{today:%Y-%m}", locale_now().first_week_day)
    entries = _entries(room, shown_span, zone)
    a_week = shown_span.month is None
    values = {
        "span": shown_span,
        "today": today,
        "zone": zone.key,
        "days": entries,
        "month_of_today": f"{today:%Y-%m}",
        "week_of_today": week_name(today),
        "this_month": f"{shown_span.weeks[0][0]:%Y-%m}" if a_week else shown_span.name,
        "this_week": week_name(today if today in chain(*shown_span.weeks) else shown_span.weeks[0][-1]),
        "weekdays": _weekdays(shown_span.weeks[0]),
        "week_name": week_name,
        "day_name": lambda day: format_date(day, "EEEE d MMMM", locale=locale_now()),
        "empty": not entries,
        "feed": calendar_feed.address(request, room),
        "headlines_in_feed": room.config.desk.headlines_in_calendar,
    }
    return shown(request, "calendar.html", values)


def span_of(name: str, first_week_day: int = 0) -> Span:
    """A month or a week by its name; weeks in a month begin on `first_week_day`, 0 for Monday. Raises NoSuchSpan."""
    try:
        if match := MONTH.fullmatch(name):
            return _month(int(match[1]), int(match[2]), first_week_day)
        if match := WEEK.fullmatch(name):
            return _week(int(match[1]), int(match[2]))
    except (ValueError, OverflowError):  # a year without that week, or one beyond the calendar
        raise NoSuchSpan(span=name) from None
    raise NoSuchSpan(span=name)


def week_name(day: date) -> str:
    """The ISO week a day is in, as addresses have it: `2026-W10`."""
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02}"


def _month(year: int, month: int, first_week_day: int) -> Span:
    first = date(year, month, 1)
    weeks = days_of.Calendar(first_week_day).monthdatescalendar(year, month)
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    title = format_date(first, "LLLL y", locale=locale_now())
    return Span(f"{first:%Y-%m}", title, weeks, f"{before:%Y-%m}", f"{after:%Y-%m}", month)


def _week(year: int, week: int) -> Span:
    monday = date.fromisocalendar(year, week, 1)
    days = [monday + timedelta(days=number) for number in range(7)]
    title = _("Week of %(day)s") % {"day": format_date(monday, "long", locale=locale_now())}
    before, after = monday - timedelta(days=7), monday + timedelta(days=7)
    return Span(week_name(monday), title, [days], week_name(before), week_name(after), None)


def _entries(room: Newsroom, span: Span, zone: ZoneInfo) -> dict[date, Day]:
    """Day → what lifts on it. Only what is shown is read whole, and its headline unsealed."""
    since, until = _midnight(span.weeks[0][0], zone), _midnight(span.weeks[-1][-1] + timedelta(days=1), zone)
    by_day: dict[date, list[int]] = defaultdict(list)
    for key, instant in instants_between(since, until, COUNTED):
        by_day[instant.astimezone(zone).date()].append(key)
    most = A_DAY if span.month is not None else A_WEEKS_DAY
    releases = lifting([key for keys in by_day.values() for key in keys[:most]])
    names = headlines(room.keyring, releases)
    made = {release.pk: _entry(release, names, zone) for release in releases}
    return {day: Day([made[key] for key in keys[:most]], len(keys[most:])) for day, keys in by_day.items()}


def _entry(release: Release, names: dict[int, str], zone: ZoneInfo) -> Entry:
    assert release.instant is not None
    headline = names.get(release.pk, release.slug)
    return Entry(release, headline, _clock(release.instant, zone), _there(release, zone), _stage(release.stage))


def _stage(stage: str) -> str:
    words = {
        Stage.AWAITING: _("not approved"),
        Stage.APPROVED: _("approved"),
        Stage.PAUSED: _("paused"),
        Stage.LIFTED: _("out"),
        Stage.WITHDRAWN: _("withdrawn"),
    }
    return words[Stage(stage)]


def _there(release: Release, zone: ZoneInfo) -> str:
    """The time in the embargo's own zone with the place's name, or "" where clocks show the same."""
    name, instant = release.embargo_zone, release.instant
    if "/" not in name or instant is None:
        return ""
    there = ZoneInfo(name)
    if instant.astimezone(there).utcoffset() == instant.astimezone(zone).utcoffset():
        return ""
    return f"{_clock(instant, there)} {name.rsplit('/', 1)[-1].replace('_', ' ')}"


def _clock(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return format_time(local.time(), "HH:mm:ss" if local.second else "HH:mm", locale=locale_now())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _weekdays(days: Sequence[date]) -> list[tuple[str, str]]:
    """The short and the whole name of each day of a week."""
    short, whole = (get_day_names(width, "stand-alone", locale_now()) for width in ("abbreviated", "wide"))
    return [(short[day.weekday()], whole[day.weekday()]) for day in days]
