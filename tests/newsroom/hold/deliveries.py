"""How the deliveries of a release stand."""

from __future__ import annotations

from bot.store.models import Delivery


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("channel", "state"))
