"""What changed between two texts, word by word."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.difference import Change, runs_of, word_changes
from bot.core.release import Part, Quote, Release

BEFORE = Release(
    headline="Cranes to stand still for a week",
    body=(Part("paragraph", "The cranes stand still."), Part("quote", quote=0), Part("paragraph", "They are old.")),
    quotes=(Quote("We need a week.", "Ida Holm"),),
)
WORDS = st.text(alphabet="ab cd,. \n漢字", max_size=60)


@given(WORDS, WORDS)
def test_runs_lead_back_to_both_texts(before: str, after: str) -> None:
    runs = runs_of(before, after)
    assert "".join(words for act, words in runs if act != "in") == before
    assert "".join(words for act, words in runs if act != "out") == after


def test_the_same_text_has_no_changes() -> None:
    assert word_changes(BEFORE, BEFORE) == ()


def test_one_word_is_one_word() -> None:
    after = replace(BEFORE, headline="Cranes to stand still for a month")
    kept = ("same", "Cranes to stand still for a ")
    assert word_changes(BEFORE, after) == (Change("headline", (kept, ("out", "week"), ("in", "month"))),)


def test_a_paragraph_in_the_middle_is_no_change_of_those_after_it() -> None:
    after = replace(BEFORE, body=(BEFORE.body[0], Part("paragraph", "Nobody was hurt."), *BEFORE.body[1:]))
    assert word_changes(BEFORE, after) == (Change("paragraph 2", (("in", "Nobody was hurt."),)),)


def test_a_paragraph_that_was_left_out_is_told() -> None:
    assert word_changes(BEFORE, replace(BEFORE, body=BEFORE.body[:2])) == (
        Change("paragraph 3", (("out", "They are old."),)),
    )


def test_a_quotation_and_its_speaker_are_part_of_the_text() -> None:
    (change,) = word_changes(BEFORE, replace(BEFORE, quotes=(Quote("We need a week.", "Ida Holmes"),)))
    assert change.place == "paragraph 2" and ("in", "Holmes") in change.runs


def test_texts_with_little_in_common_are_shown_whole() -> None:
    assert runs_of("The cranes stand still.", "Nobody was hurt here") == (
        ("out", "The cranes stand still."),
        ("in", "Nobody was hurt here"),
    )


def test_a_translation_s_change_names_its_language() -> None:
    french = Release("Les grues s’arrêtent", "fr")
    (change,) = word_changes(
        replace(BEFORE, translations=(french,)),
        replace(BEFORE, translations=(replace(french, headline="Les grues restent"),)),
    )
    assert change.place == "fr, headline"
