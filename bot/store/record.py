"""The journal as it is looked through: who did what, the newest first, a page at a time. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min, QuerySet

from bot.store.models import JournalRow

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty asks for nothing. `slug` of a release, `acts` any of them, times as [since, until)."""

    actor: str = ""
    slug: str = ""
    acts: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of rows; `older`: the key to ask the next with, None where there are no more."""

    rows: Sequence[JournalRow]
    older: int | None


def leaf(wanted: Wanted, before: int | None = None, size: int = PAGE) -> Leaf:
    """The newest `size` rows that are wanted, of those written before the row with the key `before`."""
    rows = _matching(wanted)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("release").order_by("-pk")[: size + 1])
    return Leaf(found[:size], found[size - 1].pk if len(found) > size else None)


def actors() -> list[str]:
    """Everybody who is on record, by name; one step in the index each."""
    found: list[str] = []
    rows = JournalRow.objects.order_by("actor").values_list("actor", flat=True)
    name = rows.first()
    while name is not None:
        found.append(name)
        name = rows.filter(actor__gt=name).first()
    return found


def _matching(wanted: Wanted) -> QuerySet[JournalRow]:
    rows = JournalRow.objects.all()
    if wanted.slug:
        rows = rows.filter(release__slug=wanted.slug)
    if wanted.actor:
        rows = rows.filter(actor=wanted.actor)
    if wanted.acts:
        rows = rows.filter(act__in=wanted.acts)
    if wanted.since is not None and wanted.until is not None:
        rows = _of_span(rows, wanted.since, wanted.until)
    return rows


def _of_span(rows: QuerySet[JournalRow], since: datetime, until: datetime) -> QuerySet[JournalRow]:
    """By the keys that the span begins and ends with: rows are read in the order of their keys, and need no sorting."""
    span = JournalRow.objects.filter(at__gte=since, at__lt=until).aggregate(first=Min("pk"), last=Max("pk"))
    if span["first"] is None:
        return rows.none()
    return rows.filter(pk__gte=span["first"], pk__lte=span["last"], at__gte=since, at__lt=until)
