"""Whether everything is stopped. Reads only."""

from __future__ import annotations

from bot.store.models import Standstill

# Within the statements of a lift and of a claim, so that whoever stops everything and whoever lifts can't miss each other.
MOVING = " AND NOT EXISTS (SELECT 1 FROM store_standstill WHERE ended_at IS NULL)"


def standstill() -> Standstill | None:
    """The one that is open, if everything is stopped."""
    return Standstill.objects.filter(ended_at=None).first()
