"""Arming: what leaves at an instant is built before it, so that at the instant there is one commit and then bytes.

What is armed is only a copy in memory: the lift takes it for good if nothing has changed since, and else it is built anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.delivery import Order, State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage
from bot.newsroom.lift import rates
from bot.newsroom.lift.sending import LEASE, Claim, begin_attempts, rows_of
from bot.newsroom.lift.spooling import prepare, prepare_shelved
from bot.newsroom.media_list.departures import STANDING, departed
from bot.newsroom.newsroom import Newsroom
from bot.store.endpoints import disabled
from bot.store.models import Release
from bot.store.spool import Spooled
from bot.store.statements import LOOKED_AT_STATE, change_each, moment, rows


@dataclass(frozen=True, slots=True)
class Armed:
    """One delivery that is ready for `instant`: its order and body, who is in it, and the standing of the lists when it was built."""

    delivery: str
    channel: str
    instant: datetime
    order: Order
    body: bytes
    spooled: Spooled
    standing: int

    def holds(self, standing: int) -> bool:
        """Whether none of its people has left by now. They are only looked at when somebody has left a list."""
        return not self.spooled.listed or standing == self.standing or not departed(self.spooled.people)


def soon(newsroom: Newsroom, horizon: datetime, room: Mapping[str, int]) -> dict[str, datetime | None]:
    """Delivery → instant: what is due for the first time, or waits for an instant up to `horizon`.

    Of each channel at most as many as `room` has places for.
    """
    found: dict[str, datetime | None] = {}
    shut = disabled()
    due = (
        "SELECT d.id, r.instant FROM store_delivery d JOIN store_release r ON r.id = d.release_id"
        " WHERE d.state = %s AND d.channel = %s AND d.attempts = 0 ORDER BY d.due_at, d.ordinal LIMIT %s"
    )
    waiting = (
        "SELECT d.id, r.instant FROM store_release r JOIN store_delivery d ON d.release_id = r.id"
        " WHERE r.stage = %s AND r.instant <= %s AND d.state = %s AND d.channel = %s ORDER BY r.instant, d.ordinal LIMIT %s"
    )
    # Mostly there is neither, and two looks are enough to know it of all channels.
    is_due = bool(rows("SELECT 1 FROM store_delivery WHERE state = %s LIMIT 1", State.DUE))
    lifts = bool(
        rows("SELECT 1 FROM store_release WHERE stage = %s AND instant <= %s LIMIT 1", Stage.APPROVED, horizon)
    )
    for channel, free in room.items() if is_due or lifts else ():
        if free > 0 and channel not in shut:
            first = rows(due, State.DUE, channel, free) if is_due else []
            then = rows(waiting, Stage.APPROVED, horizon, State.WAITING, channel, free - len(first)) if lifts else []
            found |= {delivery: moment(instant) for delivery, instant in (*first, *then)}
    return found


def arm(newsroom: Newsroom, deliveries: Sequence[str]) -> Iterator[Armed]:
    """Build the orders and bodies of deliveries ahead. Left out is what has begun, or can't be built: its lift or claim will tell why."""
    unshelved = []
    for delivery in deliveries:
        if shelved := prepare_shelved(newsroom, delivery):
            channel, instant, made = shelved
            yield Armed(delivery, channel, instant, made.order, made.body, made.spooled, made.standing)
        else:
            unshelved.append(delivery)
    for row in rows_of(unshelved) if unshelved else ():
        if row.state not in (State.WAITING, State.DUE) or row.attempts or row.release.instant is None:
            continue
        try:
            made = prepare(newsroom, row)
        except EmbargoError:
            continue
        yield Armed(row.pk, row.channel, row.release.instant, made.order, made.body, made.spooled, made.standing)


def begin_armed(newsroom: Newsroom, lifted: Sequence[Release], armed: Iterable[Armed], now: datetime) -> list[Armed]:
    """Within the lift's transaction: those that are as they were built go straight to `sending`; the claim is the delivery's id.

    A release that was moved, a list that somebody left, or a receiver that was disabled, since: those are left due.
    """
    slugs = {release.slug for release in lifted}
    ready = {one.delivery: one for one in armed if one.order.release in slugs}
    going = rates.within(newsroom, [(one.delivery, one.channel) for one in ready.values()])
    return begin_ready(newsroom, [ready[delivery] for delivery, _ in going], now)


def begin_ready(newsroom: Newsroom, ready: Sequence[Armed], now: datetime) -> list[Armed]:
    """Within a transaction: those of them that are due, and as they were built, go straight to `sending`."""
    if not ready:
        return []
    sql = (
        f"SELECT d.id, r.instant, ({STANDING}) FROM store_delivery d JOIN store_release r ON r.id = d.release_id"  # noqa: S608
        f" WHERE d.id IN %s AND d.{LOOKED_AT_STATE} = %s AND d.attempts = 0"
        " AND d.channel NOT IN (SELECT channel FROM store_endpoint WHERE disabled_at IS NOT NULL)"
    )
    due = {row[0]: row[1:] for row in rows(sql, tuple(one.delivery for one in ready), State.DUE)}
    begun = []
    for one in ready:
        instant, standing = due.get(one.delivery, (None, 0))
        # A body tells its instant, and the release may have been moved since it was built.
        if moment(instant) == one.instant and one.holds(standing):
            begun.append(one)
    until = newsroom.lease_time() + LEASE
    change_each(
        "UPDATE store_delivery SET state = %s, claim = %s, claimed_at = %s, lease_until = %s, attempts = 1, first_byte_at = %s"
        " WHERE id = %s",
        ((State.SENDING, claim_of(one).token, now, until, now, one.delivery) for one in begun),
    )
    begin_attempts(((one.delivery, 1) for one in begun), now)
    return begun


def claim_of(one: Armed) -> Claim:
    """Its first claim; a later one has a token of its own."""
    return Claim(one.delivery, one.channel, one.delivery)
