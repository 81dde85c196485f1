"""The simulator on trial: each mistake that somebody could make in the engine is seen within a few days."""

from __future__ import annotations

import sqlite3

import pytest

from tests.simulation import bugs_clocks, bugs_following, bugs_leaving, bugs_lost, bugs_twice
from tests.simulation.day import simulate
from tests.simulation.planting import BUGS, Bug

pytestmark = [
    pytest.mark.simulation,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]

PLANTED = (bugs_clocks, bugs_following, bugs_leaving, bugs_lost, bugs_twice)
DAYS = 400


def test_there_are_enough_of_them() -> None:
    assert len(BUGS) >= 20
    assert {bug.plant.__module__ for bug in BUGS} == {module.__name__ for module in PLANTED}


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught(bug: Bug, ledger: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.plant(monkeypatch)
    named = tuple(f"promise {number}:" for number in bug.promises)
    days = (simulate(seed, ledger) for seed in range(bug.near, bug.near + DAYS))
    noticed = any(one.startswith(named) for day in days for one in day.broken)
    assert noticed, f"nobody noticed in {DAYS} days: {bug.name}"
