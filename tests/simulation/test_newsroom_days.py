"""Newsroom days, one a seed, with all that can go wrong in them: no promise is broken on any."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from tests.simulation.day import simulate, trace
from tests.simulation.luck import CLOCKS, CRASHES, HAND_OVERS, LEDGER, NETWORK, PAUSES, WEATHER
from tests.simulation.people import ACTS

pytestmark = [pytest.mark.simulation, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

LATER = ("resume", "approve", "word", "leave", "settle sent", "settle resend", "update", "let_follow")
ABOUT_CLOCKS = ("clock doubted", "clock set right", "clock vouched for", *(f"clock {kind}" for kind in CLOCKS))
EVERYTHING = {*CRASHES, *LEDGER, *PAUSES, *WEATHER, *HAND_OVERS, *ACTS, *LATER, *ABOUT_CLOCKS} | {
    f"{provider}: {kind}" for provider, kinds in NETWORK.items() for kind in kinds
}
ENOUGH = 400  # days in which everything has to happen at least once


def test_no_promise_is_broken(
    seeds: range, ledger: sqlite3.Connection, days: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    counts: Counter[str] = Counter()
    for seed in seeds:
        day = simulate(seed, ledger)
        counts += day.counts
        assert not day.broken, str(day)
    _everything_happened(tmp_path_factory.getbasetemp(), seeds, counts, days)


def test_the_same_seed_is_the_same_day(ledger: sqlite3.Connection) -> None:
    first = [trace(seed, ledger) for seed in range(5)]
    assert [trace(seed, ledger) for seed in range(5)] == first


def test_a_day_can_be_told(
    request: pytest.FixtureRequest, ledger: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = int(request.config.getoption("--seed") or 0)
    told = trace(asked or 1, ledger)
    assert told[0].split()[1:3] == ["day", "seed"]
    if asked:
        with capsys.disabled():
            print("", *told, sep="\n")


def _everything_happened(folder: Path, seeds: range, counts: Counter[str], days: int) -> None:
    """Whoever is the last of the workers to end looks whether every fault and every act came up in the run."""
    run = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "newsroom-days"
    run.mkdir(exist_ok=True)
    (run / f"{seeds.start}.json").write_text(json.dumps([len(seeds), counts]), encoding="utf-8")
    told = [json.loads(file.read_text(encoding="utf-8")) for file in run.iterdir()]
    if sum(count for count, _ in told) < max(days, ENOUGH):
        return
    happened = {name for _, some in told for name in some}
    assert not EVERYTHING - happened, f"never happened in {days} days: {sorted(EVERYTHING - happened)}"
