"""Trouble of one channel, of the clock or of the ledger costs nobody a release."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from bot.engine.timekeeping import SystemClock, wall_clock
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.store.models import Delivery, Release
from tests import premises
from tests.engine.conftest import live, running, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("channel", "state"))


def all_sent() -> bool:
    return set(states().values()) == {"sent"}


def arrivals(sandbox: Sandbox) -> list[datetime]:
    return [one.noted.at for one in sandbox.arrivals()]


@pytest.mark.parametrize(("provider", "hanging"), [("sendgrid", "press"), ("x", "x"), ("hooks", "partners")])
def test_a_channel_that_hangs_delays_no_other(sandbox: Sandbox, provider: str, hanging: str) -> None:
    room, _ = live(premises.configuration(sandbox))
    sandbox.faults.add(provider, Fault("hang", seconds=1.5))
    release = premises.approved(room, premises.until(room, seconds=0.3))
    assert release.instant is not None
    with running(room):
        others = {"press", "x", "partners"} - {hanging}
        wait_for(lambda: all(states()[name] == "sent" for name in others))
        assert states()[hanging] == "sending"
        for row in Delivery.objects.filter(channel__in=others):
            assert row.accepted_at is not None
            assert row.accepted_at - release.instant < timedelta(seconds=1)
        wait_for(all_sent)


def test_a_retry_comes_no_sooner_than_the_provider_asked_and_arrives_once(sandbox: Sandbox) -> None:
    room, _ = live(premises.configuration(sandbox))
    sandbox.faults.add("hooks", Fault("status", status=429, retry_after=1))
    premises.approved(room, premises.until(room, seconds=0.2), channels=("partners",))
    with running(room):
        wait_for(all_sent)
    (refusal,) = sandbox.refusals()
    (arrival,) = arrivals(sandbox)
    assert arrival - refusal.at >= timedelta(seconds=1)


def test_a_lost_answer_of_a_mailing_is_in_doubt_and_is_not_sent_again(sandbox: Sandbox) -> None:
    room, world = live(premises.configuration(sandbox))
    sandbox.faults.add("sendgrid", Fault("drop_after"))
    premises.approved(room, premises.until(room, seconds=0.2))
    with running(room):
        wait_for(lambda: states() == {"press": "unconfirmed", "x": "sent", "partners": "sent"})
        time.sleep(2.5)  # longer than a sweep
    assert len(sandbox.sendgrid.received) == 1
    assert world.told == ["unconfirmed-press"]


def test_many_doubts_about_a_provider_that_is_dead_leave_hands_for_the_others(sandbox: Sandbox) -> None:
    config = premises.configuration(
        sandbox, channels={"x": {"kind": "x", "base_url": f"{sandbox.url}/x", "timeout": 5}}
    )
    room, _ = live(config)
    premises.approved(room, premises.until(room, seconds=-60), "in-doubt", ("x",))
    for number in range(12):
        premises.approved(room, premises.until(room, seconds=-60), f"in-doubt-{number}", ("x",))
    premises.lift(room)
    Delivery.objects.update(state="unconfirmed", next_at=room.now(), attempts=1)
    sandbox.faults.add("x", Fault("hang", times=None, seconds=4))
    release = premises.approved(room, premises.until(room, seconds=3), "cranes", ("partners",))
    assert release.instant is not None
    with running(room):
        wait_for(lambda: Delivery.objects.get(channel="partners").state == "sent")
        row = Delivery.objects.get(channel="partners")
        assert row.accepted_at is not None
        assert row.accepted_at - release.instant < timedelta(seconds=1)
        sandbox.faults.clear()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connections that wait a tenth of a second for a lock; those that are open already wait as before."""
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    yield
    monkeypatch.undo()


@pytest.mark.usefixtures("impatient")
@pytest.mark.sqlite
def test_a_ledger_that_is_locked_at_the_lift_alarms_once_and_sends_when_it_is_free(
    sandbox: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    room, world = live(premises.configuration(sandbox))
    premises.approved(room, premises.until(room, seconds=0.8))
    other = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), isolation_level=None)
    try:
        with running(room):
            other.execute("BEGIN IMMEDIATE")
            wait_for(lambda: world.told)
            time.sleep(1.2)
            assert world.told == ["ledger"]
            assert sandbox.arrivals() == []
            assert Release.objects.get().stage == "approved"
            other.execute("ROLLBACK")
            wait_for(all_sent)
            wait_for(lambda: len(world.told) > 1)
        assert world.told == ["ledger", "ledger-cured"]
        assert (len(sandbox.sendgrid.received), len(sandbox.hooks.received)) == (1, 1)
    finally:
        other.close()
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.usefixtures("impatient")
@pytest.mark.sqlite
def test_an_answer_that_cannot_be_written_down_is_kept_until_it_can(sandbox: Sandbox) -> None:
    room, world = live(premises.configuration(sandbox))
    sandbox.faults.add("hooks", Fault("slow", ms=700))
    premises.approved(room, premises.until(room, seconds=0.2), channels=("partners",))
    other = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), isolation_level=None)
    try:
        with running(room) as engine:
            wait_for(lambda: states()["partners"] == "sending")
            other.execute("BEGIN IMMEDIATE")
            wait_for(lambda: world.told)
            assert engine.busy()
            other.execute("ROLLBACK")
            wait_for(all_sent)
    finally:
        other.close()
    assert [hook.verified for hook in sandbox.hooks.received] == [True]


class SteppedClock(SystemClock):
    """The machine's clock, which somebody sets."""

    def __init__(self) -> None:
        self.step = timedelta(0)
        super().__init__(lambda: wall_clock() + self.step)


def test_a_clock_that_is_set_back_lifts_nothing_until_it_has_come_to_the_instant_again(sandbox: Sandbox) -> None:
    room, world = live(premises.configuration(sandbox))
    world.clock = clock = SteppedClock()
    premises.approved(room, premises.until(room, seconds=1), channels=("partners",))
    with running(room):
        time.sleep(0.6)
        clock.step = timedelta(seconds=-30)
        time.sleep(1)
        assert sandbox.arrivals() == []
        clock.step = timedelta(0)
        wait_for(all_sent, 3)


def test_a_clock_that_is_set_forward_is_noticed_at_once(sandbox: Sandbox) -> None:
    room, world = live(premises.configuration(sandbox))
    world.clock = clock = SteppedClock()
    premises.approved(room, premises.until(room, seconds=120), channels=("partners",))
    with running(room):
        time.sleep(0.3)
        assert sandbox.arrivals() == []
        clock.step = timedelta(seconds=120)
        wait_for(all_sent, 3)


def test_nothing_of_the_release_and_nobodys_address_or_key_is_logged(
    sandbox: Sandbox, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    room, _ = live(premises.configuration(sandbox))
    sandbox.faults.add("sendgrid", Fault("status", status=500))
    premises.approved(room, premises.until(room, seconds=0.2))
    with running(room):
        wait_for(lambda: states()["x"] == states()["partners"] == "sent")
    logged: Any = "".join(capfd.readouterr()) + caplog.text
    for secret in ("zinnober", "Harbour cranes", "reader1@", "SG.test", premises.SECRET):
        assert secret not in logged
