from __future__ import annotations

import pytest

from bot.readers.sections import sort_of
from tests.readers.manuscripts import release, story


@pytest.mark.parametrize(
    ("title", "sort"),
    [
        ("Background", "other"),
        ("BACKGROUND:", "other"),
        ("About Tideline Trust", "other"),
        ("Notes to editors", "notes"),
        ("Note for Editors:", "notes"),
        ("Editor’s notes", "notes"),
        ("Media contact", "contacts"),
        ("For more information:", "contacts"),
        ("Contexte", "other"),
        ("À propos de la Fondation", "other"),
        ("Notes aux rédactions", "notes"),
        ("Contact presse", "contacts"),
        ("Hintergrund", "other"),
        ("Über die Stiftung", "other"),
        ("Pressekontakt", "contacts"),
        ("Antecedentes", "other"),
        ("Contacto de prensa", "contacts"),
        ("Harbour reopens", None),
    ],
)
def test_titles_are_known_in_four_languages(title: str, sort: str | None) -> None:
    assert sort_of(title) == sort


def test_a_section_has_every_paragraph_up_to_the_next_title() -> None:
    found = story("Background\n\nOne is here.\n\nTwo is here.\n\nAbout the Fund\n\nThree is here.")
    assert [(section.title, section.text) for section in found.sections] == [
        ("Background", "One is here.\n\nTwo is here."),
        ("About the Fund", "Three is here."),
    ]


def test_titles_stand_also_in_a_text_without_blank_lines() -> None:
    found = release("Harbour reopens\nThe harbour reopens on Friday.\nBackground\nIt was closed in 2016.")
    assert [(section.title, section.text) for section in found.sections] == [("Background", "It was closed in 2016.")]


def test_an_unknown_title_is_a_heading_of_the_body_and_behind_a_section_a_section() -> None:
    body = "What comes next\n\nThe ferry will call there twice a day."
    assert [part.kind for part in story(body).body] == ["paragraph", "heading", "paragraph"]
    found = story(f"Background\n\nIt was closed in 2016.\n\n{body}")
    assert [section.title for section in found.sections] == ["Background", "What comes next"]


def test_notes_to_editors_are_notes_with_their_numbers() -> None:
    found = story("Notes to editors:\n1. The survey covers 1,200 wells.\n2. The Fund is independent.")
    assert [(part.kind, part.items, part.ordered) for part in found.notes] == [
        ("list", ("The survey covers 1,200 wells.", "The Fund is independent."), True)
    ]
    assert found.sections == ()


def test_title_and_text_may_share_a_line() -> None:
    assert story("Notes to editors: The survey covers 1,200 wells.").notes[0].text == "The survey covers 1,200 wells."


def test_what_stands_behind_the_end_mark_is_a_note_and_the_mark_is_nothing() -> None:
    found = story("The ferry calls on Friday.\n\n- ENDS -\n\nThe survey covers 1,200 wells.")
    assert found.body[-1].text == "The ferry calls on Friday."
    assert [part.text for part in found.notes] == ["The survey covers 1,200 wells."]


def test_a_word_that_opens_sections_is_no_title_within_a_sentence() -> None:
    assert story("Background music plays in the harbour every day.").sections == ()


def test_about_a_body_may_have_its_title_on_the_line() -> None:
    found = release(
        f"Harbour reopens\n\n{'The harbour reopens. ' * 5}\n\nAbout Merrowby Trust: Merrowby Trust keeps the quay since 1931."
    )
    assert [(one.title, one.text) for one in found.sections] == [
        ("About Merrowby Trust", "Merrowby Trust keeps the quay since 1931.")
    ]


def test_a_sentence_that_begins_with_about_is_no_section() -> None:
    found = release(
        f"Harbour reopens\n\n{'The harbour reopens. ' * 5}\n\nAbout Friday’s vote: nobody knows yet what will come of it."
    )
    assert found.sections == ()
