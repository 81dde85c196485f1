"""Providers that hang, are slow, drop connections or die, while engines die as well."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.chaos.conftest import Tell
from tests.chaos.judging import judge
from tests.chaos.offices import Office, opened
from tests.chaos.playing import Playing, playing
from tests.chaos.postgresql import served
from tests.chaos.relay import Relay

pytestmark = [pytest.mark.chaos, pytest.mark.long, pytest.mark.timeout(900)]
ENGINES = {"sqlite": ("run",), "postgresql": ("clock", "worker", "worker")}
PROVIDERS = ("sendgrid", "x", "hooks", "smtp")
TROUBLE = (
    {"fault": "hang", "seconds": 4},  # twice what the office waits for an answer
    {"fault": "drop_after"},
    {"fault": "drop_before"},
    {"fault": "status", "status": 503},
    {"fault": "slow", "ms": 1200},
)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def office_on(database: str, folder: Path, sandbox: Playing) -> Iterator[Office]:
    """An office whose ledger is on this database, and which has readers."""
    if database == "sqlite":
        with opened(folder, sandbox) as office:
            office.set_up()
            yield office
    else:
        with served() as server, opened(folder, sandbox, DATABASE_URL=server.database("providers")) as office:
            office.set_up()
            yield office


def test_providers_that_hang_drop_and_dawdle_while_engines_are_killed(
    tmp_path: Path, database: str, kills: int, seed: int, tell: Tell
) -> None:
    chance = random.Random(seed)
    with playing() as sandbox, office_on(database, tmp_path / "office", sandbox) as office:
        engines = [office.start(name) for name in ENGINES[database]]
        for number in range(max(3, kills // 25)):
            sandbox.trouble(*({"provider": name, **chance.choice(TROUBLE)} for name in PROVIDERS))
            office.release(f"r{number}")
            time.sleep(chance.uniform(0.2, 1.5))
            place = chance.randrange(len(engines))
            office.kill(engines[place])
            engines[place] = office.start(ENGINES[database][place])
        sandbox.trouble()
        for engine in engines:
            office.kill(engine)
        office.come_to_rest(180)
        figures = judge(office)
        tell(figures)
        assert figures.broken == []


def test_a_provider_that_dies_in_the_middle_and_comes_back(
    tmp_path: Path, database: str, seed: int, tell: Tell
) -> None:
    chance = random.Random(seed)
    with playing() as sandbox:
        relay = Relay(urlsplit(sandbox.url).port or 0)
        known = replace(sandbox, url=f"http://127.0.0.1:{relay.port}")
        with office_on(database, tmp_path / "office", known) as office:
            try:
                engines = [office.start(name) for name in ENGINES[database]]
                for number in range(3):
                    office.release(f"r{number}", "--in", "1s")
                    time.sleep(chance.uniform(0.5, 1.2))
                    relay.kill()
                    time.sleep(chance.uniform(0.1, 1.0))
                    relay.start()
                for engine in engines:
                    office.kill(engine)
                office.come_to_rest(180)
                figures = judge(office)
                tell(figures)
                assert figures.broken == []
            finally:
                relay.kill()  # before the nest ends: as its sibling it holds the other end of the nest's input
