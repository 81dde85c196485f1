"""Stop everything: from then on nothing lifts and nothing is sent, until two people let it go on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.delivery import Sent
from bot.newsroom.hold import holding, stopping_all
from bot.newsroom.lift import claiming, lifting, sending
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Alert, Delivery, Release
from bot.store.standstill import standstill
from tests import premises

pytestmark = pytest.mark.django_db


def _at_its_instant(world: premises.QuietWorld) -> None:
    instant = Release.objects.get().instant
    assert instant is not None
    world.clock.now = instant


def test_nothing_lifts(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    stopping_all.stop_everything(room, "Ann")
    _at_its_instant(world)
    assert premises.lift(room).slugs == ()
    assert Release.objects.get().stage == "approved"


def test_a_lift_that_is_already_written_down_does_not_happen(room: Newsroom, world: premises.QuietWorld) -> None:
    instant = premises.approved(room).instant
    assert instant is not None
    stopping_all.stop_everything(room, "Ann")
    world.clock.now = instant
    assert lifting.lift_at(room, instant, (), world.reading).slugs == ()


def test_nothing_more_is_taken_on(room: Newsroom) -> None:
    premises.lifted(room)
    stopping_all.stop_everything(room, "Ann")
    assert claiming.claim(room, {"x": 4, "press": 4, "partners": 4}).claims == ()


def test_what_was_taken_on_and_has_not_begun_does_not_begin(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.claimed(room, "x")
    stopping_all.stop_everything(room, "Ann")
    assert sending.begin(room, lambda: [held]) == []
    assert Delivery.objects.get(pk=held.delivery).state == "due"


def test_what_has_begun_is_settled_as_ever(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "x")
    assert stopping_all.stop_everything(room, "Ann").begun == 1
    premises.answered(room, held, Sent("1", "https://x.com/1"))
    assert Delivery.objects.get(pk=held.delivery).state == "sent"


def test_it_says_what_it_stopped(room: Newsroom) -> None:
    release = premises.approved(room)
    found = stopping_all.stop_everything(room, "Ann")
    assert (found.releases, found.soonest, found.begun) == (1, release.instant, 0)


def test_people_are_told_and_it_is_on_record(room: Newsroom, world: premises.QuietWorld) -> None:
    stopping_all.stop_everything(room, "Ann", "a wrong name")
    assert Alert.objects.filter(code="standstill", cleared_at=None).count() == 1
    assert [code for code, _, _ in world.alarms] == ["standstill"]
    assert "Ann stopped everything (a wrong name)" in world.alarms[0][1]


def test_a_second_stop_says_who_was_first(room: Newsroom) -> None:
    stopping_all.stop_everything(room, "Ann")
    with pytest.raises(stopping_all.StoppedAlready, match="by Ann"):
        stopping_all.stop_everything(room, "Ben")


def test_one_person_does_not_let_it_go_on_however_often_they_say_so(room: Newsroom) -> None:
    stopping_all.stop_everything(room, "Ann")
    assert not stopping_all.let_everything_go_on(room, "Ben")
    with pytest.raises(stopping_all.TakesTwo):
        stopping_all.let_everything_go_on(room, "BEN")
    assert standstill() is not None


def test_two_people_let_it_go_on_and_what_is_due_goes(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    stopping_all.stop_everything(room, "Ann")
    _at_its_instant(world)
    world.clock.forward(minutes=2)
    assert not stopping_all.let_everything_go_on(room, "Ann")
    assert stopping_all.let_everything_go_on(room, "Ben")
    assert premises.lift(room).slugs == ("cranes",)
    assert not Alert.objects.filter(cleared_at=None).exists()


def test_what_has_become_late_meanwhile_is_asked_about(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    stopping_all.stop_everything(room, "Ann")
    _at_its_instant(world)
    world.clock.forward(hours=2)
    stopping_all.let_everything_go_on(room, "Ann")
    stopping_all.let_everything_go_on(room, "Ben")
    premises.lift(room)
    assert Release.objects.get().stage == "paused"


def test_where_nothing_is_stopped_nothing_goes_on(room: Newsroom) -> None:
    with pytest.raises(stopping_all.NotStopped):
        stopping_all.let_everything_go_on(room, "Ann")


@pytest.mark.parametrize(
    "act", [lambda room: holding.cancel(room, "cranes", "Ann"), lambda room: holding.stop(room, None, "Ann")]
)
def test_what_should_not_go_at_all_can_be_ended_meanwhile(act: Callable[[Newsroom], object], room: Newsroom) -> None:
    premises.approved(room)
    stopping_all.stop_everything(room, "Ann")
    act(room)
    assert Release.objects.get().stage == "cancelled"
