"""What every room's tests may use."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from hypothesis import settings

from bot.newsroom.newsroom import Newsroom
from tests import premises

ROOT = Path(__file__).resolve().parent.parent

# Two cores are shared with other work: a slow example is no finding. `--hypothesis-profile=thorough` looks longer.
settings.register_profile("usual", deadline=None, max_examples=60)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("usual")


# What makes guessing dear makes tests slow: a third of a second for each password that is set or asked for.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks into SQLite itself says nothing about PostgreSQL, and the other way round."""
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"this is about {other}"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--days", type=int, default=2000, help="how many seeded newsroom days the simulator lives through")
    parser.addoption("--kills", type=int, default=24, help="how many engines the chaos tests kill, on each database")
    parser.addoption("--pictures", action="store_true", help="put the desk's screenshots into docs/pictures")
    parser.addoption(
        "--seed", type=int, default=None, help="that of the simulated day, or of the chaos, to go through again"
    )


@pytest.fixture(scope="session")
def kills(request: pytest.FixtureRequest) -> int:
    """How many engines are killed; `make chaos KILLS=…` asks for more."""
    return int(request.config.getoption("--kills"))


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """Where the chaos tests' chances come from; printed, so that the same kills can be asked for again."""
    return int(request.config.getoption("--seed") or 0) or random.SystemRandom().randrange(1, 1_000_000)


@pytest.fixture(scope="session")
def days(request: pytest.FixtureRequest) -> int:
    """How many seeded newsroom days the simulator lives through; `make simulate DAYS=…` asks for more."""
    return int(request.config.getoption("--days"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference texts and schemas that may not be copied in here: EMBARGO_SHARED, else beside the checkout."""
    folder = Path(os.environ.get("EMBARGO_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"the reference texts are not here: set EMBARGO_SHARED (looked in {folder})")
    return folder


@pytest.fixture
def world() -> premises.QuietWorld:
    """A world in which nothing goes wrong by itself, and time stands still."""
    return premises.QuietWorld()


@pytest.fixture
def room(world: premises.QuietWorld) -> Newsroom:
    """A newsroom of the usual channels in that world."""
    return premises.newsroom(world)
