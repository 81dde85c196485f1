"""A channel takes on no more than its rate, whoever claims; what has none costs nothing."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bot.core.configuration import Configuration
from bot.core.pace import read_rate
from bot.engine.local import LocalWorld
from bot.newsroom.lift import arming, lifting, rates
from bot.newsroom.lift.claiming import Claimed, claim
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Delivery, Pace
from tests import premises

pytestmark = pytest.mark.django_db


def rated(**given: str) -> Configuration:
    """The office's settings, these channels with these rates and the others with none."""
    config = premises.configuration()
    channels = {name: replace(one, rate=read_rate(given.get(name, "none"))) for name, one in config.channels.items()}
    return replace(config, channels=channels)


@pytest.fixture
def room(world: premises.QuietWorld) -> Newsroom:
    """Three webhooks a minute."""
    return premises.newsroom(world, rated(partners="3/m"))


def ids(count: int) -> list[str]:
    return [f"delivery-{number}" for number in range(count)]


def test_no_more_may_go_than_the_rate_allows_and_the_first_go_first(room: Newsroom) -> None:
    assert rates.allowed(room, "partners", ids(5)) == ids(3)
    assert rates.allowed(room, "partners", ids(5)) == []


def test_after_the_span_more_may_go(room: Newsroom, world: premises.QuietWorld) -> None:
    rates.allowed(room, "partners", ids(3))
    world.clock.forward(seconds=62)
    assert rates.allowed(room, "partners", ids(2)) == ids(2)
    assert rates.still_allowed(room) == {"partners": 1}


def test_two_workers_share_one_rate(room: Newsroom, world: premises.QuietWorld) -> None:
    other = premises.newsroom(world, room.config)
    assert len(rates.allowed(room, "partners", ids(2))) + len(rates.allowed(other, "partners", ids(5))) == 3


def test_a_channel_whose_rate_is_used_up_has_no_room(room: Newsroom) -> None:
    assert rates.open_room(room, {"partners": 4, "x": 2}) == {"partners": 4, "x": 2}
    rates.allowed(room, "partners", ids(3))
    assert rates.open_room(room, {"partners": 4, "x": 2}) == {"partners": 0, "x": 2}


def test_without_a_rate_no_row_is_read_or_written(world: premises.QuietWorld) -> None:
    room = premises.newsroom(world, rated())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert rates.allowed(room, "partners", ids(5)) == ids(5)
        assert rates.open_room(room, {"partners": 4}) == {"partners": 4}
    assert not queries.captured_queries
    assert not Pace.objects.exists()


def test_a_heavy_delivery_that_does_not_fit_is_not_overtaken(world: premises.QuietWorld) -> None:
    room = premises.newsroom(world, rated(x="6/m"))
    premises.approved(room, channels=("x",))
    thread = premises.delivery("x").pk
    Delivery.objects.filter(pk=thread).update(weight=6)
    assert rates.allowed(room, "x", ["light"]) == ["light"]
    assert rates.allowed(room, "x", [thread, "lighter"]) == []
    world.clock.forward(seconds=62)
    assert rates.allowed(room, "x", [thread, "lighter"]) == [thread]


def test_what_weighs_more_than_the_whole_rate_goes_alone(world: premises.QuietWorld) -> None:
    room = premises.newsroom(world, rated(x="2/m"))
    premises.approved(room, channels=("x",))
    thread = premises.delivery("x").pk
    Delivery.objects.filter(pk=thread).update(weight=6)
    assert rates.allowed(room, "x", [thread]) == [thread]
    assert rates.allowed(room, "x", ["light"]) == []


def test_x_has_the_rate_that_x_allows_unless_the_office_says_otherwise() -> None:
    assert str(premises.configuration().channels["x"].rate) == "100/15m"
    assert premises.configuration().channels["partners"].rate is None


def test_of_many_channels_only_the_one_with_a_rate_waits(room: Newsroom) -> None:
    due = [(f"delivery-{number}", channel) for number in range(5) for channel in ("partners", "x")]
    going = rates.within(room, due)
    assert [channel for _, channel in going] == ["partners", "x"] * 3 + ["x"] * 2
    assert [one for one in rates.within(room, due) if one[1] == "partners"] == []


def lifted_together(room: Newsroom, many: int) -> None:
    """So many releases with a webhook each, lifted at one instant."""
    for number in range(many):
        premises.approved(room, premises.until(room, hours=2), slug=f"story-{number}", channels=("partners",))
    room.world.clock.forward(hours=2)  # type: ignore[attr-defined]
    premises.lift(room)


def test_what_is_due_is_claimed_no_faster_than_its_rate(room: Newsroom, world: premises.QuietWorld) -> None:
    lifted_together(room, 7)
    went = []
    for _ in range(4):
        went.append(len(claim(room, {"partners": 10}).claims))
        world.clock.forward(seconds=31)
    assert went == [3, 0, 3, 0]


def test_the_write_lock_is_not_taken_to_find_that_the_rate_is_used_up(
    room: Newsroom, world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    lifted_together(room, 4)
    claim(room, {"partners": 10})
    monkeypatch.setattr(world, "transact", None)
    assert claim(room, {"partners": 10}) == Claimed()


def test_what_was_built_ahead_begins_at_the_lift_no_faster_than_its_rate(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    for number in range(5):
        premises.approved(room, premises.until(room, hours=2), slug=f"story-{number}", channels=("partners",))
    ready = list(arming.arm(room, list(Delivery.objects.values_list("pk", flat=True))))
    world.clock.forward(hours=2)
    lifted = lifting.lift_due(room, world.reading(), ready)
    assert len(lifted.begun) == 3
    assert Delivery.objects.filter(state="due").count() == 2


@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_at_the_same_moment_keep_the_rate_together(room: Newsroom) -> None:
    lifted_together(room, 9)
    config = room.config
    won: list[int] = []
    start = threading.Barrier(3)

    def work() -> None:
        # A world of its own: what keeps them apart is the ledger, and nothing in this process.
        worker = replace(premises.newsroom(config=config), world=LocalWorld(config))
        start.wait(20)
        try:
            won.extend(len(claim(worker, {"partners": 1}).claims) for _ in range(4))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(won) == 12
    assert sum(won) == 3
