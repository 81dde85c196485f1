"""Rates: no channel takes on more than its provider allows, by the count of all workers together.

What is taken is booked in the transaction that claims it, by the clock that leases go by. A channel without a `rate`
costs nothing: no row is read or written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from bot.channels.base import Weighs
from bot.core.pace import Rate, left, take
from bot.newsroom.newsroom import Newsroom
from bot.store.statements import change, rows

_PUT = (
    "INSERT INTO store_pace (channel, taken) VALUES (%s, %s) ON CONFLICT (channel) DO UPDATE SET taken = excluded.taken"
)


def allowed(newsroom: Newsroom, channel: str, deliveries: Sequence[str]) -> list[str]:
    """Within a transaction that begins with `take_turn`: those of `deliveries` that may go now, booked as taken.

    The first ones in their order: a long thread that does not fit waits, and nobody overtakes it. One that weighs more
    than the whole rate goes when nothing else has gone for a span.
    """
    rate = _rate(newsroom, channel)
    if rate is None or not deliveries:
        return list(deliveries)
    weighed: dict[str, int] = dict(rows("SELECT id, weight FROM store_delivery WHERE id IN %s", tuple(deliveries)))
    taken, now = _taken((channel,)).get(channel, {}), newsroom.lease_time()
    free, chosen = left(rate, taken, now), list[str]()
    for pk in deliveries:
        weight = min(weighed.get(pk, 1), rate.count)
        if weight > free:
            break
        free -= weight
        taken = take(rate, taken, now, weight)
        chosen.append(pk)
    if chosen:
        change(_PUT, channel, json.dumps(taken))
    return chosen


def within(newsroom: Newsroom, due: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Within a transaction: those of `due` (delivery and channel) that their channel's rate lets go now, booked as taken."""
    rated = {channel for _, channel in due if _rate(newsroom, channel) is not None}
    if not rated:
        return list(due)
    chosen = {
        channel: set(allowed(newsroom, channel, [delivery for delivery, name in due if name == channel]))
        for channel in rated
    }
    return [(delivery, channel) for delivery, channel in due if channel not in chosen or delivery in chosen[channel]]


def open_room(newsroom: Newsroom, room: Mapping[str, int]) -> dict[str, int]:
    """`room` without the channels whose rate is used up: a look without the write lock, so that nobody waits in vain with it."""
    used = {name for name, many in still_allowed(newsroom, room).items() if many == 0}
    return {channel: 0 if channel in used else free for channel, free in room.items()}


def still_allowed(newsroom: Newsroom, channels: Mapping[str, object] | None = None) -> dict[str, int]:
    """Of each channel with a rate (among `channels`, if given): how many more may go now."""
    names = newsroom.config.channels if channels is None else channels
    rates = {name: rate for name in names if (rate := _rate(newsroom, name)) is not None}
    if not rates:
        return {}
    taken, now = _taken(tuple(rates)), newsroom.lease_time()
    return {name: left(rate, taken.get(name, {}), now) for name, rate in rates.items()}


def weights(newsroom: Newsroom, channel: str, rendition: bytes, recipients: Sequence[int]) -> list[int]:
    """What each delivery of a rendition counts against its channel's rate: the posts or mails that it is, else one request."""
    made = newsroom.channel(channel)
    if not isinstance(made, Weighs):
        return [1] * len(recipients)
    return [made.weight(rendition, people) for people in recipients]


def _taken(channels: tuple[str, ...]) -> dict[str, dict[str, int]]:
    found = rows("SELECT channel, taken FROM store_pace WHERE channel IN %s", channels)
    return {channel: json.loads(taken) for channel, taken in found}


def _rate(newsroom: Newsroom, channel: str) -> Rate | None:
    config = newsroom.config.channels.get(channel)
    return config.rate if config else None
