"""Beats and languages of readers, as a channel asks for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.audience import beats_of, has_beat, reads, told_beats


@given(st.lists(st.text(alphabet="abcÄ é", max_size=6), max_size=5))
def test_beats_that_are_written_down_are_read_as_they_were(words: list[str]) -> None:
    beats = beats_of(";".join(words))
    assert beats_of(told_beats(beats)) == beats
    assert all(
        has_beat(told_beats(beats), beat.upper()) or beat.upper().casefold() != beat.casefold() for beat in beats
    )


@pytest.mark.parametrize(
    "cell", ["climate; energy", "Climate,energy", " climate | ENERGY ;;", "climate; Climate; energy"]
)
def test_the_beats_of_a_cell_are_told_apart_and_each_counts_once(cell: str) -> None:
    assert [beat.casefold() for beat in beats_of(cell)] == ["climate", "energy"]


def test_who_named_no_beat_has_none() -> None:
    assert not has_beat("", "climate")
    assert not has_beat("climates", "climate")


@pytest.mark.parametrize(
    ("language", "wanted", "read"),
    [
        ("fr", "fr", True),
        ("fr-CA", "fr", True),
        ("fr", "fr-CA", True),
        ("FR", "fr", True),
        ("fr-CA", "fr-BE", False),
        ("de", "fr", False),
        ("frr", "fr", False),
    ],
)
def test_a_reader_reads_their_language_wherever_it_is_spoken(language: str, wanted: str, read: bool) -> None:
    assert reads(language, wanted) is read
