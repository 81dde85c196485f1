"""A weekday fits the date beside it, or somebody is told."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from tests.core.preflight.texts import findings, in_text, release

# 5 March 2026 is a Thursday.
WRONG = [
    ("en", "They meet on Friday 5 March 2026."),
    ("en", "They meet on Friday, March 5."),
    ("en", "They meet on Friday, the 5th of March."),
    ("en", "They meet on March 5 (Friday)."),
    ("en", "Doors open Fri, 5 Mar 2026."),
    ("en", "They meet on Friday, March 5th, 2026, at noon."),
    ("fr", "Ils se réunissent le vendredi 5 mars."),
    ("fr", "Ils se réunissent lundi 1er mars 2027 et mardi 1er mars 2026."),
    ("de", "Sie treffen sich am Freitag, den 5. März 2026."),
    ("de", "Sie treffen sich am Freitag, 5. März."),
    ("es", "Se reúnen el viernes 5 de marzo de 2026."),
    ("es", "Se reúnen el viernes, 5 de marzo."),
]


@pytest.mark.parametrize(("language", "text"), WRONG)
def test_a_weekday_that_does_not_fit_is_found(language: str, text: str) -> None:
    assert in_text(text, language) == ["date-weekday"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They meet on Thursday 5 March 2026."),
        ("en", "They meet from Monday to Friday, 9 March to 13 March."),
        ("en", "They meet on Monday and Friday 9 March and 13 March."),
        ("en", "On Sunday, 30 January 1972, thirteen people died."),
        ("en", "It was founded in March 2012 on a Friday."),
        ("en", "Friday 05 people came; on March 5 nobody did."),
        ("en", "Buses leave every Friday. 5 March is a holiday."),
        ("fr", "Ils se réunissent le jeudi 5 mars."),
        ("fr", "Du lundi au vendredi 6 mars, le port est fermé."),
        ("de", "Sie treffen sich am Donnerstag, den 5. März."),
        ("es", "Se reúnen el jueves 5 de marzo."),
        ("ja", "金曜日 5 March 2026"),
    ],
)
def test_one_that_fits_or_belongs_to_another_date_is_left_alone(language: str, text: str) -> None:
    assert in_text(text, language) == []


def test_it_says_which_day_it_is() -> None:
    told = findings(release("They meet on Friday, March 5."))
    assert told[0].message == '"Friday, March 5" is not a Friday: 5 March 2026 is a Thursday.'


def test_without_a_year_the_nearest_one_is_meant() -> None:
    assert in_text("The fleet left on Wednesday 31 December.") == []  # in 2025, two months before


def test_without_any_year_nothing_is_judged() -> None:
    undated = release("They meet on Friday, March 5.", release_date=None)
    assert findings(undated, None) == []


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(["en", "en_GB", "fr", "de", "es"]))
def test_no_date_that_is_written_in_full_by_the_rules_of_its_language_is_doubted(day: date, locale: str) -> None:
    text = format_date(day, "full", locale)
    assert in_text(f"Es geschah: {text}.", locale[:2]) == []


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(["en", "fr", "de", "es"]), st.integers(1, 6))
def test_every_date_with_another_weekday_is_found(day: date, locale: str, shift: int) -> None:
    other = date.fromordinal(day.toordinal() + shift)
    wrong = format_date(day, "full", locale).replace(
        format_date(day, "EEEE", locale), format_date(other, "EEEE", locale)
    )
    assert in_text(f"({wrong})", locale) == ["date-weekday"]
