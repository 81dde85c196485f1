"""Bulk work beside a lift: both come to their ends, and the release leaves with the list that was approved."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.acceptance.conftest import Office

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


def test_an_import_that_runs_across_a_lift_changes_neither(office: Office) -> None:
    office.set_up()
    rows = "".join(f"new{number}@example.org,New {number}\n" for number in range(30_000))
    office.write("many.csv", "email,name\n" + rows)
    office.approved("--in", "15s", "--channel", "press", "--channel", "partners")
    office.start("run")
    importing = subprocess.Popen(
        [sys.executable, "-m", "bot", "audience", "import", "press", "many.csv"],
        cwd=office.folder,
        env=office.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    office.wait_for(lambda: set(office.states()) == {"sent"}, 120)
    said, _ = importing.communicate(timeout=300)
    assert "30,000 added, 0 changed" in said
    assert sum(row["recipients"] for row in office.status()["deliveries"]) == 3
    assert office.type("journal", "verify").code == 0
    print([(row["channel"], row["lateness_ms"]) for row in office.status()["deliveries"]])
