"""From a passage, a paragraph or a file to the text that is to take the place of the one that went."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.release import Contact
from bot.newsroom.afterwards import redrafting
from bot.newsroom.copy import filing
from bot.newsroom.newsroom import Newsroom
from tests import premises

pytestmark = pytest.mark.django_db
FRENCH = replace(premises.TEXT, language="fr", headline="Les grues s’arrêtent une semaine")


def test_a_passage_is_looked_for_in_every_language(room: Newsroom) -> None:
    whole = replace(premises.TEXT, translations=(FRENCH,))
    filing.queue(room, whole, premises.until(room, hours=1), (), "Ann", "cranes")
    draft = redrafting.put_right(room, "cranes", "une semaine", "deux semaines")
    assert (draft.text.language, draft.text.headline) == ("fr", "Les grues s’arrêtent deux semaines")
    both = redrafting.put_right(room, "cranes", "zinnober", "red")
    assert [one.language for one in (both.text, *both.others)] == ["en", "fr"]


def test_a_passage_that_is_nowhere_is_refused(room: Newsroom) -> None:
    premises.queued(room)
    with pytest.raises(redrafting.NotInTheText):
        redrafting.put_right(room, "cranes", "forty", "fourteen")


def test_a_file_keeps_the_contacts_that_it_does_not_name(room: Newsroom) -> None:
    known = (Contact("Ann", "ann@example.org"),)
    text = replace(premises.TEXT, contacts=known)
    filing.queue(room, text, premises.until(room, hours=1), (), "Ann", "cranes")
    draft = redrafting.from_file(room, "cranes", "new.md", b"# Cranes move\n\nThe cranes of the harbour move again.\n")
    assert (draft.text.headline, draft.text.contacts) == ("Cranes move", known)


def test_nothing_given_is_said(room: Newsroom) -> None:
    premises.queued(room)
    with pytest.raises(redrafting.NothingGiven):
        redrafting.added_to(room, "cranes", "  \n ")
