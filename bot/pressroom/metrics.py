"""Figures in Prometheus' form, for a scraper on this machine or one with the office's token."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterator
from ipaddress import ip_address
from itertools import accumulate
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bot.newsroom.lift.rates import still_allowed
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import newsroom
from bot.pressroom.page import not_found
from bot.store.figures import BUCKETS, Lateness, Tries, standing

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")
_kept: list[tuple[Newsroom, CollectorRegistry]] = []


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Everything at once, read from the ledger now. Whoever may not see it gets the 404 of a page that never was."""
    room = newsroom()
    if not _may_see(request, room):
        return not_found(request)
    registry = _registry(room)
    return HttpResponse(
        generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4, headers={"Cache-Control": "no-store"}
    )


class Figures(Collector):
    """What the ledger says at each scrape. Counters begin at nought with the first one, as Prometheus expects after a start."""

    def __init__(self, room: Newsroom) -> None:
        self._room = room
        self._lateness = Lateness(room.now())
        self._tries = Tries()
        self._lock = threading.Lock()

    def describe(self) -> list[Metric]:
        return []  # or the registry would collect once to learn the names

    def collect(self) -> Iterator[Metric]:
        room = self._room
        with self._lock:
            self._lateness.read_on(room.now())
            self._tries.read_on()
            yield _histogram(self._lateness)
            yield CounterMetricFamily("embargo_attempts", "Attempts begun.", self._tries.all)
            yield CounterMetricFamily("embargo_retries", "Attempts begun that were not the first.", self._tries.further)
        yield from _gauges(room)


def _may_see(request: HttpRequest, room: Newsroom) -> bool:
    variable = room.config.office.metrics_token_env
    if variable:
        token, given = room.environment.get(variable, ""), request.headers.get("Authorization", "")
        return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # A web server in front is on this machine too: what it passes on is not from here.
    passed_on = any(name in request.headers for name in _FORWARDED)
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return not passed_on and _is_here(request.META.get("REMOTE_ADDR", "")) and _is_here(host)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _registry(room: Newsroom) -> CollectorRegistry:
    """One of our own, made once a newsroom: the library's default has the process's own figures in it."""
    if not _kept or _kept[0][0] is not room:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(Figures(room))
        _kept[:] = [(room, registry)]
    return _kept[0][1]


def _histogram(lateness: Lateness) -> HistogramMetricFamily:
    family = HistogramMetricFamily(
        "embargo_lateness_seconds", "From the instant to the provider's acceptance.", labels=["kind"]
    )
    for kind, counts in lateness.counts.items():
        bounds = [*(str(bound) for bound in BUCKETS), "+Inf"]
        family.add_metric([kind], list(zip(bounds, accumulate(counts), strict=True)), lateness.sums[kind])
    return family


def _gauges(room: Newsroom) -> Iterator[Metric]:
    now, reading = room.now(), room.world.reading()
    found = standing(now)
    yield GaugeMetricFamily("embargo_paused_releases", "Releases that are paused.", found.paused)
    yield GaugeMetricFamily("embargo_overdue_releases", "Approved, their instant past, and still here.", found.overdue)
    deliveries = GaugeMetricFamily("embargo_deliveries", "Deliveries that are not at their end.", labels=["state"])
    for state, count in found.deliveries.items():
        deliveries.add_metric([state], count)
    yield deliveries
    alerts = GaugeMetricFamily("embargo_open_alerts", "Alerts that nobody has cured yet.", labels=["code"])
    for code, count in found.alerts.items():
        alerts.add_metric([code], count)
    yield alerts
    rate = GaugeMetricFamily("embargo_rate_left", "How many more a channel's rate lets go now.", labels=["channel"])
    for channel, count in still_allowed(room).items():
        rate.add_metric([channel], count)
    yield rate
    yield GaugeMetricFamily("embargo_clock_sure", "1 while the clock is believed.", float(reading.verdict == "sure"))
    if reading.latest > reading.earliest:
        error = (reading.latest - reading.earliest).total_seconds() / 2
        yield GaugeMetricFamily("embargo_clock_error_seconds", "How far off the clock can be, either way.", error)
