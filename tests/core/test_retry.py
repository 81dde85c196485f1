"""Waits grow, never undercut what the provider asked for, and end."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.retry import JITTER, QUICK, WAITS, wait_before

KINDS = ["webhook", "email", "x"]


@dataclass
class Fixed:
    """Chance that always falls the same way."""

    value: float = 0.0

    def random(self) -> float:
        return self.value


@given(
    st.integers(1, 30),
    st.sampled_from(KINDS),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3)),
    st.integers(),
)
def test_what_the_provider_asked_for_is_a_lower_bound(attempt: int, kind: str, asked: timedelta, seed: int) -> None:
    wait = wait_before(attempt, kind, asked, random.Random(seed))
    assert wait is None or wait >= asked


@given(st.integers(1, 30), st.sampled_from(KINDS), st.integers())
def test_jitter_only_adds(attempt: int, kind: str, seed: int) -> None:
    wait, least = wait_before(attempt, kind, None, random.Random(seed)), wait_before(attempt, kind, None, Fixed())
    assert (wait is None) == (least is None)
    assert wait is None or least is None or least <= wait <= least * (1 + JITTER)


@pytest.mark.parametrize("kind", KINDS)
def test_each_wait_is_longer_than_the_one_before_and_then_it_is_given_up(kind: str) -> None:
    waits: list[timedelta] = []
    while (wait := wait_before(len(waits) + 1, kind, None, Fixed())) is not None:
        waits.append(wait)
    assert waits == sorted(set(waits))
    assert len(waits) == len(WAITS if kind == "webhook" else QUICK)


def test_a_webhook_is_tried_as_standard_webhooks_publishes_it() -> None:
    seconds = [wait_before(attempt, "webhook", None, Fixed()) for attempt in range(1, 10)]
    hours = [timedelta(hours=number) for number in (2, 5, 10, 14, 20, 24)]
    assert seconds == [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), *hours]


@pytest.mark.parametrize("kind", KINDS)
def test_a_provider_that_asks_for_patience_does_not_make_it_endless(kind: str) -> None:
    assert wait_before(30, kind, timedelta(seconds=1), Fixed()) is None


def test_two_that_failed_together_do_not_come_back_together() -> None:
    chance = random.Random(1)
    assert wait_before(3, "email", None, chance) != wait_before(3, "email", None, chance)
