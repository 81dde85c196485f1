"""A newsroom in a quiet world, and a watch over every row: no test may see a move that the tables do not know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from bot.core import delivery, workflow
from bot.core.delivery import State
from bot.core.workflow import Stage

WATCH = (
    "CREATE TEMP TABLE moves (what, was, became)",
    """CREATE TEMP TRIGGER watch_release AFTER UPDATE OF stage ON main.store_release WHEN old.stage <> new.stage
       BEGIN INSERT INTO moves VALUES ('release', old.stage, new.stage); END""",
    """CREATE TEMP TRIGGER watch_delivery AFTER UPDATE OF state ON main.store_delivery WHEN old.state <> new.state
       BEGIN INSERT INTO moves VALUES ('delivery', old.state, new.state); END""",
)
UNWATCH = ("DROP TRIGGER watch_release", "DROP TRIGGER watch_delivery", "DROP TABLE moves")


@pytest.fixture(autouse=True)
def watch(request: pytest.FixtureRequest) -> Iterator[None]:
    """In SQLite itself, so that no way of writing a row gets past it."""
    if request.node.get_closest_marker("django_db") is None or connection.vendor != "sqlite":
        yield
        return
    request.getfixturevalue("_django_db_helper")
    with connection.cursor() as cursor:
        for line in WATCH:
            cursor.execute(line)
        yield
        seen = moves_seen()
        for line in UNWATCH:
            cursor.execute(line)
    for what, was, became in seen:
        if what == "release":
            assert Stage(became) in workflow.MOVES[Stage(was)], f"a release went from {was} to {became}"
        else:
            assert State(became) in delivery.MOVES[State(was)], f"a delivery went from {was} to {became}"


def moves_seen() -> set[tuple[str, str, str]]:
    """(release or delivery, from, to) of every move so far in this test."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT what, was, became FROM moves")
        return set(cursor.fetchall())


@pytest.fixture
def seen() -> object:
    """`moves_seen`, for a test that asks which moves a verb made."""
    return moves_seen
