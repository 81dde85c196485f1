"""Sending, as seen by the ledger: who claims a delivery, when it begins, what is kept on the way. No network here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from bot.channels.base import BeginsAhead, Channel
from bot.core.delivery import Addressee, Answered, LeaseLost, Order, State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage
from bot.newsroom.lift.threads import POSTS, aimed, require_aim, takes_back
from bot.newsroom.media_list.audience import unsubscribe_token
from bot.newsroom.media_list.departures import departed
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import Seat, open_audience, open_rendition
from bot.store.embargoes import utc_text
from bot.store.enclosures import images
from bot.store.models import Attempt, Delivery, RecipientEvent
from bot.store.statements import change, change_each, rows

# Whoever dies is made up for within 15 s of its last sign: the lease, and the 2 s after which `recover` looks again.
LEASE = timedelta(seconds=12)
PUT_OFF = timedelta(seconds=5)
NOBODY_LEFT = "everybody of it has left the list"
"""What a delivery says that was called off for that: nobody misses it."""


class NobodyLeft(EmbargoError):
    """Everybody of delivery {delivery} has left the list: there is nobody to send it to."""


class HeldBack(EmbargoError):
    """Delivery {delivery} was held back before a byte of it had left."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is this worker's until its lease ends, unless it is renewed."""

    delivery: str
    channel: str
    token: str


def order_in_doubt(newsroom: Newsroom, delivery: str) -> tuple[str, Order] | None:
    """The channel and what it was asked, of a delivery that is unconfirmed; None when it is so no longer."""
    row = _rows().filter(pk=delivery, state=State.UNCONFIRMED).first()
    if row is None:
        return None
    began = Attempt.objects.filter(delivery=row).order_by("-number").values_list("began_at", flat=True).first()
    return row.channel, replace(_order(newsroom, row), begun=began)


def row_of(delivery: str) -> Delivery | None:
    """With all that an order is made from."""
    return next(iter(rows_of([delivery])), None)


def rows_of(deliveries: Sequence[str]) -> list[Delivery]:
    """The same of several: making this statement takes longer than all that follows."""
    return list(_rows().filter(pk__in=deliveries))


def order_for(newsroom: Newsroom, row: Delivery) -> Order:
    """What its channel is asked, as things stand. Raises NobodyLeft, StillInDoubt, NothingOut, WrongKey or SealBroken."""
    order = _order(newsroom, row)
    if takes_back(row):
        require_aim(row, order, newsroom.now())
    if row.recipients and not order.people:
        raise NobodyLeft(delivery=row.pk)
    return order


def begins_ahead(newsroom: Newsroom, channel: str) -> bool:
    """Whether more of a channel may be begun than is sent at once."""
    kind: BeginsAhead | Channel = newsroom.channel(channel)
    return getattr(kind, "begins_ahead", False)


def begin(newsroom: Newsroom, take: Callable[[], Sequence[Claim]]) -> list[Claim]:
    """Commit that the bytes of several deliveries are about to leave, an attempt on record for each; gives those that may.

    `take` is asked within the transaction, so that what has come up while others wrote goes with it.
    """

    def work() -> list[Claim]:
        held = take()
        now, leased = newsroom.now(), newsroom.lease_time()
        sql = (
            "SELECT d.id, d.claim, d.attempts FROM store_delivery d JOIN store_release r ON r.id = d.release_id"
            " JOIN store_rendition n ON n.id = d.rendition_id WHERE d.id IN %s AND d.state = %s AND d.lease_until > %s"
            # Of what is withdrawn nothing begins any more but what says so.
            " AND (r.stage = %s OR r.stage = %s AND n.approval_id = r.approval_id) AND r.instant <= %s"
        )
        ids = tuple(one.delivery for one in held)
        found = rows(sql, ids, State.CLAIMED, leased, Stage.LIFTED, Stage.WITHDRAWN, now) if held else []
        tries = {(delivery, token): attempts + 1 for delivery, token, attempts in found}
        begun = [one for one in held if (one.delivery, one.token) in tries]
        change_each(
            "UPDATE store_delivery SET state = %s, lease_until = %s, attempts = attempts + 1,"
            " first_byte_at = COALESCE(first_byte_at, %s) WHERE id = %s",
            ((State.SENDING, leased + LEASE, now, one.delivery) for one in begun),
        )
        begin_attempts(((one.delivery, tries[one.delivery, one.token]) for one in begun), now)
        return begun

    return newsroom.world.transact(work)


def begin_attempts(tries: Iterable[tuple[str, int]], now: datetime) -> None:
    """Within a transaction: an attempt on record for each delivery and number."""
    sql = "INSERT INTO store_attempt (delivery_id, number, began_at, outcome, detail) VALUES (%s, %s, %s, '', '')"
    change_each(sql, ((delivery, number, now) for delivery, number in tries))


def require_mine(newsroom: Newsroom, held: Claim) -> None:
    """The fence, asked immediately before the first byte. Raises LeaseLost, or HeldBack when it was stopped since it was begun."""
    sql = (
        "SELECT halted, EXISTS (SELECT 1 FROM store_standstill WHERE ended_at IS NULL) FROM store_delivery"
        " WHERE id = %s AND claim = %s AND state = %s AND lease_until > %s"
    )
    found = rows(sql, held.delivery, held.token, State.SENDING, newsroom.lease_time())
    if not found:
        raise LeaseLost(delivery=held.delivery)
    if any(found[0]):
        raise HeldBack(delivery=held.delivery)


def keep(newsroom: Newsroom, held: Claim, progress: Mapping[str, Any]) -> None:
    """Commit what a channel has reached so far, and renew the lease.

    Raises LeaseLost when it is no longer ours, and where the release was withdrawn meanwhile: a thread stops where it is.
    """

    def work() -> bool:
        now = newsroom.lease_time()
        sql = (
            "UPDATE store_delivery SET progress = %s, lease_until = %s"
            " WHERE id = %s AND claim = %s AND state = %s AND lease_until > %s"
        )
        kept = json.dumps(dict(progress))
        if change(sql, kept, now + LEASE, held.delivery, held.token, State.SENDING, now) != 1:
            raise LeaseLost(delivery=held.delivery)
        return _stopped_short(held.delivery, newsroom.now())

    if newsroom.world.transact(work):
        raise LeaseLost(delivery=held.delivery)


def _stopped_short(delivery: str, now: datetime) -> bool:
    """Within a transaction: end a thread whose release was withdrawn while it was on its way. Its posts are on record."""
    sql = (
        "UPDATE store_delivery SET state = %s, claim = '', lease_until = NULL, because = %s WHERE id = %s AND kind IN %s"
        " AND EXISTS (SELECT 1 FROM store_release r JOIN store_rendition n ON n.id = store_delivery.rendition_id"
        " WHERE r.id = store_delivery.release_id AND r.stage = %s AND n.approval_id <> r.approval_id)"
    )
    because = "its release was withdrawn while the thread was on its way"
    if change(sql, State.CANCELLED, because, delivery, tuple(POSTS), Stage.WITHDRAWN) != 1:
        return False
    Attempt.objects.filter(delivery=delivery, ended_at=None).update(
        ended_at=now, outcome=State.CANCELLED, detail=because
    )
    return True


def renew(newsroom: Newsroom, held: list[Claim]) -> None:
    """Prolong the leases of what is still on its way here; one that has run out is not brought back."""
    if not held:
        return

    def work() -> None:
        now = newsroom.lease_time()
        change_each(
            "UPDATE store_delivery SET lease_until = %s WHERE id = %s AND claim = %s AND lease_until > %s"
            " AND state IN (%s, %s)",
            ((now + LEASE, one.delivery, one.token, now, State.CLAIMED, State.SENDING) for one in held),
        )

    newsroom.world.transact(work)


def hand_back(newsroom: Newsroom, held: Sequence[Claim]) -> list[Claim]:
    """Give up those claims that were not begun, and tell which: they are due at once, and other workers are told."""
    if not held:
        return []

    def work() -> list[Claim]:
        unbegun = [
            one
            for one in held
            if Delivery.objects.filter(pk=one.delivery, claim=one.token, state=State.CLAIMED).update(
                state=State.DUE, claim="", claimed_at=None, lease_until=None
            )
        ]
        if newsroom.hand_over is not None and unbegun:
            newsroom.hand_over([one.delivery for one in unbegun])
        return unbegun

    return newsroom.world.transact(work)


def put_off(newsroom: Newsroom, held: Claim, because: str) -> None:
    """Let a claimed delivery wait a moment: it will be looked at again. No try is counted, as nothing has begun."""

    def work() -> None:
        mine = Delivery.objects.filter(pk=held.delivery, claim=held.token, state=State.CLAIMED)
        again = newsroom.now() + PUT_OFF
        mine.update(state=State.RETRYING, claim="", lease_until=None, next_at=again, because=because[:500])

    newsroom.world.transact(work)


def call_off(newsroom: Newsroom, held: Claim, because: str) -> None:
    """End a claimed delivery that has nothing left to do."""

    def work() -> None:
        mine = Delivery.objects.filter(pk=held.delivery, claim=held.token, state=State.CLAIMED)
        mine.update(state=State.CANCELLED, claim="", lease_until=None, because=because[:500])

    newsroom.world.transact(work)


def _addressee(newsroom: Newsroom, seat: Seat, made: datetime) -> Addressee:
    link = f"{newsroom.config.office.url}/unsubscribe/{unsubscribe_token(newsroom, seat.number, made)}"
    return Addressee(str(seat.number), seat.email, seat.name, seat.language, link)


def _rows() -> QuerySet[Delivery]:
    rows = Delivery.objects.select_related("release", "rendition__approval")
    return rows.annotate(standing=F("rendition__approval__version__standing"))


def _order(newsroom: Newsroom, row: Delivery) -> Order:
    release = row.release
    seats = open_audience(newsroom.keyring, row)
    gone = departed([seat.number for seat in seats])
    # Never the time of building: a body that is built again is the same.
    made = max(filter(None, (release.instant, row.rendition.approval.at)))
    people = tuple(_addressee(newsroom, seat, made) for seat in seats if seat.number not in gone)
    order = Order(
        delivery=row.id,
        release=release.slug,
        rendition=open_rendition(newsroom.keyring, release.slug, row.rendition),
        people=people,
        pictures=images(newsroom.keyring, release, row.rendition),
        merge={"lift": utc_text(_went(row))},
        answers=_answered(row) if row.follows else None,
        progress=row.progress,
        attempt=row.attempts + 1,
        at=newsroom.now(),
        known=_known(row, seats) if row.attempts else {},
    )
    return aimed(row, order) if takes_back(row) else order


def _went(row: Delivery) -> datetime:
    """When what it carries was let go: the release at its instant, what followed when it was approved."""
    follow_up = getattr(row, "standing", "") and row.due_at
    instant = follow_up or row.release.instant
    assert instant is not None
    return instant


def _answered(row: Delivery) -> Answered | None:
    """What is known of the delivery in whose thread it goes."""
    before = Delivery.objects.filter(pk=row.follows).first()
    return Answered(before.pk, before.receipt, before.progress) if before else None


def _known(row: Delivery, seats: Sequence[Seat]) -> dict[str, str]:
    """Recipient's id → state on record."""
    states = dict(RecipientEvent.objects.filter(delivery=row).values_list("email", "state"))
    return {str(seat.number): states[seat.email] for seat in seats if seat.email in states} if states else {}
