"""Zone data comes from one source, whatever the machine has."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from zoneinfo import ZoneInfo

import tzdata
import whenever
from hypothesis import given
from hypothesis import strategies as st

from bot.core.zones import TZDB_VERSION, known_zones, near_zones


def test_the_systems_zone_files_are_not_looked_at() -> None:
    assert zoneinfo.TZPATH == ()


def test_the_version_of_the_rules_is_that_of_the_package() -> None:
    assert tzdata.IANA_VERSION == TZDB_VERSION


@given(
    st.sampled_from(sorted(known_zones())),
    st.datetimes(datetime.fromisoformat("1980-01-01"), datetime.fromisoformat("2037-01-01")),
)
def test_both_libraries_resolve_alike(zone: str, wall: datetime) -> None:
    ours = whenever.PlainDateTime(wall).assume_tz(zone, disambiguation="compatible")
    assert ours.to_instant().to_stdlib().timestamp() == wall.replace(tzinfo=ZoneInfo(zone)).timestamp()


def test_a_city_finds_its_zone_and_a_slip_of_the_pen_the_name_it_resembles() -> None:
    assert near_zones("new york") == ["America/New_York"]
    assert near_zones("europe/london") == ["Europe/London"]
    assert "Europe/Berlin" in near_zones("Europe/Belin")
    assert near_zones("Xqqzv") == []
