from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.readers.zone_words import find_zones, meanings

WINTER, SUMMER = datetime.fromisoformat("2026-01-15T09:00"), datetime.fromisoformat("2026-07-15T09:00")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("00:01 Europe/London", "Europe/London"),
        ("00:01 europe/london", "Europe/London"),
        ("00:01 GMT", "GMT"),
        ("00:01 G.M.T.", "GMT"),
        ("00:01 London time", "Europe/London"),
        ("00:01 UK time", "Europe/London"),
        ("00:01 (New York time)", "America/New_York"),
        ("00:01 US Eastern", "America/New_York"),
        ("00:01 Eastern Time", "Eastern"),
        ("00:01 (PACIFIC)", "Pacific"),
        ("00:01 C.T.", "America/Chicago"),
        ("00:01 Central European Time", "CET"),
        ("00:01 Eastern Standard Time", "EST"),
        ("00h01, heure de Paris", "Europe/Paris"),
        ("00:01, hora de Madrid", "Europe/Madrid"),
        ("00.01 Uhr Berliner Zeit", "Europe/Berlin"),
        ("00:01 Geneva time", "Europe/Zurich"),
        ("00:01 local time in Geneva", "Europe/Zurich"),
        ("00:01 UTC+2", "+02:00"),
        ("00:01 GMT-05:30", "-05:30"),
        ("00:01 +01:00", "+01:00"),
        ("T00:01:00Z", "UTC"),
        ("T00:01:00-05:00", "-05:00"),
        ("00:01 local time", None),
    ],
)
def test_a_zone_is_read_in_every_form(words: str, name: str | None) -> None:
    assert [reading.name for reading in find_zones(words)] == [name]


@pytest.mark.parametrize(
    "words", ["00:01 at the harbour", "one more time", "10:00-11:00", "it is est. in Central London", "Part of it"]
)
def test_other_words_are_no_zones(words: str) -> None:
    assert find_zones(words) == []


@pytest.mark.parametrize(
    ("name", "wall"),
    [
        ("GMT", WINTER),
        ("EST", WINTER),
        ("EDT", SUMMER),
        ("CET", WINTER),
        ("CEST", SUMMER),
        ("MST", WINTER),
        ("AEST", SUMMER),
        ("JST", WINTER),
    ],
)
def test_an_abbreviation_settles_where_all_who_use_it_agree(name: str, wall: datetime) -> None:
    assert len(meanings(wall, name, "Europe/London")) == 1


@pytest.mark.parametrize(
    ("name", "wall"),
    [
        ("BST", SUMMER),
        ("BST", WINTER),
        ("PST", WINTER),
        ("IST", SUMMER),
        ("CST", WINTER),
        ("EST", SUMMER),
        ("EDT", WINTER),
        ("GMT", SUMMER),
        ("CET", SUMMER),
        ("MST", SUMMER),
        ("AEST", WINTER),
        ("CEST", WINTER),
    ],
)
def test_an_abbreviation_of_several_zones_or_out_of_season_does_not(name: str, wall: datetime) -> None:
    assert len(meanings(wall, name, "Europe/London")) > 1


def test_est_is_not_settled_in_a_text_from_australia() -> None:
    assert len(meanings(WINTER, "EST", "Europe/London", australian=True)) > 1
    assert len(meanings(WINTER, "EST", "Australia/Sydney")) > 1


def test_the_office_own_zone_is_named_where_it_keeps_that_clock() -> None:
    assert [m.zone for m in meanings(WINTER, "CET", "Europe/Madrid")] == ["Europe/Madrid"]
    assert [m.zone for m in meanings(WINTER, "CET", "Asia/Tokyo")] == ["Europe/Paris"]


def test_a_gap_and_an_overlap_have_two_meanings() -> None:
    assert len(meanings(datetime.fromisoformat("2026-03-29T01:30"), "Europe/London", "UTC")) == 2
    assert len(meanings(datetime.fromisoformat("2026-10-25T01:30"), "Europe/London", "UTC")) == 2


def test_an_offset_is_what_it_says() -> None:
    (meaning,) = meanings(WINTER, "+02:00", "Europe/London")
    assert meaning.instant == datetime(2026, 1, 15, 7, tzinfo=UTC)
