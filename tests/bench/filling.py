"""Puts work into the ledger of an office, as fast as that goes: `python -m tests.bench.filling WHAT …`, in its environment.

`waiting COUNT`: so many approved releases for another day. `releases COUNT SECONDS APART CHANNELS`: so many through the newsroom's
own verbs, the first that many seconds after all of them are approved; prints each instant. `again COUNT SECONDS APART`: the newest
so many once more, as if they had never gone. `states COUNT`: how the deliveries of the newest so many stand. `status 0`: how long the
ledger takes to tell of one release, in milliseconds.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from bot.newsroom.approval import approving  # noqa: E402
from bot.newsroom.copy import filing  # noqa: E402
from bot.store import board  # noqa: E402
from bot.store.models import Attempt, Delivery, Release  # noqa: E402
from config.newsroom import open_newsroom  # noqa: E402
from tests import premises  # noqa: E402

FAR = datetime(2099, 1, 1, tzinfo=UTC)


def waiting(count: int) -> None:
    """Each with a delivery; they share one rendition, which none of them will ever send."""
    releases(1, 10_000_000, 0, ("partners",), "far")
    model = Release.objects.get(slug__startswith="far")
    _copied("store_release", model.pk, count, slug="'waiting-' || n", approval_id="NULL")
    delivery = model.deliveries.get()
    first = Release.objects.filter(slug="waiting-1").values_list("pk", flat=True).get() - 1
    _copied("store_delivery", delivery.pk, count, id="'waiting-' || n", release_id=f"{first} + n")


def _copied(table: str, key: Any, count: int, **changed: str) -> None:
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        columns = [name for name in columns if name != "id" or name in changed]
        values = ", ".join(changed.get(name, name) for name in columns)
        sql = (
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"  # noqa: S608
            f" INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}, numbers WHERE {table}.id = %s"
        )
        cursor.execute(sql, [key])


def releases(
    count: int, seconds: float, apart: float, channels: tuple[str, ...], name: str = "bench"
) -> list[datetime]:
    """Approved first for a day far away, then moved to their instants: that takes the time of filing out of the count."""
    room = open_newsroom()
    mark = f"{name}-{Release.objects.count()}"
    for number in range(count):
        slug = f"{mark}-{number}"
        filing.queue(room, premises.TEXT, premises.at_instant(FAR, "bench", "Europe/London"), channels, "Ann", slug)
        approving.approve(room, approving.plan(room, slug), "Ben")
    start = room.now() + timedelta(seconds=seconds)
    instants = [start + timedelta(seconds=apart * number) for number in range(count)]
    for number, instant in enumerate(instants):
        Release.objects.filter(slug=f"{mark}-{number}").update(instant=instant)
    return instants


def _newest(count: int) -> list[int]:
    bench = Release.objects.filter(slug__startswith="bench-")
    return list(bench.order_by("-pk")[:count].values_list("pk", flat=True))


def states(count: int) -> Counter[str]:
    """State → how many deliveries."""
    return Counter(Delivery.objects.filter(release__in=_newest(count)).values_list("state", flat=True))


def again(count: int, seconds: float, apart: float) -> datetime:
    """Filing a thousand releases takes minutes; what is timed is their lift."""
    newest = _newest(count)
    with transaction.atomic():
        Attempt.objects.filter(delivery__release__in=newest).delete()
        fresh = {
            "state": "waiting",
            "attempts": 0,
            "accepted_at": None,
            "first_byte_at": None,
            "claimed_at": None,
            "due_at": None,
        }
        Delivery.objects.filter(release__in=newest).update(**fresh)
        start = datetime.now(UTC) + timedelta(seconds=seconds)
        for number, key in enumerate(newest):
            instant = start + timedelta(seconds=apart * number)
            Release.objects.filter(pk=key).update(stage="approved", lifted_at=None, instant=instant)
    return start


def status() -> float:
    """How many milliseconds the ledger takes over one release's `embargo status`."""
    room = open_newsroom()
    slug = Release.objects.filter(slug__startswith="bench").order_by("-pk").values_list("slug", flat=True)[0]
    took = []

    def timed(execute: Callable[..., Any], *asked: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*asked)
        finally:
            took.append(time.perf_counter() - began)

    board.status(room.keyring, room.now(), slug)
    with connection.execute_wrapper(timed):
        board.status(room.keyring, room.now(), slug)
    return sum(took) * 1000


if __name__ == "__main__":
    what, count, *rest = sys.argv[1:]
    if what == "waiting":
        waiting(int(count))
    elif what == "again":
        print(again(int(count), float(rest[0]), float(rest[1])).timestamp())
    elif what == "states":
        for state, many in states(int(count)).items():
            print(state, many)
    elif what == "status":
        print(status())
    else:
        for at in releases(int(count), float(rest[0]), float(rest[1]), tuple(rest[2].split(","))):
            print(at.timestamp())
