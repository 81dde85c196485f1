"""A channel's rate, such as 100 posts in 15 minutes: what may still go now, of what went in the span before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SLOTS = 60
_FORM = re.compile(r"(\d{1,9})\s*/\s*(\d{1,6})?\s*(ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` (requests, posts or mails) in any `span`."""

    count: int
    span: timedelta
    text: str = ""

    def __str__(self) -> str:
        return self.text


def read_rate(text: str) -> Rate | None:
    """`100/15m`, `10/s` → Rate; None when it is none."""
    match = _FORM.fullmatch(text.strip())
    if match is None or int(match[1]) < 1 or int(match[2] or 1) < 1:
        return None
    return Rate(int(match[1]), timedelta(seconds=int(match[2] or 1) * _UNITS[match[3]]), text.strip())


def left(rate: Rate, taken: Mapping[str, int], now: datetime) -> int:
    """How many may go now. `taken`: slot → how many.

    A slot counts until all of it is older than the span: at most `count` in any span, however it lies; never more.
    """
    return max(0, rate.count - sum(_recent(rate, taken, now).values()))


def take(rate: Rate, taken: Mapping[str, int], now: datetime, many: int) -> dict[str, int]:
    """What has been taken once `many` more are; slots that no longer count are left out."""
    kept, slot = _recent(rate, taken, now), str(_slot(rate, now))
    return kept | {slot: kept.get(slot, 0) + many}


def _recent(rate: Rate, taken: Mapping[str, int], now: datetime) -> dict[str, int]:
    """Those of the span before. Also what lies as far ahead: the clock was set back since, and what went then has gone."""
    here = _slot(rate, now)
    return {slot: many for slot, many in taken.items() if abs(here - int(slot)) <= SLOTS}


def _slot(rate: Rate, now: datetime) -> int:
    return (now - _EPOCH) // (rate.span / SLOTS + timedelta.resolution)
