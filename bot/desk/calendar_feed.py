"""A person's private calendar feed (RFC 5545): times that a calendar elsewhere may show, and no headlines unless the office allows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import icalendar
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bot.core.signing import mac, opened, token
from bot.core.workflow import Stage
from bot.desk import postbox
from bot.desk.models import CalendarFeed, Person
from bot.desk.opening import newsroom
from bot.desk.page import KEPT_BY_NOBODY, page
from bot.newsroom.newsroom import Newsroom
from bot.store.calendar import lifting_between
from bot.store.headlines import headlines
from bot.store.models import Release

BACK, AHEAD = timedelta(days=31), timedelta(days=366)
MOST = 500
SHOWN_FOR = timedelta(minutes=15)  # an event without a length is not seen in most calendars
# Not yet certain, certain, called off: RFC 5545 §3.8.1.11.
STATUS = {Stage.AWAITING: "TENTATIVE", Stage.PAUSED: "TENTATIVE", Stage.WITHDRAWN: "CANCELLED"}


@page("POST")
def change(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """Open a feed, give it a new address (`do=new`), or close it (`do=close`); the address before ends with either."""
    person = request.user
    assert isinstance(person, Person)
    feed, _made = CalendarFeed.objects.get_or_create(person=person)
    close = request.POST.get("do") == "close"
    CalendarFeed.objects.filter(pk=person.pk).update(serial=feed.serial + 1, open=not close)
    if close:
        messages.success(request, _("Your feed is closed. Its address answers nobody any more."))
    else:
        messages.success(
            request, _("Your feed has an address, which is below. Whoever has it sees your times: keep it to yourself.")
        )
    return redirect("desk:calendar")


@require_safe
def show(request: HttpRequest, link: str) -> HttpResponse:
    """The feed, for whoever has its address: calendars do not sign in. 404 for an address that is nobody's, or not any more."""
    room = newsroom()
    if not _open(room, link):
        raise Http404
    now = room.now()
    releases = lifting_between(now - BACK, now + AHEAD, MOST)
    told = headlines(room.keyring, releases) if room.config.desk.headlines_in_calendar else {}
    made = calendar_of(room, releases, told, now, postbox.address(room, reverse("desk:calendar")))
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    for name, value in KEPT_BY_NOBODY.items():
        response.headers[name] = value
    return response


def address(request: HttpRequest, room: Newsroom) -> str | None:
    """Where the feed of whoever is signed in is; None while they have none."""
    feed = CalendarFeed.objects.filter(pk=request.user.pk, open=True).first()
    if feed is None:
        return None
    link = token(room.keyring.derived("calendar"), "c", str(feed.pk), str(feed.serial))
    return postbox.address(room, reverse("desk:calendar-feed", args=[link]))


def calendar_of(room: Newsroom, releases: list[Release], told: Mapping[int, str], now: datetime, desk: str) -> bytes:
    """The releases as a calendar; `told`: the headlines that may stand in it, by release."""
    made = icalendar.Calendar()
    made.add("prodid", "-//embargo bot//desk//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Embargoes of %(office)s") % {"office": room.config.office.name})
    for release in releases:
        made.add_component(_event(room, release, told.get(release.pk), now, desk))
    return bytes(made.to_ical())


def _event(room: Newsroom, release: Release, headline: str | None, now: datetime, desk: str) -> icalendar.Event:
    assert release.instant is not None
    event = icalendar.Event()
    # A slug may be somebody's own words, and an address book's server is not the desk: neither stands in a feed.
    event.add("uid", mac(room.keyring.derived("calendar"), b"event", release.slug.encode())[:32])
    event.add("dtstamp", now)
    event.add("dtstart", release.instant)
    event.add("dtend", release.instant + SHOWN_FOR)
    event.add("summary", f"{_summary(release)}: {headline}" if headline else _summary(release))
    event.add("status", STATUS.get(Stage(release.stage), "CONFIRMED"))
    event.add("transp", "TRANSPARENT")
    event.add("url", desk)
    return event


def _summary(release: Release) -> str:
    words = {
        Stage.AWAITING: _("Embargo ends, approval missing"),
        Stage.APPROVED: _("Embargo ends"),
        Stage.PAUSED: _("Embargo ends, release on pause"),
        Stage.LIFTED: _("Released"),
        Stage.WITHDRAWN: _("Withdrawn"),
    }
    return words[Stage(release.stage)]


def _open(room: Newsroom, link: str) -> bool:
    parts = opened(room.keyring.derived("calendar"), link)
    if parts is None or len(parts) != 3 or parts[0] != "c":
        return False
    feeds = CalendarFeed.objects.filter(person__is_active=True, open=True)
    return feeds.filter(pk=int(parts[1]), serial=int(parts[2])).exists()
