"""Errors in the reader's language, at the desk without a command in them."""

from __future__ import annotations

import pytest
from django.utils import translation

from bot.core.errors import UnknownRelease
from bot.core.roles import NotYourVerb, Role, SignedIn, require_role
from bot.core.workflow import Stage, WrongStage, require
from bot.newsroom.media_list.suppressing import NeedsReason
from bot.newsroom.wording import said


def wrong_stage() -> WrongStage:
    with pytest.raises(WrongStage) as caught:
        require("cranes", Stage.LIFTED, (Stage.AWAITING,), "edited", " since 2026-03-05T11:01:00Z")
    return caught.value


@pytest.mark.parametrize(("language", "sentence"), [
    ("en", "“cranes” is out: it can’t be edited."),
    ("fr", "« cranes » ne se trouve plus au bon stade (paru) : cela ne peut se faire (modifier)."),
    ("de", "Das geht nicht (bearbeiten): „cranes“ ist veröffentlicht."),
    ("es", "No se puede (editar): el estado de «cranes» es «publicado»."),
])  # fmt: skip
def test_an_error_speaks_the_reader_s_language_with_its_own_words_in_it(language: str, sentence: str) -> None:
    with translation.override(language):
        assert said(wrong_stage()) == sentence


@pytest.mark.parametrize("language", ["en", "fr", "de", "es"])
def test_no_sentence_names_a_command_to_somebody_at_a_browser(language: str) -> None:
    with translation.override(language):
        for error in (wrong_stage(), UnknownRelease(slug="cranes")):
            assert "`" not in said(error)


def test_on_the_command_line_a_sentence_says_what_to_type() -> None:
    assert "`embargo status` lists" in str(UnknownRelease(slug="cranes"))


def test_a_role_is_told_in_the_reader_s_language() -> None:
    with pytest.raises(NotYourVerb) as caught:
        require_role(SignedIn("Theo", Role.WRITER), "approve")
    with translation.override("de"):
        assert "writer" not in said(caught.value)


def test_where_there_is_no_translation_it_is_said_as_it_is() -> None:
    with translation.override("nl"):
        assert said(NeedsReason()) == str(NeedsReason())
