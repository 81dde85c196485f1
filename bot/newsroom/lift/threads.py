"""What of a release is out on a network: the posts of its threads, and whether another may still turn up.

A withdrawal answers or deletes what is out when it is sent. When it is planned, a post may be on its way, or in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.delivery import Answered, Order, State
from bot.core.errors import EmbargoError
from bot.core.rendition import Thread
from bot.core.standing import NOTICES, Standing
from bot.store.models import Delivery, Release

POSTS = frozenset({"x", "mastodon", "bluesky"})
PATIENCE = timedelta(minutes=2)
"""So long a withdrawal that has something to take back waits for what is in doubt; what turns up later raises an alert."""


class StillInDoubt(EmbargoError):
    """Delivery {delivery} waits: nobody knows yet what else of "{slug}" is out on {channel}."""


class NothingOut(EmbargoError):
    """Delivery {delivery} has nothing to take back: no post of "{slug}" is known to be out on {channel}."""


def posts_of(row: Delivery) -> list[str]:
    """The ids, or on Bluesky the addresses, of a delivery's posts; the first one alone where the others are not known."""
    kept: dict[str, Any] = row.progress
    posts = [str(one) for one in kept.get("ids", ())] or [str(ref["uri"]) for ref in kept.get("refs", ())]
    return posts or ([row.receipt] if row.receipt and row.state == State.SENT else [])


def brought(release: Release, channel: str) -> Iterator[Delivery]:
    """The deliveries that brought a text to a network, the first first."""
    rows = Delivery.objects.filter(release=release, channel=channel, rendition__approval__void_at=None)
    rows = rows.exclude(rendition__approval__version__standing__in=NOTICES)
    return rows.select_related("rendition").order_by("rendition__approval_id", "ordinal", "due_at").iterator(500)


def thread_of(release: Release, channel: str) -> Delivery | None:
    """The delivery that opened a channel's thread, once something of it is out."""
    return next((row for row in brought(release, channel) if posts_of(row)), None)


def may_be_out(release: Release, channel: str) -> Delivery | None:
    """The same; else the first one of which something may be out that is not known yet, or was settled as sent by a person."""
    dark = (State.SENDING, State.UNCONFIRMED, State.SENT)
    return thread_of(release, channel) or next((row for row in brought(release, channel) if row.state in dark), None)


def all_posts(release: Release, channel: str) -> tuple[str, ...]:
    """Every post of a release that is known to be out on a channel, in the order they came."""
    return tuple(dict.fromkeys(post for row in brought(release, channel) for post in posts_of(row)))


def takes_back(row: Delivery) -> bool:
    """Whether a delivery withdraws posts. `row.standing` is asked for with it (`sending.row_of`)."""
    return row.kind in POSTS and getattr(row, "standing", "") == Standing.WITHDRAWAL


def aimed(row: Delivery, order: Order) -> Order:
    """A withdrawal's order, at what is known to be out by now: under whose post it goes, or which posts it deletes."""
    thread = Thread.from_bytes(order.rendition)
    if thread.deletes or thread.removes:
        removes = tuple(dict.fromkeys((*thread.removes, *all_posts(row.release, row.channel))))
        return replace(order, rendition=replace(thread, removes=removes).to_bytes())
    first = thread_of(row.release, row.channel)
    answers = Answered(first.pk, first.receipt, first.progress) if first else None
    return replace(order, answers=answers)


def require_aim(row: Delivery, order: Order, now: datetime) -> None:
    """Raise StillInDoubt while an older delivery may bring more to light, NothingOut when there is nothing to take back."""
    named = {"delivery": row.pk, "slug": row.release.slug, "channel": row.channel}
    known = bool(order.answers or Thread.from_bytes(order.rendition).removes)
    states = {one.state for one in brought(row.release, row.channel)}
    patient = not known or row.due_at is None or now < row.due_at + PATIENCE
    if State.SENDING in states or (State.UNCONFIRMED in states and patient):
        raise StillInDoubt(**named)
    if not known:
        raise NothingOut(**named)
