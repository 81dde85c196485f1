"""A sandbox over real sockets, and the network to reach it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.channels.wire import Network
from bot.sandbox.server import Sandbox
from tests.channels.orders import ACCOUNT, KEY, OLD_SECRET, SECRET


@pytest.fixture(scope="module")
def playing() -> Iterator[Sandbox]:
    secrets = {"partners": [SECRET], "rotating": [OLD_SECRET]}
    with Sandbox(sendgrid_keys={KEY}, x_accounts=[ACCOUNT], hook_secrets=secrets) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(playing: Sandbox) -> Sandbox:
    for provider in (playing.sendgrid, playing.x, playing.hooks, playing.mail):
        provider.forget()
    playing.faults.clear()
    return playing


@pytest.fixture
def wire() -> Iterator[Network]:
    network = Network()
    yield network
    network.close()
