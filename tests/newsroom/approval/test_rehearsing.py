"""What a rehearsal is told of a release, and what it leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.embargo import on_my_word
from bot.core.enclosure import Enclosure
from bot.core.release import File
from bot.core.standing import Standing
from bot.newsroom.afterwards import standing
from bot.newsroom.approval import rehearsing
from bot.newsroom.approval.rehearsing import Extra, Played, Script, Sequel
from bot.newsroom.copy import filing
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Delivery, MediaList, Reader, Rehearsal, Release
from tests import premises

pytestmark = pytest.mark.django_db


def test_a_script_survives_the_pipe(room: Newsroom) -> None:
    premises.readers(3)
    beside = Enclosure("file 1", "tides.csv", b"a,b\n", "text/csv")
    file = File("tides.csv", "Tides", "tides.csv", "text/csv", 4, beside.digest)
    text = replace(premises.TEXT, files=(file,))
    filing.queue(room, text, premises.until(room, hours=2), (), "Ann", "cranes", enclosures=[beside])
    made = rehearsing.script(room, rehearsing.begin(room, "cranes", "Ann"))
    assert Script.from_json(made.to_json()) == made
    assert made.enclosures == (beside,)


def test_what_awaits_an_approval_after_the_lift_is_played_after_the_text_that_went(room: Newsroom) -> None:
    premises.lifted(room)
    right = replace(premises.TEXT, headline="Harbour cranes to stand still for two weeks")
    filed = standing.correct(room, "cranes", standing.Draft(right), "Ann", premises.TEXT.headline, right.headline)
    made = rehearsing.script(room, rehearsing.begin(room, "cranes", "Ann"))
    assert made.text == premises.TEXT and made.embargo.instant == room.now()
    assert made.sequel == Sequel(Standing.CORRECTION, filed.note, right)
    assert Script.from_json(made.to_json()) == made


def test_no_reader_s_name_or_address_goes_along(room: Newsroom) -> None:
    media_list = MediaList.objects.create(name="press")
    for number, (language, beat) in enumerate([("en", "ports"), ("en", "ports"), ("fr", "")]):
        Reader.objects.create(list=media_list, email=f"r{number}@example.org", name="Ida", language=language, beat=beat)
    premises.queued(room)
    made = rehearsing.script(room, rehearsing.begin(room, "cranes", "Ann"))
    assert made.people == {"press": [Extra("en", "ports"), Extra("fr", "")]}
    assert "example.org" not in made.to_json().replace("press@example.org", "") and 'Ida"' not in made.to_json()


def test_a_release_on_somebody_s_word_can_be_rehearsed(room: Newsroom) -> None:
    premises.queued(room, on_my_word("Europe/London"))
    made = rehearsing.script(room, rehearsing.begin(room, "cranes", "Ann"))
    assert Script.from_json(made.to_json()).embargo.instant is None


def test_the_release_is_left_as_it_was(room: Newsroom) -> None:
    premises.queued(room)
    before = Release.objects.values("stage", "approval", "instant", "channels").get()
    rehearsal = rehearsing.begin(room, "cranes", "Ann")
    rehearsing.end(room, rehearsal, Played("page", []))
    assert Release.objects.values("stage", "approval", "instant", "channels").get() == before
    assert not Delivery.objects.exists()


def test_what_it_leaves_is_sealed(room: Newsroom) -> None:
    premises.queued(room)
    rehearsal = rehearsing.begin(room, "cranes", "Ann")
    rehearsing.end(room, rehearsal, Played("the zinnober cranes", []))
    assert b"zinnober" not in bytes(Rehearsal.objects.get().content)
    assert rehearsing.look_at(room, "cranes", rehearsal.pk).page == "the zinnober cranes"


def test_one_that_failed_has_nothing_to_look_at(room: Newsroom) -> None:
    premises.queued(room)
    rehearsal = rehearsing.begin(room, "cranes", "Ann")
    rehearsing.end(room, rehearsal, None, "no")
    with pytest.raises(rehearsing.NoRehearsal):
        rehearsing.look_at(room, "cranes", rehearsal.pk)


def test_one_at_a_time_and_a_lost_one_is_not_waited_for(room: Newsroom) -> None:
    premises.queued(room)
    rehearsal = rehearsing.begin(room, "cranes", "Ann")
    with pytest.raises(rehearsing.AlreadyRehearsing):
        rehearsing.begin(room, "cranes", "Ben")
    assert rehearsing.running(rehearsal, room.now())
    assert not rehearsing.running(rehearsal, room.now() + timedelta(minutes=3))
