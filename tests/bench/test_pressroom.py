"""How many readers the press room takes, what a lift is to them and they to it, and whether time tells what is held.

`make bench` prints it; nothing is asserted of a time. Needs wrk.
"""

from __future__ import annotations

import http.client
import os
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import sqrt
from pathlib import Path

import pytest

from tests.bench import figures, offices
from tests.bench.loads import Load, load

PAGE = "/releases/harbour-cranes-to-stand-still-for-a-week"
SECONDS = 8
LISTED = ("/", "/feed.atom", "/feed.json", "/sitemap.xml")
ASKED = 4000  # of each, for the comparison of times


@pytest.mark.parametrize("processes", [1, 2])
def test_page_views_a_second(tmp_path: Path, processes: int) -> None:
    with offices.provider(0) as provider:
        office = offices.office(tmp_path, provider)
        office.fill("releases", 30, 3, 0, "partners")
        with office.running("run", "--no-pages"):
            provider.wait_for(30, 60)
        rows = []
        with pages(office, processes):
            for path in (PAGE, *LISTED):
                with load(office.url + path, SECONDS) as told:
                    pass
                rows.append((path, str(told)))
    figures.told(f"`embargo web --processes {processes}`, 32 connections, {_busy()}", rows)


def test_a_lift_under_page_views(tmp_path: Path) -> None:
    late: list[float] = []
    there: dict[str, list[float]] = {}
    loads: list[Load] = []
    with offices.provider(0) as provider:
        office = offices.office(tmp_path, provider)
        office.fill("releases", 1, 3, 0, "partners")
        with office.running("run", "--no-pages"), pages(office, 1):
            provider.wait_for(1, 60)
            for number in range(2, 7):
                provider.clear()
                (instant,) = office.fill("releases", 1, 6, 0, "partners")
                with load(office.url + PAGE, 10) as told:
                    for path, seconds in _appearances(office, number, instant).items():
                        there.setdefault(path, []).append(1000 * seconds)
                late += [1000 * (at - instant) for _, at, _ in provider.wait_for(1, 30)]
                loads.append(told)
    rows = [
        ("webhook after the instant", figures.spread(late)),
        *[(f"{path} there after it", figures.spread(found)) for path, found in there.items()],
        *[("readers meanwhile", str(one)) for one in loads],
    ]
    figures.told(f"five lifts while 32 readers ask without a pause, {_busy()}", rows)
    assert min(late) >= 0, "something left before its instant"
    assert min(min(found) for found in there.values()) >= 0, "something could be read before its instant"


def test_whether_time_tells_what_is_held(tmp_path: Path) -> None:
    with offices.provider(0) as provider:
        office = offices.office(tmp_path, provider)
        office.fill("releases", 5, 100_000, 0, "partners")
        with pages(office, 1):
            held, never = _times(office, PAGE, "/releases/harbour-cranes-to-run-again-for-a-week")
            other, again = _times(office, "/releases/harbour-ferries-to-stand-still-for-a-week", "/releases/never-was")
    rows = [
        ("held", figures.spread(held)),
        ("never was", figures.spread(never)),
        ("rank test, held against never", f"z = {_rank_z(held, never):+.2f} (beyond 3 would be a difference)"),
        ("rank test, never against never", f"z = {_rank_z(other, again):+.2f}"),
    ]
    figures.told(f"{ASKED:,} requests each for a held page and one that never was, {_busy()}", rows)


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


def _appearances(office: offices.Office, number: int, instant: float) -> dict[str, float]:
    """Seconds after the instant at which each address was first there: a page of the lift's own, and lists that name it."""
    page = f"{PAGE}-{number}"
    found: dict[str, float] = {}

    def watch(path: str) -> None:
        line = http.client.HTTPConnection("127.0.0.1", office.port, timeout=10)
        while path not in found and time.time() < instant + 20:
            line.request("GET", path)
            answer = line.getresponse()
            body, at = answer.read(), time.time()
            if answer.status == 200 and (path == page or page.encode() in body):
                found[path] = at - instant
            elif at < instant - 0.05:
                time.sleep(0.02)
        line.close()

    threads = [threading.Thread(target=watch, args=(path,)) for path in (page, *LISTED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {("the page" if path == page else path): seconds for path, seconds in found.items()}


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
            assert answer.status == 404
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
