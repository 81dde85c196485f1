"""Several processes on PostgreSQL: a clock that lifts, workers that send, and any of them may die."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from tests.acceptance.conftest import Office, furnished
from tests.chaos.postgresql import Server, served

pytestmark = [pytest.mark.long, pytest.mark.timeout(180)]


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as made:
        yield made


@pytest.fixture
def office(tmp_path: Path, server: Server, sandbox: Sandbox) -> Iterator[Office]:
    made = furnished(tmp_path, sandbox)
    made.environment["DATABASE_URL"] = server.database("office")
    yield made
    for process in made.running:
        if process.poll() is None:
            made.kill(process)


def test_a_release_lifted_by_one_process_is_sent_by_two_others_once(office: Office) -> None:
    office.set_up(readers=2500)
    for _ in range(2):
        office.start("worker")
    office.start("clock")
    office.wait_for(lambda: office.logs().count("running") == 3)
    office.approved("--in", "6s")
    office.wait_for(lambda: set(office.states()) == {"sent"})
    instant = datetime.fromisoformat(office.status()["embargo"]["utc"])
    assert all(one.noted.at >= instant for one in office.sandbox.arrivals())
    people = Counter(address for request in office.sandbox.sendgrid.received for address in request.recipients)
    assert len(people) == 2500
    assert set(people.values()) == {1}
    assert "Traceback" not in office.logs()


def test_a_worker_that_dies_is_made_up_for_by_another(office: Office) -> None:
    office.set_up(readers=3)
    first = office.start("worker")
    office.wait_for(lambda: "running" in office.logs())
    office.kill(first)
    office.start("clock")
    office.start("worker")
    office.approved("--in", "4s")
    office.wait_for(lambda: set(office.states()) == {"sent"})
