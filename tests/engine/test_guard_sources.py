"""The guard of the clock: what sources and people say, and how far they are believed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.opinions import AGREEMENT, Opinion, limits
from tests.engine.machines import HOUR, MILLISECOND, NINE, Heard, Machine


def test_a_bound_of_the_machines_own_daemon_is_taken_off(machine: Machine) -> None:
    kernel = machine.told("the kernel", error=40 * MILLISECOND, local=True)
    chrony = machine.told("chrony", error=3 * MILLISECOND, local=True)
    for trust in ("system", "verified"):
        reading = machine.guard(trust=trust, sources=Heard(kernel, chrony)).reading()
        assert (reading.earliest, reading.latest) == (NINE - 3 * MILLISECOND, NINE + 3 * MILLISECOND)
        assert reading.verdict == "sure"


def test_an_old_opinion_is_a_wide_one(machine: Machine) -> None:
    guard = machine.guard(sources=Heard(machine.told("chrony", error=3 * MILLISECOND, local=True)))
    machine.passes(seconds=100)
    assert guard.reading().earliest == machine.true - 13 * MILLISECOND
    machine.passes(hours=2)
    assert guard.reading().earliest == machine.true, "too old to say anything"


def test_no_source_makes_the_time_later_than_the_machines_own(machine: Machine) -> None:
    machine.off = -100 * MILLISECOND
    ahead = machine.told("chrony", error=MILLISECOND, local=True)
    assert machine.guard(sources=Heard(ahead)).reading().earliest == machine.wall()


def test_verified_needs_a_synchronised_clock_or_two_sources_that_agree(machine: Machine) -> None:
    sources = Heard()
    guard = machine.guard(trust="verified", sources=sources)
    assert guard.reading().verdict == "doubtful"
    sources.heard = [machine.told("one")]
    assert guard.reading().verdict == "doubtful"
    sources.heard = [machine.told("the kernel", local=True, bounded=False)]
    assert guard.reading().verdict == "doubtful", "synchronised, but who knows how well"
    sources.heard = [machine.told("one", error=20 * MILLISECOND), machine.told("two")]
    reading = guard.reading()
    assert (reading.verdict, reading.earliest) == ("sure", NINE - 5 * MILLISECOND)
    sources.heard = [machine.told("chrony", local=True)]
    assert guard.reading().verdict == "sure"


def test_two_sources_that_differ_do_not_verify(machine: Machine) -> None:
    sources = Heard(machine.told("one"), machine.told("two", off=timedelta(seconds=2)))
    assert machine.guard(trust="verified", sources=sources).reading().verdict == "doubtful"


@pytest.mark.parametrize("trust", ["system", "verified"])
def test_two_sources_against_the_clock_are_believed_more_than_it(machine: Machine, trust: str) -> None:
    machine.off = timedelta(minutes=10)
    guard = machine.guard(trust=trust, sources=Heard(machine.told("one"), machine.told("two")))
    reading = guard.reading()
    assert (reading.verdict, reading.lasting) == ("doubtful", False)
    assert "two sources agree that the clock is 10 min ahead" in reading.reasons[0]
    assert reading.earliest == NINE - 5 * MILLISECOND
    machine.off = timedelta(0)
    assert guard.reading().verdict == "sure"


def test_one_source_against_the_clock_is_not(machine: Machine) -> None:
    machine.off = timedelta(minutes=10)
    assert machine.guard(sources=Heard(machine.told("one"))).reading().verdict == "sure"


def test_a_persons_word_is_worth_more_than_theirs_until_the_clock_is_set(machine: Machine) -> None:
    machine.off = timedelta(minutes=10)
    sources = Heard(machine.told("one"), machine.told("two"))
    guard = machine.guard(trust="verified", sources=sources)
    guard.believe()
    assert guard.reading().verdict == "sure"
    machine.off = timedelta(minutes=20)
    assert guard.reading().verdict == "doubtful"


SPANS = st.timedeltas(min_value=timedelta(seconds=-5), max_value=timedelta(seconds=5))


@given(SPANS, SPANS, st.floats(0, 2), st.floats(0, 2))
def test_where_two_sources_agree_lies_all_that_both_say(
    one: timedelta, other: timedelta, wide: float, narrow: float
) -> None:
    a = Opinion("a", NINE + one, NINE + one + timedelta(seconds=wide), HOUR, HOUR)
    b = Opinion("b", NINE + other, NINE + other + timedelta(seconds=narrow), HOUR, HOUR)
    found = limits([a, b])
    apart = max(a.low, b.low) - min(a.high, b.high)
    assert (found is None) == (apart > AGREEMENT)
    assert found == limits([b, a])
    if found is not None and apart <= timedelta(0):
        assert found == (max(a.low, b.low), min(a.high, b.high))
    if found is not None and apart > timedelta(0):
        assert found == (min(a.low, b.low), max(a.high, b.high))
