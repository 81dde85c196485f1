"""An import of 300,000 readers across a lift: what it adds to the lift."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench import figures, offices

READERS = 300_000
LIFTS = 20
LEAD = 6
HOOK = "/hooks/partners"


def test_an_import_across_a_lift(tmp_path: Path) -> None:
    with offices.provider(20) as provider:
        office = offices.office(tmp_path, provider)
        office.fill("releases", LIFTS, 1_000_000, 0, "partners")
        table = offices.readers(tmp_path, READERS)
        with office.running():
            quiet = _late(office, provider)
            command = [sys.executable, "-m", "bot", "audience", "import", "others", str(table)]
            with subprocess.Popen(command, cwd=tmp_path, env=office.environment, stdout=subprocess.DEVNULL) as bulk:
                across = _late(office, provider)
                during = bulk.poll() is None
                assert bulk.wait(300) == 0
        told = office.embargo("audience", "show", "others")
    figures.told(
        f"{LIFTS} lifts by webhook while {READERS:,} readers are imported: first byte after the instant",
        [
            ("without the import", figures.spread(quiet)),
            ("across it", figures.spread(across) + ("" if during else " (the import ended before the last lift)")),
            (
                "the import adds",
                f"median {figures.median(across) - figures.median(quiet):.1f}, at most {max(across) - max(quiet):.1f} ms",
            ),
        ],
    )

    assert min(*quiet, *across) >= 0, "something left before its instant"
    assert len(quiet) == len(across) == LIFTS
    assert f"{READERS:,} readers" in told


def _late(office: offices.Office, provider: offices.Provider) -> list[float]:
    provider.clear()
    (start,) = office.fill("again", LIFTS, LEAD, 0.5)
    came = provider.wait_for(LIFTS, LEAD + LIFTS + 60, HOOK)
    return [1000 * (at - (start + 0.5 * number)) for number, (_, at, _) in enumerate(came)]
