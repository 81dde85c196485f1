"""The queue: what lifts next, what waits for whom, and what has gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bot.core.delivery import State
from bot.core.workflow import Stage
from bot.desk.clock_faces import zone_of
from bot.desk.page import page, shown
from bot.desk.search import index
from bot.newsroom.newsroom import Newsroom
from bot.store import queue as reads
from bot.store.board import alerts, overdue
from bot.store.drafts import drafts_begun_by
from bot.store.embargoes import utc_text
from bot.store.headlines import headlines
from bot.store.models import Release

SIZE = 50
ALERTS = 20
SHOWN: Mapping[str, tuple[Stage, ...]] = {
    "": reads.AHEAD,
    "awaiting": (Stage.AWAITING,),
    "approved": (Stage.APPROVED,),
    "paused": (Stage.PAUSED,),
    "out": reads.OUT,
    "withdrawn": (Stage.WITHDRAWN,),
    "cancelled": (Stage.CANCELLED,),
}
"""What a tab shows."""


@page("GET")
def show(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """What happens next, when, and who must act; `?show=` a tab, `?q=` what is searched for, `?after=` the page."""
    assert room.person is not None
    asked, tab = " ".join(request.GET.get("q", "").split()), request.GET.get("show", "")
    tab = tab if tab in SHOWN else ""
    found, after, whole = _found(room, asked, tab, _place(request.GET.get("after", "")))
    values = {
        "tab": tab,
        "tabs": _tabs(),
        "asked": asked,
        "whole": whole,
        "after": f"{utc_text(after[0])},{after[1]}" if after else "",
        "first": not request.GET.get("after"),
        "rows": _rows(room, found),
        "alerts": alerts()[:ALERTS],
        "drafts": _drafts(room) if not asked and not tab else [],
        "stages": stage_words(),
        "zone": zone_of(request),
        "now": room.now(),
    }
    return shown(request, "queue.html", values)


def stage_words() -> Mapping[str, str]:
    """Each stage, and how it is called on a page."""
    return {
        Stage.DRAFT: _("draft"),
        Stage.AWAITING: _("awaits approval"),
        Stage.APPROVED: _("approved"),
        Stage.PAUSED: _("paused"),
        Stage.LIFTED: _("out"),
        Stage.CANCELLED: _("cancelled"),
        Stage.WITHDRAWN: _("withdrawn"),
    }


def _tabs() -> Mapping[str, str]:
    return {
        "": _("Ahead"),
        "awaiting": _("Awaiting approval"),
        "approved": _("Approved"),
        "paused": _("Paused"),
        "out": _("Out"),
        "withdrawn": _("Withdrawn"),
        "cancelled": _("Cancelled"),
    }


def _found(
    room: Newsroom, asked: str, tab: str, after: reads.Place | None
) -> tuple[Sequence[Release], reads.Place | None, bool]:
    """Releases, where the next page begins, and whether all were searched."""
    if asked:
        keys, whole = index.find(room, asked, SIZE)
        return reads.with_slugs(keys), None, whole
    stages = SHOWN[tab]
    if tab == "cancelled":
        made = reads.cancelled(SIZE, after)
    elif tab in ("out", "withdrawn"):
        made = reads.out(stages, SIZE, after)
    else:
        made = reads.ahead(stages, SIZE, after)
        if after is None:
            return [*reads.without_an_instant(stages, SIZE), *made.releases], made.after, True
    return made.releases, made.after, True


def _rows(room: Newsroom, releases: Sequence[Release]) -> list[dict[str, Any]]:
    now, told = room.now(), headlines(room.keyring, releases)
    gone = [one for one in releases if one.stage in reads.OUT]
    counted = reads.outcomes(gone) if gone else {}
    return [
        {
            "release": one,
            "headline": told.get(one.pk, ""),
            "overdue": overdue(one, now),
            "lead": _lead(one),
            "act": _act(one, now),
            "outcome": _outcome(counted.get(one.pk, {})) if one.stage in reads.OUT else "",
            "trouble": bool(counted.get(one.pk, {}).keys() & {State.UNCONFIRMED, State.REJECTED}),
        }
        for one in releases
    ]


def _drafts(room: Newsroom) -> list[tuple[Release, str]]:
    assert room.person is not None
    found = drafts_begun_by(room.person.name, False)[:SIZE]
    return [(one, one.slug) for one in found]


def _lead(release: Release) -> str:
    """The page on which whoever has to act goes on."""
    if release.stage == Stage.AWAITING:
        return "approval"
    if release.stage == Stage.PAUSED:
        return "hold"
    return "after" if release.stage in reads.OUT else "lift"


def _act(release: Release, now: datetime) -> str:
    """Who must act, in a sentence; "" where nobody has to."""
    sentences: Mapping[str, Callable[[], str]] = {
        Stage.AWAITING: lambda: _("An editor has to approve it; %(name)s queued it.") % {"name": release.queued_by},
        Stage.PAUSED: lambda: _("Paused: %(why)s") % {"why": release.paused_because},
        Stage.APPROVED: lambda: (
            _("Goes when somebody says that the speaker has begun.")
            if release.instant is None
            else _("Overdue: is the engine running?")
            if overdue(release, now)
            else _("Goes by itself.")
        ),
    }
    told = sentences.get(release.stage)
    if told is None and release.follow_up_id:
        return _("Something that followed it awaits an approval.")
    return told() if told else ""


def _outcome(counted: Mapping[str, int]) -> str:
    """What became of a release, in a few words."""
    if not counted:
        return _("the page alone")
    told = []
    if many := counted.get(State.UNCONFIRMED, 0):
        told.append(ngettext("%(count)s not confirmed", "%(count)s not confirmed", many) % {"count": many})
    if many := counted.get(State.REJECTED, 0):
        told.append(ngettext("%(count)s refused", "%(count)s refused", many) % {"count": many})
    if many := counted.get(State.CANCELLED, 0):
        told.append(ngettext("%(count)s held back", "%(count)s held back", many) % {"count": many})
    ended = (State.SENT, State.UNCONFIRMED, State.REJECTED, State.CANCELLED)
    if many := sum(number for state, number in counted.items() if state not in ended):
        told.append(ngettext("%(count)s on its way", "%(count)s on their way", many) % {"count": many})
    return ", ".join(told) if told else _("all sent")


def _place(text: str) -> reads.Place | None:
    """`?after=` as it was given out; anything else is the first page."""
    at, comma, key = text.partition(",")
    try:
        place = datetime.fromisoformat(at) if comma and key.isdecimal() else None
    except ValueError:
        return None
    return (place, int(key)) if place is not None and place.tzinfo is not None else None
