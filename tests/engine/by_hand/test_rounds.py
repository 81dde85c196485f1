"""Vetting as it runs: real channels ask the stand-ins ahead of a lift."""

from __future__ import annotations

import pytest

from bot.engine import steps
from bot.engine.process import Engine
from bot.engine.rounds import vet
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.store.models import Alert
from tests import premises
from tests.engine.conftest import live, running, wait_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(room: Newsroom) -> Engine:
    engine = Engine(room)
    engine.wake = lambda step: vet(engine) if step == "vet" else None
    return engine


def look(engine: Engine, world: premises.QuietWorld) -> list[str]:
    """One round; the codes of what was told in it."""
    before = len(world.alarms)
    vet(engine)
    world.run_submitted()
    return [code for code, *_ in world.alarms[before:]]


def test_every_channel_of_an_approved_release_is_asked_once(
    engine: Engine, room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room)
    assert look(engine, world) == []
    assert sorted(engine.rounds.asked) == ["partners", "press", "x"]
    vet(engine)
    assert world.work == []


@pytest.mark.parametrize("standing", ["revoked", "suspended", "locked", "read-only"])
def test_an_account_that_is_taken_no_more_is_told_before_the_lift(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox, standing: str
) -> None:
    premises.approved(room)
    sandbox.x.standings["harbour"] = standing
    assert look(engine, world) == ["credentials-x"]
    assert sandbox.x.received == []


def test_the_alert_goes_once_the_account_is_well_again(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    premises.approved(room)
    sandbox.x.standings["harbour"] = "suspended"
    look(engine, world)
    sandbox.x.standings.clear()
    world.clock.forward(minutes=10)
    look(engine, world)
    assert not Alert.objects.filter(cleared_at=None).exists()


def test_a_provider_that_breaks_off_once_is_no_news(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    premises.approved(room)
    sandbox.faults.add("x", Fault("drop_before"))
    assert look(engine, world) == []
    world.clock.forward(minutes=2)
    assert look(engine, world) == []
    assert not Alert.objects.filter(cleared_at=None).exists()


def test_a_provider_that_cannot_be_reached_three_times_in_a_row_is_told_as_that(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    premises.approved(room, channels=("x",))
    sandbox.faults.add("x", Fault("status", status=503, times=None))
    told = []
    for _ in range(3):
        told += look(engine, world)
        world.clock.forward(minutes=2)
    assert told == ["unreached-x"]


def test_credentials_that_are_gone_are_told(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    bare = Newsroom(room.config, room.keyring, {**premises.SECRETS, "X_API_SECRET": ""}, world)
    engine = Engine(bare)
    for _ in range(3):
        look(engine, world)
    assert [code for code, *_ in world.alarms] == ["credentials-x"]
    assert "set X_API_SECRET" in world.alarms[0][1]


def test_a_process_that_does_not_send_asks_nobody(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    vet(Engine(room, sends=False))
    assert world.work == []


@pytest.mark.django_db(transaction=True)
def test_a_provider_that_hangs_while_it_is_asked_holds_up_no_lift() -> None:
    with premises.sandbox() as sandbox:
        room, world = live(premises.configuration(sandbox, channels=_patient(sandbox)))
        premises.approved(room, premises.until(room, seconds=32), "later", ("x",))
        sandbox.faults.add("x", Fault("hang", seconds=4))
        with running(room) as engine:
            wait_for(lambda: engine.rounds.asking == "x")
            premises.approved(room, premises.until(room, seconds=1), "now", ("partners",))
            wait_for(lambda: sandbox.hooks.received, 3)
            assert engine.rounds.asking == "x"
    assert world.told == []


def _patient(sandbox: Sandbox) -> dict[str, object]:
    return {"x": {"kind": "x", "base_url": sandbox.x_url, "timeout": 5}}


def test_it_is_a_step_of_the_table() -> None:
    assert "vet" in [row.name for row in steps.TABLE]
