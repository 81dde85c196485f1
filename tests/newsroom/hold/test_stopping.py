"""Stop: what was not begun stays here, what was is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.delivery import Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.errors import UnknownRelease
from bot.core.roles import Role, SignedIn
from bot.newsroom.copy.filing import get
from bot.newsroom.hold import holding
from bot.newsroom.hold.holding import NothingToStop
from bot.newsroom.lift import claiming, lifting, sending
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.store.models import Delivery
from tests import premises
from tests.newsroom.hold.deliveries import states

pytestmark = pytest.mark.django_db


def test_stopped_before_its_instant_it_is_cancelled(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    stopped = holding.stop(room, "cranes", "Ann")
    assert (stopped.releases, stopped.cancelled, stopped.begun) == (["cranes"], 3, 0)
    world.clock.forward(hours=2)
    assert premises.lift(room) == lifting.Lifted()


def test_stopped_in_the_middle_what_was_not_begun_stays_here_and_what_was_is_counted(room: Newsroom) -> None:
    premises.lifted(room)
    premises.begun(room, "x")
    held = premises.claimed(room, "press")
    stopped = holding.stop(room, "cranes", "Ann")
    assert (stopped.releases, stopped.cancelled, stopped.begun) == (["cranes"], 2, 1)
    assert states() == {"x": "sending", "press": "cancelled", "partners": "cancelled"}
    assert not sending.begin(room, lambda: [held])
    assert claiming.claim(room, {"press": 4, "x": 4, "partners": 4}).claims == ()


def test_what_had_begun_before_a_stop_may_still_be_accepted(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "x")
    holding.stop(room, "cranes", "Ann")
    premises.answered(room, held, Sent("1"))
    assert states()["x"] == "sent"


def test_what_had_begun_before_a_stop_is_not_tried_again_when_it_fails(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.lifted(room)
    held = premises.begun(room, "x")
    holding.stop(room, "cranes", "Ann")
    premises.answered(room, held, Retry("503"))
    world.clock.forward(days=1)
    settling.recover(room)
    assert states()["x"] == "cancelled"
    assert claiming.claim(room, {"x": 4}).claims == ()


def test_what_was_in_doubt_at_a_stop_is_not_sent_when_the_provider_does_not_have_it(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Unconfirmed("no answer"))
    assert holding.stop(room, "cranes", "Ann").begun == 1
    settling.settle_found(room, premises.delivery("x").id, Repeat("not there"))
    world.clock.forward(days=1)
    settling.recover(room)
    assert states()["x"] == "cancelled"


def test_a_stop_is_acknowledged_though_all_of_it_had_begun(room: Newsroom) -> None:
    premises.lifted(room, channels=("x",))
    premises.begun(room, "x")
    stopped = holding.stop(room, "cranes", "Ann")
    assert (stopped.cancelled, stopped.begun) == (0, 1)
    with pytest.raises(NothingToStop):
        holding.stop(room, "cranes", "Ann")


@pytest.mark.parametrize("outcome", [Sent("1"), Rejected("400")], ids=["sent", "rejected"])
def test_where_everything_has_gone_there_is_nothing_to_stop(room: Newsroom, outcome: Sent | Rejected) -> None:
    premises.lifted(room, channels=("x",))
    premises.answered(room, premises.begun(room, "x"), outcome)
    with pytest.raises(NothingToStop):
        holding.stop(room, None, "Ann")


def test_a_stop_of_everything_stops_what_waits_and_what_leaves(room: Newsroom) -> None:
    premises.lifted(room)
    premises.approved(room, slug="waits")
    premises.queued(room, slug="awaits")
    stopped = holding.stop(room, None, "Ann")
    assert sorted(stopped.releases) == ["awaits", "cranes", "waits"]
    assert stopped.cancelled == 6
    assert (get("waits").stage, get("awaits").stage, get("cranes").stage) == ("cancelled", "cancelled", "lifted")


def test_a_stop_by_whoever_may_not_cancel_pauses_and_loses_nothing(room: Newsroom) -> None:
    premises.approved(room)
    premises.queued(room, slug="awaits")
    wanda = replace(room, person=SignedIn("Wanda", Role.WRITER))
    assert holding.stop(wanda, None, "Wanda").releases == ["cranes"]
    assert (get("cranes").stage, get("awaits").stage) == ("paused", "awaiting")
    with pytest.raises(NothingToStop):
        holding.stop(wanda, "awaits", "Wanda")
    holding.resume(room, "cranes", "Ben")
    assert Delivery.objects.filter(release__slug="cranes", state="waiting").count() == 3


def test_a_stop_by_an_editor_cancels(room: Newsroom) -> None:
    premises.approved(room)
    holding.stop(replace(room, person=SignedIn("Ed", Role.EDITOR)), "cranes", "Ed")
    assert get("cranes").stage == "cancelled"


def test_a_stop_of_one_release_leaves_the_others_alone(room: Newsroom) -> None:
    premises.approved(room)
    premises.approved(room, slug="other")
    holding.stop(room, "cranes", "Ann")
    assert get("other").stage == "approved"
    assert Delivery.objects.filter(release__slug="other", state="waiting").count() == 3


def test_a_stop_of_a_release_that_is_not_there_is_refused(room: Newsroom) -> None:
    with pytest.raises(UnknownRelease):
        holding.stop(room, "nothing", "Ann")
