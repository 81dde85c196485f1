"""Rehearsals: a release played on a shifted clock, for invented readers, and what would arrive; never to be taken for real."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from bot.core.errors import EmbargoError
from bot.desk import opening, sending_words
from bot.desk.approval import FRAME_POLICY
from bot.desk.page import page, said, shown
from bot.newsroom.approval import rehearsing
from bot.newsroom.approval.rehearsing import Played
from bot.newsroom.copy.filing import get, latest
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_version
from bot.store.models import Rehearsal

SHOWN = 5


class NotFromHere(EmbargoError):
    """Rehearsals can't be played from this process. On the machine itself: `embargo rehearse {slug}`."""


@page("GET", "HEAD", "POST")
def show(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """The last rehearsals and what the newest brought; posted, another one begins."""
    if request.method == "POST":
        return _begin(request, room, slug)
    release = get(slug)
    found = Rehearsal.objects.filter(release=release).select_related("version").defer("content", "version__content")
    rows = list(found.order_by("-pk")[:SHOWN])
    newest = rows[0] if rows else None
    played = None
    if newest is not None and newest.ended_at is not None and not newest.problem:
        played = rehearsing.look_at(room, slug, newest.pk)
    values = {
        "release": release,
        "headline": open_version(room.keyring, latest(release)).headline,
        "now": room.now(),
        "rehearsals": rows,
        "newest": newest,
        "running": newest is not None and rehearsing.running(newest, room.now()),
        "deliveries": _deliveries(played) if played else [],
        "played": played,
        "possible": opening.rehearses(),
        "awaits": sending_words.awaits(release.follow_up.standing) if release.follow_up else "",
        "round_words": sending_words.standing,
    }
    return shown(request, "rehearsal.html", values)


def _deliveries(played: Played) -> list[tuple[dict[str, Any], str]]:
    """Each with what became of it, and how late by the rehearsal's own clock."""
    found = []
    for one in played.deliveries:
        milliseconds = one.get("lateness_ms")
        late = None if milliseconds is None else timedelta(milliseconds=milliseconds)
        words = (sending_words.delivery_state(one["state"]), sending_words.lateness(late))
        found.append((one, ", ".join(filter(None, words))))
    return found


@xframe_options_sameorigin
@page("GET")
def arrived(request: HttpRequest, room: Newsroom, slug: str, number: int) -> HttpResponse:
    """What one rehearsal brought, as it was kept: a page that loads and runs nothing."""
    response = HttpResponse(rehearsing.look_at(room, slug, number).page)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response._csp_exempt = True  # type: ignore[attr-defined]  # django-csp leaves a response alone that says so
    return response


def _begin(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    assert room.person is not None
    if not opening.rehearses():
        raise NotFromHere(slug=slug)
    try:
        begun = rehearsing.begin(room, slug, room.person.name)
        opening.rehearse(slug, begun.pk)
    except rehearsing.AlreadyRehearsing as error:
        messages.error(request, said(error))
    else:
        messages.success(
            request, _("The rehearsal has begun. It takes about a quarter of a minute; nothing leaves this machine.")
        )
    return redirect("desk:rehearsal", slug=slug)
