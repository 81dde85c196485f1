from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.configuration import DayOrder
from bot.readers.dates import find_dates
from bot.readers.opening import read

TODAY = date(2026, 3, 2)  # a Monday
FIFTH = date(2026, 3, 5)


@pytest.mark.parametrize(
    "words",
    [
        "5 March 2026",
        "5th March 2026",
        "the 5th of March, 2026",
        "March 5, 2026",
        "March 5th 2026",
        "Mar. 5, 2026",
        "5 Mar 2026",
        "Thursday 5 March 2026",
        "Thursday, March 5, 2026",
        "5 March 2026 (Thursday)",
        "Thu 5 March",
        "2026-03-05",
        "2026/03/05",
        "5. März 2026",
        "Donnerstag, den 5. März 2026",
        "jeudi 5 mars 2026",
        "5 de marzo de 2026",
        "jueves, 5 de marzo de 2026",
        "Thursday 05/03/2026",
        "Thursday, 03/05/2026",
        "5 March",
        "March 5",
        "THURSDAY 5 MARCH 2026",
        "Thursday 5.3.26",
    ],
)
def test_one_day_is_read_in_every_order_and_language(words: str) -> None:
    assert [reading.days for reading in find_dates(f"on {words} at noon", TODAY)] == [(FIFTH,)]


@pytest.mark.parametrize("words", ["05/03/2026", "5.3.2026", "05-03-2026"])
def test_day_and_month_that_can_change_places_are_both_kept(words: str) -> None:
    (reading,) = find_dates(words, TODAY)
    assert (set(reading.days), reading.reason) == ({FIFTH, date(2026, 5, 3)}, "day and month can be read both ways")


def test_a_day_above_twelve_settles_the_order() -> None:
    assert find_dates("25/03/2026", TODAY)[0].days == find_dates("03/25/2026", TODAY)[0].days == (date(2026, 3, 25),)


def test_a_weekday_against_its_date_keeps_both() -> None:
    (reading,) = find_dates("Friday 5 March 2026", TODAY)
    assert (reading.days, reading.reason) == ((FIFTH, date(2026, 3, 6)), "5 March 2026 is a Thursday, not a Friday")


@pytest.mark.parametrize("words", ["31 April 2026", "29 February 2027", "2026-13-01", "2026-00-05", "5 March 1626"])
def test_a_day_that_is_in_no_calendar_is_none(words: str) -> None:
    assert all(not reading.days or reading.yearless for reading in find_dates(words, TODAY))


def test_a_missing_year_is_the_next_such_day() -> None:
    assert find_dates("1 March", date(2025, 12, 30))[0].days == (date(2026, 3, 1),)


def test_a_day_without_a_year_that_has_just_passed_can_be_either() -> None:
    assert find_dates("1 March", TODAY)[0].days == (date(2027, 3, 1), date(2026, 3, 1))
    assert find_dates("1 March", TODAY, ahead=False)[0].days == (date(2026, 3, 1),)


def test_tomorrow_and_weekdays_are_read_from_today() -> None:
    assert [r.days for r in find_dates("tomorrow", TODAY)] == [(date(2026, 3, 3),)]
    assert [r.days for r in find_dates("Thursday", TODAY)] == [(FIFTH,)]
    assert find_dates("Monday", TODAY)[0].days == (TODAY, date(2026, 3, 9))


@pytest.mark.parametrize(
    "words", ["12.03.4567.8", "version 1.2.3.4", "10:00", "March 12:30", "may go", "+44 20 7946 0000"]
)
def test_other_numbers_are_no_dates(words: str) -> None:
    assert find_dates(words, TODAY) == []


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_a_date_written_out_is_read_back(day: date) -> None:
    for words in (f"{day:%A %-d %B %Y}", f"{day:%B %-d, %Y}", day.isoformat()):
        assert [reading.days for reading in find_dates(words, TODAY)] == [(day,)]


@given(st.text(max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    for reading in find_dates(text, TODAY):
        assert 0 <= reading.start < reading.end <= len(text)


@pytest.mark.parametrize(
    ("order", "line", "day"),
    [
        ("", "4/3/2026", None),
        ("day-first", "4/3/2026", "2026-03-04"),
        ("month-first", "4/3/2026", "2026-04-03"),
        ("day-first", "04.03.26", None),
        ("month-first", "13/3/2026", "2026-03-13"),
        ("month-first", "Wednesday, 4/3/2026", "2026-03-04"),
    ],
)
def test_a_date_of_three_numbers_is_read_as_the_office_writes_it(order: DayOrder, line: str, day: str | None) -> None:
    text = f"Harbour reopens after ten years\n\n{line}\n\nThe harbour of Merrowby reopens on Friday."
    assert read("release.txt", text.encode(), date(2026, 3, 2), "Europe/London", order).release.release_date == day


@pytest.mark.parametrize("order", ["", "day-first", "month-first"])
def test_how_the_office_writes_dates_never_settles_an_embargo(order: DayOrder) -> None:
    text = "EMBARGOED UNTIL 05/03/2026 00:01 UTC\n\nHarbour reopens after ten years\n\nThe harbour reopens on Friday."
    found = read("release.txt", text.encode(), date(2026, 3, 2), "Europe/London", order).embargo
    assert (found.ambiguous, len(found.choices)) == (True, 2)
