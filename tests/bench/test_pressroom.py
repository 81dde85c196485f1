"""How many readers the press room takes, what a lift is to them and they to it, and whether time tells what is held.

`make bench` prints it. Of times nothing is asserted; that every answer is the right one is. Needs wrk.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from tests.bench import figures, offices
from tests.bench.loads import Load, load

PAGE = "/releases/harbour-cranes-to-stand-still-for-a-week"
SECONDS = 8
LISTED = ("/", "/feed.atom", "/feed.json", "/feed.ninjs", "/sitemap.xml", "/news-sitemap.xml", "/?q=crane")
LIFTS = 5
ASKED = 2000  # of each, for the comparison of times


@pytest.mark.parametrize("processes", [1, 2])
def test_page_views_a_second(tmp_path: Path, processes: int) -> None:
    with offices.provider(0) as provider:
        office = offices.office(tmp_path, provider)
        office.fill("releases", 30, 3, 0, "partners")
        with office.running("run", "--no-pages"):
            provider.wait_for(30, 60)
        rows, loads = [], []
        with pages(office, processes):
            for path in (PAGE, *LISTED[:-1]):
                with load(office.url + path, SECONDS) as told:
                    pass
                rows.append((path, str(told)))
                loads.append(told)
    figures.told(f"`embargo web --processes {processes}`, 32 connections, {_busy()}", rows)
    assert all(one.rate > 0 and not one.bad for one in loads), "some answers were not good"


def test_a_lift_under_page_views(tmp_path: Path) -> None:
    late: list[float] = []
    there: dict[str, list[float]] = {}
    loads: list[Load] = []
    with offices.provider(0) as provider:
        office = offices.office(tmp_path, provider)
        office.fill("releases", 1, 3, 0, "partners")
        with office.running("run", "--no-pages"), pages(office, 1):
            provider.wait_for(1, 60)
            for _ in range(LIFTS):
                provider.clear()
                held = json.loads(office.program("press_filling", "held", 6))
                with load(office.url + PAGE, 10) as told:
                    for name, seconds in _appearances(office, held).items():
                        there.setdefault(name, []).append(1000 * seconds)
                late += [1000 * (at - held["instant"]) for _, at, _ in provider.wait_for(1, 30)]
                loads.append(told)
    rows = [
        ("webhook after the instant", figures.spread(late)),
        *[(f"{name} there after it", figures.spread(found)) for name, found in there.items()],
        *[("readers meanwhile", str(one)) for one in loads],
    ]
    figures.told(f"{LIFTS} lifts while 32 readers ask without a pause, {_busy()}", rows)
    assert min(late) >= 0, "something left before its instant"
    assert min(min(found) for found in there.values()) >= 0, "something could be read before its instant"
    assert {name: len(found) for name, found in there.items()} == dict.fromkeys(there, LIFTS), "something never came"
    assert set(there) >= {"page", "picture", "beat", *LISTED}
    assert sum(one.bad for one in loads) == 0, "some readers got no good answer"


def test_whether_time_tells_what_is_held(tmp_path: Path) -> None:
    with offices.provider(0) as provider:
        office = offices.office(tmp_path, provider)
        office.fill("releases", 1, 3, 0, "partners")
        with office.running("run", "--no-pages"):
            provider.wait_for(1, 60)
        held = json.loads(office.program("press_filling", "held", 100_000))
        rows = []
        with pages(office, 1):
            for name, one, other in _pairs(held):
                guessed, never = _times(office, one, other)  # where all answers are alike but for their time
                assert len(guessed) == len(never) == ASKED, name
                rows.append((name, f"held {figures.spread(guessed)}"))
                rows.append(("", f"never {figures.spread(never)}  z = {_rank_z(guessed, never):+.2f}"))
    told = f"{ASKED:,} requests each for what is held and for what never was (rank test: beyond 3 would be a difference), {_busy()}"
    figures.told(told, rows)


def _pairs(held: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What is held and, of the same form and length, what never was; and, to see how much chance alone does, the latter twice."""
    page, picture, beat = held["page"], held["picture"], held["beat"]
    place, _, name = picture.rpartition("/")
    another = f"{place}/{name.translate(str.maketrans('0123456789abcdef', '123456789abcdef0'))}"
    never = page.replace("harbour", "ruobrah")
    return [
        ("page", page, never),
        ("picture, which is the card's", picture, another),
        ("beat's feed", f"{beat}/feed.atom", f"{beat.replace('/beat-', '/taeb-')}/feed.atom"),
        ("search", "/?q=quoin", "/?q=niouq"),  # a word that nothing public has
        ("never, and never again", page.replace("harbour", "barhour"), never),
    ]


@contextmanager
def pages(office: offices.Office, processes: int) -> Iterator[None]:
    """`embargo web` at the office's port."""
    with office.running("web", "--port", str(office.port), "--processes", str(processes)):
        deadline = time.monotonic() + 60
        while True:
            try:
                if _status(office, "/healthz") == 200:
                    break
            except OSError:
                assert time.monotonic() < deadline, "the press room did not open"
            time.sleep(0.2)
        yield


def _appearances(office: offices.Office, held: dict[str, Any]) -> dict[str, float]:
    """Seconds after the instant at which each address was first there: a page, its picture, its beat, and lists that name it."""
    instant, page = held["instant"], held["page"]
    places = {"page": page, "picture": held["picture"], "beat": held["beat"], **{path: path for path in LISTED}}
    found: dict[str, float] = {}

    def watch(name: str) -> None:
        line = http.client.HTTPConnection("127.0.0.1", office.port, timeout=10)
        while name not in found and time.time() < instant + 20:
            line.request("GET", places[name])
            answer = line.getresponse()
            body, at = answer.read(), time.time()
            if answer.status == 200 and (name in ("page", "picture", "beat") or page.encode() in body):
                found[name] = at - instant
            elif at < instant - 0.05:
                time.sleep(0.02)
        line.close()

    threads = [threading.Thread(target=watch, args=(name,)) for name in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _times(office: offices.Office, one: str, other: str) -> tuple[list[float], list[float]]:
    """Milliseconds, asked in turns over one connection; which comes first changes each time."""
    line = http.client.HTTPConnection("127.0.0.1", office.port, timeout=10)
    taken: dict[str, list[float]] = {one: [], other: []}
    for number in range(ASKED + 100):
        for path in (one, other) if number % 2 else (other, one):
            began = time.perf_counter()
            line.request("GET", path)
            answer = line.getresponse()
            answer.read()
            if number >= 100:
                taken[path].append(1000 * (time.perf_counter() - began))
            assert answer.status == (200 if "?q=" in path else 404)
    line.close()
    return taken[one], taken[other]


def _rank_z(one: list[float], other: list[float]) -> float:
    """The rank-sum test of Mann and Whitney, in standard deviations."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(place for place, (_, which) in enumerate(ranked, start=1) if which == 0)
    n, m = len(one), len(other)
    expected, deviation = n * (n + m + 1) / 2, sqrt(n * m * (n + m + 1) / 12)
    return (ranks - expected) / deviation


def _status(office: offices.Office, path: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", office.port, timeout=5)
    line.request("GET", path)
    status = line.getresponse().status
    line.close()
    return status


def _busy() -> str:
    return f"this machine's load {statistics.fmean(os.getloadavg()[:1]):.1f} on {os.cpu_count()} cores"
