"""Figures for whoever watches: how much waits, is in doubt or is late. Reads only, and none that grow with what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet

from bot.core.delivery import UNFINISHED, State
from bot.core.workflow import Stage
from bot.store.board import OVERDUE_AFTER
from bot.store.models import Alert, Attempt, Delivery, Release

# Seconds from the instant to the provider's answer.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 86400.0)
SETTLING = timedelta(seconds=5)  # in which a transaction that took its time of acceptance is committed
OF_A_CHANNEL = ("unconfirmed", "rejected", "unsendable", "disabled", "credentials", "unreached")
COUNTED = (*UNFINISHED, State.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand at one moment. `deliveries`: state → how many, of those that somebody still has to do something for."""

    paused: int
    overdue: int
    deliveries: Mapping[str, int]
    alerts: Mapping[str, int]


def standing(now: datetime) -> Standing:
    """By indexed counts alone. `alerts` are the open ones by the first part of their code."""
    found = Delivery.objects.filter(state__in=COUNTED).values_list("state").annotate(count=Count("pk"))
    counts = {str(state): 0 for state in COUNTED} | dict(found)
    codes = Alert.objects.filter(cleared_at=None).values_list("code", flat=True)
    return Standing(
        paused=Release.objects.filter(stage=Stage.PAUSED).count(),
        overdue=Release.objects.filter(stage=Stage.APPROVED, instant__lt=now - OVERDUE_AFTER).count(),
        deliveries=counts,
        alerts=Counter(_family(code) for code in codes),
    )


@dataclass
class Lateness:
    """What was accepted since this was made, by kind: how many within each of BUCKETS and above, and the sum in seconds."""

    since: datetime
    counts: dict[str, list[int]] = field(default_factory=dict)
    sums: dict[str, float] = field(default_factory=dict)

    def read_on(self, now: datetime) -> None:
        """Add what has come since the last time; the last seconds are left for the next."""
        until = now - SETTLING
        if until <= self.since:
            return
        rows = Delivery.objects.filter(accepted_at__gt=self.since, accepted_at__lte=until, due_at__isnull=False)
        for kind, accepted, due in rows.values_list("kind", "accepted_at", "due_at").iterator(chunk_size=2000):
            if accepted is not None and due is not None:
                self._add(kind, (accepted - due).total_seconds())
        self.since = until

    def _add(self, kind: str, seconds: float) -> None:
        counts = self.counts.setdefault(kind, [0] * (len(BUCKETS) + 1))
        counts[sum(seconds > bound for bound in BUCKETS)] += 1
        self.sums[kind] = self.sums.get(kind, 0.0) + seconds


@dataclass
class Tries:
    """How many attempts began since this was made, and how many of them were further ones."""

    last: int = field(default_factory=lambda: _last_attempt())
    all: int = 0
    further: int = 0

    def read_on(self) -> None:
        """Add those that have begun since the last time."""
        rows: QuerySet[Attempt] = Attempt.objects.filter(pk__gt=self.last)
        first = rows.filter(number=1).aggregate(count=Count("pk"))["count"]
        found = rows.aggregate(count=Count("pk"), last=Max("pk"))
        self.all += found["count"]
        self.further += found["count"] - first
        self.last = found["last"] or self.last


def _last_attempt() -> int:
    return Attempt.objects.aggregate(last=Max("pk"))["last"] or 0


def _family(code: str) -> str:
    """A code without its channel: a figure's label may not grow with the settings."""
    family, _, channel = code.partition("-")
    return family if channel and family in OF_A_CHANNEL else code
