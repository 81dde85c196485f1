"""How far a release has come, channel by channel: read often while it goes out. Reads only, and no text is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Sum

from bot.core.delivery import UNFINISHED, State
from bot.store.models import Approval, Attempt, Delivery, Release

LINKS = 3  # of a channel's receipts that are shown


@dataclass(frozen=True, slots=True)
class Leg:
    """One channel's share of what went out: deliveries and people by state, and how late the last one was taken.

    `late` is None while nothing was accepted; `links` are where the first ones can be seen.
    """

    channel: str
    kind: str
    deliveries: Mapping[str, int]
    people: Mapping[str, int]
    late: timedelta | None
    links: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Deliveries in any state."""
        return sum(self.deliveries.values())

    @property
    def sent(self) -> int:
        return self.deliveries.get(State.SENT, 0)

    @property
    def under_way(self) -> int:
        """Deliveries of which something is still to come by itself."""
        return sum(self.deliveries.get(state, 0) for state in (*UNFINISHED, State.WAITING))

    @property
    def doubtful(self) -> int:
        return self.deliveries.get(State.UNCONFIRMED, 0)

    @property
    def refused(self) -> int:
        return self.deliveries.get(State.REJECTED, 0)

    @property
    def held_back(self) -> int:
        return self.deliveries.get(State.CANCELLED, 0)

    @property
    def everybody(self) -> int:
        return sum(self.people.values())

    @property
    def reached(self) -> int:
        """People whose mail was taken; 0 for a channel without a list."""
        return self.people.get(State.SENT, 0)


@dataclass
class _Counts:
    deliveries: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    due: datetime | None = None
    last: datetime | None = None


def legs(release: Release, approval: int) -> tuple[Leg, ...]:
    """What an approval (its number) sends, by channel in the release's order; two queries, however many people there are."""
    rows = Delivery.objects.filter(release=release, rendition__approval=approval)
    grouped = rows.values_list("channel", "kind", "state").annotate(
        Count("pk"), Sum("recipients"), Min("due_at"), Max("accepted_at")
    )
    counts: dict[tuple[str, str], _Counts] = {}
    for channel, kind, state, many, people, due, last in grouped.order_by():
        one = counts.setdefault((channel, kind), _Counts())
        one.deliveries[state] = many
        one.people[state] = people or 0
        one.due = min(filter(None, (one.due, due)), default=None)
        one.last = max(filter(None, (one.last, last)), default=None)
    links = _links(release, approval) if any(State.SENT in one.deliveries for one in counts.values()) else {}
    order = {name: place for place, name in enumerate(release.channels)}
    return tuple(
        Leg(channel, kind, one.deliveries, one.people, _late(one), tuple(links.get(channel, ())))
        for (channel, kind), one in sorted(counts.items(), key=lambda item: (order.get(item[0][0], 99), item[0][0]))
    )


@dataclass(frozen=True, slots=True)
class Doubt:
    """A delivery that nobody knows the fate of, or that was refused, with what is known of each try."""

    delivery: Delivery
    tries: tuple[Attempt, ...]


def troubled(release: Release, limit: int = 50) -> tuple[Doubt, ...]:
    """Deliveries that are not confirmed or were refused, in any round of this release; two queries."""
    rows = list(
        Delivery.objects.filter(release=release, state__in=(State.UNCONFIRMED, State.REJECTED)).order_by(
            "-state", "channel", "ordinal"
        )[:limit]
    )
    tries: dict[str, list[Attempt]] = {}
    for one in Attempt.objects.filter(delivery__in=[row.pk for row in rows]).order_by("number"):
        tries.setdefault(one.delivery_id, []).append(one)
    return tuple(Doubt(row, tuple(tries.get(row.pk, ()))) for row in rows)


def approvals_that_went(release: Release) -> list[Approval]:
    """The approvals under which something left, the newest first: the release itself, then each correction or update."""
    went = Delivery.objects.filter(release=release, due_at__isnull=False).values("rendition__approval")
    return list(Approval.objects.filter(pk__in=went).select_related("version").order_by("-pk"))


def _links(release: Release, approval: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = Delivery.objects.filter(release=release, rendition__approval=approval).exclude(url="")
    for channel, url in rows.order_by("channel", "ordinal").values_list("channel", "url")[:60]:
        if len(found.setdefault(channel, [])) < LINKS:
            found[channel].append(url)
    return found


def _late(counts: _Counts) -> timedelta | None:
    if counts.due is None or counts.last is None:
        return None
    return max(timedelta(0), counts.last - counts.due)
