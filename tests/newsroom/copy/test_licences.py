"""A licence is on record as somebody's word, by whatever way it came into the text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.release import Picture
from bot.core.roles import Role, SignedIn
from bot.newsroom.afterwards import standing
from bot.newsroom.copy import filing, licensing
from bot.newsroom.newsroom import Newsroom
from bot.store.models import JournalRow
from tests import premises

pytestmark = pytest.mark.django_db
BARE = replace(premises.TEXT, pictures=(Picture(source="a.jpg", credit="AFP"), Picture(source="b.jpg", credit="AFP")))


def licensed(words: str) -> filing.Text:
    return replace(BARE, pictures=(BARE.pictures[0], replace(BARE.pictures[1], licence=words)))


def licences() -> list[tuple[str, int]]:
    rows = JournalRow.objects.filter(act="licence").order_by("number")
    return [(row.actor, row.facts["picture"]) for row in rows]


def test_what_a_release_brings_along_is_noted_when_it_is_filed(room: Newsroom) -> None:
    filing.queue(room, licensed("AFP 12"), premises.until(room, hours=2), (), "Ann", "cranes")
    assert licences() == [("Ann", 2)]


def test_what_is_typed_into_an_edit_is_noted_once(room: Newsroom) -> None:
    filing.queue(room, BARE, premises.until(room, hours=2), (), "Ann", "cranes")
    filing.edit(room, "cranes", licensed("AFP 12"), "Wanda")
    filing.edit(room, "cranes", replace(licensed("AFP 12"), kicker="Notice"), "Ben")
    filing.edit(room, "cranes", replace(licensed("AFP 13"), kicker="Notice"), "Cleo")
    assert licences() == [("Wanda", 2), ("Cleo", 2)]


def test_a_correction_s_too(room: Newsroom) -> None:
    premises.lifted(room)
    draft = standing.Draft(replace(licensed("AFP 12"), kicker="Notice"))
    standing.update(room, "cranes", draft, "Ann")
    assert licences() == [("Ann", 2)]


def test_a_writer_may_record_one_and_whoever_approves_answers_for_it(room: Newsroom) -> None:
    filing.queue(room, BARE, premises.until(room, hours=2), (), "Ann", "cranes")
    wanda = replace(room, person=SignedIn("Wanda", Role.WRITER))
    licensing.license_picture(wanda, "cranes", 1, "AFP 12", "Wanda")
    assert licences() == [("Wanda", 1)]
