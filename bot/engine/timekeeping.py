"""What time can it be? The machine's clock, and whether it was stepped under us."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.core.world import Reading


def wall_clock() -> datetime:
    """Aware UTC, microseconds, rounded down: a time that is told is never ahead of the one that is."""
    return datetime.fromtimestamp(time.time_ns() // 1000 / 1_000_000, UTC)


@dataclass
class SystemClock:
    """Believes the machine's clock: earliest and latest are the same."""

    read: Callable[[], datetime] = field(default=wall_clock)

    def reading(self) -> Reading:
        now = self.read()
        return Reading(now, now)


def seconds_until(instant: datetime, now: datetime) -> float:
    """How long to wait, never below zero."""
    return max(timedelta(0), instant - now).total_seconds()
