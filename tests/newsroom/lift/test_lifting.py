"""At its instant and never before, an approved release goes whole, or is asked about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core.embargo import parse_now
from bot.core.world import Reading
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.copy.filing import get
from bot.newsroom.hold import holding
from bot.newsroom.lift import lifting
from bot.newsroom.newsroom import Newsroom
from bot.store import board
from bot.store.models import Delivery
from tests import premises

pytestmark = pytest.mark.django_db


def with_clock(world: premises.QuietWorld, **rules: Any) -> Newsroom:
    return premises.newsroom(world, premises.configuration(clock=rules))


def test_nothing_is_due_a_microsecond_before_the_instant_and_everything_at_it(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    release = premises.approved(room)
    world.clock.forward(hours=2, microseconds=-1)
    assert premises.lift(room) == lifting.Lifted()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}
    world.clock.forward(microseconds=1)
    assert premises.lift(room).slugs == ("cranes",)
    release.refresh_from_db()
    assert (release.stage, release.lifted_at) == ("lifted", release.instant)
    assert set(Delivery.objects.values_list("state", "due_at")) == {("due", release.instant)}
    assert premises.acts(release)[-1] == ("clock", "lift")


def test_it_is_the_earliest_time_it_can_be_that_counts(room: Newsroom) -> None:
    release = premises.approved(room)
    assert release.instant is not None
    unsure = Reading(release.instant - timedelta(milliseconds=1), release.instant + timedelta(seconds=1))
    assert lifting.lift_due(room, unsure) == lifting.Lifted()


def test_a_clock_that_is_not_believed_lifts_nothing(room: Newsroom) -> None:
    release = premises.approved(room)
    assert release.instant is not None
    doubtful = Reading(release.instant, release.instant, "doubtful", ("stepped",))
    assert lifting.lift_due(room, doubtful).slugs == ()
    assert get("cranes").stage == "paused"


def test_it_lifts_once(room: Newsroom) -> None:
    premises.lifted(room)
    assert premises.lift(room) == lifting.Lifted()


def test_the_margin_is_waited_for(world: premises.QuietWorld) -> None:
    room = with_clock(world, margin="200ms")
    release = premises.approved(room)
    assert release.instant is not None
    assert lifting.instants_before(release.instant + timedelta(hours=1), room.config.clock.margin) == [
        release.instant + timedelta(milliseconds=200)
    ]
    world.clock.forward(hours=2, milliseconds=199)
    assert premises.lift(room).slugs == ()
    world.clock.forward(milliseconds=1)
    assert premises.lift(room).slugs == ("cranes",)


def test_what_awaits_approval_does_not_lift(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.queued(room)
    world.clock.forward(hours=3)
    assert premises.lift(room) == lifting.Lifted()


def test_what_was_to_go_now_goes_when_it_is_approved_and_alerts_nobody_before(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.readers(1)
    premises.queued(room, parse_now(room.now(), "Europe/London"))
    world.clock.forward(hours=3)
    assert lifting.alert_unapproved(room, room.now()) == ()
    approving.approve(room, approving.plan(room, "cranes"), "Ben")
    assert premises.lift(room).slugs == ("cranes",)


def test_an_instant_that_comes_unapproved_alerts_once_and_says_what_to_do(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    release = premises.queued(room)
    assert lifting.alert_unapproved(room, room.now()) == ()
    world.clock.forward(hours=2)
    (alarm,) = lifting.alert_unapproved(room, room.now())
    assert alarm.text == (
        "cranes was due at 2026-03-05T11:00:00Z and is not approved: nothing was sent. Approve, move or cancel it."
    )
    assert lifting.alert_unapproved(room, room.now()) == ()
    assert [alert["code"] for alert in board.alerts("cranes")] == ["unapproved"]
    assert premises.acts(release)[-1] == ("clock", "alert")


def test_a_release_that_was_moved_and_comes_unapproved_again_alerts_again(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.queued(room)
    world.clock.forward(hours=2)
    lifting.alert_unapproved(room, room.now())
    holding.move(room, "cranes", premises.until(room, hours=1), "Ann")
    assert lifting.alert_unapproved(room, room.now()) == ()
    world.clock.forward(hours=1)
    assert len(lifting.alert_unapproved(room, room.now())) == 1


def test_so_does_an_approved_release_whose_approval_was_voided(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    holding.move(room, "cranes", premises.until(room, hours=1), "Ann")
    world.clock.forward(hours=1)
    assert [alarm.code for alarm in lifting.alert_unapproved(room, room.now())] == ["unapproved"]


def test_what_is_only_a_little_late_goes(world: premises.QuietWorld) -> None:
    room = with_clock(world, late="ask", late_after="15m")
    premises.approved(room)
    world.clock.forward(hours=2, minutes=15)
    assert premises.lift(room).slugs == ("cranes",)


def test_what_is_too_late_is_paused_and_asked_about(world: premises.QuietWorld) -> None:
    room = with_clock(world, late="ask")
    release = premises.approved(room)
    world.clock.forward(hours=3)
    lifted = premises.lift(room)
    assert lifted.slugs == ()
    assert [alarm.code for alarm in lifted.alarms] == ["late"]
    assert "it was due at 2026-03-05T11:00:00Z, 1 h ago" in lifted.alarms[0].text
    assert "embargo resume cranes" in lifted.alarms[0].text
    release.refresh_from_db()
    assert release.stage == "paused"
    assert release.paused_because.startswith("late: ")
    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}
    assert premises.lift(room) == lifting.Lifted()
    assert lifting.alert_paused(room, room.now()) == (), "one alert is enough"


def test_what_was_too_late_goes_when_somebody_says_so(world: premises.QuietWorld) -> None:
    room = with_clock(world, late="ask")
    premises.approved(room)
    world.clock.forward(hours=3)
    premises.lift(room)
    holding.resume(room, "cranes", "Ben")
    assert premises.lift(room).slugs == ("cranes",)
    assert board.alerts() == []


def test_an_office_may_have_late_releases_dropped_with_an_alert(world: premises.QuietWorld) -> None:
    room = with_clock(world, late="drop")
    release = premises.approved(room)
    world.clock.forward(hours=3)
    assert [alarm.code for alarm in premises.lift(room).alarms] == ["late"]
    release.refresh_from_db()
    assert release.stage == "cancelled"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"cancelled"}
    assert [alert["code"] for alert in board.alerts()] == ["late"]
    assert ("clock", "drop") in premises.acts(release)


def test_an_office_may_have_late_releases_sent_whenever(world: premises.QuietWorld) -> None:
    room = with_clock(world, late="send")
    premises.approved(room)
    world.clock.forward(days=30)
    assert premises.lift(room).slugs == ("cranes",)


@pytest.mark.parametrize(
    ("office", "own", "stage"), [("ask", "send", "lifted"), ("send", "ask", "paused"), ("ask", "drop", "cancelled")]
)
def test_a_release_may_have_its_own_rule_for_lateness(
    world: premises.QuietWorld, office: str, own: Any, stage: str
) -> None:
    room = with_clock(world, late=office)
    premises.readers(1)
    filing.queue(room, premises.TEXT, premises.until(room, hours=2), (), "Ann", "cranes", late=own)
    approving.approve(room, approving.plan(room, "cranes"), "Ben")
    world.clock.forward(hours=3)
    premises.lift(room)
    assert get("cranes").stage == stage


def test_what_goes_late_because_it_was_asked_to_says_so(world: premises.QuietWorld) -> None:
    room = with_clock(world, late="send")
    premises.approved(room)
    world.clock.forward(hours=3)
    (alarm,) = premises.lift(room).alarms
    assert (alarm.code, alarm.release) == ("late-sent", "cranes")
    assert "1 h after its instant" in alarm.text
    assert board.alerts() == [], "nobody has to do anything about it"


def test_releases_of_one_instant_lift_together_and_one_too_late_holds_up_no_other(world: premises.QuietWorld) -> None:
    room = with_clock(world, late="ask")
    premises.approved(room, premises.until(room, hours=1), "old")
    premises.approved(room, slug="one")
    premises.approved(room, slug="two")
    world.clock.forward(hours=2)
    lifted = premises.lift(room)
    assert lifted.slugs == ("one", "two")
    assert [alarm.release for alarm in lifted.alarms] == ["old"]


def test_an_instant_that_several_releases_share_is_waited_for_once(room: Newsroom) -> None:
    for slug in ("one", "two", "three"):
        premises.approved(room, premises.until(room, seconds=5), slug)
    premises.approved(room, premises.until(room, seconds=6), "later")
    premises.approved(room, premises.until(room, hours=6), "tomorrow")
    horizon = room.now() + timedelta(seconds=10)
    assert [instant - room.now() for instant in lifting.instants_before(horizon, timedelta(0))] == [
        timedelta(seconds=5),
        timedelta(seconds=6),
    ]
