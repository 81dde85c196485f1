"""What a tick asks of the ledger costs nothing more because of what waits for another day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from bot.newsroom.lift import arming, claiming, lifting
from bot.newsroom.outcomes import settling, stranding
from bot.store import board
from bot.store.models import Delivery, Release, Rendition
from tests import premises

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
FAR = datetime(2099, 1, 1, tzinfo=UTC)
GROWING = ("store_release", "store_delivery", "store_version", "store_attempt", "store_journalrow", "store_reader")


def test_no_tick_reads_a_whole_table_however_many_releases_wait() -> None:
    world = premises.QuietWorld()
    room = premises.newsroom(world)
    premises.approved(room, premises.until(room, seconds=5))
    _many_that_wait()
    with _asked() as asked:
        lifting.instants_before(room.now() + timedelta(seconds=10), timedelta(0))
        arming.soon(room, room.now() + timedelta(seconds=10), {"partners": 4})
        lifting.alert_unapproved(room, room.now())
        lifting.alert_paused(room, room.now())
        stranding.unclaimable(room)
        settling.in_doubt(room)
        settling.recover(room)
        board.idle(room.now())
        world.clock.forward(seconds=6)
        lifting.lift_due(room, world.reading())
        claiming.claim(room, {"partners": 4})
    whole = [f"{plan}: {sql[:120]}" for sql, values in asked for plan in _plan(sql, values) if _reads_whole(plan)]
    assert len(asked) > 15
    assert not whole


def _reads_whole(plan: str) -> bool:
    return plan.startswith("SCAN") and any(table in plan for table in GROWING)


def _plan(sql: str, values: Any) -> list[str]:
    """SQLite's plan with the values bound, as they are when it is run: with them written in, it may choose another."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return [row[3] for row in cursor.fetchall()]


@contextmanager
def _asked() -> Iterator[list[tuple[str, Any]]]:
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "UPDATE")) and not many:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


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
