"""The desk over years of work: 100,000 releases and 1,000,000 deliveries, and what each page costs the server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench import figures, offices

RELEASES, DELIVERIES = 100_000, 1_000_000
SLOWEST = 100.0  # milliseconds a page may take, in the median


def test_every_page_of_a_desk_with_years_behind_it(tmp_path: Path, rounds: int) -> None:
    with offices.provider(0) as provider:
        office = offices.office(tmp_path, provider)
        _program(office, "desk_filling", RELEASES, DELIVERIES)
        lines = [line.split("\t") for line in _program(office, "desk_pages", 4 * rounds).splitlines() if "\t" in line]
    told = [
        (
            name,
            f"{float(ms):7.1f} ms  {float(core):6.1f} ms of a core  {queries:>3} queries  {int(size) / 1000:6.1f} kB",
        )
        for name, _, ms, core, queries, size in lines
    ]
    figures.told(f"The desk with {RELEASES:,} releases and {DELIVERIES:,} deliveries", told)
    assert [name for name, status, *_ in lines if status != "200"] == []
    assert [(name, ms) for name, _, ms, *_ in lines if float(ms) > SLOWEST] == []


def _program(office: offices.Office, name: str, *arguments: object) -> str:
    command = [sys.executable, "-W", "ignore", "-m", f"tests.bench.{name}", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=office.folder, env=office.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
