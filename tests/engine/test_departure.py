"""With which time a send is signed."""

from __future__ import annotations

from datetime import timedelta

from bot.core.world import Reading
from bot.engine.departure import signed_at
from tests.premises import NINE

LATER = NINE + timedelta(minutes=20)


def test_a_clock_that_is_sure_signs_with_the_earliest_time_it_can_be() -> None:
    assert {signed_at(Reading(NINE, LATER), attempt) for attempt in range(1, 5)} == {NINE}


def test_a_clock_in_doubt_signs_every_other_try_with_the_latest() -> None:
    """One of the two is near enough for a receiver: a release that is out is not held up for as long as the doubt lasts."""
    doubtful = Reading(NINE, LATER, "doubtful", ("the clock was set back by 20 min",))
    assert [signed_at(doubtful, attempt) for attempt in range(1, 5)] == [NINE, LATER, NINE, LATER]
