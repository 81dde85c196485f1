"""Webhook receivers over time: which are disabled, and the log of what was tried with each. Reads only."""

from __future__ import annotations

from typing import Any

from bot.store.embargoes import utc_text
from bot.store.models import Attempt
from bot.store.statements import rows


def disabled() -> frozenset[str]:
    """The channels to whose receivers nothing is sent until somebody enables them again."""
    return frozenset(channel for (channel,) in rows("SELECT channel FROM store_endpoint WHERE disabled_at IS NOT NULL"))


def log(channel: str, limit: int) -> list[dict[str, Any]]:
    """The newest `limit` attempts at deliveries of a channel, newest first; times in UTC, `took_ms` None while it runs."""
    tries = Attempt.objects.filter(delivery__channel=channel).select_related("delivery__release")
    return [_line(one) for one in tries.order_by("-pk")[:limit]]


def _line(one: Attempt) -> dict[str, Any]:
    took = round((one.ended_at - one.began_at).total_seconds() * 1000) if one.ended_at else None
    return {
        "at": utc_text(one.began_at),
        "release": one.delivery.release.slug,
        "delivery": one.delivery_id,
        "attempt": one.number,
        "outcome": one.outcome or None,
        "took_ms": took,
        "because": one.detail or None,
    }
