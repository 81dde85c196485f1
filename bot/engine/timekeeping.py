"""What time can it be? The machine's own clock, and how long the machine has been up, whatever its clock says."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.core.world import Reading


def wall_clock() -> datetime:
    """Aware UTC, microseconds, rounded down: a time that is told is never ahead of the one that is."""
    return datetime.fromtimestamp(time.time_ns() // 1000 / 1_000_000, UTC)


def uptime() -> timedelta:
    """Runs on through suspend and is never set: CLOCK_BOOTTIME where there is one (Linux)."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(microseconds=time.clock_gettime_ns(clock) // 1000)


class Timepiece(Protocol):
    """Whatever a process tells the time by."""

    def reading(self) -> Reading:
        """What time can it be?"""

    def believe(self) -> None:
        """A person says that it is right."""


@dataclass
class SystemClock:
    """Believes the machine's clock: earliest and latest are the same. For a command that ends as soon as it has acted."""

    read: Callable[[], datetime] = field(default=wall_clock)

    def reading(self) -> Reading:
        now = self.read()
        return Reading(now, now)

    def believe(self) -> None:
        """It does anyway."""


def seconds_until(instant: datetime, now: datetime) -> float:
    """How long to wait, never below zero."""
    return max(timedelta(0), instant - now).total_seconds()
