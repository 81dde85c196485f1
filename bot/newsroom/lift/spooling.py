"""Spooling: the bodies of large deliveries are built minutes before their instant and wait on disk, sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.channels.base import Channel, Whole
from bot.core.delivery import LeaseLost, Order, State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage
from bot.newsroom.lift.sending import Claim, order_for, row_of
from bot.newsroom.media_list.departures import departed, standing
from bot.newsroom.newsroom import Newsroom
from bot.store.embargoes import utc_text
from bot.store.models import Delivery
from bot.store.spool import Spooled
from bot.store.statements import LOOKED_AT_STATE, moment, rows

AHEAD = timedelta(minutes=15)
AT_ONCE = 2  # hands that build
GLANCE = 5000  # deliveries looked at together


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a channel is asked and what it sends, as it was spooled or would be; `standing`: of the lists by now."""

    order: Order
    body: bytes
    spooled: Spooled
    standing: int


@dataclass
class Shelf:
    """What this process knows to be on disk, or to be no use trying; it is read anew after a restart."""

    done: set[str] = field(default_factory=set)
    building: set[str] = field(default_factory=set)
    read: bool = False


def wanted(newsroom: Newsroom, shelf: Shelf) -> list[str]:
    """The next deliveries to build ahead, of channels whose body is all that is sent; none where nothing is spooled."""
    spool, channels = newsroom.spool, tuple(name for name in newsroom.config.channels if whole(newsroom, name))
    if spool is None or not channels or len(shelf.building) >= AT_ONCE:
        return []
    if not shelf.read:
        shelf.done.update(spool.deliveries())
        shelf.read = True
    sql = (
        "SELECT d.id FROM store_release r JOIN store_delivery d ON d.release_id = r.id WHERE r.stage = %s AND r.instant <= %s"
        " AND d.state = %s AND d.channel IN %s ORDER BY r.instant, d.ordinal LIMIT %s"
    )
    found = rows(sql, Stage.APPROVED, newsroom.world.reading().latest + AHEAD, State.WAITING, channels, GLANCE)
    fresh = [delivery for (delivery,) in found if delivery not in shelf.done and delivery not in shelf.building]
    return fresh[: AT_ONCE - len(shelf.building)]


def build(newsroom: Newsroom, delivery: str) -> None:
    """Build one body and put it on the shelf. One that can't be built is left to its lift, which tells why. Raises OSError."""
    row = row_of(delivery)
    if newsroom.spool is None or row is None or row.state != State.WAITING:
        return
    try:
        made = _built(newsroom, row)
    except EmbargoError:
        return
    newsroom.spool.put(delivery, row.rendition.digest, made.spooled)


def prepare(newsroom: Newsroom, row: Delivery) -> Prepared:
    """Order and body of a delivery, from the shelf where it is there and nobody in it has left since; else built now.

    Raises NobodyLeft, WrongKey or SealBroken.
    """
    columns = (row.attempts, row.recipients, row.channel, row.release.slug, row.release.instant, row.rendition.digest)
    return _from_the_shelf(newsroom, row.pk, *columns) or _built(newsroom, row)


def prepare_claimed(newsroom: Newsroom, held: Claim) -> Prepared:
    """The same of a claim. Raises LeaseLost too, when it was stopped or taken over meanwhile."""
    sql = (
        "SELECT d.attempts, d.recipients, d.channel, r.slug, r.instant, n.digest FROM store_delivery d"
        " JOIN store_release r ON r.id = d.release_id JOIN store_rendition n ON n.id = d.rendition_id"
        " WHERE d.id = %s AND d.claim = %s"
    )
    found = rows(sql, held.delivery, held.token)
    if found and (made := _from_the_shelf(newsroom, held.delivery, *found[0])):
        return made
    row = row_of(held.delivery) if found else None
    if row is None or row.claim != held.token:
        raise LeaseLost(delivery=held.delivery)
    return _built(newsroom, row)


def prepare_shelved(newsroom: Newsroom, delivery: str) -> tuple[str, datetime, Prepared] | None:
    """Channel, instant and the rest of a delivery that has not begun, if it is on the shelf; None: look at the ledger's own row."""
    if newsroom.spool is None:
        return None
    sql = (
        "SELECT d.attempts, d.recipients, d.channel, r.slug, r.instant, n.digest FROM store_delivery d"
        " JOIN store_release r ON r.id = d.release_id JOIN store_rendition n ON n.id = d.rendition_id"
        " WHERE d.id = %s AND d.state IN %s"
    )
    for columns in rows(sql, delivery, (State.WAITING, State.DUE)):
        lift = moment(columns[4])
        made = _from_the_shelf(newsroom, delivery, *columns)
        if lift is not None and made is not None:
            return columns[2], lift, made
    return None


def _from_the_shelf(
    newsroom: Newsroom, delivery: str, attempts: int, people: int, channel: str, slug: str, instant: Any, digest: str
) -> Prepared | None:
    if newsroom.spool is None or attempts or not people or not whole(newsroom, channel):
        return None
    now, found, lift = standing(), newsroom.spool.get(delivery, digest), moment(instant)
    if found is None or lift is None or (found.standing != now and departed(found.people)):
        return None
    order = Order(delivery, slug, b"", merge={"lift": utc_text(lift)}, at=newsroom.now())
    return Prepared(order, found.body, found, now)


def _built(newsroom: Newsroom, row: Delivery) -> Prepared:
    now = standing()  # before anybody is looked up: who leaves meanwhile has left since
    order = order_for(newsroom, row)
    body = newsroom.channel(row.channel).build(order)
    listed = " ".join(person.id for person in order.people).encode()
    return Prepared(order, body, Spooled(body, listed, now), now)


def tidy(newsroom: Newsroom, shelf: Shelf) -> None:
    """Take away what has gone, or will never go."""
    if newsroom.spool is None or not shelf.done:
        return
    ids = tuple(shelf.done)
    open_still: set[str] = set()
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        sql = f"SELECT id FROM store_delivery WHERE id IN %s AND {LOOKED_AT_STATE} IN %s"  # noqa: S608 (our own words)
        open_still |= {one for (one,) in rows(sql, some, (State.WAITING, State.DUE, State.CLAIMED))}
    for delivery in set(ids) - open_still:
        newsroom.spool.drop(delivery)
        shelf.done.discard(delivery)


def whole(newsroom: Newsroom, channel: str) -> bool:
    """Whether a channel's body is all that it sends."""
    kind: Whole | Channel = newsroom.channel(channel)
    return getattr(
        kind, "body_is_whole", False
    )  # isinstance takes a protocol apart each time, and this is asked at each claim
