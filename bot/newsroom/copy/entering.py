"""Entering an embargo: what was chosen, the one instant it means, and all that is odd about it, before anybody relies on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bot.core.draft import Entry, Side
from bot.core.embargo import (
    Embargo,
    PastTime,
    RepeatedTime,
    SkippedTime,
    at_instant,
    on_my_word,
    parse_now,
    plain_span,
    resolve,
    wall_choices,
)
from bot.core.errors import EmbargoError
from bot.core.release import EmbargoLine
from bot.core.saying import saying
from bot.core.workflow import Stage
from bot.core.zones import known_zones, near_zones
from bot.newsroom.copy.holidays import holiday
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.wording import said
from bot.store.models import Release

NEAR = timedelta(minutes=15)
AWAITED = (Stage.DRAFT, Stage.AWAITING, Stage.APPROVED, Stage.PAUSED)
# Shown where nobody on the lists has said where they are: half of the world's wires are read there.
FAR_OFF = "America/New_York"
_BESIDE = timedelta(weeks=4)  # longer than any two zones' clock changes lie apart, shorter than half a summer time


class NothingEntered(EmbargoError):
    """Say when it may be known: a day, a time and a city, on somebody's word, or at once."""


class PartMissing(EmbargoError):
    """The embargo lacks its {missing}. Choose the day, the time and the city."""


class DayUnreadable(EmbargoError):
    """ "{words}" is no day and time. Write the day as 2026-03-05 and the time as 00:01."""


@dataclass(frozen=True, slots=True)
class Considered:
    """What an entry comes to. `embargo` None: `problem` says what is not settled yet, `choices` how it can be, in `zone`.

    `places`: zones in which to tell the instant; `doubts`: what is odd about it; `near`: releases within a quarter of an hour.
    """

    embargo: Embargo | None = None
    problem: str = ""
    choices: tuple[tuple[Side, datetime], ...] = ()
    zone: str = ""
    places: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    near: tuple[Release, ...] = ()


def settled(newsroom: Newsroom, entry: Entry) -> Embargo:
    """The embargo that an entry means. Raises an EmbargoError that says what is not settled."""
    return _embargo(newsroom, entry)


def considered(newsroom: Newsroom, entry: Entry) -> Considered:
    """The entry as an embargo, or what is missing of it, without its doubts: for verbs."""
    try:
        return Considered(_embargo(newsroom, entry))
    except (SkippedTime, RepeatedTime) as error:
        instants = [instant for instant, _why in wall_choices(_wall(entry), _zone(entry.zone))]
        sides: tuple[Side, Side] = ("earlier", "later")
        return Considered(problem=said(error), choices=tuple(zip(sides, instants, strict=True)), zone=_zone(entry.zone))
    except EmbargoError as error:
        return Considered(problem=said(error))


def looked_over(newsroom: Newsroom, entry: Entry, channels: Sequence[str], slug: str = "") -> Considered:
    """`considered`, with all that a person should be told of it; `slug`: the release's own, which is not near itself."""
    found = considered(newsroom, entry)
    if found.embargo is None or found.embargo.instant is None or entry.kind != "until":
        return found
    instant = found.embargo.instant
    places = _places(newsroom, found.embargo, channels)
    doubts = (*_of_the_hour(entry), *_of_the_day(newsroom, found.embargo), *_of_clocks(found.embargo, places))
    near = Release.objects.filter(
        stage__in=AWAITED, instant__gte=instant - NEAR, instant__lte=instant + NEAR, embargo_kind="until"
    )
    return replace(found, places=places, doubts=doubts, near=tuple(near.exclude(slug=slug).order_by("instant")[:5]))


def said_otherwise(line: EmbargoLine, asked: Embargo) -> str | None:
    """What a text says of its embargo, in words, where that is not what was asked for; None where the two agree."""
    if line.kind == "immediate" and asked.words != "now":
        return _("at once")
    if line.kind != "until" or line.utc is None:
        return None
    if asked.instant is not None and line.utc == asked.instant.isoformat(timespec="seconds").replace("+00:00", "Z"):
        return None
    return f"{line.utc[:16].replace('T', ' ')} UTC"


def entry_said(line: EmbargoLine) -> Entry:
    """The entry that a text's own embargo line makes, as far as it goes."""
    if line.kind == "immediate":
        return Entry("now")
    if line.kind == "none" or line.wall is None:
        return Entry()
    day, _t, at = line.wall.partition("T")
    return Entry("until", day, at[:5], line.zone or "")


def _embargo(newsroom: Newsroom, entry: Entry) -> Embargo:
    zone, now = newsroom.config.office.zone, newsroom.now()
    if entry.kind == "now":
        return parse_now(now, zone)
    if entry.kind == "on_my_word":
        return on_my_word(zone)
    if entry.kind != "until":
        raise NothingEntered()
    names = ((saying("day"), entry.day), (saying("time"), entry.time), (saying("city"), entry.zone))
    if missing := [name for name, value in names if not value.strip()]:
        raise PartMissing(
            missing=reduce(lambda one, other: saying("{one} and its {other}", one=one, other=other), missing)
        )
    wall, place = _wall(entry), _zone(entry.zone)
    words = f"{wall:%Y-%m-%d %H:%M:%S} {place}" if wall.second else f"{wall:%Y-%m-%d %H:%M} {place}"
    if entry.side and len(choices := wall_choices(wall, place)) > 1:
        embargo = at_instant(choices[entry.side == "later"][0], words, place)
    else:
        embargo = resolve(wall, place, words)
    if embargo.instant is not None and embargo.instant <= now:
        raise PastTime(wall=f"{wall:%Y-%m-%d %H:%M}", zone=place, ago=plain_span(now - embargo.instant))
    return embargo


def _wall(entry: Entry) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(entry.day.strip()), time.fromisoformat(entry.time.strip()))
    except ValueError:
        raise DayUnreadable(words=f"{entry.day} {entry.time}".strip()) from None


def _zone(typed: str) -> str:
    """A zone by its name, or by its city alone where that names one: "London" is meant for Europe/London."""
    words = typed.strip()
    if words in known_zones() or words[:1] in "+-":
        return words
    found = near_zones(words, most=1)
    same = [zone for zone in found if zone.rsplit("/", 1)[-1].casefold() == words.replace(" ", "_").casefold()]
    return same[0] if same else words


def _places(newsroom: Newsroom, embargo: Embargo, channels: Sequence[str]) -> tuple[str, ...]:
    """Where the instant is told: as entered, the newsroom, UTC, then where the audience is."""
    known = newsroom.config.channels
    lists = [media_list for name in channels if name in known and (media_list := known[name].list)]
    theirs = audience.zones(lists) or [FAR_OFF]
    named = dict.fromkeys((embargo.zone, newsroom.config.office.zone, "UTC", *theirs))
    return tuple(zone for zone in named if zone in known_zones())


def _of_the_hour(entry: Entry) -> list[str]:
    if entry.time.startswith("00:00"):
        return [_("00:00 is midnight, the very beginning of that day. 00:01 leaves no doubt which day is meant.")]
    if entry.time.startswith("12:00"):
        return [_("12:00 is noon. Where midnight is meant, write 00:01 of the day after.")]
    return []


def _of_the_day(newsroom: Newsroom, embargo: Embargo) -> list[str]:
    assert embargo.instant is not None
    office, told = newsroom.config.office, list[str]()
    here = embargo.instant.astimezone(ZoneInfo(office.zone)).date()
    there = embargo.in_zone(embargo.zone).date() if embargo.zone in known_zones() else here
    if here.weekday() >= 5:
        told.append(_("At the office that is a weekend. Fewer people read, and fewer can answer questions."))
    for zone, day, country in ((office.zone, here, office.country), (embargo.zone, there, "")):
        name = holiday(day, zone, country)
        words = _("In %(city)s that day is a public holiday: %(name)s.")
        said = words % {"city": _city(zone), "name": name}
        if name and said not in told:
            told.append(said)
    return told


def _of_clocks(embargo: Embargo, places: Sequence[str]) -> list[str]:
    """Weeks in which one place has changed its clocks and another has not: people reckon with the usual difference."""
    assert embargo.instant is not None
    if embargo.zone not in known_zones():
        return []
    told = []
    for place in places:
        before, now, after = (
            _apart(embargo.instant + shift, embargo.zone, place) for shift in (-_BESIDE, timedelta(0), _BESIDE)
        )
        if before == after != now:
            words = _(
                "In that week %(one)s and %(other)s are %(now)s apart, not %(usual)s: their clocks change on different days."
            )
            told.append(
                words
                % {
                    "one": _city(embargo.zone),
                    "other": _city(place),
                    "now": plain_span(now) if now else "0 h",
                    "usual": plain_span(before) if before else "0 h",
                }
            )
    return told


def _apart(instant: datetime, one: str, other: str) -> timedelta:
    ahead, behind = (instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0) for zone in (one, other))
    return abs(ahead - behind)


def _city(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")
