"""Claiming: who takes on which due delivery. What was armed for it begins in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.delivery import State
from bot.newsroom.lift import rates
from bot.newsroom.lift.arming import Armed, begin_ready
from bot.newsroom.lift.sending import LEASE, Claim
from bot.newsroom.newsroom import Newsroom
from bot.store.standstill import MOVING
from bot.store.statements import change_each, rows

Room = Mapping[str, int]
"""Channel → how many more deliveries may be taken on."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one look brought: deliveries to build, and those whose bytes may leave at once."""

    claims: tuple[Claim, ...] = ()
    begun: tuple[Armed, ...] = ()


def claim(newsroom: Newsroom, room: Room, armed: Mapping[str, Armed] = {}) -> Claimed:
    """Claim due deliveries, of each channel as many as there is room for, the oldest first. `armed`: by delivery."""
    room = rates.open_room(newsroom, room)
    if not _anything_due(room):
        return Claimed()

    return newsroom.world.transact(lambda: claim_within(newsroom, room, armed))


def claim_within(newsroom: Newsroom, room: Room, armed: Mapping[str, Armed]) -> Claimed:
    """The same within a transaction, with which it stands or falls."""
    due = rates.within(newsroom, _next_due(room))
    if not due:
        return Claimed()
    begun = begin_ready(newsroom, [one for delivery, _ in due if (one := armed.get(delivery))], newsroom.now())
    gone = {one.delivery for one in begun}
    token = newsroom.world.new_id()
    claims = tuple(Claim(delivery, channel, token) for delivery, channel in due if delivery not in gone)
    if claims:
        now, until = newsroom.now(), newsroom.lease_time() + LEASE
        change_each(
            "UPDATE store_delivery SET state = %s, claim = %s, claimed_at = %s, lease_until = %s WHERE id = %s",
            ((State.CLAIMED, token, now, until, one.delivery) for one in claims),
        )
    return Claimed(claims, tuple(begun))


def _anything_due(room: Room) -> bool:
    """A look without the write lock: mostly there is nothing."""
    free = tuple(name for name, places in room.items() if places > 0)
    sql = f"SELECT 1 FROM store_delivery WHERE state = %s AND channel IN %s{MOVING} LIMIT 1"  # noqa: S608 (our own words)
    return bool(rows(sql, State.DUE, free))


def _next_due(room: Room) -> list[tuple[str, str]]:
    sql = (
        "SELECT id, channel FROM store_delivery"  # noqa: S608 (our own words)
        f" WHERE state = %s AND channel = %s{MOVING} AND NOT EXISTS"
        " (SELECT 1 FROM store_endpoint WHERE channel = %s AND disabled_at IS NOT NULL)"
        " ORDER BY due_at, ordinal LIMIT %s"
    )
    found: list[tuple[str, str]] = []
    for channel, free in room.items():
        if free > 0:
            found += [(delivery, name) for delivery, name in rows(sql, State.DUE, channel, channel, free)]
    return found
