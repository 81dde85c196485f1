"""A ledger that can't be written at the lift: overdue with an alert, then sent when it is cured."""

from __future__ import annotations

import resource
from datetime import datetime

import pytest

from tests.acceptance import ledgers
from tests.acceptance.conftest import Office


@pytest.mark.long
def test_a_locked_ledger_at_the_lift_alerts_and_sends_when_it_is_free(office: Office) -> None:
    office.set_up()
    office.approved("--in", "5s")
    office.start("run")
    office.wait_for(lambda: "running" in office.logs())
    with ledgers.locked(office.folder, office.environment):
        office.wait_for(lambda: '"code": "ledger"' in office.logs())
        assert office.status()["overdue"]
        assert office.sandbox.arrivals() == []
    office.wait_for(lambda: set(office.states()) == {"sent"})
    instant = datetime.fromisoformat(office.status()["embargo"]["utc"])
    assert all(one.noted.at >= instant for one in office.sandbox.arrivals())


@pytest.mark.sqlite
def test_a_full_disk_at_the_lift_alerts_and_sends_when_there_is_room(office: Office) -> None:
    office.set_up()
    office.approved("--in", "6s")
    engine = office.start("run")
    office.wait_for(lambda: "running" in office.logs())
    # The kernel refuses this process every byte of a file beyond 16 kB, as a disk does that is full.
    resource.prlimit(engine.pid, resource.RLIMIT_FSIZE, (16_384, resource.RLIM_INFINITY))
    office.wait_for(lambda: '"code": "ledger"' in office.logs())
    assert office.status()["stage"] == "approved"
    assert office.sandbox.arrivals() == []
    resource.prlimit(engine.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    office.wait_for(lambda: set(office.states()) == {"sent"})
    office.wait_for(lambda: '"code": "ledger-cured"' in office.logs())
