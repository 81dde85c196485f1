"""What became of each person of a mailing, a page at a time: only the deliveries of that page are opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from bot.core.delivery import State
from bot.store.contents import open_audience
from bot.store.models import Approval, Delivery, RecipientEvent, Release
from bot.store.sealing import Keyring

PAGE = 100
FAILED = ("rejected", "unconfirmed", "bounced", "dropped", "complained")


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person: the state of their own where it differs, else the delivery's; `detail` as the provider put it."""

    email: str
    name: str
    state: str
    at: datetime | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """One page of them; `number` counts from 1, `total` is everybody on the mailing (or everybody who failed)."""

    people: tuple[Recipient, ...]
    number: int
    pages: int
    total: int


def people_of(keyring: Keyring, release: Release, approval: Approval, channel: str, number: int = 1) -> People:
    """A page of a mailing, in the order in which it was approved. A page beyond the end is the last one."""
    rows = list(_rows(release, approval, channel))
    total = sum(row.recipients for row in rows)
    number, pages = _bounded(number, total)
    return People(tuple(_slice(keyring, rows, (number - 1) * PAGE)), number, pages, total)


def failures_of(release: Release, approval: Approval, channel: str, number: int = 1) -> People:
    """A page of those whom it did not reach, by what is known of them one by one; nothing is unsealed."""
    found = RecipientEvent.objects.filter(delivery__in=_rows(release, approval, channel), state__in=FAILED)
    total = found.count()
    number, pages = _bounded(number, total)
    start = (number - 1) * PAGE
    people = (
        Recipient(one.email, "", one.state, one.at, one.detail) for one in found.order_by("pk")[start : start + PAGE]
    )
    return People(tuple(people), number, pages, total)


def failed_people(release: Release, approval: Approval, channel: str) -> int:
    """How many it did not reach, by what is known of them one by one."""
    return RecipientEvent.objects.filter(delivery__in=_rows(release, approval, channel), state__in=FAILED).count()


def _rows(release: Release, approval: Approval, channel: str) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(release=release, rendition__approval=approval, channel=channel)
    return rows.exclude(state=State.WAITING).filter(recipients__gt=0).order_by("ordinal")


def _slice(keyring: Keyring, rows: list[Delivery], start: int) -> Iterator[Recipient]:
    wanted, passed = PAGE, 0
    for row in rows:
        if wanted <= 0:
            return
        if passed + row.recipients > start:
            skip = max(0, start - passed)
            seats = open_audience(keyring, row)[skip : skip + wanted]
            told = {
                one.email: one
                for one in RecipientEvent.objects.filter(delivery=row, email__in=[s.email for s in seats])
            }
            for seat in seats:
                own = told.get(seat.email)
                state, at, detail = (own.state, own.at, own.detail) if own else (row.state, row.accepted_at, "")
                yield Recipient(seat.email, seat.name, state, at, detail)
            wanted -= len(seats)
        passed += row.recipients


def _bounded(number: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE))
    return min(max(1, number), pages), pages
