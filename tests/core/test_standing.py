"""What two texts differ in, in whole sentences; and notes that come back as they were."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.release import Part, Quote, Release
from bot.core.standing import Change, Note, bare, differences

TEXT = Release(
    headline="Cranes stand still",
    body=(Part("paragraph", "They stand still. They are red."), Part("quote", quote=0)),
    quotes=(Quote("We need a week. No more.", "Ida Holm", "Harbour Master"),),
)
words = st.text(max_size=40)


def test_only_the_sentence_that_differs_is_told() -> None:
    after = replace(TEXT, body=(Part("paragraph", "They stand still. They are blue."), TEXT.body[1]))
    assert differences(TEXT, after) == [("They are red.", "They are blue.")]


def test_a_quotation_and_its_speaker_are_compared_too() -> None:
    after = replace(TEXT, quotes=(Quote("We need a day. No more.", "Ida Holm", "Pilot"),))
    assert differences(TEXT, after) == [
        ("We need a week.", "We need a day."),
        ("Ida Holm, Harbour Master", "Ida Holm, Pilot"),
    ]


def test_what_was_added_or_left_out_has_nothing_on_one_side() -> None:
    after = replace(TEXT, body=(Part("paragraph", "They stand still. They are red. All of them."), TEXT.body[1]))
    assert differences(TEXT, after) == [("", "All of them.")]
    assert differences(after, TEXT) == [("All of them.", "")]


def test_texts_that_read_alike_do_not_differ() -> None:
    assert differences(TEXT, replace(TEXT, silenced=("x",))) == []


@given(words, words, words, st.booleans(), st.lists(words, max_size=3))
def test_a_note_comes_back_as_it_was(was: str, now: str, because: str, remove: bool, channels: list[str]) -> None:
    note = Note((Change("en", was, now),), because, remove, tuple(channels))
    assert Note.from_json(note.to_json()) == note


def test_a_language_without_a_change_of_its_own_is_told_the_main_one() -> None:
    note = Note((Change("en", "a", "b"), Change("fr", "c", "d")))
    assert [change.now_reads for change in map(note.change_in, ("en", "fr", "de")) if change] == ["b", "d", "b"]


def test_nothing_is_left_of_a_text_in_any_language() -> None:
    whole = bare(replace(TEXT, translations=(replace(TEXT, language="fr"),)))
    assert (whole.headline, whole.body, whole.quotes) == (TEXT.headline, (), ())
    assert [(one.language, one.body) for one in whole.translations] == [("fr", ())]
