"""A lift is written down a moment before its instant; whether it is committed, the clock says when it is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.world import Reading
from bot.engine import steps
from bot.engine.process import Engine
from bot.newsroom.copy.filing import get
from tests import premises

pytestmark = pytest.mark.django_db
SOON = timedelta(milliseconds=5)


@pytest.fixture
def engine() -> Engine:
    """Five milliseconds before the instant of the release that is approved."""
    world = premises.QuietWorld()
    room = premises.newsroom(world)
    premises.approved(room, premises.until(room, seconds=1))
    world.clock.now += timedelta(seconds=1) - SOON
    return Engine(room)


def lift_with(engine: Engine, reading: Reading) -> str:
    """The stage of the release after its lift was written down, and this was read before the commit."""
    instant = get("cranes").instant
    assert instant is not None
    steps.lift_at(engine, instant, lambda: reading)
    return get("cranes").stage


def test_it_is_committed_when_the_instant_is_there(engine: Engine) -> None:
    instant = get("cranes").instant
    assert instant is not None
    assert lift_with(engine, Reading(instant, instant)) == "lifted"
    assert get("cranes").lifted_at == instant


def test_it_is_taken_back_while_it_could_be_earlier(engine: Engine) -> None:
    instant = get("cranes").instant
    assert instant is not None
    before = instant - timedelta(microseconds=1)
    assert lift_with(engine, Reading(before, instant)) == "approved"
    assert ("clock", "lift") not in premises.acts(get("cranes"))


def test_it_is_taken_back_when_the_clock_is_in_doubt(engine: Engine) -> None:
    instant = get("cranes").instant
    assert instant is not None
    doubtful = replace(Reading(instant, instant), verdict="doubtful", reasons=("it was set",))
    assert lift_with(engine, doubtful) == "approved"
