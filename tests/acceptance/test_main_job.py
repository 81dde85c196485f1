"""The main job as its users do it: commands typed, processes killed, mail read."""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from bot.sandbox.faults import Fault
from tests.acceptance.conftest import Office


def test_the_seed_release_reaches_everybody_after_its_instant_and_not_before(office: Office, shared: Path) -> None:
    office.set_up(readers=2500)
    seed = next((shared / "seed").glob("*.txt"))
    office.approved("--in", "6s", file=str(seed))
    assert office.type("run", "--until-idle").code == 0

    shown = office.status()
    instant = datetime.fromisoformat(shown["embargo"]["utc"])
    arrived = office.sandbox.arrivals()
    assert all(one.noted.at >= instant for one in arrived)
    assert [
        len(request.recipients)
        for request in sorted(office.sandbox.sendgrid.received, key=lambda r: -len(r.recipients))
    ] == [1000, 1000, 500]
    people = Counter(address for request in office.sandbox.sendgrid.received for address in request.recipients)
    assert len(people) == 2500 and set(people.values()) == {1}
    assert len(office.sandbox.x.received) >= 2
    assert sorted((hook.name, hook.verified) for hook in office.sandbox.hooks.received) == [
        ("archive", True),
        ("partners", True),
    ]
    assert {row["state"] for row in shown["deliveries"]} == {"sent"}


def test_a_process_killed_amid_the_requests_leaves_everybody_mailed_once_or_named(office: Office) -> None:
    office.set_up(readers=2500)
    office.sandbox.faults.add("sendgrid", Fault("slow", times=2, ms=600))
    office.approved("--in", "4s")
    first = office.start("run")
    office.wait_for(lambda: len(office.sandbox.sendgrid.received) >= 1)
    office.kill(first)
    assert office.type("run", "--until-idle").code == 0

    people = Counter(address for request in office.sandbox.sendgrid.received for address in request.recipients)
    assert set(people.values()) == {1}
    shown = office.status("cranes", "--recipients")
    named = {one["email"]: one["state"] for row in shown["deliveries"] for one in row.get("people", ())}
    assert len(named) == 2500
    assert set(named.values()) <= {"sent", "unconfirmed"}
    assert all(state == "unconfirmed" or people[email] == 1 for email, state in named.items())
    assert {row["state"] for row in shown["deliveries"] if row["kind"] != "email"} == {"sent"}


def test_a_process_that_is_asked_to_stop_finishes_what_it_began(office: Office) -> None:
    office.set_up(readers=3)
    office.sandbox.faults.add("sendgrid", Fault("slow", times=1, ms=1500))
    office.approved("--now")
    process = office.start("run")
    office.wait_for(lambda: len(office.sandbox.sendgrid.received) == 1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=25) == 0
    assert set(office.states()) == {"sent"}


@pytest.mark.long
def test_clock_and_worker_can_be_two_processes(office: Office) -> None:
    office.set_up()
    office.approved("--in", "3s")
    office.start("clock")
    office.start("worker")
    office.wait_for(lambda: set(office.states()) <= {"sent", "rejected", "unconfirmed"})
    assert office.states() == ["sent"] * 4
    people = Counter(address for request in office.sandbox.sendgrid.received for address in request.recipients)
    assert people == dict.fromkeys(("reader1@example.org", "reader2@example.org", "reader3@example.org"), 1)


@pytest.mark.long
def test_what_waits_survives_a_kill_before_its_instant(office: Office) -> None:
    office.set_up()
    office.approved("--in", "6s")
    process = office.start("run")
    office.wait_for(lambda: "running" in office.logs())
    office.kill(process)
    assert office.sandbox.arrivals() == []
    assert office.type("run", "--until-idle").code == 0
    assert set(office.states()) == {"sent"}


def test_nothing_in_the_data_folder_tells_the_news_before_the_lift(office: Office) -> None:
    office.set_up()
    slug = office.type("queue", "release.txt", "--in", "1h", "--by", "Ann", "--quiet").out.strip()
    shown = office.type("approve", slug, "--by", "Ben")
    assert shown.code == 0
    path = re.search(r"https://press\.example\.org(/releases/\S+)", shown.out)
    assert path, shown.out
    process = office.start("run", LOG_LEVEL="DEBUG")
    office.wait_for(lambda: "running" in office.logs())
    # Whoever copied the address of the page and tries it too early may not leave it behind: it tells the news.
    assert office.page(path[1])[0] == 404
    assert path[1] not in office.logs()
    held = [path for path in (office.folder / "var").rglob("*") if path.is_file()]
    assert held
    for path in [*held, *office.folder.glob("log-*")]:
        content = path.read_bytes()
        assert b"zinnober" not in content and b"stand still" not in content and b"Ida Holm" not in content, path
        assert "crane" not in path.name
    assert "crane" not in slug
    os.kill(process.pid, signal.SIGTERM)
    process.wait(timeout=30)
