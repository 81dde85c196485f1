"""Alerts reach people over real sockets, past the ledger, and an address that fails harms nobody else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from bot.engine.heartbeat import Heartbeat
from bot.engine.local import LocalWorld
from bot.engine.outlets import Outlets, addresses, flawed, scheme_of
from bot.engine.process import Engine
from tests import premises
from tests.engine.conftest import wait_for
from tests.receiver import Receiver


@pytest.fixture
def receivers() -> Iterator[list[Receiver]]:
    made: list[Receiver] = []
    yield made
    for one in made:
        one.shutdown()
        one.server_close()


def test_an_alarm_of_the_world_reaches_everybody(receivers: list[Receiver]) -> None:
    receivers += [Receiver(), Receiver()]
    config = premises.configuration(alerts={"to_env": "ALERT_URLS"})
    environment = {"ALERT_URLS": " ".join(one.address for one in receivers)}
    world = LocalWorld(config, outlets=Outlets.of(config, environment))
    world.alarm("unapproved", "cranes was due and is not approved.", "cranes")
    world.close()
    for one in receivers:
        assert one.texts() == ["cranes was due and is not approved."]
        assert one.got[0]["title"] == "Embargo bot, Harbour Watch"
        assert one.got[0]["type"] == "failure"


def test_good_news_does_not_look_like_trouble(receivers: list[Receiver]) -> None:
    receivers.append(Receiver())
    outlets = Outlets([receivers[0].address], "Embargo bot")
    outlets.tell("out", "cranes is out: 3 of 3.")
    outlets.close()
    assert receivers[0].got[0]["type"] == "info"


def test_what_is_not_taken_is_tried_again(receivers: list[Receiver]) -> None:
    answers = iter([500, 500, 200])
    receivers.append(Receiver(lambda: next(answers)))
    outlets = Outlets([receivers[0].address], "Embargo bot", waits=(0.01, 0.01, 0.01))
    outlets.tell("late", "cranes is paused.")
    wait_for(receivers[0].texts)
    outlets.close()
    assert receivers[0].texts() == ["cranes is paused."]
    assert next(answers, None) is None, "it was asked for as often as it refused, and once more"


def test_an_address_that_hangs_delays_neither_the_engine_nor_another(receivers: list[Receiver]) -> None:
    gate = threading.Event()
    receivers += [Receiver(lambda: 200 if gate.wait(5) else 500), Receiver()]
    outlets = Outlets([one.address for one in receivers], "Embargo bot", waits=())
    start = time.monotonic()
    outlets.tell("late", "cranes is paused.")
    assert time.monotonic() - start < 0.2
    wait_for(receivers[1].texts)
    assert receivers[0].texts() == []
    gate.set()
    outlets.close()


def test_what_comes_together_is_told_together(receivers: list[Receiver]) -> None:
    gate = threading.Event()
    receivers.append(Receiver(lambda: 200 if gate.wait(5) else 500))
    outlets = Outlets([receivers[0].address], "Embargo bot")
    for number in range(8):
        outlets.tell("late", f"alert {number}")
    gate.set()
    outlets.close()
    assert receivers[0].texts() == [f"alert {number}" for number in range(8)]
    assert len(receivers[0].got) <= 2


def test_an_address_that_is_none_is_said_without_showing_it(
    receivers: list[Receiver], capsys: pytest.CaptureFixture[str]
) -> None:
    receivers.append(Receiver())
    bad = "nosuch://user:hunter2@example.org"
    assert flawed([bad, receivers[0].address]) == [bad]
    outlets = Outlets([bad, receivers[0].address], "Embargo bot")
    outlets.tell("late", "cranes is paused.")
    outlets.close()
    assert receivers[0].texts() == ["cranes is paused."]
    captured = capsys.readouterr()
    assert "hunter2" not in captured.out + captured.err
    assert scheme_of(bad) == "nosuch"


def test_an_office_that_wants_no_alerts_has_no_addresses() -> None:
    assert addresses(premises.configuration(), {"": "json://example.org", "ALERT_URLS": "json://example.org"}) == []
    assert addresses(premises.configuration(alerts={"to_env": "ALERT_URLS"}), {}) == []


@pytest.mark.parametrize(("well", "beats"), [(True, True), (False, False)])
def test_a_heart_beats_only_while_all_is_well(receivers: list[Receiver], well: bool, beats: bool) -> None:
    receivers.append(Receiver())
    heartbeat = Heartbeat(receivers[0].url, lambda: well, every=0.05).start()
    time.sleep(0.3)
    heartbeat.stop()
    assert ("/beat" in receivers[0].asked) is beats


def test_a_heartbeat_that_is_not_heard_is_logged_once_and_goes_on(
    receivers: list[Receiver], capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter([500, 500] + [200] * 100)
    receivers.append(Receiver(lambda: next(answers)))
    heartbeat = Heartbeat(receivers[0].url, lambda: True, every=0.03).start()
    wait_for(lambda: receivers[0].asked.count("/beat") >= 4)
    heartbeat.stop()
    told = "".join(capsys.readouterr())
    assert told.count("heartbeat") == 2
    assert receivers[0].url not in told


def test_without_a_setting_no_heart_beats() -> None:
    assert Heartbeat.of(premises.configuration(), {"": "http://example.org"}, lambda: True) is None
    config = premises.configuration(alerts={"heartbeat_url_env": "BEAT"})
    assert Heartbeat.of(config, {}, lambda: True) is None
    assert Heartbeat.of(config, {"BEAT": "http://example.org"}, lambda: True) is not None


def test_an_engine_is_well_while_it_looks_for_lifts_and_the_ledger_can_be_used() -> None:
    world = premises.QuietWorld()
    engine = Engine(premises.newsroom(world))
    assert not engine.well()
    engine.cured("lift")
    assert engine.well()
    engine.fault("settle", OSError("disk full"))
    assert not engine.well()
    engine.cured("settle")
    assert engine.well()
    world.clock.forward(seconds=11)
    assert not engine.well()
