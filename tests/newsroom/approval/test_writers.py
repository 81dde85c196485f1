"""Whose text a version is: where two people are wanted, none of those approves it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.draft import Draft as Written
from bot.core.draft import Entry, Writing
from bot.newsroom.approval.approving import FourEyes, approve
from bot.newsroom.copy import drafting, filing, putting_up
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import plan
from bot.store.models import Release
from tests import premises

pytestmark = pytest.mark.django_db
DRAFT = Written(
    Writing(headline="Harbour cranes stand still", body="The cranes stand still from Monday.\n"),
    channels=("press",),
    entry=Entry("until", "2026-03-05", "11:01", "Europe/London"),
)
NEW_TEXT = replace(premises.TEXT, headline="Harbour cranes to stand still for two weeks")


@pytest.fixture
def release(room: Newsroom) -> Release:
    """A release that Ann queued."""
    premises.readers(3)
    return premises.queued(room)


def test_who_typed_in_the_draft_that_another_put_up_can_not_approve_it(room: Newsroom) -> None:
    premises.readers(3)
    slug = drafting.begin(room, DRAFT, "Ann").slug
    drafting.save(room, slug, replace(DRAFT, text=replace(DRAFT.text, kicker="Notice")), 1, "Cleo")
    drafting.save(room, slug, replace(DRAFT, text=replace(DRAFT.text, kicker="A notice")), 2, "Ben")
    putting_up.put_up(room, slug, 3, "Ben")
    for writer in ("Ann", "Ben", "CLEO"):
        with pytest.raises(FourEyes):
            approve(room, plan(room, slug), writer)
    approve(room, plan(room, slug), "Dora")


def test_who_typed_in_a_version_before_this_one_can_not_approve_it_while_nobody_else_has(
    room: Newsroom, release: Release
) -> None:
    filing.edit(room, "cranes", NEW_TEXT, "Ben")
    filing.edit(room, "cranes", replace(NEW_TEXT, kicker="Notice"), "Cleo")
    with pytest.raises(FourEyes):
        approve(room, plan(room, "cranes"), "Ben")
    approve(room, plan(room, "cranes"), "Dora")


def test_who_wrote_what_another_has_approved_may_approve_what_comes_after_it(room: Newsroom, release: Release) -> None:
    filing.edit(room, "cranes", NEW_TEXT, "Ben")
    approve(room, plan(room, "cranes"), "Dora")
    filing.edit(room, "cranes", replace(NEW_TEXT, kicker="Notice"), "Dora")
    approve(room, plan(room, "cranes"), "Ben")
    assert filing.get("cranes").stage == "approved"


def test_an_approval_alone_makes_nobody_s_text_seen_by_another(room: Newsroom, release: Release) -> None:
    filing.edit(room, "cranes", NEW_TEXT, "Ben")
    approve(room, plan(room, "cranes"), "Ben", alone="the others are at the harbour")
    filing.edit(room, "cranes", replace(NEW_TEXT, kicker="Notice"), "Dora")
    with pytest.raises(FourEyes):
        approve(room, plan(room, "cranes"), "Ben")
