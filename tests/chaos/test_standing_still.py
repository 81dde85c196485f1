"""Processes that stand still past their lease, and wake: somebody else has taken over, and they send nothing any more."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.chaos.conftest import Tell
from tests.chaos.judging import judge
from tests.chaos.offices import LEASE, opened
from tests.chaos.playing import playing
from tests.chaos.postgresql import served

pytestmark = [pytest.mark.chaos, pytest.mark.long, pytest.mark.timeout(3600)]


def test_workers_on_postgresql_that_wake_past_their_lease(tmp_path: Path, kills: int, seed: int, tell: Tell) -> None:
    chance = random.Random(seed)
    with (
        playing() as sandbox,
        served() as server,
        opened(tmp_path / "office", sandbox, DATABASE_URL=server.database("still")) as office,
    ):
        office.set_up()
        fleet = [office.start(name) for name in ("clock", "worker", "worker")]
        for number in range(max(3, kills // 25)):
            office.release(f"r{number}")
            time.sleep(chance.uniform(0.2, 1.2))
            asleep = chance.sample(fleet, chance.choice((1, 1, 2)))
            for process in asleep:
                office.freeze(process)
            time.sleep(LEASE + chance.uniform(0.3, 2.2))
            for process in asleep:
                office.thaw(process)
        office.wait_for(lambda: bool(office.ask("at_rest")), 120)
        for process in fleet:
            office.kill(process)
        figures = judge(office)
        tell(figures)
        assert figures.broken == []


def test_an_engine_on_sqlite_that_wakes_when_another_has_taken_over(
    tmp_path: Path, kills: int, seed: int, tell: Tell
) -> None:
    chance = random.Random(seed)
    with playing() as sandbox, opened(tmp_path, sandbox) as office:
        office.set_up()
        for number in range(max(3, kills // 25)):
            first = office.start("run")
            office.release(f"r{number}")
            time.sleep(chance.uniform(0.2, 1.2))
            office.freeze(first)
            second = office.start("run")
            time.sleep(LEASE + chance.uniform(0.3, 1.2))
            office.thaw(first)
            time.sleep(0.3)
            office.kill(first)
            office.kill(second)
        office.come_to_rest(180)
        figures = judge(office)
        tell(figures)
        assert figures.broken == []
