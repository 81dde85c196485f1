"""Sending, as seen by the ledger: who claims a delivery, when it begins, what is kept on the way. No network here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from bot.core.delivery import Addressee, LeaseLost, Order, State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage
from bot.newsroom.audience import unsubscribe_token
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import Seat, open_audience, open_rendition
from bot.store.embargoes import utc_text
from bot.store.endpoints import disabled
from bot.store.models import Attempt, Delivery, Reader, RecipientEvent

LEASE = timedelta(seconds=15)


class NobodyLeft(EmbargoError):
    """Everybody of delivery {delivery} has left the list: there is nobody to send it to."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is this worker's until its lease ends, unless it is renewed."""

    delivery: str
    channel: str
    token: str


def claim(newsroom: Newsroom, room: Mapping[str, int]) -> list[Claim]:
    """Claim due deliveries: of each channel at most as many as `room` has places for. The oldest first."""
    if not Delivery.objects.filter(
        state=State.DUE, channel__in=[name for name, free in room.items() if free > 0]
    ).exists():
        return []

    def work() -> list[Claim]:
        claims: list[Claim] = []
        shut = disabled()
        for channel, free in room.items():
            if free < 1 or channel in shut:
                continue
            due = Delivery.objects.filter(state=State.DUE, channel=channel).order_by("due_at", "ordinal")
            token, now = newsroom.world.new_id(), newsroom.now()
            ids = list(due.values_list("pk", flat=True)[:free])
            Delivery.objects.filter(pk__in=ids, state=State.DUE).update(
                state=State.CLAIMED, claim=token, claimed_at=now, lease_until=newsroom.lease_time() + LEASE
            )
            claims += [Claim(pk, channel, token) for pk in ids]
        return claims

    return newsroom.world.transact(work)


def order_of(newsroom: Newsroom, held: Claim) -> Order:
    """What the channel is asked: the approved bytes, and the approved people less those who left since.

    Raises LeaseLost when it was stopped or taken over meanwhile, NobodyLeft when all of its people have left since;
    WrongKey or SealBroken when it does not open.
    """
    row = _rows().filter(pk=held.delivery, claim=held.token).first()
    if row is None:
        raise LeaseLost(delivery=held.delivery)
    order = _order(newsroom, row)
    if row.recipients and not order.people:
        raise NobodyLeft(delivery=held.delivery)
    return order


def order_in_doubt(newsroom: Newsroom, delivery: str) -> tuple[str, Order] | None:
    """The channel and what it was asked, of a delivery that is unconfirmed; None when it is so no longer."""
    row = _rows().filter(pk=delivery, state=State.UNCONFIRMED).first()
    if row is None:
        return None
    began = Attempt.objects.filter(delivery=row).order_by("-number").values_list("began_at", flat=True).first()
    return row.channel, replace(_order(newsroom, row), begun=began)


def order_waiting(newsroom: Newsroom, row: Delivery) -> Order:
    """The order of a delivery that waits for its lift, as it will be if nothing changes until then."""
    return _order(newsroom, row)


def begin(newsroom: Newsroom, held: Claim) -> datetime:
    """Commit that bytes are about to leave, with an attempt on record. Raises LeaseLost when that may not be any more."""

    def work() -> datetime:
        now, leased = newsroom.now(), newsroom.lease_time()
        mine = Delivery.objects.filter(pk=held.delivery, claim=held.token, state=State.CLAIMED, lease_until__gt=leased)
        row = mine.filter(release__stage=Stage.LIFTED, release__instant__lte=now).first()
        if row is None:
            raise LeaseLost(delivery=held.delivery)
        mine.update(
            state=State.SENDING,
            lease_until=leased + LEASE,
            attempts=row.attempts + 1,
            first_byte_at=row.first_byte_at or now,
        )
        Attempt.objects.create(delivery=row, number=row.attempts + 1, began_at=now)
        return now

    return newsroom.world.transact(work)


def still_mine(newsroom: Newsroom, held: Claim) -> bool:
    """The fence, asked immediately before the first byte."""
    mine = Delivery.objects.filter(pk=held.delivery, claim=held.token, state=State.SENDING)
    return mine.filter(lease_until__gt=newsroom.lease_time()).exists()


def keep(newsroom: Newsroom, held: Claim, progress: Mapping[str, Any]) -> None:
    """Commit what a channel has reached so far, and renew the lease. Raises LeaseLost when it is no longer ours."""

    def work() -> None:
        now = newsroom.lease_time()
        mine = Delivery.objects.filter(pk=held.delivery, claim=held.token, state=State.SENDING, lease_until__gt=now)
        if mine.update(progress=dict(progress), lease_until=now + LEASE) != 1:
            raise LeaseLost(delivery=held.delivery)

    newsroom.world.transact(work)


def renew(newsroom: Newsroom, held: list[Claim]) -> None:
    """Prolong the leases of what is still on its way here; one that has run out is not brought back."""
    if not held:
        return

    def work() -> None:
        now = newsroom.lease_time()
        for one in held:
            mine = Delivery.objects.filter(pk=one.delivery, claim=one.token, lease_until__gt=now)
            mine.filter(state__in=(State.CLAIMED, State.SENDING)).update(lease_until=now + LEASE)

    newsroom.world.transact(work)


def hand_back(newsroom: Newsroom, held: Claim) -> None:
    """Give up a claim that was not begun: it is due again at once."""

    def work() -> None:
        mine = Delivery.objects.filter(pk=held.delivery, claim=held.token, state=State.CLAIMED)
        mine.update(state=State.DUE, claim="", lease_until=None)

    newsroom.world.transact(work)


def call_off(newsroom: Newsroom, held: Claim, because: str) -> None:
    """End a claimed delivery that has nothing left to do."""

    def work() -> None:
        mine = Delivery.objects.filter(pk=held.delivery, claim=held.token, state=State.CLAIMED)
        mine.update(state=State.CANCELLED, claim="", lease_until=None, because=because[:500])

    newsroom.world.transact(work)


def left_since(row: Delivery) -> set[int]:
    """Who has left the list since it was approved, by the number of their row."""
    if not row.recipients:
        return set()
    name = row.rendition.approval.binding["audience"][row.channel][0]
    gone = Reader.objects.filter(list__name=name, left_at__gte=row.rendition.approval.at)
    return set(gone.values_list("pk", flat=True))


def _addressee(newsroom: Newsroom, seat: Seat) -> Addressee:
    link = f"{newsroom.config.office.url}/unsubscribe/{unsubscribe_token(newsroom, seat.number)}"
    return Addressee(str(seat.number), seat.email, seat.name, seat.language, link)


def _rows() -> QuerySet[Delivery]:
    return Delivery.objects.select_related("release", "rendition__approval")


def _order(newsroom: Newsroom, row: Delivery) -> Order:
    release = row.release
    assert release.instant is not None
    gone, seats = left_since(row), open_audience(newsroom.keyring, row)
    people = tuple(_addressee(newsroom, seat) for seat in seats if seat.number not in gone)
    return Order(
        delivery=row.id,
        release=release.slug,
        rendition=open_rendition(newsroom.keyring, release.slug, row.rendition),
        people=people,
        merge={"lift": utc_text(release.instant)},
        progress=row.progress,
        attempt=row.attempts + 1,
        at=newsroom.now(),
        known=_known(row, seats) if row.attempts else {},
    )


def _known(row: Delivery, seats: Sequence[Seat]) -> dict[str, str]:
    """Recipient's id → state on record."""
    states = dict(RecipientEvent.objects.filter(delivery=row).values_list("email", "state"))
    return {str(seat.number): states[seat.email] for seat in seats if seat.email in states} if states else {}
