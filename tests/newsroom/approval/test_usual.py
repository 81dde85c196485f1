"""Whoever approves sees how many a mailing usually goes to, who has come and gone since, and whom a channel is for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.newsroom.approval import approving, preflight
from bot.newsroom.approval.joined import Since, since_approval
from bot.newsroom.approval.usual import Usual, usual, usual_of
from bot.newsroom.media_list import audience, preferences
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import NobodyWantsIt, plan
from bot.store.contents import open_audience
from bot.store.models import MediaList, Reader, Release
from tests import premises

pytestmark = pytest.mark.django_db


def mailed(room: Newsroom, *counts: int) -> None:
    """One lifted mailing to so many people each."""
    for number, count in enumerate(counts, 1):
        Reader.objects.all().delete()
        premises.readers(count)
        premises.lifted(room, f"story-{number}", ("press",))


def set_to(room: Newsroom, **changes: str) -> Newsroom:
    channels = {**room.config.channels, "press": replace(room.config.channels["press"], **changes)}  # type: ignore[arg-type]
    return Newsroom(replace(room.config, channels=channels), room.keyring, room.environment, room.world)


def test_before_the_first_mailing_nothing_is_usual(room: Newsroom) -> None:
    assert usual("press", "press") is None


def test_the_usual_count_is_the_median_of_the_last_mailings(room: Newsroom) -> None:
    mailed(room, 3, 5, 4)
    assert usual("press", "press") == Usual(4, 3)
    assert usual("press", "science") is None


def test_only_the_last_nine_count(room: Newsroom) -> None:
    mailed(room, 40, 40, 40, *[2] * 9)
    assert usual("press", "press") == Usual(2, 9)


@pytest.mark.parametrize(
    ("people", "far"), [(340, False), (600, False), (680, True), (2500, True), (171, False), (170, True)]
)
def test_twice_or_half_as_many_is_far_from_usual(people: int, far: bool) -> None:
    assert Usual(340, 9).is_far_from(people) is far


def test_an_unusual_count_is_a_finding_at_the_approval(room: Newsroom) -> None:
    mailed(room, 3, 3, 3)
    premises.readers(0)
    Reader.objects.all().delete()
    premises.readers(25)
    premises.queued(room, slug="next", channels=("press",))
    found = [one for one in preflight.of_plan(room, plan(room, "next")).findings if one.code == "audience-unusual"]
    assert [one.message for one in found] == [
        "press goes to 25 people on the list press, usually 3. Look whether it is the right list, and complete."
    ]


def test_a_usual_count_is_none(room: Newsroom) -> None:
    mailed(room, 3, 3, 3)
    premises.queued(room, slug="next", channels=("press",))
    planned = plan(room, "next")
    assert usual_of(planned) == {"press": Usual(3, 3)}
    assert "audience-unusual" not in [one.code for one in preflight.of_plan(room, planned).findings]


def test_who_came_and_who_left_since_the_approval_is_told(room: Newsroom) -> None:
    release = premises.approved(room, channels=("press",))
    assert since_approval(room, release) == {}
    audience.leave(room, Reader.objects.get(email="reader1@example.org"))
    preferences.rest(room, Reader.objects.get(email="reader2@example.org"))
    for number in (7, 8, 9):
        Reader.objects.create(list=MediaList.objects.get(), email=f"reader{number}@example.org")
    since = since_approval(room, release)
    assert since == {"press": Since(joined=3, left=2)}
    assert since["press"].told == (
        "3 joined since the approval and get it only by a new one; 2 left since and are not sent to"
    )


def test_a_new_approval_takes_them_in(room: Newsroom) -> None:
    release = premises.approved(room, channels=("press",))
    Reader.objects.create(list=MediaList.objects.get(), email="new@example.org")
    approving.approve(room, plan(room, release.slug), "Ben")
    release.refresh_from_db()
    assert since_approval(room, release) == {}


def test_after_the_lift_there_is_nothing_to_compare(room: Newsroom) -> None:
    release = premises.lifted(room, channels=("press",))
    Reader.objects.create(list=MediaList.objects.get(), email="new@example.org")
    assert since_approval(room, Release.objects.get(pk=release.pk)) == {}


def test_a_mailing_that_is_set_to_a_beat_goes_to_those_who_have_it(room: Newsroom) -> None:
    premises.readers(4)
    for number, beat in enumerate(["climate; energy", "Climate", "ports", ""], 1):
        Reader.objects.filter(email=f"reader{number}@example.org").update(beat=beat)
    room = set_to(room, beat="climate")
    premises.approved(room, channels=("press",))
    (delivery,) = Release.objects.get().deliveries.all()
    assert [seat.email for seat in open_audience(room.keyring, delivery)] == [
        "reader1@example.org",
        "reader2@example.org",
    ]


def test_a_mailing_for_nobody_is_refused_with_the_way_out(room: Newsroom) -> None:
    premises.readers(2)
    room = set_to(room, beat="climate", language="fr")
    premises.queued(room, channels=("press",))
    with pytest.raises(NobodyWantsIt, match="no reader for beat climate and language fr"):
        plan(room, "cranes")
