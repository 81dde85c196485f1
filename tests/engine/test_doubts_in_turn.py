"""Doubts are looked up in turn: one that nobody can look up keeps no other from it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.core.delivery import Order, Sent, Unconfirmed
from bot.engine import rounds
from bot.engine.process import Engine
from bot.newsroom.outcomes import settling
from bot.store.models import Delivery
from tests import premises

pytestmark = pytest.mark.django_db


def test_doubts_of_channels_that_are_gone_keep_no_other_waiting() -> None:
    world = premises.QuietWorld(wires=lambda _: SimpleNamespace())  # type: ignore[arg-type,return-value]
    room = premises.newsroom(world)
    premises.lifted(room)
    for channel in ("partners", "x", "press"):
        premises.answered(room, premises.begun(room, channel), Unconfirmed("no answer"))
        world.clock.forward(seconds=1)
    only = {name: one for name, one in room.config.channels.items() if name == "press"}
    engine = Engine(replace(room, config=replace(room.config, channels=only), _open={"press": Answering()}))
    for _ in range(3):
        for delivery in engine.look_for(settling.in_doubt(engine.newsroom)):
            rounds.look_up(engine, delivery)
        world.clock.forward(seconds=2)
    assert Delivery.objects.get(channel="press").state == "sent"


def test_what_a_channel_stumbles_over_is_put_at_the_end_and_told() -> None:
    world = premises.QuietWorld(wires=lambda _: SimpleNamespace())  # type: ignore[arg-type,return-value]
    room = premises.newsroom(world)
    premises.lifted(room)
    held = premises.begun(room, "press")
    premises.answered(room, held, Unconfirmed("no answer"))
    engine = Engine(replace(room, _open={"press": Stumbling()}))
    with pytest.raises(ZeroDivisionError):
        rounds.look_up(engine, held.delivery)
    assert settling.in_doubt(room) == []


class Answering:
    """A channel that finds everything."""

    def reconcile(self, order: Order, wire: Any) -> Sent:
        return Sent("1")


class Stumbling:
    """A channel with a fault of its own."""

    def reconcile(self, order: Order, wire: Any) -> Sent:
        return Sent(str(1 // 0))
