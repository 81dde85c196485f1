"""Lines put together at random from what offices write, held against an instant that is worked out apart from the code."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.release import EmbargoLine
from tests.readers.manuscripts import TODAY, embargo

# How a zone is said so that only one clock can be meant on any day of the year.
SAID = {
    "Europe/London": ("London time", "UK time", "(London)", "Europe/London", "UK local time"),
    "Europe/Paris": ("Paris time", "French time", "heure de Paris", "(heure de Paris)"),
    "Europe/Berlin": ("Berlin time", "Berliner Zeit", "deutscher Zeit"),
    "Europe/Madrid": ("Madrid time", "hora de Madrid", "(hora de Madrid)", "hora peninsular"),
    "Europe/Zurich": ("Geneva time", "(Geneva)", "heure de Genève", "Swiss time"),
    "America/New_York": ("ET", "US Eastern", "Eastern Time", "New York time", "(Eastern)", "E.T."),
    "America/Los_Angeles": ("PT", "(PACIFIC)", "Pacific time", "California time"),
    "Africa/Nairobi": ("EAT", "Nairobi time"),
    "Asia/Tokyo": ("JST", "Japan time", "Tokyo time"),
    "UTC": ("UTC", "UTC+0", "Z"),
}
# Abbreviations, with the offset that each has where it is kept; beside any other day it must not settle.
SHORT = {
    ("GMT", "Europe/London", 0),
    ("CET", "Europe/Paris", 1),
    ("CEST", "Europe/Paris", 2),
    ("EST", "America/New_York", -5),
    ("EDT", "America/New_York", -4),
    ("PST", "America/Los_Angeles", -8),
    ("AEDT", "Australia/Sydney", 11),
    ("MESZ", "Europe/Berlin", 2),
}
OPEN_ZONES = ("IST", "CST", "BST", "AST", "local time", "", "XYZ", "Springfield time")
WORDINGS = (
    "EMBARGOED UNTIL {}",
    "Embargo: {}",
    "UNDER STRICT EMBARGO UNTIL {}",
    "Not for publication or broadcast before {}",
    "Strictly embargoed until {}.",
    "PRESS RELEASE - EMBARGOED UNTIL {}",
    "This release is under embargo until {}",
    "Hold for release until {}",
    "Sperrfrist: {}",
    "SOUS EMBARGO JUSQU'AU {}",
    "Embargado hasta {}",
    "*** Embargoed until {} ***",
)
TIMES = (
    "{:%H:%M}",
    "{:%H.%M}",
    "{:%H%Mhrs}",
    "{:%H%M hours}",
    "{:%Hh%M}",
    "{:%H:%M Uhr}",
    "{:%-I:%M%p}",
    "{:%-I.%M %p}",
)
DATES = (
    "{:%A %-d %B %Y}",
    "{:%-d %B %Y}",
    "{:%B %-d, %Y}",
    "{:%A, %B %-d, %Y}",
    "{:%a %d %b %Y}",
    "{:%Y-%m-%d}",
    "{:%A, %d/%m/%Y}",
)
ORDERS = (
    "{time} {zone}, {date}",
    "{date}, {time} {zone}",
    "{date} at {time} {zone}",
    "{time} {zone} on {date}",
    "{time} on {date} {zone}",
)
DISTURBING = (
    "about", "around", "not before", "no earlier than", "or later", "week", "next", "print", "approx.", "TBC", "noon", "midnight",
    "after", "expected", "BST", "IST", "6 March 2028", "07:30", "delivery", "unless", "?", "+1",
)  # fmt: skip

DAYS = st.dates(date(2026, 3, 3), date(2027, 2, 20))
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def utc_of(day: date, clock: time, zone: str) -> str | None:
    """The instant by the standard library alone; None where the clocks of that place skip it or show it twice."""
    wall = datetime.combine(day, clock, ZoneInfo(zone))
    if wall.utcoffset() != wall.replace(fold=1).utcoffset():
        return None
    return f"{wall.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def written(wording: str, order: str, when: tuple[str, str, str]) -> str:
    day, clock, zone = when
    return wording.format(" ".join(order.format(date=day, time=clock, zone=zone).split()).replace(" ,", ","))


def settled(line: EmbargoLine) -> str | None:
    assert line.kind == "until"
    assert (line.utc is None) == line.ambiguous
    return line.utc


@given(
    st.sampled_from(WORDINGS),
    st.sampled_from(ORDERS),
    st.sampled_from(DATES),
    st.sampled_from(TIMES),
    DAYS,
    CLOCKS,
    st.data(),
)
def test_what_says_all_is_settled_to_its_instant(
    wording: str, order: str, dated: str, timed: str, day: date, clock: time, data: st.DataObject
) -> None:
    zone = data.draw(st.sampled_from(sorted(SAID)))
    said = data.draw(st.sampled_from(SAID[zone]))
    assume(not (said == "Z" and "on" in order))
    # "12:00am" is settled for nobody.
    assume(not ("%p" in timed and (clock.hour % 12, clock.minute) == (0, 0)))
    # 01/07/2026 and 07/01/2026 are both a Wednesday: nobody can tell.
    assume(not ("%d/%m" in dated and day.day <= 12 and date(day.year, day.day, day.month).weekday() == day.weekday()))
    line = written(wording, order, (dated.format(day), timed.format(clock), said))
    found = settled(embargo(line))
    expected = utc_of(day, clock, zone)
    assert found in (expected, None), line
    if expected is not None and not (1 <= clock.hour <= 12 and "%p" not in timed) and said not in ("Z", "UTC+0"):
        assert found == expected, line


@given(
    st.sampled_from(WORDINGS),
    st.sampled_from(ORDERS),
    st.sampled_from(DATES),
    DAYS,
    CLOCKS,
    st.sampled_from(sorted(SHORT)),
)
def test_an_abbreviation_settles_only_on_a_day_on_which_it_is_kept(
    wording: str, order: str, dated: str, day: date, clock: time, short: tuple[str, str, int]
) -> None:
    name, zone, hours = short
    line = written(wording, order, (dated.format(day), f"{clock:%H:%M}", name))
    found = settled(embargo(line))
    wall = datetime.combine(day, clock, ZoneInfo(zone))
    offset = wall.utcoffset()
    assert offset is not None
    if offset.total_seconds() != hours * 3600:
        assert found is None, line
    else:
        assert found in (None, f"{wall.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"), line


@given(
    st.sampled_from(WORDINGS),
    st.sampled_from(ORDERS),
    st.sampled_from(DATES),
    DAYS,
    CLOCKS,
    st.sampled_from(OPEN_ZONES),
)
def test_a_zone_that_is_none_or_several_never_settles(
    wording: str, order: str, dated: str, day: date, clock: time, zone: str
) -> None:
    line = written(wording, order, (dated.format(day), f"{clock:%H:%M}", zone))
    assert settled(embargo(line)) is None, line


@given(
    st.sampled_from(WORDINGS),
    st.sampled_from(ORDERS),
    st.sampled_from(DATES),
    DAYS,
    CLOCKS,
    st.sampled_from(DISTURBING),
    st.data(),
)
def test_a_word_that_disturbs_never_makes_another_instant(
    wording: str, order: str, dated: str, day: date, clock: time, disturbing: str, data: st.DataObject
) -> None:
    words = written("{}", order, (dated.format(day), f"{clock:%H:%M}", "London time")).split(" ")
    words.insert(data.draw(st.integers(0, len(words))), disturbing)
    line = wording.format(" ".join(words))
    found = embargo(line)
    assert found.kind != "immediate"
    assert found.utc in (None, utc_of(day, clock, "Europe/London")), line


@given(
    st.sampled_from(WORDINGS),
    DAYS,
    CLOCKS,
    st.sampled_from(("Europe/Paris", "America/New_York", "Asia/Tokyo")),
    st.integers(-2, 2),
)
def test_two_clocks_settle_only_where_they_agree(wording: str, day: date, clock: time, zone: str, hours: int) -> None:
    here = datetime.combine(day, clock, ZoneInfo("Europe/London"))
    assume(utc_of(day, clock, "Europe/London") is not None)
    there = here.astimezone(ZoneInfo(zone))
    assume(utc_of(there.date(), there.time(), zone) is not None)
    told = there.replace(hour=(there.hour + hours) % 24)
    line = wording.format(f"{clock:%H:%M} London time / {told:%H:%M} {SAID[zone][0]}, {day:%A %-d %B %Y}")
    found = settled(embargo(line))
    if hours % 24:
        # The other clock's day is not named, and without am or pm an American hour may be the evening's.
        assert found is None or zone == "America/New_York", line
    assert found in (None, utc_of(day, clock, "Europe/London")), line


@given(DAYS, CLOCKS, st.sampled_from(["{:%d/%m/%Y}", "{:%m/%d/%Y}", "{:%-d.%-m.%Y}", "{:%d-%m-%y}"]))
def test_a_date_in_figures_is_never_read_the_wrong_way_round(day: date, clock: time, dated: str) -> None:
    found = settled(embargo(f"EMBARGOED UNTIL {clock:%H:%M} London time, {dated.format(day)}"))
    if day.day <= 12 and day.day != day.month:
        assert found is None
    else:
        assert found in (None, utc_of(day, clock, "Europe/London"))


@given(DAYS, st.integers(0, 6), CLOCKS)
def test_a_weekday_that_does_not_fit_never_settles(day: date, weekday: int, clock: time) -> None:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    found = settled(embargo(f"EMBARGOED UNTIL {clock:%H:%M} London time, {names[weekday]} {day:%-d %B %Y}"))
    assert found == (utc_of(day, clock, "Europe/London") if weekday == day.weekday() else None)


@given(st.integers(1, 40), CLOCKS)
def test_a_missing_year_is_the_coming_one(ahead: int, clock: time) -> None:
    day = date.fromordinal(TODAY.toordinal() + ahead)
    assert settled(embargo(f"EMBARGOED UNTIL {clock:%H:%M} London time, {day:%-d %B}")) == utc_of(
        day, clock, "Europe/London"
    )
