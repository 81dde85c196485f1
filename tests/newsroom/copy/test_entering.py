"""Entering an embargo: what it means everywhere, and all that is odd about it."""

from __future__ import annotations

import pytest

from bot.core.draft import Entry
from bot.core.release import EmbargoLine
from bot.newsroom.copy.entering import considered, entry_said, looked_over
from bot.newsroom.copy.holidays import country_of, holiday
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Reader
from tests import premises

pytestmark = pytest.mark.django_db


def entry(day: str, time: str = "09:30", zone: str = "Europe/London") -> Entry:
    return Entry("until", day, time, zone)


def doubts(room: Newsroom, one: Entry) -> str:
    return " ".join(looked_over(room, one, ["press"]).doubts)


def test_an_ordinary_time_is_told_everywhere_and_not_doubted(room: Newsroom) -> None:
    premises.readers(1)
    Reader.objects.update(zone="Asia/Kolkata")
    found = looked_over(room, entry("2026-04-15"), ["press"])
    assert found.places == ("Europe/London", "UTC", "Asia/Kolkata")
    assert found.embargo and found.embargo.instant and found.embargo.instant.isoformat() == "2026-04-15T08:30:00+00:00"
    assert found.doubts == ()


def test_a_city_alone_is_enough(room: Newsroom) -> None:
    found = considered(room, entry("2026-04-15", zone="london"))
    assert found.embargo and found.embargo.zone == "Europe/London"


@pytest.mark.parametrize(
    ("day", "time", "zone", "said"),
    [
        ("2026-04-15", "00:00", "Europe/London", "midnight"),
        ("2026-04-15", "12:00", "Europe/London", "noon"),
        ("2026-04-18", "09:00", "Europe/London", "weekend"),
        ("2026-04-03", "09:00", "Europe/London", "London that day is a public holiday: Good Friday"),
        ("2026-05-01", "09:00", "Europe/Berlin", "Berlin that day is a public holiday"),
        ("2026-03-18", "09:00", "Europe/London", "London and New York are 4 h apart, not 5 h"),
        ("2026-10-28", "09:00", "Europe/London", "London and New York are 4 h apart, not 5 h"),
    ],
)
def test_what_is_odd_about_a_time_is_pointed_out(room: Newsroom, day: str, time: str, zone: str, said: str) -> None:
    assert said in doubts(room, entry(day, time, zone))


def test_a_gap_is_told_with_both_ways_out(room: Newsroom) -> None:
    gap = entry("2026-03-29", "01:30")
    found = considered(room, gap)
    assert "does not exist in Europe/London" in found.problem
    assert [(side, f"{instant:%H:%M}") for side, instant in found.choices] == [("earlier", "00:30"), ("later", "01:30")]


@pytest.mark.parametrize(("side", "utc"), [("earlier", "00:30"), ("later", "01:30")])
def test_a_repeated_hour_is_settled_by_choosing_a_side(room: Newsroom, side: str, utc: str) -> None:
    found = considered(room, Entry("until", "2026-10-25", "01:30", "Europe/London", side))  # type: ignore[arg-type]
    assert found.embargo and found.embargo.instant and f"{found.embargo.instant:%H:%M}" == utc


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Entry(), "Say when"),
        (entry("", "09:00"), "lacks its day"),
        (entry("2026-13-01"), "no day and time"),
        (entry("2026-03-05", "08:00"), "has passed"),
        (entry("2026-04-15", zone="BST"), "more than one time zone"),
    ],
)
def test_what_is_not_settled_says_why(room: Newsroom, one: Entry, said: str) -> None:
    found = considered(room, one)
    assert found.embargo is None and said in found.problem


def test_at_once_and_on_somebodys_word_need_no_time(room: Newsroom) -> None:
    assert considered(room, Entry("now")).embargo and considered(room, Entry("on_my_word")).embargo


def test_another_release_in_the_same_quarter_of_an_hour_is_near(room: Newsroom) -> None:
    premises.queued(room, premises.until(room, hours=2), "cranes")
    premises.queued(room, premises.until(room, hours=3), "later")
    found = looked_over(room, entry("2026-03-05", "11:10"), ["press"], "mine")
    assert [release.slug for release in found.near] == ["cranes"]
    assert looked_over(room, entry("2026-03-05", "11:10"), ["press"], "cranes").near == ()


def test_a_file_fills_the_entry_in() -> None:
    line = EmbargoLine("until", "UNTIL …", "2026-03-05T00:01", "Europe/London", "2026-03-05T00:01:00Z")
    assert entry_said(line) == entry("2026-03-05", "00:01")
    assert (entry_said(EmbargoLine("immediate")), entry_said(EmbargoLine())) == (Entry("now"), Entry())


def test_a_country_is_found_by_its_zone() -> None:
    assert (country_of("Europe/Paris"), country_of("UTC")) == ("FR", "")
    from datetime import date

    assert holiday(date(2026, 7, 14), "UTC", "FR") and not holiday(date(2026, 7, 14), "UTC")
