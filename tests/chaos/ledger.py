"""What a judge reads from a ledger: asked of a nest, whose children have it open as the bot does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.core.delivery import UNFINISHED, State
from bot.core.workflow import Stage
from bot.store import journal
from bot.store.models import Alert, Attempt, ClockMark, Delivery, RecipientEvent, Release
from config.newsroom import keyring


def facts() -> dict[str, Any]:
    """Releases, deliveries, people with a state of their own, open alerts, and which releases' journals are broken."""
    releases = [
        {"slug": row.slug, "stage": row.stage, "instant": row.instant and row.instant.isoformat()}
        for row in Release.objects.order_by("pk")
    ]
    deliveries = list(
        Delivery.objects.values("id", "release__slug", "channel", "kind", "state", "attempts", "recipients", "because")
    )
    people = list(RecipientEvent.objects.values("delivery__release__slug", "delivery__channel", "email", "state"))
    alerts = list(Alert.objects.filter(cleared_at=None).values("release__slug", "code", "text"))
    keys = keyring()
    broken = [row.slug for row in Release.objects.all() if journal.broken_at(keys, row) is not None]
    attempts = Attempt.objects.count()
    return {
        "releases": releases,
        "deliveries": deliveries,
        "people": people,
        "alerts": alerts,
        "broken": broken,
        "attempts": attempts,
    }


def at_rest() -> bool:
    """Whether nothing is approved, or on its way."""
    waiting = Release.objects.filter(stage=Stage.APPROVED).exists()
    return not waiting and not Delivery.objects.filter(state__in=UNFINISHED).exists()


def looked_up() -> bool:
    """Whether nothing is in doubt that it is time to ask a provider about."""
    return not Delivery.objects.filter(state=State.UNCONFIRMED, next_at__lte=datetime.now(UTC)).exists()


def states() -> list[str]:
    """Of every delivery."""
    return list(Delivery.objects.values_list("state", flat=True))


def leases() -> list[dict[str, Any]]:
    """Who holds what: state, claim, and how many attempts there were."""
    return list(Delivery.objects.order_by("pk").values("id", "channel", "state", "claim", "attempts"))


def alerts_raised() -> list[str]:
    """The codes of all alerts that there ever were, in order."""
    return list(Alert.objects.order_by("pk").values_list("code", flat=True))


def clocks() -> list[str]:
    """Whose clock is on record."""
    return list(ClockMark.objects.values_list("machine", flat=True))
