"""The main job with the real engine, real sockets and a ledger on disk."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from bot.cli.engine import WORKER
from bot.engine.clock import Clock
from bot.engine.process import Engine
from bot.newsroom.lift import lifting
from bot.store import board
from bot.store.models import Delivery, Release
from tests import premises
from tests.engine.conftest import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_release_waits_for_its_instant_and_then_reaches_every_channel_once() -> None:
    with premises.sandbox() as sandbox:
        room = premises.live_newsroom(premises.configuration(sandbox))
        premises.readers(2500)
        release = premises.approved(room, premises.until(room, seconds=1.5))
        engine = Engine(room)
        clock = Clock(engine)
        clock.start()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and (engine.busy() or not board.idle(room.now())):
            time.sleep(0.05)
        clock.stop()
        room.world.close()  # type: ignore[attr-defined]

        release.refresh_from_db()
        assert release.instant is not None
        assert release.stage == "lifted"
        assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
        arrived = sandbox.arrivals()
        assert min(one.noted.at for one in arrived) >= release.instant
        assert min(one.noted.at for one in arrived) - release.instant < timedelta(seconds=1)
        assert sorted(len(request.recipients) for request in sandbox.sendgrid.received) == [500, 1000, 1000]
        people = [address for request in sandbox.sendgrid.received for address in request.recipients]
        assert len(people) == len(set(people)) == 2500
        assert len(sandbox.x.received) >= 1
        assert [hook.verified for hook in sandbox.hooks.received] == [True]
        assert Release.objects.count() == 1


def test_a_worker_has_it_ready_before_its_instant_and_lifts_nothing() -> None:
    with premises.sandbox() as sandbox:
        room = premises.live_newsroom(premises.configuration(sandbox))
        release = premises.approved(room, premises.until(room, seconds=1.5), channels=("partners",))
        assert release.instant is not None
        engine = Engine(room, sweeps=False)
        clock = Clock(engine, WORKER)
        clock.start()
        wait_for(lambda: engine.armed)
        time.sleep(
            max(0.0, (release.instant - room.now()).total_seconds()) + 0.7
        )  # longer than from one `lift` to the next
        release.refresh_from_db()
        assert release.stage == "approved"
        assert lifting.lift_due(room, room.world.reading()).slugs == ("cranes",)
        wait_for(lambda: Delivery.objects.get().state == "sent")
        clock.stop()
        room.world.close()  # type: ignore[attr-defined]
        assert len(sandbox.arrivals()) == 1
