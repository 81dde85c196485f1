"""Times as people write them, in every zone there is."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.core import embargo as subject
from bot.core.embargo import (
    parse_until,
)
from bot.core.zones import known_zones

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


ZONES = sorted(known_zones() - set(subject._ABBREVIATIONS))


WALLS = st.datetimes(datetime.fromisoformat("1975-01-01"), datetime.fromisoformat("2037-12-31"))


def until(words: str) -> subject.Embargo:
    return parse_until(words, NOW, "Europe/London")
