"""Arming: what leaves at an instant is built before it, so that at the instant there is one commit and then bytes.

What is armed is only a copy in memory: the lift takes it for good if nothing has changed since, and else it is built anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.delivery import Order, State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.sending import LEASE, Claim, left_since, order_waiting
from bot.store.endpoints import disabled
from bot.store.models import Attempt, Delivery, Release


@dataclass(frozen=True, slots=True)
class Armed:
    """One delivery that is ready for `instant`: its order, its body, and who had left the list when it was built."""

    delivery: str
    channel: str
    instant: datetime
    order: Order
    body: bytes
    left: frozenset[int]


def soon(newsroom: Newsroom, horizon: datetime, room: Mapping[str, int]) -> dict[str, datetime | None]:
    """Delivery → instant: what waits for an instant up to `horizon`, of each channel at most as many as `room` has places for."""
    found: dict[str, datetime | None] = {}
    shut = disabled()
    for channel, free in room.items():
        if free < 1 or channel in shut:
            continue
        rows = Delivery.objects.filter(
            state=State.WAITING, channel=channel, release__stage=Stage.APPROVED, release__instant__lte=horizon
        ).order_by("release__instant", "ordinal")
        found |= dict(rows.values_list("pk", "release__instant")[:free])
    return found


def arm(newsroom: Newsroom, delivery: str) -> Armed | None:
    """Build a waiting delivery's order and body; None when it waits no longer, or can't be built: the lift will tell why."""
    row = (
        Delivery.objects.select_related("release", "rendition__approval")
        .filter(pk=delivery, state=State.WAITING)
        .first()
    )
    if row is None or row.release.instant is None:
        return None
    left = frozenset(left_since(row))
    try:
        order = order_waiting(newsroom, row)
        body = newsroom.channel(row.channel).build(order)
    except EmbargoError:
        return None
    if row.recipients and not order.people:
        return None
    return Armed(delivery, row.channel, row.release.instant, order, body, left)


def begin_armed(newsroom: Newsroom, release: Release, armed: Iterable[Armed], now: datetime) -> list[Armed]:
    """Within the lift's transaction: those that are as they were built go straight to `sending`; the claim is the delivery's id.

    A release that was moved, a list that somebody left, or a receiver that was disabled, since: those are left due.
    """
    shut = disabled() if armed else frozenset()
    ready = [one for one in armed if one.instant == release.instant and one.channel not in shut]
    rows = {
        row.pk: row
        for row in Delivery.objects.select_related("rendition__approval").filter(
            pk__in=[one.delivery for one in ready], release=release, state=State.DUE
        )
    }
    begun = [one for one in ready if one.delivery in rows and left_since(rows[one.delivery]) == one.left]
    for one in begun:
        Delivery.objects.filter(pk=one.delivery).update(
            state=State.SENDING,
            claim=claim_of(one).token,
            claimed_at=now,
            lease_until=newsroom.lease_time() + LEASE,
            attempts=1,
            first_byte_at=now,
        )
    Attempt.objects.bulk_create(Attempt(delivery_id=one.delivery, number=1, began_at=now) for one in begun)
    return begun


def claim_of(one: Armed) -> Claim:
    """Its first claim; a later one has a token of its own."""
    return Claim(one.delivery, one.channel, one.delivery)
