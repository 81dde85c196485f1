"""What a person writes as an embargo means one instant, or is refused with what to write instead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.embargo import (
    AmbiguousZone,
    EmbargoTimeError,
    NoonOrMidnight,
    NoZone,
    PastTime,
    RepeatedTime,
    SkippedTime,
    UnknownZone,
    UnreadableSpan,
    UnreadableTime,
    at_instant,
    due,
    on_my_word,
    parse_in,
    parse_now,
    plain_span,
)
from bot.core.zones import TZDB_VERSION
from tests.core.walls import NOW, until


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("2026-03-05 00:01 Europe/London", "2026-03-05T00:01:00+00:00"),
        ("2026-07-05 00:01 Europe/London", "2026-07-04T23:01:00+00:00"),
        ("2026-03-05T00:01 Europe/London", "2026-03-05T00:01:00+00:00"),
        ("2026-03-05   00:01   Europe/London", "2026-03-05T00:01:00+00:00"),
        ("2026-03-05 00.01 Europe/London", "2026-03-05T00:01:00+00:00"),
        ("2026-03-05 9:30 America/New_York", "2026-03-05T14:30:00+00:00"),
        ("2026-03-05 9.30am America/New_York", "2026-03-05T14:30:00+00:00"),
        ("2026-03-05 9pm Asia/Kolkata", "2026-03-05T15:30:00+00:00"),
        ("2026-03-05 9 p.m. Asia/Kathmandu", "2026-03-05T15:15:00+00:00"),
        ("2026-03-05T00:01:00Z", "2026-03-05T00:01:00+00:00"),
        ("2026-03-05 00:01 UTC", "2026-03-05T00:01:00+00:00"),
        ("2026-03-05T00:01:00+01:00", "2026-03-04T23:01:00+00:00"),
        ("2026-03-05T00:01:00-0530", "2026-03-05T05:31:00+00:00"),
        ("2026-03-05T00:01:30.25Z", "2026-03-05T00:01:30.250000+00:00"),
        ("2026-03-05 00:01 America/Argentina/Buenos_Aires", "2026-03-05T03:01:00+00:00"),
    ],
)
def test_every_way_of_writing_a_time_means_its_instant(words: str, instant: str) -> None:
    assert until(words).instant == datetime.fromisoformat(instant)


def test_the_words_wall_zone_and_zone_rules_are_kept_with_the_instant() -> None:
    found = until("2026-03-05 00:01 Europe/London")
    assert found.words == "2026-03-05 00:01 Europe/London"
    assert found.wall == datetime.fromisoformat("2026-03-05T00:01")
    assert found.zone == "Europe/London"
    assert found.tzdb == TZDB_VERSION
    assert found.kind == "until"


def test_an_offset_stays_the_zone_that_was_written() -> None:
    assert until("2026-03-05T00:01:00+01:00").zone == "+01:00"


def test_a_time_that_clocks_skip_is_refused_with_both_choices() -> None:
    with pytest.raises(SkippedTime) as refused:
        until("2026-03-29 01:30 Europe/London")
    assert "2026-03-29T00:30+00:00 (that is 00:30 UTC) or 2026-03-29T02:30+01:00 (that is 01:30 UTC)" in str(
        refused.value
    )


def test_a_time_that_happens_twice_is_refused_with_both_choices() -> None:
    with pytest.raises(RepeatedTime) as refused:
        until("2026-10-25 01:30 Europe/London")
    assert "2026-10-25T01:30+01:00 for the first (that is 00:30 UTC)" in str(refused.value)
    assert "2026-10-25T01:30+00:00 for the second (that is 01:30 UTC)" in str(refused.value)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("2026-03-29 02:30 Europe/Berlin", "spring"),
        ("2026-11-01 01:30 America/New_York", "autumn"),
        ("2026-04-05 01:45 Australia/Lord_Howe", "half an hour twice"),
    ],
)
def test_each_choice_that_is_offered_is_taken_when_it_is_written(words: str, zone: str) -> None:
    with pytest.raises((SkippedTime, RepeatedTime)) as refused:
        until(words)
    facts = refused.value.facts
    offered = [str(facts[name]) for name in ("before", "after", "first", "second") if name in facts]
    instants = [until(choice).instant for choice in offered]
    assert len(set(instants)) == 2
    assert sorted(instants) == instants  # type: ignore[type-var]


def test_without_a_zone_it_is_refused_and_the_offices_zone_is_named_not_assumed() -> None:
    with pytest.raises(NoZone, match=r'--until "2026-03-05 00:01 Europe/London"'):
        until("2026-03-05 00:01")


def test_an_unknown_zone_is_refused_with_the_one_it_resembles() -> None:
    with pytest.raises(UnknownZone, match="Did you mean `Europe/London`"):
        until("2026-03-05 00:01 Europe/Londn")


def test_a_city_is_pointed_to_its_zone() -> None:
    with pytest.raises(UnknownZone, match="Europe/London"):
        until("2026-03-05 00:01 London")


def test_a_zone_like_no_other_is_refused_with_an_example() -> None:
    with pytest.raises(UnknownZone, match="named like `Europe/London`"):
        until("2026-03-05 00:01 Xqqzv")


@pytest.mark.parametrize("zone", ["BST", "GMT", "IST", "EST", "CET", "PST", "MST", "HST", "ET"])
def test_an_abbreviation_is_refused_with_the_places_it_may_mean(zone: str) -> None:
    with pytest.raises(AmbiguousZone, match="Name the place: `"):
        until(f"2026-03-05 00:01 {zone}")


@pytest.mark.parametrize("clock", ["12:00 am", "12:00 pm", "12am", "12 p.m.", "12:30 AM"])
def test_noon_and_midnight_are_not_told_apart_by_am_and_pm(clock: str) -> None:
    with pytest.raises(NoonOrMidnight, match="Write 00:00 or 12:00"):
        until(f"2026-03-05 {clock} Europe/London")


def test_a_past_time_is_refused_with_how_long_ago_it_was() -> None:
    with pytest.raises(PastTime, match=r"2026-03-04 10:40 UTC has passed \(1 h 20 min ago\)"):
        until("2026-03-04 10:40 UTC")


def test_this_very_instant_is_past() -> None:
    with pytest.raises(PastTime):
        until(NOW.isoformat())


@pytest.mark.parametrize(
    "words",
    [
        "",
        "tomorrow",
        "2026-03-05",
        "2026-03-05 9 Europe/London",
        "2026-03-05 24:00 Europe/London",
        "2026-03-05 09:60 Europe/London",
        "2026-02-30 09:00 Europe/London",
        "2026-13-01 09:00 Europe/London",
        "0000-01-01 09:00 Europe/London",
        "05/03/2026 09:00 Europe/London",
        "2026-03-05 13:00 pm Europe/London",
        "2026-03-05 0am Europe/London",
        "2026-03-05T00:01:00+25:00",
    ],
)
def test_what_is_no_time_is_refused_with_how_to_write_one(words: str) -> None:
    with pytest.raises(UnreadableTime, match="Write it as"):
        until(words)


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("clock", ["00:00", "23:59"])
@pytest.mark.parametrize(
    "zone", ["+14:00", "-14:00", "+23:59", "-23:59", "Z", "Europe/London", "Asia/Tokyo", "America/New_York"]
)
def test_the_ends_of_the_calendar_are_refused_in_a_sentence(year: str, clock: str, zone: str) -> None:
    with pytest.raises(EmbargoTimeError):
        until(f"{year} {clock} {zone}")


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("15s", timedelta(seconds=15)),
        ("10m", timedelta(minutes=10)),
        ("10 min", timedelta(minutes=10)),
        ("2h", timedelta(hours=2)),
        ("1h30m", timedelta(minutes=90)),
        ("1d 2h", timedelta(hours=26)),
        ("1.5s", timedelta(seconds=1.5)),
    ],
)
def test_a_span_counts_from_now(words: str, span: timedelta) -> None:
    found = parse_in(words, NOW, "Europe/London")
    assert found.instant == NOW + span
    assert found.words == f"in {words}"


@pytest.mark.parametrize("words", ["", "soon", "15", "-5s", "5s ago", "9" * 400 + "d", "3000000d", "2912300d"])
def test_what_is_no_span_is_refused_with_how_to_write_one(words: str) -> None:
    with pytest.raises((UnreadableSpan, UnreadableTime), match="Write it as"):
        parse_in(words, NOW, "Asia/Tokyo")


def test_now_is_this_instant_told_in_the_offices_zone() -> None:
    found = parse_now(NOW, "Asia/Tokyo")
    assert found.instant == NOW
    assert found.wall == datetime.fromisoformat("2026-03-04T21:00")


def test_on_my_word_has_no_instant_and_is_never_due() -> None:
    found = on_my_word("Europe/London")
    assert found.instant is None
    assert not due(found, datetime.max.replace(tzinfo=UTC))


def test_an_embargo_is_due_at_its_instant_and_not_a_microsecond_before() -> None:
    found = at_instant(NOW, "now", "Europe/London")
    assert due(found, NOW)
    assert not due(found, NOW - timedelta(microseconds=1))


def test_the_margin_is_added_to_every_lift() -> None:
    found = at_instant(NOW, "now", "Europe/London")
    assert not due(found, NOW + timedelta(milliseconds=199), timedelta(milliseconds=200))
    assert due(found, NOW + timedelta(milliseconds=200), timedelta(milliseconds=200))


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=12), "12 s"),
        (timedelta(minutes=4, seconds=59), "4 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=-2), "2 days"),
    ],
)
def test_a_span_is_told_as_people_say_it(span: timedelta, words: str) -> None:
    assert plain_span(span) == words
