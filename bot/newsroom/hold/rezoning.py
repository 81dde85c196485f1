"""Zone rules that changed since: an approved release keeps its instant only if a person says which one was meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q, QuerySet

from bot.core.embargo import wall_choices
from bot.core.errors import EmbargoError
from bot.core.workflow import Hold, Stage
from bot.core.zones import TZDB_VERSION
from bot.newsroom.alerting import Alarm
from bot.newsroom.hold.pausing import pause_for
from bot.newsroom.newsroom import Newsroom
from bot.store.embargoes import utc_text
from bot.store.models import Release

AT_ONCE = 500
Means = Callable[[datetime, str], list[tuple[datetime, str]]]


def other_meaning(release: Release, means: Means = wall_choices) -> str:
    """What the installed rules make of the wall time, as a person reads it; "" where it is the instant that was approved.

    Costs nothing for a release that was resolved with the installed rules.
    """
    if release.embargo_tzdb == TZDB_VERSION or release.embargo_kind != "until" or not release.embargo_wall:
        return ""
    try:
        choices = means(datetime.fromisoformat(release.embargo_wall), release.embargo_zone)
    except EmbargoError as error:
        return f"no instant ({error})"
    instants = [instant for instant, _ in choices]
    return "" if release.instant in instants else " or ".join(utc_text(instant) for instant in instants)


def hold(newsroom: Newsroom, release: Release, other: str) -> list[Alarm]:
    """Pause it for a decision, both instants named. Within a transaction."""
    assert release.instant is not None
    wall, kept = f"{release.embargo_wall.replace('T', ' ')} {release.embargo_zone}", utc_text(release.instant)
    because = f"{wall} was {kept} when it was approved, and is {other} by the zone rules {TZDB_VERSION}"
    ask = (
        f'`embargo resume {release.slug}` keeps {kept}; `embargo move {release.slug} --until "{wall}"` takes the other.'
    )
    return pause_for(newsroom, release, Hold.ZONE, because, f"{release.slug} is paused: {because}. {ask}")


def hold_before(newsroom: Newsroom, horizon: datetime, means: Means = wall_choices) -> tuple[Alarm, ...]:
    """Those that lift up to `horizon`."""
    return _hold_changed(newsroom, list(_older().filter(instant__lte=horizon).order_by("instant")[:AT_ONCE]), means)


def hold_after(newsroom: Newsroom, key: int, means: Means = wall_choices) -> tuple[int | None, tuple[Alarm, ...]]:
    """The next of all that wait, by their key: the key to go on after (None: that was all), and alarms to sound.

    Rules change only with the installation, so that a process looks through them once.
    """
    releases = list(_older().filter(pk__gt=key).order_by("pk")[:AT_ONCE])
    alarms = _hold_changed(newsroom, releases, means)
    return (releases[-1].pk if len(releases) == AT_ONCE else None), alarms


def _older() -> QuerySet[Release]:
    # Not `exclude`: of a million that wait, an index finds the few on either side, and would read all that are not it.
    other = Q(embargo_tzdb__lt=TZDB_VERSION) | Q(embargo_tzdb__gt=TZDB_VERSION)
    return Release.objects.filter(other, stage=Stage.APPROVED)


def _hold_changed(newsroom: Newsroom, releases: list[Release], means: Means) -> tuple[Alarm, ...]:
    changed = [release for release in releases if other_meaning(release, means)]
    if not changed:
        return ()

    def work() -> tuple[Alarm, ...]:
        alarms: list[Alarm] = []
        # Read anew: it may have been moved since.
        for release in _older().filter(pk__in=[release.pk for release in changed]):
            if other := other_meaning(release, means):
                alarms += hold(newsroom, release, other)
        return tuple(alarms)

    return newsroom.world.transact(work)
