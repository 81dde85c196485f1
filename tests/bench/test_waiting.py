"""A million releases that wait: what they cost at the start, while nothing happens, and when somebody asks for one of them."""

from __future__ import annotations

import time
from pathlib import Path

import requests

from tests.bench import figures, offices

WAITING = 1_000_000
IDLE = 30.0
SETTLED = 30  # seconds after the start: before that it looks at its channels and fills the catalogue of what is public


def test_a_million_waiting_releases(tmp_path: Path, rounds: int) -> None:
    with offices.provider(0) as provider:
        office = offices.office(tmp_path, provider)
        empty = offices.office(_folder(tmp_path / "empty"), provider)
        office.fill("waiting", WAITING)
        office.fill("releases", 1, 1_000_000, 0, "partners")
        starts = [_start_up(office) for _ in range(rounds)]
        least = [_start_up(empty) for _ in range(rounds)]
        with office.running() as engine:
            time.sleep(SETTLED)
            before = offices.cpu_seconds(engine)
            time.sleep(IDLE)
            idle = (offices.cpu_seconds(engine) - before) / IDLE
        asked = [float(office.fill("status", 0)[0]) for _ in range(rounds)]
        assert office.states(1) == {"waiting": 1}
        assert provider.log() == [], "nothing was due"
    figures.told(
        f"{WAITING:,} waiting releases",
        [
            ("start-up", f"median {figures.median(starts):.2f} s, with none waiting {figures.median(least):.2f} s"),
            ("idle", f"{100 * idle:.2f} % of a core"),
            ("one release's status", f"median {figures.median(asked):.1f} ms in the ledger"),
        ],
    )


def _start_up(office: offices.Office) -> float:
    """Seconds from starting `embargo run` until its health page says that lifts are looked for."""
    began = time.monotonic()
    with office.running() as _:
        while True:
            try:
                if requests.get(f"{office.url}/healthz", timeout=5).ok:
                    return time.monotonic() - began
            except requests.ConnectionError:
                time.sleep(0.01)


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
