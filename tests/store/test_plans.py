"""What a tick asks of the ledger costs nothing more because of what waits for another day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.newsroom.lift import arming, claiming, lifting, vetting
from bot.newsroom.outcomes import settling, stranding
from bot.store import board
from bot.store.models import Delivery, Release, Rendition
from tests import plans, premises

pytestmark = pytest.mark.django_db
FAR = datetime(2099, 1, 1, tzinfo=UTC)


def test_no_tick_reads_a_whole_table_however_many_releases_wait() -> None:
    world = premises.QuietWorld()
    room = premises.newsroom(world)
    for number in range(12):
        premises.approved(room, premises.until(room, seconds=5), f"cranes-{number}", ("partners",))
    armed = list(arming.arm(room, list(Delivery.objects.values_list("pk", flat=True))))
    _many_that_wait()
    with plans.asked() as asked:
        lifting.instants_before(room.now() + timedelta(seconds=10), timedelta(0))
        arming.soon(room, room.now() + timedelta(seconds=10), {"partners": 4})
        lifting.alert_unapproved(room, room.now())
        lifting.alert_paused(room, room.now())
        stranding.unclaimable(room)
        settling.in_doubt(room)
        vetting.due(room, vetting.Rounds(), vetting.coming(room))
        settling.recover(room)
        board.idle(room.now())
        world.clock.forward(seconds=6)
        assert len(lifting.lift_due(room, world.reading(), armed[:4]).begun) == 4
        claiming.claim(room, {"partners": 4})
    whole = [f"{plan}: {sql[:120]}" for sql, values in asked for plan in plans.whole_reads(sql, values)]
    assert len(asked) > 15
    assert not whole


def _many_that_wait() -> None:
    kept = {"stage": "approved", "queued_by": "Ann", "queued_at": FAR, "embargo_kind": "until", "embargo_zone": "UTC"}
    Release.objects.bulk_create(
        Release(slug=f"far-{number}", instant=FAR + timedelta(seconds=number), **kept) for number in range(300)
    )
    rendition = Rendition.objects.filter(channel="partners").first()
    release = Release.objects.get(slug="far-5")
    Delivery.objects.bulk_create(
        Delivery(id=f"far-{number}", release=release, rendition=rendition, channel="partners", kind="webhook")
        for number in range(300)
    )
