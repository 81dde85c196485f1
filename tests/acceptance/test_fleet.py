"""Several processes on PostgreSQL: a clock that lifts, workers that send, and any of them may die."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.newsroom.lift.sending import LEASE
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.acceptance.conftest import CONFIG, Office, furnished
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


def test_a_worker_that_dies_in_the_middle_of_its_batch_is_made_up_for_within_15_s(
    office: Office, server: Server
) -> None:
    patient = CONFIG.replace("timeout = 5", "timeout = 90")  # nobody but the lease says that the sender is gone
    office.set_up(patient.replace("[channels.press]", "[channels.press]\nconcurrency = 2"), readers=6500)
    first = office.start("worker")
    office.start("clock")
    office.wait_for(lambda: office.logs().count("running") == 2)
    # The first mailing and the first webhook are taken; two mailings and a webhook are, too, but nobody is told so.
    for provider, times in (("sendgrid", 2), ("hooks", 1)):
        office.sandbox.faults.add(provider, Fault("hang", skip=1, times=times, seconds=100))
    office.approved("--in", "6s")
    office.wait_for(lambda: len(office.sandbox.sendgrid.received) == 3 and len(office.sandbox.hooks.received) == 2)
    office.wait_for(lambda: states(server, office).count("sending") >= 3)
    office.kill(first)
    amid = Counter(states(server, office))
    assert amid["sent"] >= 2 and amid["sending"] >= 3 and amid["due"] >= 1, "it was in the middle of its batch"
    ((last_sign,),) = server.do("SELECT max(lease_until) FROM store_delivery WHERE state = 'sending'", address(office))
    last_sign -= LEASE
    office.start("worker")
    office.wait_for(lambda: made_up_for(server, office), seconds=90)

    taken_up = server.do("SELECT raised_at FROM store_alert WHERE code LIKE 'unconfirmed-%'", address(office))
    assert len(taken_up) == 2, "one about the mailings, one about the webhook"
    assert all(at - last_sign <= timedelta(seconds=15) for (at,) in taken_up)
    shown = office.status("cranes", "--recipients")
    people = Counter(one for request in office.sandbox.sendgrid.received for one in request.recipients)
    told = {one["email"]: one["state"] for row in shown["deliveries"] for one in row.get("people", ())}
    assert set(people.values()) == {1} and people.keys() <= told.keys() and len(told) == 6500
    assert {state for email, state in told.items() if not people[email]} <= {"unconfirmed"}, "who is missing is named"
    assert 2000 <= list(told.values()).count("unconfirmed") <= 1000 * (amid["sending"] - 1), "and nobody else is"
    assert [hook.repeat for hook in office.sandbox.hooks.received].count(False) == 2, "known by its webhook-id"
    assert {row["state"] for row in shown["deliveries"] if row["kind"] != "email"} == {"sent"}


def made_up_for(server: Server, office: Office) -> bool:
    """Whether nothing is open any more; a webhook that was in doubt goes again."""
    open_still = "state NOT IN ('sent', 'unconfirmed') OR kind <> 'email' AND state <> 'sent'"
    return server.do(f"SELECT count(*) FROM store_delivery WHERE {open_still}", address(office)) == [(0,)]  # noqa: S608


def states(server: Server, office: Office) -> list[str]:
    """Of every delivery, as the ledger has them; a command takes too long to ask."""
    return [state for (state,) in server.do("SELECT state FROM store_delivery ORDER BY id", address(office))]


def address(office: Office) -> str:
    return office.environment["DATABASE_URL"]
