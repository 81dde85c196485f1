"""A release is the same after it was written down, and its name is the hash of its content."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.release import Contact, File, Part, Picture, Quote, Release, Section

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
MAYBE = st.none() | TEXT
PARTS = st.builds(
    Part,
    st.sampled_from(["paragraph", "heading", "list", "quote"]),
    TEXT,
    st.lists(TEXT, max_size=2).map(tuple),
    st.none() | st.integers(0, 3),
)
MANY_PARTS = st.lists(PARTS, max_size=3).map(tuple)
RELEASES = st.builds(
    Release,
    headline=TEXT,
    language=st.sampled_from(["en", "ar", "pt-BR"]),
    kicker=MAYBE,
    subhead=MAYBE,
    dateline=MAYBE,
    release_date=MAYBE,
    body=MANY_PARTS,
    quotes=st.lists(st.builds(Quote, TEXT, MAYBE, MAYBE), max_size=2).map(tuple),
    sections=st.lists(st.builds(Section, TEXT, MANY_PARTS), max_size=2).map(tuple),
    notes=MANY_PARTS,
    pictures=st.lists(st.builds(Picture, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE), max_size=2).map(tuple),
    contacts=st.lists(st.builds(Contact, MAYBE, MAYBE, MAYBE, MAYBE), max_size=2).map(tuple),
    notice=MAYBE,
    posts=st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=2).map(tuple)), max_size=2).map(tuple),
    silenced=st.lists(TEXT, max_size=2).map(tuple),
    files=st.lists(st.builds(File, TEXT, st.none() | TEXT, TEXT), max_size=2).map(tuple),
    beats=st.lists(TEXT, max_size=2).map(tuple),
)


@given(RELEASES)
def test_a_release_read_back_is_the_release_that_was_written(release: Release) -> None:
    assert Release.from_json(release.to_json()) == release


@given(RELEASES)
def test_writing_it_again_gives_the_same_bytes_and_so_the_same_name(release: Release) -> None:
    again = Release.from_json(release.to_json())
    assert again.to_json() == release.to_json()
    assert again.digest == release.digest


@given(RELEASES, TEXT)
def test_any_change_changes_the_name(release: Release, headline: str) -> None:
    other = replace(release, headline=headline)
    assert (other.digest == release.digest) == (headline == release.headline)


def test_no_part_of_a_release_is_left_out_of_its_hash() -> None:
    whole = Release(
        "Cranes",
        silenced=("subject-long",),
        translations=(Release("Kräne", language="de"),),
        files=(File("a.pdf"),),
        beats=("harbours",),
    )
    assert set(json.loads(whole.to_json())) == {field.name for field in fields(Release)}


def test_a_release_that_silences_nothing_has_the_hash_of_one_from_before_it_could() -> None:
    assert "silenced" not in json.loads(Release("Cranes").to_json())


def test_a_release_in_one_language_has_the_hash_of_one_from_before_there_could_be_several() -> None:
    assert "translations" not in json.loads(Release("Cranes").to_json())


@given(RELEASES, RELEASES)
def test_its_translations_are_written_down_and_hashed_with_it(release: Release, other: Release) -> None:
    both = replace(release, translations=(other,))
    assert Release.from_json(both.to_json()) == both
    assert both.digest not in (release.digest, other.digest)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("FR", "fr"),
        ("pt-BR", "pt-BR"),
        ("pt", "pt-BR"),
        ("de", "en"),
        ("", "en"),
        ("en_GB", "en"),
    ],
)
def test_everybody_is_told_in_their_language_or_its_nearest_kin_else_in_the_main_one(language: str, told: str) -> None:
    release = Release("Cranes", translations=(Release("Grues", language="fr"), Release("Guindastes", language="pt-BR")))
    assert release.told_in(language).language == told


def test_the_lede_is_the_first_paragraph_wherever_it_stands() -> None:
    body = (Part("quote", quote=0), Part("paragraph", "First."), Part("paragraph", "Second."))
    assert Release("Cranes", body=body).lede == "First."
    assert Release("Cranes").lede == ""


def test_arabic_and_hebrew_run_from_right_to_left_whatever_their_region() -> None:
    assert Release("عنوان", language="ar-EG").rtl
    assert not Release("Cranes", language="en").rtl
