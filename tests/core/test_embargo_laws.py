"""Laws of wall time, whatever the zone, the year and the words."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core import embargo as subject
from bot.core.embargo import (
    RepeatedTime,
    SkippedTime,
    resolve,
    wall_choices,
)
from bot.core.errors import EmbargoError
from tests.core.walls import NOW, WALLS, ZONES, until


@given(st.text(max_size=60) | st.from_regex(subject._WORDS, fullmatch=True))
@example("9999-12-31 23:59 -14:00")
@example("2026-03-05 00:01 +")
@example("2026-03-05 00:01 {zone}")
def test_whatever_is_written_is_an_embargo_or_a_refusal_in_a_sentence(words: str) -> None:
    try:
        found = until(words)
    except EmbargoError:
        return  # in a sentence, which its class made when it was raised
    assert found.instant is not None
    assert found.instant > NOW


@given(WALLS, st.sampled_from(ZONES))
def test_wall_to_instant_to_wall_is_the_same_wall(wall: datetime, zone: str) -> None:
    try:
        found = resolve(wall, zone)
    except (SkippedTime, RepeatedTime):
        return
    assert found.in_zone(zone).replace(tzinfo=None) == wall


@given(WALLS, st.sampled_from(ZONES))
def test_a_time_is_refused_just_when_its_zone_has_it_never_or_twice(wall: datetime, zone: str) -> None:
    aware = wall.replace(tzinfo=ZoneInfo(zone))
    plain = aware.utcoffset() == aware.replace(fold=1).utcoffset()
    assert len(wall_choices(wall, zone)) == (1 if plain else 2)
    if plain:
        resolve(wall, zone)
    else:
        with pytest.raises((SkippedTime, RepeatedTime)):
            resolve(wall, zone)


@given(st.sampled_from(ZONES), st.integers(1975, 2036), st.integers(0, 6))
def test_no_gap_and_no_overlap_of_any_zone_is_resolved_silently(zone: str, year: int, nth: int) -> None:
    changes = _changes(zone, year)
    if not changes:
        return
    instant, before, after = changes[nth % len(changes)]
    low, high = sorted((before, after))
    inside = (instant + low + (high - low) / 2).replace(tzinfo=None)
    expected = SkippedTime if after > before else RepeatedTime
    with pytest.raises(expected):
        resolve(inside, zone)


def _changes(zone: str, year: int) -> list[tuple[datetime, timedelta, timedelta]]:
    """(instant, offset before, offset after) of each change in a year, to the minute."""
    place, found = ZoneInfo(zone), []
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=6 * step) for step in range(4 * 365)]
    for start, end in itertools.pairwise(hours):
        before, after = _offset(start, place), _offset(end, place)
        while before != after and end - start > timedelta(minutes=1):
            middle = start + (end - start) / 2
            start, end = (middle, end) if _offset(middle, place) == before else (start, middle)
        if before != after:
            found.append((end.replace(second=0, microsecond=0), before, after))
    # A change of a minute or less (a zone's mean solar time) leaves no whole minute inside.
    return [change for change in found if abs(change[1] - change[2]) >= timedelta(minutes=10)]


def _offset(instant: datetime, place: ZoneInfo) -> timedelta:
    return instant.astimezone(place).utcoffset() or timedelta(0)


@given(
    st.datetimes(datetime.fromisoformat("2026-03-05"), datetime.fromisoformat("2100-01-01")),
    st.integers(-14 * 60, 14 * 60),
)
def test_an_offset_form_is_read_as_python_reads_it(wall: datetime, minutes: int) -> None:
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    words = f"{wall.isoformat()}{sign}{size // 60:02}:{size % 60:02}"
    assert until(words).instant == datetime.fromisoformat(words)
