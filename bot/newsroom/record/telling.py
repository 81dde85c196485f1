"""Telling: who has been told of what is on record, and notices for those who want to hear good news too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from bot.core.delivery import UNFINISHED, State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage
from bot.newsroom.lift.lifting import Alarm
from bot.newsroom.lift.sending import NOBODY_LEFT
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_path
from bot.store.models import Alert, Delivery, Release, Version
from bot.store.statements import rows

AT_ONCE = 100
GRACE = timedelta(seconds=10)  # in which whoever raised an alert tells it, and says so
PATIENCE = timedelta(minutes=1)  # in which a first failure is often made good; after it "out" no longer waits for it
RECENT = timedelta(days=7)  # longer than anything is tried again


def catch_up(newsroom: Newsroom, told: Sequence[Alarm]) -> tuple[Alarm, ...]:
    """Put on record that `told` were told; what nobody has told meanwhile comes back, to be told now."""
    now = newsroom.now()
    # One raised by a clock that was ahead would else wait until that time has come.
    old = _untold().filter(Q(raised_at__lte=now - GRACE) | Q(raised_at__gt=now + GRACE))
    if not told and not _anything_old(newsroom):
        return ()

    def work() -> tuple[Alarm, ...]:
        for one in told:
            of_it = Q(release=None) if not one.release else Q(release__slug=one.release)
            ids = list(_untold().filter(of_it, code=one.code[:40]).values_list("pk", flat=True))
            Alert.objects.filter(pk__in=ids).update(told_at=newsroom.now())
        found = old.select_related("release").order_by("raised_at")[:AT_ONCE]
        return tuple(Alarm(row.code, row.text, row.release.slug if row.release else "") for row in found)

    return newsroom.world.transact(work)


def notices(newsroom: Newsroom) -> tuple[Alarm, ...]:
    """What the configuration wants told beside alerts: that a release is ready (or is not), and that it is out. Each once."""
    found = _soon(newsroom) + _out(newsroom)
    if not found:
        return ()

    def work() -> tuple[Alarm, ...]:
        now = newsroom.now()
        fresh = [(release, code, text) for release, code, text in found if not _noticed(release, code, text)]
        Alert.objects.bulk_create(
            # Cleared as it is raised: it asks nothing of anybody.
            Alert(release=release, code=code, text=text[:500], raised_at=now, cleared_at=now)
            for release, code, text in fresh
        )
        return tuple(Alarm(code, text, release.slug) for release, code, text in fresh)

    return newsroom.world.transact(work)


def _anything_old(newsroom: Newsroom) -> bool:
    """A look without the write lock: mostly everybody has been told."""
    sql = (
        "SELECT 1 FROM store_alert WHERE told_at IS NULL AND (cleared_at IS NULL OR cleared_at = raised_at)"
        " AND (raised_at <= %s OR raised_at > %s) LIMIT 1"
    )
    now = newsroom.now()
    return bool(rows(sql, now - GRACE, now + GRACE))


def _untold() -> QuerySet[Alert]:
    return Alert.objects.filter(Q(cleared_at=None) | Q(cleared_at=F("raised_at")), told_at=None)


def _noticed(release: Release, code: str, text: str) -> bool:
    """By another process, a moment ago. The text has the instant in it: a release that was moved is ready once more."""
    return Alert.objects.filter(release=release, code=code, text=text[:500]).exists()


def _soon(newsroom: Newsroom) -> list[tuple[Release, str, str]]:
    """Releases whose instant is near; those that somebody queued or approved even later need no reminder of it."""
    ahead, now = newsroom.config.alerts.ready, newsroom.now()
    if not ahead:
        return []
    found = []
    for stage in (Stage.APPROVED, Stage.AWAITING, Stage.PAUSED):
        told = Alert.objects.filter(release=OuterRef("pk"), code__in=("ready", "not-ready"), raised_at__gte=now - ahead)
        near = Release.objects.filter(stage=stage, instant__gt=now, instant__lte=now + ahead)
        near = near.filter(queued_at__lte=F("instant") - ahead).exclude(ready_at__gt=F("instant") - ahead)
        found += list(near.exclude(Exists(told)).order_by("instant")[:AT_ONCE])
    return [_readiness(newsroom, release) for release in found]


def _readiness(newsroom: Newsroom, release: Release) -> tuple[Release, str, str]:
    assert release.instant is not None
    zone = newsroom.config.office.zone
    when = f"{release.instant.astimezone(ZoneInfo(zone)):%H:%M on %d %B %Y} ({zone})"
    if release.stage == Stage.APPROVED:
        return release, "ready", f"{release.slug} is ready: it goes at {when} to {', '.join(release.channels)}."
    why = "nobody has approved it" if release.stage == Stage.AWAITING else f"it is paused ({release.paused_because})"
    return release, "not-ready", f"{release.slug} is due at {when}, and {why}: nothing will be sent."


def _out(newsroom: Newsroom) -> list[tuple[Release, str, str]]:
    if not newsroom.config.alerts.out:
        return []
    now = newsroom.now()
    lifted = Release.objects.filter(stage=Stage.LIFTED, lifted_at__gte=now - RECENT)
    lifted = lifted.exclude(Exists(Alert.objects.filter(release=OuterRef("pk"), code="out")))
    done = lifted.exclude(Exists(_deliveries(*UNFINISHED)))
    tried = lifted.filter(lifted_at__lte=now - PATIENCE).exclude(
        Exists(_deliveries(State.DUE, State.CLAIMED, State.SENDING))
    )
    partly = tried.filter(Exists(_deliveries(State.RETRYING))).exclude(
        Exists(Alert.objects.filter(release=OuterRef("pk"), code="partly-out"))
    )
    return [_outcome(newsroom, release, "out") for release in done.order_by("lifted_at")[:AT_ONCE]] + [
        _outcome(newsroom, release, "partly-out") for release in partly.order_by("lifted_at")[:AT_ONCE]
    ]


def _deliveries(*states: State) -> QuerySet[Delivery]:
    return Delivery.objects.filter(release=OuterRef("pk"), state__in=states)


def _outcome(newsroom: Newsroom, release: Release, code: str) -> tuple[Release, str, str]:
    of_it = Delivery.objects.filter(release=release, rendition__approval__void_at=None)
    went = list(of_it.filter(rendition__approval__version__standing="").order_by("channel"))
    channels = dict.fromkeys(row.channel for row in went)
    short = {row.channel: row for row in went if not _went(row)}
    text = f"{release.slug} is out: {len(channels) - len(short)} of {len(channels)}."
    for row in short.values():
        text += f" {row.channel} is {row.state}{f' ({row.because[:120]})' if row.because else ''}."
    links = [_page(newsroom, release), *(row.url for row in went if row.url)]
    return release, code, " ".join([text, *filter(None, links)])


def _went(row: Delivery) -> bool:
    """Accepted; or called off because everybody had left the list, which is as good."""
    return row.state == State.SENT or (row.state == State.CANCELLED and row.because == NOBODY_LEFT)


def _page(newsroom: Newsroom, release: Release) -> str:
    assert release.approval is not None
    version = Version.objects.select_related("release").get(pk=release.approval.version_id)
    try:
        return newsroom.config.office.url + open_path(newsroom.keyring, version)
    except EmbargoError:
        return ""  # the key is not here: the notice goes without its link
