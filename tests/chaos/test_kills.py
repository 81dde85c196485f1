"""The `embargo` command itself, killed at random again and again, on both databases: nothing early, lost or twice."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.chaos.conftest import Tell
from tests.chaos.judging import judge
from tests.chaos.offices import opened
from tests.chaos.playing import playing
from tests.chaos.postgresql import served

pytestmark = [pytest.mark.chaos, pytest.mark.long, pytest.mark.timeout(3600)]
EACH = 4  # kills a release
FLEET = ("clock", "clock", "worker", "worker")


def test_engines_on_sqlite_killed_at_random(tmp_path: Path, kills: int, seed: int, tell: Tell) -> None:
    chance = random.Random(seed)
    with playing() as sandbox, opened(tmp_path, sandbox) as office:
        office.set_up()
        while office.killed < kills:
            engine = office.start("run")
            time.sleep(chance.uniform(0.1, 0.4))
            if office.killed % EACH == 0:
                office.release(f"r{office.killed}")
            time.sleep(chance.uniform(0.1, 1.2) ** 2)
            office.kill(engine)
        office.come_to_rest(180)
        figures = judge(office)
        tell(figures)
        assert figures.broken == [] and figures.killed >= kills


def test_clocks_and_workers_on_postgresql_killed_at_random(tmp_path: Path, kills: int, seed: int, tell: Tell) -> None:
    chance = random.Random(seed)
    with (
        playing() as sandbox,
        served() as server,
        opened(tmp_path, sandbox, DATABASE_URL=server.database("kills")) as office,
    ):
        office.set_up()
        fleet = [office.start(name) for name in FLEET]
        while office.killed < kills:
            if office.killed % EACH == 0:
                office.release(f"r{office.killed}")
            time.sleep(chance.uniform(0.0, 1.0) ** 2)
            place = chance.randrange(len(fleet))
            office.kill(fleet[place])
            fleet[place] = office.start(FLEET[place])
        for process in fleet:
            office.kill(process)
        office.come_to_rest(180)
        figures = judge(office)
        tell(figures)
        assert figures.broken == [] and figures.killed >= kills
