"""A sandbox over real sockets, and the network to reach it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.sandbox.server import Sandbox
from tests.channels.by_smtp import server
from tests.channels.orders import (
    ACCOUNT,
    FEDIVERSE,
    KEY,
    OLD_SECRET,
    SECRET,
    SKY,
)


@pytest.fixture(scope="module")
def playing() -> Iterator[Sandbox]:
    secrets = {"partners": [SECRET], "rotating": [OLD_SECRET]}
    networks = {"x_accounts": [ACCOUNT], "mastodon_accounts": [FEDIVERSE], "bluesky_accounts": [SKY]}
    with Sandbox(sendgrid_keys={KEY}, hook_secrets=secrets, **networks) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(playing: Sandbox) -> Sandbox:
    playing.forget()
    playing.faults.clear()
    return playing


@pytest.fixture
def wire() -> Iterator[Network]:
    network = Network()
    yield network
    network.close()


@pytest.fixture
def smtp(sandbox: Sandbox) -> Channel:
    return server(sandbox.smtp_port)
