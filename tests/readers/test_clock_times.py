from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.readers.clock_times import find_times


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("00:01", time(0, 1)),
        ("00.01", time(0, 1)),
        ("0001 hrs", time(0, 1)),
        ("0001hrs", time(0, 1)),
        ("12.01am", time(0, 1)),
        ("12:01 a.m.", time(0, 1)),
        ("12:30pm", time(12, 30)),
        ("1530 hours", time(15, 30)),
        ("12 noon", time(12)),
        ("noon", time(12)),
        ("midi", time(12)),
        ("19h00", time(19)),
        ("19 h 30", time(19, 30)),
        ("19h", time(19)),
        ("10.00 Uhr", time(10)),
        ("10 Uhr", time(10)),
        ("4PM", time(16)),
        ("4 p.m.", time(16)),
        ("00:01:30", time(0, 1, 30)),
        ("16:00 horas", time(16)),
    ],
)
def test_one_time_is_read_in_every_form(words: str, expected: time) -> None:
    (reading,) = find_times(f"at {words} on")
    assert (reading.times, reading.reason) == (((expected, 0),), None)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("midnight", {(time(0), 0), (time(0), 1)}),
        ("12 midnight", {(time(0), 0), (time(0), 1)}),
        ("Mitternacht", {(time(0), 0), (time(0), 1)}),
        ("24:00", {(time(0), 0), (time(0), 1)}),
        ("12 am", {(time(0), 0), (time(12), 0)}),
        ("12:00 p.m.", {(time(0), 0), (time(12), 0)}),
    ],
)
def test_a_time_that_can_be_two_is_both(words: str, expected: set[tuple[time, int]]) -> None:
    (reading,) = find_times(words)
    assert (set(reading.times), reading.reason is not None) == (expected, True)


@pytest.mark.parametrize("words", ["25:00", "10:75", "13pm", "0 am"])
def test_a_time_that_no_clock_shows_is_none(words: str) -> None:
    assert all(reading.times == () for reading in find_times(words))


@pytest.mark.parametrize(
    ("words", "open_"), [("6:00", True), ("12:01", True), ("06:00", False), ("18:00", False), ("6 Uhr", False)]
)
def test_an_hour_that_could_be_of_either_half_is_marked(words: str, open_: bool) -> None:
    assert find_times(words)[0].half_open is open_


@given(st.times().map(lambda one: one.replace(microsecond=0, tzinfo=None)))
def test_a_time_written_out_is_read_back(one: time) -> None:
    assert [reading.times for reading in find_times(one.isoformat())] == [((one, 0),)]
