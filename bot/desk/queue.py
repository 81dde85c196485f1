"""The queue: what lifts next, what waits for whom, and what has gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bot.core.workflow import Stage
from bot.desk import what_next
from bot.desk.alert_words import in_words
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
        "alerts": [in_words(one["text"], zone_of(request)) for one in alerts()[:ALERTS]],
        "drafts": _drafts(room) if not asked and not tab else [],
        "stages": what_next.stages(),
        "zone": zone_of(request),
        "now": room.now(),
    }
    return shown(request, "queue.html", values)


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
            "act": what_next.act(one, now),
            "outcome": what_next.outcome(counted.get(one.pk, {})) if one.stage in reads.OUT else "",
            "trouble": what_next.troubled(counted.get(one.pk, {})),
        }
        for one in releases
    ]


def _drafts(room: Newsroom) -> list[tuple[Release, str]]:
    assert room.person is not None
    found = drafts_begun_by(room.person.name, False)[:SIZE]
    told = headlines(room.keyring, found)
    return [(one, told.get(one.pk) or _("No headline yet (%(slug)s)") % {"slug": one.slug}) for one in found]


def _lead(release: Release) -> str:
    """The page on which whoever has to act goes on."""
    if release.stage == Stage.AWAITING:
        return "approval"
    if release.stage == Stage.PAUSED:
        return "hold"
    return "after" if release.stage in reads.OUT else "lift"


def _place(text: str) -> reads.Place | None:
    """`?after=` as it was given out; anything else is the first page."""
    at, comma, key = text.partition(",")
    try:
        place = datetime.fromisoformat(at) if comma and key.isdecimal() else None
    except ValueError:
        return None
    return (place, int(key)) if place is not None and place.tzinfo is not None else None
