"""Processes that are asked to stop, or die, beside others that take over: real ones on PostgreSQL, with the lease as it is."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.engine import DRAIN
from bot.engine.steps import TABLE
from bot.newsroom.lift.sending import LEASE
from tests.chaos.offices import CONFIG, Office, opened
from tests.chaos.playing import Playing, playing
from tests.chaos.postgresql import Server, served

pytestmark = [pytest.mark.chaos, pytest.mark.long, pytest.mark.timeout(600)]

# A partner whose answers are waited for longer than anything else here takes.
PATIENT = "timeout = 60\nconcurrency = 16".join(CONFIG.rsplit("timeout = 2", 1))
HANG = {"provider": "hooks", "fault": "hang", "seconds": 100, "times": 1}
SLOW = {"provider": "hooks", "fault": "slow", "ms": 1500, "times": None}
# In the tests' own database a trigger makes it take a second to begin one delivery.
SLOW_BEGIN = """
CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(1); RETURN NEW; END $$;
CREATE TRIGGER dawdle AFTER UPDATE ON store_delivery FOR EACH ROW
WHEN (OLD.state = 'claimed' AND NEW.state = 'sending') EXECUTE FUNCTION dawdle()
"""
ONLY_PARTNERS = ("--in", "2s", "--channel", "partners")


@pytest.fixture
def sandbox() -> Iterator[Playing]:
    with playing() as made:
        yield made


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as made:
        yield made


@pytest.fixture
def address(server: Server) -> str:
    return server.database("office")


@pytest.fixture
def office(tmp_path: Path, sandbox: Playing, address: str) -> Iterator[Office]:
    lease = LEASE.total_seconds()
    with opened(tmp_path / "office", sandbox, lease, PATIENT, DATABASE_URL=address) as made:
        made.set_up(readers=0)
        yield made


def running(office: Office, count: int) -> None:
    """Wait until so many processes have said that they run."""
    office.wait_for(lambda: office.logs().count('"running"') == count)


def logged(office: Office, event: str) -> datetime:
    """When a process said so."""
    lines = [json.loads(line) for line in office.logs().splitlines() if line.startswith("{")]
    return next(datetime.fromisoformat(line["timestamp"]) for line in lines if line["event"] == event)


def test_what_is_under_way_has_25_s_to_come_to_its_end() -> None:
    assert DRAIN <= 25


def test_the_lease_and_the_next_look_at_it_are_within_15_s() -> None:
    every = next(step.period for step in TABLE if step.name == "recover")
    assert every is not None
    assert LEASE.total_seconds() + every < 15


def test_what_a_dead_worker_was_sending_is_taken_up_by_another(office: Office, sandbox: Playing) -> None:
    first = office.start("worker")
    office.start("clock")
    running(office, 2)
    sandbox.trouble(HANG)
    office.release("r1", *ONLY_PARTNERS)
    office.wait_for(lambda: len(sandbox.received()) == 1)
    office.kill(first)
    office.start("worker")
    office.wait_for(lambda: office.ask("states") == ["sent"], seconds=60)
    assert [one["repeat"] for one in sandbox.received()] == [False, True], "known by its webhook-id"


def test_a_worker_that_is_asked_to_stop_hands_back_what_it_has_not_begun(
    office: Office, sandbox: Playing, server: Server, address: str
) -> None:
    other = office.start("worker")
    running(office, 1)
    office.freeze(other)
    asked = office.start("worker")
    running(office, 2)
    sandbox.trouble(SLOW)
    server.do(SLOW_BEGIN, address)
    for number in range(12):
        office.release(f"r{number}", "--in", "1s", "--channel", "partners")
    # As if each had been tried before: those are not built ahead, and are claimed before they begin.
    server.do("UPDATE store_delivery SET attempts = 1", address)
    office.start("clock")
    office.wait_for(lambda: bool(server.do("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")))
    office.signal(asked, signal.SIGTERM)
    assert office.ended(asked) == 0
    given = re.search(r'"handed_back": (\d+)', office.logs())
    assert given is not None and int(given[1]) >= 1
    states = office.ask("states")
    assert set(states) <= {"due", "sent"} and states.count("due") >= int(given[1])
    server.do("DROP TRIGGER dawdle ON store_delivery", address)
    office.thaw(other)
    office.wait_for(lambda: set(office.ask("states")) == {"sent"})
    assert len(sandbox.received()) == 12


def test_a_provider_that_never_answers_does_not_keep_a_process_from_stopping(office: Office, sandbox: Playing) -> None:
    sandbox.trouble(HANG)
    engine = office.start("run")
    office.release("r1", *ONLY_PARTNERS)
    office.wait_for(lambda: len(sandbox.received()) == 1)
    office.signal(engine, signal.SIGTERM)
    assert office.ended(engine) == 0
    assert "left_in_doubt" in office.logs()
    assert logged(office, "stopped") - logged(office, "stopping") < timedelta(seconds=DRAIN + 1)


def test_a_second_signal_ends_a_process_at_once(office: Office, sandbox: Playing) -> None:
    sandbox.trouble(HANG)
    engine = office.start("run")
    office.release("r1", *ONLY_PARTNERS)
    office.wait_for(lambda: len(sandbox.received()) == 1)
    office.signal(engine, signal.SIGTERM)
    office.wait_for(lambda: '"stopping"' in office.logs())
    office.signal(engine, signal.SIGTERM)
    assert office.ended(engine) == -signal.SIGTERM


def test_of_two_clocks_one_lifts_and_either_may_die(
    office: Office, sandbox: Playing, server: Server, address: str
) -> None:
    first = office.start("clock")
    office.start("clock")
    office.start("worker")
    running(office, 3)
    for number in range(3):
        office.release(f"both-{number}", *ONLY_PARTNERS)
    office.release("one-left", "--in", "5s", "--channel", "partners")
    office.kill(first)
    office.wait_for(lambda: office.ask("states") == ["sent"] * 4)
    assert server.do("SELECT count(*) FROM store_journalrow WHERE act = 'lift'", address) == [(4,)]
    assert "clock" not in office.ask("alerts_raised")
    assert len(sandbox.received()) == 4
