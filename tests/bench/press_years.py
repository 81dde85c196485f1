"""What a process of the press room does with years behind it: `python -m tests.bench.press_years`, in an office's environment.

Prints lines of JSON: what was done, milliseconds of the processor (the median of several), and what came of it.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bot.newsroom.newsroom import Newsroom  # noqa: E402
from bot.pressroom import catalogue as catalogues  # noqa: E402
from bot.pressroom.opening import catalogue, open_to_the_public  # noqa: E402
from bot.store.models import Release  # noqa: E402
from config.newsroom import open_newsroom  # noqa: E402
from tests.bench.press_filling import BEATS, WORD_IN_ALL, WORD_IN_HALF  # noqa: E402

TIMES = 5
ADDRESSES = (
    *("/", "/feed.atom", "/feed.json", "/feed.ninjs", "/sitemap.xml", "/news-sitemap.xml", f"/beats/{BEATS[0]}"),
    *(f"/?q={words}" for words in (WORD_IN_ALL, f"{WORD_IN_ALL}+{WORD_IN_HALF}", WORD_IN_ALL[:3], "neverwas")),
)


def measure() -> None:
    """From the first look to the answers, and one lift more."""
    room = open_newsroom()
    before, rest = _resident(), list[Callable[[], None]]()
    open_to_the_public(room)
    catalogues.REST = 0.0  # what is measured is work, and the rests between are none
    catalogue().beside = rest.append
    _told("first look", _timed(catalogue().look, 1), catalogue().count())
    _told("the old ones", _timed(lambda: [work() for work in rest], 1), catalogue().count())
    _told("memory", _resident() - before, catalogue().complete)
    release = Release.objects.latest("pk")
    spent, queries = [], 0
    for _ in range(TIMES):
        _changed(room, release)
        with CaptureQueriesContext(connection) as asked:
            spent.append(_timed(catalogue().look, 1))
        queries = len(asked)
    _told("one lift more", statistics.median(spent), queries)
    client = Client()
    for address in ADDRESSES:
        status = client.get(address).status_code
        _told(address, _timed(lambda address=address: client.get(address), TIMES), status)  # type: ignore[misc]


def _changed(room: Newsroom, release: Release) -> None:
    """Something of a release is new to the public, as after a lift."""
    Release.objects.filter(pk=release.pk).update(revised_at=room.now())
    room.world.transact(lambda: room.record(release, "Ada", "lift"))


def _timed(work: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        began = time.process_time()
        work()
        spent.append(1000 * (time.process_time() - began))
    return statistics.median(spent)


def _resident() -> float:
    """MB."""
    with open("/proc/self/status", encoding="ascii") as status:
        return int(status.read().split("VmRSS:")[1].split()[0]) / 1024


def _told(name: str, figure: float, outcome: Any) -> None:
    print(json.dumps([name, figure, outcome]), flush=True)


if __name__ == "__main__":
    settings.ALLOWED_HOSTS = ["*"]
    measure()
