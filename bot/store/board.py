"""The board: what waits, what went, what is not confirmed. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Q

from bot.core.delivery import UNFINISHED, State
from bot.core.errors import EmbargoError, UnknownRelease
from bot.core.workflow import Stage
from bot.store.contents import open_audience, open_path, open_version
from bot.store.embargoes import utc_text, words_of
from bot.store.models import Alert, Delivery, RecipientEvent, Release, Version
from bot.store.sealing import Keyring

T = TypeVar("T")
OVERDUE_AFTER = timedelta(seconds=5)


def status(keyring: Keyring, now: datetime, slug: str | None = None, people: bool = False) -> dict[str, Any]:
    """The document of `embargo status --json`, which has no drafts. Raises UnknownRelease."""
    releases = Release.objects.exclude(stage=Stage.DRAFT).order_by("queued_at", "pk")
    if slug is not None:
        releases = releases.filter(slug=slug)
        if not releases.exists():
            raise UnknownRelease(slug=slug)
    return {
        "releases": [
            _release(keyring, release, now, people)
            for release in releases.select_related("approval__version", "follow_up")
        ]
    }


def alerts(slug: str | None = None) -> list[dict[str, str]]:
    """Open alerts, oldest first; `slug`: of one release, and that everything is stopped, which concerns it as well."""
    rows = Alert.objects.filter(cleared_at=None).select_related("release").order_by("raised_at")
    if slug is not None:
        rows = rows.filter(Q(release__slug=slug) | Q(release=None, code="standstill"))
    return [{"code": row.code, "text": row.text, "at": utc_text(row.raised_at)} for row in rows]


def overdue(release: Release, now: datetime) -> bool:
    """Approved, its instant past, and still here."""
    return release.stage == Stage.APPROVED and release.instant is not None and now - release.instant > OVERDUE_AFTER


def idle(now: datetime) -> bool:
    """Nothing is approved, due or retrying, and no doubt waits to be looked up at its provider."""
    if Release.objects.filter(stage=Stage.APPROVED).exists():
        return False
    if Delivery.objects.filter(state__in=UNFINISHED).exists():
        return False
    return not Delivery.objects.filter(state=State.UNCONFIRMED, next_at__lte=now).exists()


def instant_of_page(keyring: Keyring, key: str) -> datetime | None:
    """The embargo's instant of the release whose page has this key."""
    version = Version.objects.filter(page_key=key).select_related("release").first()
    return version.release.instant if version else None


def _release(keyring: Keyring, release: Release, now: datetime, people: bool) -> dict[str, Any]:
    version = _shown(release)
    text = _told(lambda: open_version(keyring, version))
    shown: dict[str, Any] = {
        "slug": release.slug,
        "headline": text.headline if text else None,
        "languages": [one.language for one in (text, *text.translations)] if text else [],
        "stage": release.stage,
        "version": version.digest,
        "approved_by": release.approval.by if release.approval else None,
        "embargo": {
            "wall": release.embargo_wall or None,
            "zone": release.embargo_zone,
            "utc": utc_text(release.instant) if release.instant else None,
            "words": _told(lambda: words_of(keyring, release)),
        },
        "page": _page(keyring, release, version),
        "lifted_at": _time(release.lifted_at),
        "paused_because": release.paused_because or None,
        "overdue": overdue(release, now),
        "standing": (release.approval.version.standing if release.approval else "") or None,
        "revised_at": _time(release.revised_at),
        "follow_up": _follow_up(release),
    }
    rows = Delivery.objects.filter(release=release).order_by("channel", "ordinal", "due_at")
    if release.approval_id and release.stage != Stage.CANCELLED:
        rows = rows.filter(rendition__approval__void_at=None)
    main = text.language if text else None
    kinds = ("rendition__language", "rendition__approval__version__standing")
    told = {row[0]: row[1:] for row in rows.values_list("pk", *kinds)}
    shown["deliveries"] = [
        _delivery(keyring, row, people) | {"language": told[row.pk][0] or main, "standing": told[row.pk][1] or None}
        for row in rows
    ]
    return shown


def _follow_up(release: Release) -> dict[str, Any] | None:
    """What awaits an approval after the lift."""
    version = release.follow_up
    return {"standing": version.standing, "number": version.number, "by": version.filed_by} if version else None


def _shown(release: Release) -> Version:
    """The approved version, else the newest."""
    if release.approval is not None:
        return Version.objects.select_related("release").get(pk=release.approval.version_id)
    return Version.objects.select_related("release").filter(release=release).latest("number")


def _told(sealed: Callable[[], T]) -> T | None:
    """None when the key that sealed it is not here: the rest of the board still helps."""
    try:
        return sealed()
    except EmbargoError:
        return None


def _page(keyring: Keyring, release: Release, version: Version) -> str | None:
    return open_path(keyring, version) if release.stage in (Stage.LIFTED, Stage.WITHDRAWN) else None


def _delivery(keyring: Keyring, row: Delivery, people: bool) -> dict[str, Any]:
    late = round((row.accepted_at - row.due_at).total_seconds() * 1000) if row.accepted_at and row.due_at else None
    shown: dict[str, Any] = {
        "id": row.id,
        "channel": row.channel,
        "kind": row.kind,
        "recipients": row.recipients,
        "state": row.state,
        "attempts": row.attempts,
        "due_at": _time(row.due_at),
        "first_byte_at": _time(row.first_byte_at),
        "accepted_at": _time(row.accepted_at),
        "next_at": _time(row.next_at) if row.state == State.RETRYING else None,
        "lateness_ms": late,
        "because": row.because or None,
        "receipt": {"id": row.receipt, "url": row.url or None} if row.receipt else None,
    }
    if people and row.recipients:
        shown["people"] = list(_people(keyring, row))
    return shown


def _people(keyring: Keyring, row: Delivery) -> Iterable[dict[str, str | None]]:
    """Everybody as approved: with their own state where it differs, else the delivery's."""
    events = {event.email: event for event in RecipientEvent.objects.filter(delivery=row).order_by("at")}
    for seat in open_audience(keyring, row):
        event = events.get(seat.email)
        state = event.state if event else row.state
        yield {"email": seat.email, "state": state, "at": _time(event.at if event else row.accepted_at)}


def _time(instant: datetime | None) -> str | None:
    return utc_text(instant) if instant else None
