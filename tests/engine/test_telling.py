"""From the alert to people: once each, by whichever process is there to tell."""

from __future__ import annotations

import pytest

from bot.core.delivery import Rejected
from bot.engine import rounds, steps
from bot.engine.process import Engine
from bot.newsroom import alerting
from bot.newsroom.outcomes import settling
from bot.newsroom.record.telling import GRACE
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(world: premises.QuietWorld) -> Engine:
    return Engine(premises.newsroom(world))


def test_a_refusal_is_told_at_once_and_once(engine: Engine, world: premises.QuietWorld) -> None:
    room = engine.newsroom
    premises.lifted(room, channels=("x",))
    engine.answered(settling.Settled(premises.begun(room, "x"), Rejected("401")))
    steps.settle(engine)
    assert [code for code, _, _ in world.alarms] == ["rejected-x"]
    for _ in range(3):
        rounds.tell(engine)
        world.clock.now += GRACE
    assert len(world.alarms) == 1


def test_what_a_command_raised_is_told_by_the_engine(engine: Engine, world: premises.QuietWorld) -> None:
    room = engine.newsroom
    release = premises.queued(room)
    alerting.raise_alert(room, release, "approved-alone", "Ben approved cranes alone.")
    world.clock.now += GRACE
    for _ in range(3):
        rounds.tell(engine)
        world.clock.now += GRACE
    assert world.alarms == [("approved-alone", "Ben approved cranes alone.", "cranes")]


def test_what_a_process_did_not_live_to_tell_the_next_one_tells(engine: Engine, world: premises.QuietWorld) -> None:
    premises.queued(engine.newsroom)
    world.clock.forward(hours=3)
    steps.lifting.alert_unapproved(engine.newsroom, engine.newsroom.now())
    after = Engine(engine.newsroom)
    for _ in range(3):
        world.clock.now += GRACE
        rounds.tell(after)
        rounds.sweep(after)
    assert [code for code, _, _ in world.alarms] == ["unapproved"]


def test_notices_go_the_same_way(world: premises.QuietWorld) -> None:
    room = premises.newsroom(world, premises.configuration(alerts={"ready": "15m"}))
    premises.approved(room)
    world.clock.forward(hours=1, minutes=50)
    engine = Engine(room)
    for _ in range(3):
        rounds.tell(engine)
        world.clock.now += GRACE
    assert [code for code, _, _ in world.alarms] == ["ready"]
