"""The queue: what lifts next, what waits, what has gone, a page at a time however many there are. Reads only, nothing is unsealed."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Count, Q, QuerySet

from bot.core.workflow import Stage
from bot.store.models import Delivery, Release

AHEAD = (Stage.AWAITING, Stage.APPROVED, Stage.PAUSED)
OUT = (Stage.LIFTED, Stage.WITHDRAWN)
Place = tuple[datetime, int]
"""Where a page ends: the time that it is ordered by, and the release's key."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some releases in order, and where the next page begins; None at the end."""

    releases: Sequence[Release]
    after: Place | None


def ahead(stages: Sequence[Stage], size: int, after: Place | None = None) -> Page:
    """What lifts, the soonest first. Each stage is read by its own index, and the stages are merged."""

    def rows(stage: Stage) -> QuerySet[Release]:
        found = Release.objects.filter(stage=stage, instant__isnull=False)
        return _beyond(found, "instant", after)[: size + 1]

    return _page([list(rows(stage)) for stage in stages], size, "instant", newest=False)


def without_an_instant(stages: Sequence[Stage], size: int) -> list[Release]:
    """What goes on somebody's word, or has no embargo yet."""
    found: list[Release] = []
    for stage in stages:
        found += Release.objects.filter(stage=stage, instant=None).order_by("pk")[:size]
    return found[:size]


def out(stages: Sequence[Stage], size: int, after: Place | None = None) -> Page:
    """What has gone, the newest first."""

    def rows(stage: Stage) -> QuerySet[Release]:
        found = Release.objects.filter(stage=stage, lifted_at__isnull=False)
        return _beyond(found, "lifted_at", after, newest=True)[: size + 1]

    return _page([list(rows(stage)) for stage in stages], size, "lifted_at", newest=True)


def cancelled(size: int, after: Place | None = None) -> Page:
    """What was called off, the newest first."""
    found = _beyond(Release.objects.filter(stage=Stage.CANCELLED), "queued_at", after, newest=True)
    return _page([list(found[: size + 1])], size, "queued_at", newest=True)


def _beyond(found: QuerySet[Release], column: str, after: Place | None, newest: bool = False) -> QuerySet[Release]:
    """In the order of the column, from beyond a place on: its equal-or-further half lets the index find where that begins."""
    further, sign = ("lt", "-") if newest else ("gt", "")
    if after is not None:
        moment, key = after
        found = found.filter(**{f"{column}__{further}e": moment})
        found = found.filter(Q(**{f"{column}__{further}": moment}) | Q(**{f"pk__{further}": key}))
    return found.order_by(f"{sign}{column}", f"{sign}pk")


def with_slugs(keys: Sequence[int]) -> list[Release]:
    """These releases, in this order."""
    found = Release.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def outcomes(releases: Sequence[Release]) -> Mapping[int, Mapping[str, int]]:
    """Release key → state of its deliveries → how many; one query."""
    counted: dict[int, dict[str, int]] = {}
    rows = Delivery.objects.filter(release__in=[one.pk for one in releases], due_at__isnull=False)
    for key, state, many in rows.values_list("release", "state").annotate(Count("pk")).order_by():
        counted.setdefault(key, {})[state] = many
    return counted


def _page(streams: Sequence[Sequence[Release]], size: int, by: str, newest: bool) -> Page:
    def place(release: Release) -> Place:
        return getattr(release, by), release.pk

    merged = list(islice(heapq.merge(*streams, key=place, reverse=newest), size + 1))
    shown = merged[:size]
    return Page(shown, place(shown[-1]) if len(merged) > size else None)
