"""Queueing stores a whole release or nothing; an edit makes a version beside the approved one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bot.core.configuration import Configuration
from bot.core.errors import UnknownChannel, UnknownRelease
from bot.core.workflow import WrongStage
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.copy.filing import BadSlug, NoChannels, NothingChanged, SlugTaken, latest
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_path, open_version
from bot.store.embargoes import words_of
from bot.store.models import Delivery, JournalRow, Release, Version
from tests import premises

pytestmark = pytest.mark.django_db
NEW_TEXT = replace(premises.TEXT, headline="Harbour cranes to stand still for two weeks")


def queue(room: Newsroom, slug: str | None = None, channels: tuple[str, ...] = ()) -> Release:
    return filing.queue(room, premises.TEXT, premises.until(room, hours=2), channels, "Ann", slug)


def test_a_queued_release_awaits_its_approval_with_its_first_version(room: Newsroom) -> None:
    release = queue(room, "cranes")
    assert release.stage == "awaiting"
    assert release.approval is None
    assert (latest(release).number, latest(release).digest) == (1, premises.TEXT.digest)
    assert open_version(room.keyring, latest(release)) == premises.TEXT
    assert premises.acts(release) == [("Ann", "queue")]


def test_the_embargo_is_kept_as_words_wall_zone_instant_and_zone_rules(room: Newsroom) -> None:
    release = queue(room)
    assert words_of(room.keyring, release) == "in a while"
    assert release.embargo_wall == "2026-03-05T11:00"
    assert release.embargo_zone == "Europe/London"
    assert release.instant == premises.until(room, hours=2).instant
    assert re.fullmatch(r"\d{4}[a-z]", release.embargo_tzdb)


def test_a_slug_says_nothing_of_the_news(room: Newsroom) -> None:
    assert re.fullmatch(r"2026-03-05-[0-9a-f]{6}", queue(room).slug)


def test_a_slug_that_a_person_chose_is_kept(room: Newsroom) -> None:
    assert queue(room, "cranes").slug == "cranes"


def test_a_slug_that_is_taken_is_refused_and_nothing_is_stored(room: Newsroom) -> None:
    queue(room, "cranes")
    with pytest.raises(SlugTaken, match="Choose another --slug"):
        queue(room, "cranes")
    assert (Release.objects.count(), Version.objects.count(), JournalRow.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("slug", ["", "Cranes", "two words", "kräne", "../cranes", "cranes.txt", "x" * 81])
def test_what_can_be_no_slug_is_refused(room: Newsroom, slug: str) -> None:
    with pytest.raises(BadSlug):
        queue(room, slug)
    assert not Release.objects.exists()


def test_an_unknown_channel_is_refused_with_those_there_are_and_nothing_is_stored(room: Newsroom) -> None:
    with pytest.raises(UnknownChannel, match="It has: press, x, partners"):
        queue(room, channels=("press", "fax"))
    assert not Release.objects.exists()
    assert not JournalRow.objects.exists()


def test_an_office_without_channels_is_told_so(world: premises.QuietWorld) -> None:
    config = premises.configuration()
    room = premises.newsroom(world, Configuration(config.office, config.clock, {}))
    with pytest.raises(NoChannels):
        queue(room)


def test_without_a_choice_it_goes_to_every_channel(room: Newsroom) -> None:
    assert queue(room).channels == ["press", "x", "partners"]


def test_a_channel_named_twice_gets_it_once(room: Newsroom) -> None:
    assert queue(room, channels=("x", "x")).channels == ["x"]


def test_two_releases_with_one_headline_have_two_pages(room: Newsroom) -> None:
    one, other = queue(room, "one"), queue(room, "other")
    assert open_path(room.keyring, latest(one)) == "/releases/harbour-cranes-to-stand-still-for-a-week"
    assert open_path(room.keyring, latest(other)) == "/releases/harbour-cranes-to-stand-still-for-a-week-2"


def test_a_daily_notice_takes_the_next_number_with_few_questions(room: Newsroom) -> None:
    for day in range(12):
        queue(room, f"day-{day}")
    with CaptureQueriesContext(connection) as asked:
        last = queue(room, "day-12")
    assert open_path(room.keyring, latest(last)).endswith("-for-a-week-13")
    assert sum("page_key" in one["sql"] and "IN" in one["sql"] for one in asked) == 4


def test_a_corrected_body_keeps_the_address_of_the_page(room: Newsroom) -> None:
    release = queue(room, "cranes")
    before = open_path(room.keyring, latest(release))
    filing.edit(room, "cranes", replace(premises.TEXT, subhead="From Monday"), "Ann")
    assert open_path(room.keyring, latest(release)) == before


def test_an_edit_says_what_changed(room: Newsroom) -> None:
    queue(room, "cranes")
    edited = filing.edit(room, "cranes", replace(NEW_TEXT, kicker="Notice"), "Cleo")
    assert edited.changes == ("kicker", "headline")
    assert edited.number == 2


def test_an_edit_that_changes_nothing_is_refused(room: Newsroom) -> None:
    queue(room, "cranes")
    with pytest.raises(NothingChanged, match="same as version 1"):
        filing.edit(room, "cranes", premises.TEXT, "Ann")
    assert Version.objects.count() == 1


def test_kept_the_approved_text_stays_due_and_is_what_goes(room: Newsroom, world: premises.QuietWorld) -> None:
    release = premises.approved(room)
    edited = filing.edit(room, "cranes", NEW_TEXT, "Ann", keep=True)
    release.refresh_from_db()
    assert edited.kept
    assert release.stage == "approved"
    assert release.approval is not None
    assert release.approval.version.number == 1
    world.clock.forward(hours=2)
    assert premises.lift(room).slugs == ("cranes",)
    assert {row.rendition.approval_id for row in Delivery.objects.filter(state="due")} == {release.approval_id}


def test_stopped_the_approved_text_goes_nowhere_until_the_new_one_is_approved(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    release = premises.approved(room)
    edited = filing.edit(room, "cranes", NEW_TEXT, "Ann", keep=False)
    release.refresh_from_db()
    assert not edited.kept
    assert (release.stage, release.approval) == ("awaiting", None)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"cancelled"}
    assert premises.acts(release)[-2:] == [("Ann", "edit"), ("Ann", "void")]
    world.clock.forward(hours=2)
    assert premises.lift(room).slugs == ()


def test_unsaid_an_edit_stops_the_approved_text_while_there_is_time_to_approve(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room)
    world.clock.forward(minutes=59, seconds=59)
    assert not filing.edit(room, "cranes", NEW_TEXT, "Ann").kept


def test_unsaid_an_edit_in_the_last_hour_keeps_the_approved_text(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    world.clock.forward(hours=1)
    assert filing.edit(room, "cranes", NEW_TEXT, "Ann").kept


def test_before_any_approval_there_is_nothing_to_keep(room: Newsroom) -> None:
    queue(room, "cranes")
    assert not filing.edit(room, "cranes", NEW_TEXT, "Ann", keep=True).kept


def test_a_paused_release_can_be_edited_and_stays_paused_when_kept(room: Newsroom) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", "figures")
    filing.edit(room, "cranes", NEW_TEXT, "Ann", keep=True)
    assert filing.get("cranes").stage == "paused"
    filing.edit(room, "cranes", replace(NEW_TEXT, subhead="More"), "Ann", keep=False)
    assert filing.get("cranes").stage == "awaiting"


@pytest.mark.parametrize("keep", [True, False, None])
def test_what_has_left_can_not_be_edited(room: Newsroom, keep: bool | None) -> None:
    premises.lifted(room)
    with pytest.raises(WrongStage, match=r"is lifted: it can.t be edited"):
        filing.edit(room, "cranes", NEW_TEXT, "Ann", keep)
    assert Version.objects.count() == 1


def test_an_unknown_release_can_not_be_edited(room: Newsroom) -> None:
    with pytest.raises(UnknownRelease):
        filing.edit(room, "nothing", NEW_TEXT, "Ann")


def test_the_last_editor_can_not_approve_the_edit(room: Newsroom) -> None:
    premises.approved(room)
    filing.edit(room, "cranes", NEW_TEXT, "Ben", keep=True)
    with pytest.raises(approving.FourEyes):
        approving.approve(room, approving.plan(room, "cranes"), "Ben")
    approving.approve(room, approving.plan(room, "cranes"), "Cleo")


def test_a_notice_stands_above_the_text() -> None:
    assert filing.with_notice(premises.TEXT, "  Check against\n delivery ").notice == "Check against delivery"
    assert filing.with_notice(premises.TEXT, "  ").notice is None
