"""What lifts when: the releases of a span of days. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from bot.core.workflow import Stage
from bot.store.models import Release

# A release that is being written or was called off has no place in anybody's day.
SHOWN = tuple(stage for stage in Stage if stage not in (Stage.DRAFT, Stage.CANCELLED))
_TOLD = ("slug", "stage", "instant", "embargo_zone", "approval_id")


def lifting_between(since: datetime, until: datetime, most: int) -> list[Release]:
    """Those whose instant is in [since, until), the earliest first; at most `most`, with what a calendar tells of them."""
    return list(_between(since, until).only(*_TOLD)[:most])


def instants_between(since: datetime, until: datetime, most: int) -> list[tuple[int, datetime]]:
    """Key and instant of those, and nothing else: a month may have more than anybody is shown."""
    return [(key, at) for key, at in _between(since, until).values_list("pk", "instant")[:most] if at is not None]


def lifting(keys: Sequence[int]) -> list[Release]:
    """The releases with these keys, the earliest first."""
    return list(Release.objects.filter(pk__in=keys).order_by("instant", "pk").only(*_TOLD))


def _between(since: datetime, until: datetime) -> QuerySet[Release]:
    releases = Release.objects.filter(stage__in=SHOWN, instant__gte=since, instant__lt=until)
    return releases.order_by("instant", "pk")
