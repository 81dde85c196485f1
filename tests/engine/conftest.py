"""The engine as it runs: real threads, real sockets, a ledger on disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from bot.core.configuration import Configuration
from bot.engine.clock import Clock
from bot.engine.local import LocalWorld
from bot.engine.process import Engine
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.server import Sandbox
from bot.store.sealing import Keyring
from tests import premises
from tests.engine.machines import Machine


@dataclass
class ToldWorld(LocalWorld):
    """The real world, with an ear for its alarms."""

    told: list[str] = field(default_factory=list)

    def alarm(self, code: str, text: str, release: str = "") -> None:
        self.told.append(code)


def live(config: Configuration) -> tuple[Newsroom, ToldWorld]:
    """A newsroom in the real world, and that world."""
    world = ToldWorld(config)
    return Newsroom(config, Keyring((("00000001", b"k" * 32),)), premises.SECRETS, world), world


@contextmanager
def running(room: Newsroom) -> Iterator[Engine]:
    """The engine at work over this newsroom, until the block ends and what it had begun is done."""
    engine = Engine(room)
    clock = Clock(engine)
    clock.start()
    try:
        yield engine
    finally:
        clock.stop()
        assert isinstance(room.world, LocalWorld)
        room.world.close()


def wait_for(fact: Callable[[], object], seconds: float = 10) -> None:
    """Until `fact` holds; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with premises.sandbox() as running_sandbox:
        yield running_sandbox


@pytest.fixture
def machine() -> Machine:
    return Machine()
