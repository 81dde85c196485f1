"""The engine's steps taken one by one: real channels and sockets, the work in hand run by the test, time as the test says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.channels.wire import Network
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.server import Sandbox
from tests import premises


@pytest.fixture
def world() -> premises.QuietWorld:
    return premises.QuietWorld(wires=lambda channel: Network(4))


@pytest.fixture
def sandbox(world: premises.QuietWorld) -> Iterator[Sandbox]:
    """Signatures are told by the newsroom's clock, so the stand-ins live by it too."""
    with premises.sandbox(clock=lambda: world.clock.now) as running:
        yield running


@pytest.fixture
def room(world: premises.QuietWorld, sandbox: Sandbox) -> Newsroom:
    return premises.newsroom(world, premises.configuration(sandbox))
