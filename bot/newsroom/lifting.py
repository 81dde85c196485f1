"""Lifting: at its instant, and never before, an approved release goes in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.delivery import State
from bot.core.embargo import plain_span
from bot.core.workflow import Stage
from bot.core.world import Reading
from bot.newsroom.alerting import clear_alerts, raise_alert
from bot.newsroom.arming import Armed, begin_armed
from bot.newsroom.newsroom import Newsroom
from bot.store.embargoes import utc_text
from bot.store.models import Alert, Delivery, Release

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alert that was recorded and still has to be told to people."""

    code: str
    text: str
    release: str


@dataclass(frozen=True, slots=True)
class Lifted:
    """What one lift did: the slugs that went, and alarms to sound once it is committed."""

    slugs: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    begun: tuple[Armed, ...] = ()


def instants_before(horizon: datetime, margin: timedelta) -> list[datetime]:
    """When approved releases lift, up to `horizon`: each instant once, margin included, soonest first."""
    rows = Release.objects.filter(stage=Stage.APPROVED, instant__lte=horizon - margin)
    return [
        instant + margin for instant in rows.order_by("instant").values_list("instant", flat=True).distinct() if instant
    ]


def lift_due(newsroom: Newsroom, reading: Reading, armed: Sequence[Armed] = ()) -> Lifted:
    """Lift what is due by the *earliest* time it can be. What comes too late is asked about or dropped, as configured.

    `armed`: what this process has ready; what of it is still good begins in the same transaction.
    """
    if reading.verdict != "sure":
        return Lifted()
    until = reading.earliest - newsroom.config.clock.margin
    due = Release.objects.filter(stage=Stage.APPROVED, instant__lte=until)
    # A look without the write lock first: this runs twice a second, and mostly nothing is due.
    if not due.exists():
        return Lifted()

    def work() -> Lifted:
        slugs, alarms, begun = [], [], []
        for release in due.select_related("approval").order_by("instant", "pk")[:AT_ONCE]:
            late = _late(newsroom, release, reading.earliest)
            if late is None:
                _lift(newsroom, release, reading.earliest)
                begun += begin_armed(newsroom, release, armed, newsroom.now())
                slugs.append(release.slug)
            else:
                alarms += _too_late(newsroom, release, late)
        return Lifted(tuple(slugs), tuple(alarms), tuple(begun))

    return newsroom.world.transact(work)


def alert_unapproved(newsroom: Newsroom, now: datetime) -> tuple[Alarm, ...]:
    """Alert, once, about releases whose instant came without an approval."""
    known = Alert.objects.filter(code="unapproved", cleared_at=None).values("release")
    due = Release.objects.filter(stage=Stage.AWAITING, instant__lte=now).exclude(pk__in=known)
    if not due.exists():
        return ()

    def work() -> tuple[Alarm, ...]:
        alarms: list[Alarm] = []
        for release in due[:AT_ONCE]:
            if release.embargo_words == "now":
                # Queued to go at once: it waits for its approval by intent, not by oversight.
                continue
            text = f"{release.slug} was due at {_when(release)} and is not approved: nothing was sent. Approve, move or cancel it."
            alarms += _raised(newsroom, release, "unapproved", text)
        return tuple(alarms)

    return newsroom.world.transact(work)


def alert_paused(newsroom: Newsroom, now: datetime) -> tuple[Alarm, ...]:
    """Alert, once, about releases whose instant came while somebody held them paused."""
    known = Alert.objects.filter(code__in=("late", "held"), cleared_at=None).values("release")
    due = Release.objects.filter(stage=Stage.PAUSED, instant__lte=now).exclude(pk__in=known)
    if not due.exists():
        return ()

    def work() -> tuple[Alarm, ...]:
        alarms: list[Alarm] = []
        for release in due[:AT_ONCE]:
            text = f"{release.slug} was due at {_when(release)} and is paused ({release.paused_because}): nothing was sent."
            alarms += _raised(newsroom, release, "held", f"{text} Resume, move or cancel it.")
        return tuple(alarms)

    return newsroom.world.transact(work)


def _lift(newsroom: Newsroom, release: Release, now: datetime) -> None:
    moved = Release.objects.filter(pk=release.pk, stage=Stage.APPROVED).update(stage=Stage.LIFTED, lifted_at=now)
    assert moved == 1, "the transaction holds the write lock, so that nobody can have moved it since"
    count = Delivery.objects.filter(release=release, state=State.WAITING).update(
        state=State.DUE, due_at=max(filter(None, (release.instant, release.ready_at))), next_at=now
    )
    clear_alerts(newsroom, release, "late", "approved-alone")
    newsroom.record(release, "clock", "lift", instant=_when(release), at=utc_text(now), deliveries=count)


def _late(newsroom: Newsroom, release: Release, now: datetime) -> timedelta | None:
    """By how much it is too late to go without being asked about, or None."""
    assert release.instant is not None
    lateness = now - max(release.instant, release.ready_at or release.instant)
    rules = newsroom.config.clock
    return lateness if rules.late != "send" and lateness > rules.late_after else None


def _too_late(newsroom: Newsroom, release: Release, late: timedelta) -> list[Alarm]:
    since = f"it was due at {_when(release)}, {plain_span(late)} ago"
    if newsroom.config.clock.late == "drop":
        Release.objects.filter(pk=release.pk).update(stage=Stage.CANCELLED)
        Delivery.objects.filter(release=release, state=State.WAITING).update(state=State.CANCELLED)
        newsroom.record(release, "clock", "drop", because=since)
        return _raised(newsroom, release, "late", f"{release.slug} was dropped: {since}.")
    Release.objects.filter(pk=release.pk).update(stage=Stage.PAUSED, paused_because=f"late: {since}")
    newsroom.record(release, "clock", "pause", because=since)
    ask = f"`embargo resume {release.slug}` sends it now, `embargo cancel {release.slug}` does not (if somebody sent it by hand)."
    return _raised(newsroom, release, "late", f"{release.slug} is paused: {since}. {ask}")


def _raised(newsroom: Newsroom, release: Release, code: str, text: str) -> list[Alarm]:
    return [Alarm(code, text, release.slug)] if raise_alert(newsroom, release, code, text) else []


def _when(release: Release) -> str:
    return utc_text(release.instant) if release.instant else "the word"
