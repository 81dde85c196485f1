"""The last checks: what a lift needs, looked at once more in its last minutes. Reads only, and asks nobody outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from django.db.models import Count, Sum

from bot.core.delivery import State
from bot.newsroom.hold.minding import CODE as CLOCK
from bot.newsroom.lift import rates, vetting
from bot.newsroom.newsroom import Newsroom
from bot.store.endpoints import disabled
from bot.store.models import Alert, ClockMark, Delivery, Reader, Release, Rendition

Subject = Literal["engine", "clock", "credentials", "quota", "renditions", "list"]
QUIET = timedelta(seconds=30)
"""An engine notes the time every five seconds; one that has not for so long is not there, or can't write."""


@dataclass(frozen=True, slots=True)
class LastCheck:
    """One thing that a lift needs. `ok` None: it goes, but not as one may expect.

    `channel` is "" where it concerns the whole; `why` says what an alert said; `facts` are figures for the sentence.
    """

    subject: Subject
    ok: bool | None
    channel: str = ""
    why: str = ""
    facts: Mapping[str, int] = field(default_factory=dict)


def last_checks(newsroom: Newsroom, release: Release) -> tuple[LastCheck, ...]:
    """For an approved release: engine, clock, then credentials, quota, renditions and list of every channel."""
    alerts = dict(Alert.objects.filter(release=None, cleared_at=None).values_list("code", "text"))
    waiting = Delivery.objects.filter(release=release, rendition__approval=release.approval_id, state=State.WAITING)
    sums = waiting.order_by().values_list("channel").annotate(Sum("weight"), Sum("recipients"))
    weights = {channel: (weight or 0, people or 0) for channel, weight, people in sums}
    return (
        _engine(newsroom),
        _clock(alerts),
        *_credentials(newsroom, release, alerts),
        *_quotas(newsroom, weights),
        *_renditions(release),
        *_lists(newsroom, {channel: people for channel, (_, people) in weights.items()}),
    )


def _engine(newsroom: Newsroom) -> LastCheck:
    mark = ClockMark.objects.filter(machine="").values_list("mark", flat=True).first()
    if mark is None:
        return LastCheck("engine", False)
    silent = newsroom.now() - mark
    return LastCheck("engine", silent <= QUIET, facts={"seconds": max(0, round(silent.total_seconds()))})


def _clock(alerts: Mapping[str, str]) -> LastCheck:
    doubt = next((text for code, text in alerts.items() if code.startswith(CLOCK)), "")
    return LastCheck("clock", not doubt, why=doubt)


def _credentials(newsroom: Newsroom, release: Release, alerts: Mapping[str, str]) -> Iterator[LastCheck]:
    shut = disabled()
    for name in release.channels:
        codes = (f"{prefix}{name}"[:40] for prefix in (vetting.REFUSED, vetting.UNREACHED))
        why = next((alerts[code] for code in codes if code in alerts), "")
        if name in newsroom.config.channels and (missing := newsroom.channel(name).missing()):
            why = ", ".join(missing)
        yield LastCheck("credentials", not why and name not in shut, name, why)


def _quotas(newsroom: Newsroom, weights: Mapping[str, tuple[int, int]]) -> Iterator[LastCheck]:
    for name, left in rates.still_allowed(newsroom, weights).items():
        needed = weights[name][0]
        yield LastCheck("quota", True if needed <= left else None, name, facts={"needed": needed, "left": left})


def _renditions(release: Release) -> Iterator[LastCheck]:
    """Every template was filled and its bytes sealed when it was approved; that they are all here is what is left to see."""
    rows = Rendition.objects.filter(approval=release.approval_id).order_by()
    there = dict(rows.values_list("channel").annotate(Count("pk")))
    for name in release.channels:
        yield LastCheck("renditions", name in there, name)


def _lists(newsroom: Newsroom, people: Mapping[str, int]) -> Iterator[LastCheck]:
    for name, approved in people.items():
        config = newsroom.config.channels.get(name)
        if config is None or config.list is None:
            continue
        now = Reader.objects.filter(list__name=config.list, left_at=None).count()
        yield LastCheck("list", now > 0, name, facts={"approved": approved, "now": now})
