"""A post that the network took without an answer, and whose release is withdrawn at once: it is found, and taken down."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.engine import rounds, steps
from bot.engine.process import Engine
from bot.newsroom.afterwards import standing
from bot.newsroom.approval import approving
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.store.models import Alert, Delivery
from tests import premises

pytestmark = pytest.mark.django_db


def test_what_was_in_doubt_is_deleted_in_the_end(room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox) -> None:
    sandbox.faults.add("x", Fault("drop_after"))
    engine = Engine(room)
    premises.lifted(room)
    does(world, lambda: steps.claim(engine))
    assert Delivery.objects.get(channel="x").state == "unconfirmed"
    withdrawn(room)
    does(world, lambda: steps.claim(engine))
    assert posted(sandbox) == 1  # it waits: nobody knows yet what there is to delete
    does(world, lambda: rounds.sweep(engine))
    world.clock.forward(seconds=10)
    does(world, lambda: steps.recover(engine))
    does(world, lambda: steps.claim(engine))
    assert posted(sandbox) == 0
    assert not Alert.objects.filter(cleared_at=None).exists()


def withdrawn(room: Newsroom) -> None:
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.", delete_posts=True)
    approving.approve(room, approving.plan(room, "cranes"), "Ben")


def does(world: premises.QuietWorld, step: Callable[[], object]) -> None:
    step()
    world.run_submitted()


def posted(sandbox: Sandbox) -> int:
    return sum(one.deleted_at is None for one in sandbox.x.received)
