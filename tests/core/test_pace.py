"""A rate holds in every span, however it lies and whenever things were taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.pace import Rate, left, read_rate, take

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
HUNDRED = Rate(100, timedelta(minutes=15), "100/15m")


@pytest.mark.parametrize(
    ("text", "count", "seconds"),
    [("100/15m", 100, 900), ("10/s", 10, 1), (" 600 / 1 m ", 600, 60), ("1/d", 1, 86400), ("3/250ms", 3, 0.25)],
)
def test_a_rate_is_read(text: str, count: int, seconds: float) -> None:
    rate = read_rate(text)
    assert rate is not None
    assert (rate.count, rate.span.total_seconds(), str(rate)) == (count, seconds, text.strip())


@pytest.mark.parametrize("text", ["", "100", "0/s", "10/0s", "-1/s", "10/fortnight", "ten/s", "10/s extra"])
def test_what_is_no_rate_is_none(text: str) -> None:
    assert read_rate(text) is None


def test_what_was_taken_is_free_again_after_the_span() -> None:
    taken = take(HUNDRED, {}, NOON, 100)
    assert left(HUNDRED, taken, NOON) == 0
    assert left(HUNDRED, taken, NOON + timedelta(minutes=14, seconds=59)) == 0
    assert left(HUNDRED, taken, NOON + timedelta(minutes=15, seconds=16)) == 100


def test_what_was_taken_before_the_clock_was_set_back_still_counts() -> None:
    taken = take(HUNDRED, {}, NOON, 100)
    assert left(HUNDRED, taken, NOON - timedelta(minutes=10)) == 0


def test_a_clock_set_back_for_hours_does_not_stop_a_channel() -> None:
    assert left(HUNDRED, take(HUNDRED, {}, NOON, 100), NOON - timedelta(hours=3)) == 100


def test_no_more_slots_are_kept_than_count() -> None:
    taken: dict[str, int] = {}
    for minute in range(1000):
        taken = take(HUNDRED, taken, NOON + timedelta(minutes=minute), 1)
    assert len(taken) <= 16


@given(
    st.integers(1, 20),
    st.integers(1, 5000),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 8)), max_size=60),
)
def test_never_more_than_the_rate_in_any_span(count: int, span: int, asks: list[tuple[int, int]]) -> None:
    rate, now, taken = Rate(count, timedelta(milliseconds=span)), NOON, dict[str, int]()
    went: list[tuple[datetime, int]] = []
    for wait, wanted in asks:
        now += timedelta(milliseconds=wait)
        some = min(wanted, left(rate, taken, now))
        if some:
            taken = take(rate, taken, now, some)
            went.append((now, some))
    for start, _ in went:
        assert sum(many for at, many in went if start <= at < start + rate.span) <= count
