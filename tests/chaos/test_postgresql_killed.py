"""PostgreSQL itself dies, in the middle of a lift and of settling: what was not committed has not happened, and is done again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.chaos.conftest import Tell
from tests.chaos.judging import judge
from tests.chaos.offices import opened
from tests.chaos.playing import playing
from tests.chaos.postgresql import Server, served

pytestmark = [pytest.mark.chaos, pytest.mark.long, pytest.mark.timeout(600)]

# In the tests' own database a trigger holds the very commit open that is to be hit.
DAWDLE = """
CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$;
CREATE TRIGGER dawdle AFTER UPDATE ON {table} FOR EACH ROW WHEN ({moment}) EXECUTE FUNCTION dawdle()
"""
LIFT = ("store_release", "OLD.stage = 'approved' AND NEW.stage = 'lifted'")
SETTLING = ("store_delivery", "OLD.state = 'sending' AND NEW.state = 'sent'")
DAWDLING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'"


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as made:
        yield made


@pytest.mark.parametrize("moment", [LIFT, SETTLING], ids=["in the lift", "in settling"])
@pytest.mark.parametrize("victim", ["backend", "postmaster"])
def test_postgresql_killed(tmp_path: Path, server: Server, moment: tuple[str, str], victim: str, tell: Tell) -> None:
    address = server.database("killed")
    with playing() as sandbox, opened(tmp_path / "office", sandbox, DATABASE_URL=address) as office:
        office.set_up()
        fleet = [office.start("clock"), office.start("worker")]
        office.wait_for(lambda: office.logs().count('"running"') == 2)
        server.do(DAWDLE.format(table=moment[0], moment=moment[1]), address)
        office.release("r1", "--in", "20s")  # on a machine that is busy, too, it is approved and looked at by then
        _kill_in_the_middle(server, victim)
        server.do(f"DROP TRIGGER dawdle ON {moment[0]}", address)
        office.wait_for(lambda: bool(office.ask("at_rest")), 90)
        office.release("r2", "--in", "1s")
        office.wait_for(lambda: office.ask("at_rest") and len(office.ask("states")) == 8, 90)
        office.wait_for(
            lambda: bool(office.ask("looked_up"))
        )  # a mailing that was cut short goes on when it was asked about
        office.wait_for(lambda: bool(office.ask("at_rest")), 90)
        assert not office.faults()
        for process in fleet:
            office.kill(process)
        figures = judge(office)
        tell(figures)
        assert figures.broken == []


def _kill_in_the_middle(server: Server, victim: str) -> None:
    deadline = time.monotonic() + 40
    while not (found := server.do(DAWDLING)):
        assert time.monotonic() < deadline, "nobody came to the moment that was to be hit"
        time.sleep(0.01)
    if victim == "postmaster":
        server.kill()
        time.sleep(1)
        server.start()
    else:
        os.kill(found[0][0], signal.SIGKILL)
        _wait_until_up(server)


def _wait_until_up(server: Server) -> None:
    """The postmaster ends all its children when one was killed, and recovers."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            server.do("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("PostgreSQL did not come back")


def test_postgresql_killed_at_random_under_a_fleet(tmp_path: Path, server: Server, tell: Tell) -> None:
    address = server.database("down")
    with playing() as sandbox, opened(tmp_path / "office", sandbox, DATABASE_URL=address) as office:
        office.set_up()
        fleet = [office.start(name) for name in ("clock", "worker", "worker")]
        for number in range(4):
            office.release(f"r{number}", "--in", "1s")
            time.sleep(0.5 + number * 0.1)
            server.kill()
            time.sleep(0.3)
            server.start()
        office.wait_for(lambda: bool(office.ask("at_rest")), 120)
        for process in fleet:
            office.kill(process)
        figures = judge(office)
        tell(figures)
        assert figures.broken == []
