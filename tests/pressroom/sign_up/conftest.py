"""Somebody who asks for a list, and what they are sent."""

from __future__ import annotations

import pytest
from django.test import Client

from bot.channels.wire import Network
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from bot.sandbox.server import Sandbox
from tests import premises
from tests.pressroom.sign_up.asking import LISTS


@pytest.fixture
def sandbox() -> Sandbox:
    with premises.sandbox() as running:
        yield running  # type: ignore[misc]


@pytest.fixture
def room(world: premises.QuietWorld, sandbox: Sandbox) -> Newsroom:
    world.wires = lambda channel: Network(1)
    made = premises.newsroom(world, premises.configuration(sandbox, lists=LISTS))
    open_to_the_public(made)
    premises.readers(2)
    return made


@pytest.fixture
def strict() -> Client:
    """A client without cookies that a missing CSRF token would stop."""
    return Client(enforce_csrf_checks=True)
