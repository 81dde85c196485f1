"""When to try again: growing waits with jitter, the provider's own wish first."""

from __future__ import annotations

from datetime import timedelta

from bot.core.world import Chance

# Standard Webhooks 1.0 publishes this schedule for webhooks; it also suits the others, only mail gives up earlier.
WAITS = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0)
QUICK = (1.0, 4.0, 15.0, 60.0, 300.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0)
JITTER = 0.2


def wait_before(attempt: int, kind: str, asked: timedelta | None, chance: Chance) -> timedelta | None:
    """How long to wait after failed `attempt` (1-based); None when it is time to give up.

    What the provider asked for (Retry-After) is a lower bound. Jitter only ever adds, so that it stays one.
    """
    waits = WAITS if kind == "webhook" else QUICK
    if attempt > len(waits):
        return None
    seconds = waits[attempt - 1] * (1 + JITTER * chance.random())
    if asked is not None:
        seconds = max(seconds if attempt > 1 else 0.0, asked.total_seconds() * (1 + 0.05 * chance.random()))
    return timedelta(seconds=seconds)
