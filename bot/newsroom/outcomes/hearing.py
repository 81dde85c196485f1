"""Hearing: what a provider tells of each recipient, after it took a mail, becomes a row where it differs from the delivery."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from bot.channels.base import Hears
from bot.core.audience import SUPPRESSING, Because
from bot.core.delivery import State
from bot.core.errors import EmbargoError
from bot.core.events import PROGRESS, Event, standing
from bot.core.labels import delivery_part, label
from bot.newsroom.media_list.audience import leave
from bot.newsroom.media_list.suppressing import suppress
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_audience
from bot.store.models import Delivery, Reader, RecipientEvent

# Mail servers try for some five days (RFC 5321, section 4.5.4.1); a complaint may come later.
REMEMBERED = timedelta(days=30)


class NobodyListens(EmbargoError):
    """No channel "{channel}" of {provider} takes events."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one post came to: how many events were about our deliveries, and how many readers left a list by it."""

    events: int = 0
    left: int = 0


def hear(newsroom: Newsroom, provider: str, name: str, headers: Mapping[str, str], body: bytes) -> Heard:
    """Take in one post of a channel's provider. A repeat, or one that comes late, changes nothing.

    Raises NobodyListens, NotGenuine, Unreadable; WrongKey or SealBroken.
    """
    config = newsroom.config.channels.get(name)
    channel: object = newsroom.channel(name) if config is not None and config.provider == provider else None
    if not isinstance(channel, Hears) or not channel.hears:
        raise NobodyListens(provider=provider, channel=name)
    return take_in(newsroom, provider, name, channel.hear(headers, body, newsroom.now()))


def take_in(newsroom: Newsroom, provider: str, name: str, events: Iterable[Event]) -> Heard:
    """Put on record what a channel was told, from wherever it came. Raises WrongKey or SealBroken."""
    known = sorted(_unlabelled(newsroom, name, list(events)), key=attrgetter("delivery"))
    heard = [
        _about(newsroom, name, provider, delivery, list(some))
        for delivery, some in groupby(known, attrgetter("delivery"))
    ]
    return Heard(sum(one.events for one in heard), sum(one.left for one in heard))


def _unlabelled(newsroom: Newsroom, channel: str, events: Sequence[Event]) -> Iterator[Event]:
    """The events, with delivery and recipient in place of the label that their mail carried; without those of nobody's mail."""
    parts = {one.label[: len(delivery_part(""))] for one in events if one.label}
    rows = Delivery.objects.filter(channel=channel, attempts__gt=0, first_byte_at__gte=newsroom.now() - REMEMBERED)
    people: dict[str, tuple[str, str]] = {}
    for row in rows if parts else ():
        if delivery_part(row.pk) in parts:
            seats = (str(seat.number) for seat in open_audience(newsroom.keyring, row))
            people |= {label(row.pk, number): (row.pk, number) for number in seats}
    for one in events:
        if not one.label:
            yield one
        elif one.label in people:
            delivery, recipient = people[one.label]
            yield replace(one, delivery=delivery, recipient=recipient)


def _about(newsroom: Newsroom, channel: str, provider: str, delivery: str, events: Sequence[Event]) -> Heard:
    """One delivery's events. Only its own channel speaks of it, and only of people whom it went to."""
    row = Delivery.objects.filter(pk=delivery, channel=channel, attempts__gt=0).first()
    if row is None:
        return Heard()
    # The audience is opened before the transaction: it holds every other writer up.
    addresses = {str(seat.number): seat.email for seat in open_audience(newsroom.keyring, row)}
    ours = [event for event in events if event.recipient in addresses]
    leaving = _leaving(ours)

    def work() -> Heard:
        _note(delivery, addresses, ours)
        # A doubt that may be over by now is looked at without waiting for its turn.
        Delivery.objects.filter(pk=delivery, state=State.UNCONFIRMED).update(next_at=newsroom.now())
        here = list(Reader.objects.select_related("list").filter(pk__in=leaving, left_at=None))
        for reader in here:
            because = leaving[reader.pk]
            if because in SUPPRESSING:
                suppress(newsroom, reader.email, because, provider)
            else:
                leave(newsroom, reader, provider)
        return Heard(len(ours), len(here))

    return newsroom.world.transact(work) if ours else Heard()


def _leaving(events: Iterable[Event]) -> dict[int, Because]:
    """The readers who are off the list by these events, with the weightiest reason."""
    found: dict[int, Because] = {}
    for event in events:
        number, before = int(event.recipient), found.get(int(event.recipient))
        if event.leaves and event.state == "complained":
            found[number] = Because.COMPLAINT
        elif event.gone and before != Because.COMPLAINT:
            found[number] = Because.BOUNCE
        elif event.leaves and before is None:
            found[number] = Because.READER
    return found


def _note(delivery: str, addresses: Mapping[str, str], events: Iterable[Event]) -> None:
    """Keep of each person the furthest telling. "processed" says no more than that the delivery was sent: no row for that."""
    rows = RecipientEvent.objects.filter(delivery=delivery)
    known = {row.email: row for row in rows}
    sent = Delivery.objects.filter(pk=delivery, state=State.SENT).exists()
    changed: dict[str, RecipientEvent] = {}
    for event in events:
        email = addresses[event.recipient]
        before = changed.get(email) or known.get(email)
        if not event.state or (sent and before is None and event.state == PROGRESS[0]):
            continue
        if before is None or standing(before.state, before.at, before.detail) < standing(
            event.state, event.at, event.detail
        ):
            changed[email] = RecipientEvent(
                delivery_id=delivery, email=email, state=event.state, detail=event.detail, at=event.at
            )
    rows.filter(email__in=[email for email in changed if email in known]).delete()
    RecipientEvent.objects.bulk_create(changed.values(), batch_size=200)
