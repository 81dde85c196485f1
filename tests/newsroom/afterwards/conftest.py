"""A release that went out with a wrong word, and what is said of it."""

from __future__ import annotations

import pytest

from bot.newsroom.newsroom import Newsroom
from bot.store.models import Release
from tests import premises
from tests.newsroom.afterwards.harbour import (
    sent,
)


@pytest.fixture
def out(room: Newsroom) -> Release:
    """A release that everybody has."""
    release = premises.lifted(room)
    sent(room, "press", "x", "partners")
    return release
