"""How long the desk takes over each page, in the process that serves it: `python -m tests.bench.desk_pages ROUNDS`, in an office.

Prints a line a page: what it is, its status, the medians of what it took and of what it took of a core in milliseconds, queries, bytes.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.desk")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bot.core.workflow import Stage  # noqa: E402
from bot.desk.models import Person  # noqa: E402
from bot.desk.opening import open_the_desk  # noqa: E402
from bot.pressroom.opening import open_to_the_public  # noqa: E402
from bot.store.models import MediaList, Reader, Release  # noqa: E402
from config.newsroom import open_newsroom  # noqa: E402


def pages() -> Iterator[tuple[str, str]]:
    """Name and path of everything that staff look at; of releases, the newest in each stage."""
    approved = Release.objects.filter(stage=Stage.APPROVED).latest("queued_at").slug
    out = Release.objects.filter(stage=Stage.LIFTED).latest("instant").slug
    yield from (
        ("queue", ""),
        ("queue, what is past", "?show=out"),
        ("queue, searched", "?q=cranes"),
        ("release, new", "releases/new"),
        ("release, awaiting", "releases/to-approve"),
        ("approval", "releases/to-approve/approval"),
        ("hold", f"releases/{approved}/hold"),
        ("rehearsal", "releases/to-approve/rehearsal"),
        ("release, out", f"releases/{out}"),
        ("lift", f"releases/{approved}/lift"),
        ("lift, out", f"releases/{out}/lift"),
        ("lift, one poll", f"releases/{approved}/lift/state"),
        ("lift, out, one poll", f"releases/{out}/lift/state"),
        ("after", f"releases/{out}/after"),
        ("correction", f"releases/{out}/correction"),
        ("withdrawal", f"releases/{out}/withdrawal"),
        ("calendar, month", "calendar/"),
        ("calendar, week", f"calendar/{time.strftime('%G-W%V')}"),
        ("lists", "lists/"),
        ("list", f"lists/{MediaList.objects.earliest('pk').name}"),
        ("list, searched", "lists/?q=reader2400"),
        ("reader", f"readers/{Reader.objects.earliest('pk').pk}"),
        ("channels", "channels/"),
        ("channel", "channels/partners"),
        ("journal", "journal/"),
        ("journal, filtered", "journal/?person=Ada+Admin&act=sending"),
        ("journal, one release", f"journal/?release={out}"),
        ("people", "people/"),
        ("account", "account/"),
        ("stop everything", "stop/"),
    )


def main(rounds: int) -> None:
    """Each page once to warm up, then `rounds` times."""
    room = open_newsroom()
    open_the_desk(room)
    open_to_the_public(room)
    client = Client(HTTP_HOST=room.config.office.url.partition("://")[2])
    client.force_login(Person.objects.get(name="Ada Admin"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    for name, path in pages():
        client.get(f"/desk/{path}")
        took, worked = [], []
        for _ in range(rounds):
            with CaptureQueriesContext(connection) as queries:
                began, busy = time.perf_counter(), time.process_time()
                answer = client.get(f"/desk/{path}")
                took.append((time.perf_counter() - began) * 1000)
                worked.append((time.process_time() - busy) * 1000)
        medians = (f"{statistics.median(figures):.1f}" for figures in (took, worked))
        print(name, answer.status_code, *medians, len(queries), len(answer.content), sep="\t")


if __name__ == "__main__":
    main(int(sys.argv[1]))
