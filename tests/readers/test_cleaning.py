from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.release import Finding
from bot.readers.cleaning import clean, squeeze
from tests.readers.manuscripts import codes, manuscript, release


def cleaned(text: str) -> str:
    return clean(text, [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028"])
def test_every_kind_of_line_end_is_one(end: str) -> None:
    assert cleaned(f"one{end}two") == "one\ntwo"


@pytest.mark.parametrize("odd", ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200d", "\u200e"])
def test_what_is_not_seen_between_latin_letters_goes(odd: str) -> None:
    assert cleaned(f"har{odd}bour") == "harbour"


@pytest.mark.parametrize("text", ["👩\u200d🔬", "می\u200cخواهم", "שלום\u200f!"])
def test_joiners_and_marks_that_shape_a_script_stay(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize("text", ["«\u00a0Bonjour\u00a0»", "10\u202f000 euros", "Quoi\u202f?", "25\u00a0%"])
def test_french_no_break_spaces_stay(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize("text", ["5\u00a0March", "the\u00a0harbour", "\u00a0The harbour", "at\u00a010:00"])
def test_other_no_break_spaces_are_plain_spaces(text: str) -> None:
    assert cleaned(text) == text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("odd", "code"),
    [("\x00\x1b", "control-characters"), ("\x9b", "control-characters"), ("\u241e", "control-characters")]
    + [(mark, "bidi-override") for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"],
)
def test_controls_and_direction_overrides_are_taken_out_and_told(odd: str, code: str) -> None:
    findings: list[Finding] = []
    assert clean(f"one\nhar{odd}bour", findings) == "one\nharbour"
    assert [(finding.code, finding.line) for finding in findings] == [(code, 2)]


@pytest.mark.parametrize("name", ["story.md", "story.txt"])
def test_an_escape_that_unfolds_into_a_control_character_does_not_get_through(name: str) -> None:
    text = '---\nheadline: "Har\\u202ebour \\u241e opens"\n---\n\nShips &#x202e;come&#x1b; &#x241e; again.'
    if name.endswith("txt"):
        text = "Harbour opens\n\nShips &#x202e;come."  # plain text has no escapes to unfold
    told = release(text, name).to_json().decode()
    assert not set("\u202e\x1b\u241e") & set(told)


def test_spoilt_letters_are_put_right_and_told() -> None:
    found = manuscript("Harbour\n\nThe cafÃ© on the quay isnâ€™t open.")
    assert "mojibake-repaired" in codes(found.findings)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once


@given(st.text())
def test_nothing_invisible_that_could_mislead_is_left(text: str) -> None:
    assert not set(cleaned(text)) & set("\x00\x1b\x7f\x9b\u202e\u2066\u241e\r\u200b\u00ad")


def test_squeezing_makes_one_line() -> None:
    assert squeeze("  one \t two\n three ") == "one two three"
