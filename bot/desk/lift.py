"""The lift as it happens: the last checks, the countdown, then every channel's progress, without loading the page again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from bot.core.errors import UnknownRelease
from bot.core.workflow import Stage
from bot.desk import sending_words, what_next
from bot.desk.page import page, shown
from bot.newsroom.copy.filing import StillDraft, latest
from bot.newsroom.lift.last_checks import last_checks
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_path, open_version
from bot.store.models import Approval, Release, Version
from bot.store.progress import Leg, legs

NEAR = timedelta(seconds=30)
ASKED_FOR = (
    *("slug", "stage", "channels", "instant", "embargo_zone", "lifted_at"),
    *("paused_because", "approval_id", "follow_up_id", "queued_by"),
)
"""The columns that a poll reads of a release: it comes every second, from everybody who watches."""


@page("GET")
def show(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """The page, with everything as it stands now; the parts that change are asked for again by themselves."""
    release = _release(slug)
    version = _version(release) or latest(release)
    values = {"headline": open_version(room.keyring, version).headline, **_checks(room, release)}
    return shown(request, "lift.html", values | _state(room, release))


@page("GET")
def state(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """What a poll brings: stage, countdown and channels. No text is opened, and a handful of rows are read."""
    return shown(request, "lift_state.html", _state(room, _release(slug, *ASKED_FOR)) | {"polled": True})


@page("GET")
def checks(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """The last checks, asked for again every few seconds until the lift."""
    release = _release(slug)
    return shown(request, "lift_checks.html", {"release": release, "now": room.now(), **_checks(room, release)})


def _release(slug: str, *columns: str) -> Release:
    rows = Release.objects.filter(slug=slug)
    release = (rows.only(*columns) if columns else rows).first()
    if release is None:
        raise UnknownRelease(slug=slug)
    if release.stage == Stage.DRAFT:
        raise StillDraft(slug=slug)
    return release


def _version(release: Release) -> Version | None:
    """The approved one, if there is one."""
    if release.approval_id is None:
        return None
    return Version.objects.select_related("release").filter(approvals=release.approval_id).first()


def _last_round(release: Release) -> Approval | None:
    """The newest approval of what has lifted: of a correction or a withdrawal, once one followed it."""
    found = Approval.objects.filter(release=release, void_at=None).select_related("version")
    return found.only("by", "at", "release_id", "version__standing").order_by("-pk").first()


def _state(room: Newsroom, release: Release) -> dict[str, Any]:
    now = room.now()
    gone = release.stage in (Stage.LIFTED, Stage.WITHDRAWN)
    last = _last_round(release) if gone else None
    approval = last.pk if last else release.approval_id
    found = legs(release, approval) if approval and release.stage != Stage.AWAITING else ()
    finished = gone and not any(leg.under_way for leg in found)
    version = _version(release) if release.stage == Stage.LIFTED and finished else None
    page_url = room.config.office.url + open_path(room.keyring, version) if version else ""
    return {
        "release": release,
        "now": now,
        "legs": [(leg, sending_words.lateness(leg.late), _outlook(leg)) for leg in found],
        "gone": gone,
        "finished": finished,
        "over": finished or release.stage == Stage.CANCELLED,
        "act": what_next.act(release, now),
        "followed": last if last and last.version.standing else None,
        "standing": sending_words.standing(last.version.standing) if last else "",
        "polled": False,
        "due": release.instant is not None and release.instant <= now,
        "pace": _pace(release, now),
        "page_url": page_url,
        "people": sending_words.people,
        "until": sending_words.until,
    }


def _pace(release: Release, now: datetime) -> str:
    """How often the page asks: every second from half a minute before the instant on."""
    far = release.instant is None or release.instant - now > NEAR
    return "5s" if far and release.stage != Stage.LIFTED else "1s"


def _checks(room: Newsroom, release: Release) -> dict[str, Any]:
    if release.stage not in (Stage.APPROVED, Stage.PAUSED):
        return {"checks": []}
    return {"checks": sending_words.checks(last_checks(room, release))}


def _outlook(leg: Leg) -> str:
    """In one word how a channel stands: what a badge is coloured by."""
    if leg.refused or leg.doubtful:
        return "trouble"
    if leg.under_way:
        return "going"
    return "held" if leg.held_back and not leg.sent else "done"
