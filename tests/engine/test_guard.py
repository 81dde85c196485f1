"""The guard of the clock: steps, restarts, suspends."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.engine.guard import STEP, GuardedClock
from tests.engine.machines import HOUR, MILLISECOND, NINE, Heard, Machine


def test_a_clock_that_nobody_touches_is_believed_to_the_microsecond(machine: Machine) -> None:
    guard = machine.guard()
    for _ in range(5):
        machine.passes(hours=3)
        reading = guard.reading()
        assert (reading.earliest, reading.latest, reading.verdict) == (machine.true, machine.true, "sure")


def test_a_step_forward_is_doubted_and_the_earliest_time_goes_on_from_where_it_was(machine: Machine) -> None:
    guard = machine.guard()
    guard.reading()
    machine.passes(minutes=1)
    machine.off = HOUR
    machine.passes(minutes=1)
    reading = guard.reading()
    assert (reading.verdict, reading.lasting) == ("doubtful", True)
    assert (reading.earliest, reading.latest) == (machine.true, machine.wall())
    assert "set forward by 1 h" in reading.reasons[0]


def test_a_machine_that_was_suspended_has_not_been_set(machine: Machine) -> None:
    guard = machine.guard()
    guard.reading()
    machine.passes(days=2)  # the uptime counts sleep: CLOCK_BOOTTIME
    assert guard.reading().verdict == "sure"


def test_a_clock_that_is_slewed_is_followed(machine: Machine) -> None:
    guard = machine.guard()
    for _ in range(100):
        machine.passes(seconds=1)
        machine.off += timedelta(milliseconds=80)
        assert guard.reading().verdict == "sure"
    assert guard.reading().earliest == machine.wall()


def test_a_second_forward_is_not_yet_a_step_and_more_is(machine: Machine) -> None:
    guard = machine.guard()
    guard.reading()
    machine.off = STEP
    assert guard.reading().verdict == "sure"
    machine.off += STEP + MILLISECOND
    assert guard.reading().verdict == "doubtful"


def test_a_step_that_is_undone_is_forgotten(machine: Machine) -> None:
    guard = machine.guard()
    guard.reading()
    machine.off = HOUR
    assert guard.reading().verdict == "doubtful"
    machine.off = timedelta(0)
    machine.passes(seconds=1)
    reading = guard.reading()
    assert (reading.verdict, reading.earliest) == ("sure", machine.true)


def test_a_step_that_is_a_correction_is_believed_once_a_source_agrees(machine: Machine) -> None:
    machine.off = -HOUR
    sources = Heard()
    guard = machine.guard(sources=sources)
    guard.reading()
    machine.off = timedelta(0)
    assert guard.reading().verdict == "doubtful"
    sources.heard = [machine.told("NTP")]
    assert guard.reading().verdict == "sure"
    sources.heard = []
    machine.passes(minutes=5)
    assert guard.reading().verdict == "sure", "agreed is agreed"


def test_an_opinion_from_before_the_step_judges_it_too(machine: Machine) -> None:
    sources = Heard(machine.told("NTP"))
    guard = machine.guard(sources=sources)
    guard.reading()
    machine.off = HOUR
    machine.passes(seconds=2)
    assert guard.reading().verdict == "doubtful", "it spoke for the clock as it was"


def test_a_source_too_coarse_to_tell_the_clock_before_from_the_clock_after_ends_no_doubt(machine: Machine) -> None:
    guard = machine.guard(sources=Heard(machine.told("HTTPS", error=timedelta(seconds=1.2))))
    guard.reading()
    machine.off = timedelta(seconds=1.1)
    assert guard.reading().verdict == "doubtful"


def test_a_person_can_say_that_the_clock_is_right(machine: Machine) -> None:
    guard = machine.guard()
    guard.reading()
    machine.off = HOUR
    assert guard.reading().verdict == "doubtful"
    guard.believe()
    reading = guard.reading()
    assert (reading.verdict, reading.earliest) == ("sure", machine.wall())
    machine.off = 2 * HOUR
    assert guard.reading().verdict == "doubtful", "that was said of another time"


def test_a_clock_below_the_time_that_was_believed_before_the_restart_is_doubted(machine: Machine) -> None:
    guard = machine.guard(mark=NINE + HOUR)
    reading = guard.reading()
    assert (reading.verdict, reading.lasting) == ("doubtful", False)
    assert (reading.earliest, reading.latest) == (NINE, NINE + HOUR)
    assert "1 h behind" in reading.reasons[0]
    machine.passes(hours=1)
    assert guard.reading().verdict == "sure"


def test_up_to_a_second_below_it_is_nothing(machine: Machine) -> None:
    assert machine.guard(mark=NINE + STEP).reading().verdict == "sure"
    assert machine.guard(mark=NINE + STEP + MILLISECOND).reading().verdict == "doubtful"


def test_a_step_back_while_it_runs_is_noticed_and_ends_when_somebody_agrees(machine: Machine) -> None:
    sources = Heard()
    machine.off = HOUR
    guard = machine.guard(sources=sources)
    assert guard.reading().verdict == "sure"
    machine.off = timedelta(0)
    reading = guard.reading()
    assert (reading.verdict, reading.earliest, reading.latest) == ("doubtful", NINE, NINE + HOUR)
    sources.heard = [machine.told("NTP")]
    assert guard.reading().verdict == "sure"
    sources.heard = []
    assert guard.reading().verdict == "sure"


def test_to_set_a_clock_right_that_fell_behind_is_no_step_forward(machine: Machine) -> None:
    guard = machine.guard()
    guard.reading()
    machine.off = -HOUR
    assert guard.reading().verdict == "doubtful"
    machine.off = timedelta(0)
    machine.passes(minutes=5)
    assert guard.reading().verdict == "sure"
    machine.off = HOUR
    assert guard.reading().lasting


def test_nor_is_it_after_a_restart_of_whatever_length(machine: Machine) -> None:
    machine.off = -HOUR
    guard = machine.guard(mark=NINE - timedelta(minutes=20))
    assert guard.reading().verdict == "doubtful"
    machine.off = timedelta(0)
    assert guard.reading().verdict == "sure"


def test_a_doubt_outlives_a_restart(machine: Machine) -> None:
    machine.off = HOUR
    guard = machine.guard(mark=NINE, doubt="the clock was set forward by 1 h")
    reading = guard.reading()
    assert (reading.verdict, reading.lasting, reading.earliest) == ("doubtful", True, NINE)
    machine.passes(minutes=1)
    assert guard.reading().earliest == machine.true
    guard.believe()
    assert guard.reading().verdict == "sure"


def test_a_doubt_that_outlived_a_restart_ends_with_a_source(machine: Machine) -> None:
    sources = Heard(machine.told("NTP"))
    assert machine.guard(mark=NINE - HOUR, doubt="set forward", sources=sources).reading().verdict == "sure"


def test_a_process_that_is_stopped_between_two_looks_sees_no_step(machine: Machine) -> None:
    looks = iter([timedelta(0), timedelta(seconds=30)])

    def wall() -> datetime:
        now = machine.wall()
        machine.passes(seconds=next(looks, timedelta(0)).total_seconds())
        return now

    guard = GuardedClock(wall=wall, up=machine.uptime)
    for _ in range(3):
        assert guard.reading() is not None
        assert guard.reading().verdict == "sure"


@given(st.lists(st.tuples(st.floats(0, 3600), st.floats(-7200, 7200)), max_size=12))
def test_whatever_is_done_to_the_clock_the_earliest_time_is_never_ahead_of_it_and_never_after_the_latest(
    days: list[tuple[float, float]],
) -> None:
    machine = Machine()
    guard = machine.guard()
    assert guard.reading().verdict == "sure"
    for passed, off in days:
        machine.passes(seconds=passed)
        machine.off = timedelta(seconds=off)
        reading = guard.reading()
        assert reading.earliest <= machine.wall()
        assert reading.earliest <= reading.latest


@given(st.lists(st.tuples(st.floats(0, 3600), st.floats(1.01, 7200)), min_size=1, max_size=8))
def test_no_row_of_steps_forward_makes_a_clock_that_was_right_early(steps: list[tuple[float, float]]) -> None:
    machine = Machine()
    guard = machine.guard()
    guard.reading()
    for passed, step in steps:
        machine.passes(seconds=passed)
        machine.off += timedelta(seconds=step)
        reading = guard.reading()
        assert reading.verdict == "doubtful"
        assert reading.earliest == machine.true
