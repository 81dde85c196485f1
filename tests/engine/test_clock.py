"""The clock waits for instants, not for releases, and never tells a time that is not yet."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.engine import adjtimex
from bot.engine.clock import Clock
from bot.engine.process import Engine
from bot.engine.timekeeping import SystemClock, seconds_until, wall_clock
from bot.store.models import Release
from tests import premises
from tests.engine.conftest import live, wait_for


@pytest.mark.django_db(transaction=True)
def test_a_hundred_releases_of_one_instant_are_one_job() -> None:
    room, world = live(premises.configuration())
    release = premises.approved(room, premises.until(room, seconds=8), channels=("x",))
    later = premises.approved(room, premises.until(room, seconds=9), "later", channels=("x",))
    columns = {field.attname: getattr(release, field.attname) for field in Release._meta.concrete_fields}
    Release.objects.bulk_create(Release(**columns | {"id": None, "slug": f"release-{number}"}) for number in range(99))
    clock = Clock(Engine(room))
    clock.start()
    try:
        wait_for(lambda: _armed(clock))
        time.sleep(0.6)  # the next tick arms nothing twice
        assert _armed(clock) == {f"at {one.instant.isoformat()}" for one in (release, later) if one.instant}
    finally:
        clock.stop()
        world.close()


def _armed(clock: Clock) -> set[str]:
    return {job.id for job in clock.scheduler.get_jobs() if job.id.startswith("at ")}


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_was_set_forward_and_then_right_again_goes_on_ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = timedelta(0)
    monkeypatch.setattr("bot.engine.clock.wall_clock", lambda: wall_clock() + ahead)
    room, world = live(premises.configuration())
    clock = Clock(Engine(room))
    clock.start()
    try:
        # As the scheduler has it after a tick while the clock was an hour ahead.
        clock.scheduler.modify_job("lift", next_run_time=datetime.now(UTC) + timedelta(hours=1))
        ahead = timedelta(hours=-1)
        soon = datetime.now(UTC) + timedelta(minutes=1)
        wait_for(lambda: clock.scheduler.get_job("lift").next_run_time < soon)
        assert clock.scheduler.get_job("lift").next_run_time < soon
    finally:
        clock.stop()
        world.close()


def test_the_time_that_is_told_is_never_ahead_of_the_one_that_is() -> None:
    for _ in range(2000):
        told = SystemClock().reading()
        after = time.time_ns()
        assert _microseconds(told.latest) <= after // 1000


def test_a_moment_between_two_microseconds_is_told_as_the_earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    for nanoseconds in (1_772_668_860_000_000_999, 1_772_668_859_999_999_999, 4_102_444_799_123_456_789, 1_999):
        monkeypatch.setattr("bot.engine.timekeeping.time.time_ns", lambda told=nanoseconds: told)
        assert _microseconds(wall_clock()) == nanoseconds // 1000


def _microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def test_the_wait_for_what_has_passed_is_none() -> None:
    now = datetime(2026, 3, 5, tzinfo=UTC)
    assert seconds_until(now + timedelta(milliseconds=1500), now) == 1.5
    assert seconds_until(now - timedelta(seconds=1), now) == 0


def test_what_the_kernel_does_not_bound_is_no_bound() -> None:
    known = adjtimex.read()
    if known is None:
        pytest.skip("this system has no adjtimex")
    assert known.max_error is None or (known.synchronised and known.max_error > 0)
