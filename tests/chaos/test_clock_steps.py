"""The clock of running processes is set forward and back by an hour (libfaketime): nothing leaves early, and nothing is lost."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.chaos.conftest import Tell
from tests.chaos.judging import judge, slug_of
from tests.chaos.offices import Office, opened
from tests.chaos.playing import playing
from tests.chaos.postgresql import served

FOUND = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")) + sorted(Path("/usr/lib/faketime").glob("*.so.1"))
pytestmark = [
    pytest.mark.chaos,
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not FOUND, reason="libfaketime is not installed (Debian: apt-get install libfaketime)"),
]


class Faked:
    """The time that the office's processes see; what the machine has been up for is not touched."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "faketime"
        self.set("+0")

    def set(self, step: str) -> None:
        """All of them see it with their next look. In one go: half a file would be no step at all."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(step + "\n")
        os.replace(fresh, self._file)

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "LD_PRELOAD": str(FOUND[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


def test_steps_of_an_hour_in_a_running_engine_on_sqlite(tmp_path: Path, seed: int, tell: Tell) -> None:
    faked = Faked(tmp_path)
    with playing() as sandbox, opened(tmp_path / "office", sandbox, **faked.environment) as office:
        arrived = _stepped(office, faked, ("run",), random.Random(seed))
        assert arrived == {"r0", "r1", "r2", "r3"}, "what an hour forward seemed to reach stays where it is"
        figures = judge(office)
        tell(figures)
        assert figures.broken == []


def test_steps_of_an_hour_under_clocks_and_workers_on_postgresql(tmp_path: Path, seed: int, tell: Tell) -> None:
    faked = Faked(tmp_path)
    with (
        playing() as sandbox,
        served() as server,
        opened(tmp_path / "office", sandbox, DATABASE_URL=server.database("steps"), **faked.environment) as office,
    ):
        arrived = _stepped(office, faked, ("clock", "clock", "worker"), random.Random(seed))
        assert arrived == {"r0", "r1", "r2", "r3"}, "what an hour forward seemed to reach stays where it is"
        figures = judge(office)
        tell(figures)
        assert figures.broken == []


def _stepped(office: Office, faked: Faked, engines: tuple[str, ...], chance: random.Random) -> set[str]:
    """Four releases while the clock is set, and one for later, which is cancelled at the end: those of which something arrived."""
    office.set_up()
    running = [office.start(name) for name in engines]
    office.wait_for(lambda: office.logs().count('"running"') == len(engines))
    office.release("far", "--in", "40m")  # which an hour's step forward seems to reach
    office.instants.pop("far")
    for number, step in enumerate(("+3600", "-3600", "+3600", "-3600")):
        office.release(f"r{number}", "--in", "2s")
        time.sleep(chance.uniform(0.0, 2.0))
        faked.set(step)
        time.sleep(chance.uniform(0.5, 3.0))
        faked.set("+0")
        slug = f"r{number}"
        office.wait_for(lambda slug=slug: slug in _arrived(office), 90)
    office.wait_for(lambda: {"approved"} == {_stage(office, "far")}, 90)
    office.type("cancel", "far", "--by", "Ben")
    office.wait_for(lambda: bool(office.ask("at_rest")), 90)
    for process in running:
        office.kill(process)
    return _arrived(office)


def _stage(office: Office, slug: str) -> str:
    return next(str(row["stage"]) for row in office.facts()["releases"] if row["slug"] == slug)


def _arrived(office: Office) -> set[str]:
    return {slug_of(one) for one in office.sandbox.received()}
