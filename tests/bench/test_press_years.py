"""A press room with 100,000 releases beside one with 1,000: what a start takes, what stays in memory, and what one lift more costs.

`make bench` prints it; of times nothing is asserted.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench import figures, offices

FEW, MANY = 1_000, 100_000


def test_a_press_room_with_years_behind_it(tmp_path: Path) -> None:
    with offices.provider(0) as provider:
        few, many = (_measured(tmp_path / str(count), provider, count) for count in (FEW, MANY))
    rows = [
        (name, f"{few[name][0]:10,.1f} {many[name][0]:12,.1f}  {'MB' if name == 'memory' else 'ms of a core'}")
        for name in few
    ]
    figures.told(f"a press room with {FEW:,} and with {MANY:,} releases", rows)
    for told, count in ((few, FEW), (many, MANY)):
        assert told["the old ones"][1] == count
        assert told["memory"][1] is True, "the catalogue did not become complete"
        assert {status for name, (_, status) in told.items() if name.startswith("/")} == {200}
    assert few["one lift more"][1] == many["one lift more"][1], "a lift asks the ledger more the more there is"


def _measured(folder: Path, provider: offices.Provider, count: int) -> dict[str, tuple[float, Any]]:
    folder.mkdir()
    office = offices.office(folder, provider)
    _program(office, "press_filling", count)
    lines = [json.loads(line) for line in _program(office, "press_years").splitlines() if line.startswith("[")]
    return {name: (figure, outcome) for name, figure, outcome in lines}


def _program(office: offices.Office, name: str, *arguments: object) -> str:
    command = [sys.executable, "-W", "ignore", "-m", f"tests.bench.{name}", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=office.folder, env=office.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
