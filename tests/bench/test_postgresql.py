"""The same thousand releases at one instant, with the ledger on PostgreSQL and two workers, beside SQLite in one process."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tests.bench import figures, offices, test_one_instant
from tests.chaos.postgresql import served

HANDS = test_one_instant.HANDS


def test_a_thousand_releases_over_two_workers(tmp_path: Path, rounds: int) -> None:
    with offices.provider(20) as provider:
        alone = offices.office(_folder(tmp_path / "alone"), provider, HANDS)
        alone.fill("waiting", test_one_instant.WAITING)
        with alone.running():
            sqlite, _ = test_one_instant.measured(alone, provider, rounds, HANDS)
        with served() as server, ExitStack() as running:
            shared = offices.office(
                _folder(tmp_path / "shared"), provider, HANDS, DATABASE_URL=server.database("bench")
            )
            shared.fill("waiting", test_one_instant.WAITING)
            for process in ("clock", "worker", "worker"):
                running.enter_context(shared.running(process))
            several, _ = test_one_instant.measured(shared, provider, rounds, HANDS)
            assert shared.states(test_one_instant.RELEASES) == {"sent": test_one_instant.RELEASES}
    figures.told(
        f"{test_one_instant.RELEASES:,} releases at one instant, PostgreSQL and two workers beside SQLite",
        [
            ("PostgreSQL, two workers", f"{figures.median(several):.3f} s (median of {rounds})"),
            ("SQLite, one process", f"{figures.median(sqlite):.3f} s"),
            ("ratio", f"{figures.median(several) / figures.median(sqlite):.2f}"),
        ],
    )


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
