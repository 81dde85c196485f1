"""After the lift: what happened on every channel and to every person, and what somebody has to decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from bot.core.errors import EmbargoError, UnknownRelease
from bot.core.roles import allows
from bot.core.workflow import Stage
from bot.desk import sending_words
from bot.desk.page import page, shown
from bot.newsroom.copy.filing import latest
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.store.board import alerts
from bot.store.contents import open_path, open_version
from bot.store.models import Approval, Release
from bot.store.progress import approvals_that_went, legs, troubled
from bot.store.recipients import failed_people, failures_of, people_of


class NotOfThisRelease(EmbargoError):
    """That delivery is not one of this release. Open its page again."""


class NeitherNor(EmbargoError):
    """Say which: it arrived, or send it again."""


@page("GET")
def show(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """Round by round (the release, then what followed it) and channel by channel; above all, what is in doubt."""
    release = _release(slug)
    assert room.person is not None
    rounds = approvals_that_went(release)
    version = rounds[0].version if rounds else latest(release)
    values = {
        "release": release,
        "headline": open_version(room.keyring, version).headline,
        "now": room.now(),
        "rounds": [(approval, _legs(release, approval)) for approval in rounds],
        "doubts": [
            (one, sending_words.delivery_state(one.delivery.state), one.delivery.state == "unconfirmed")
            for one in troubled(release)
        ],
        "alerts": alerts(slug),
        "may_settle": allows(room.person.role, "settle"),
        "page_url": _page_url(room, release),
        "people": sending_words.people,
        "state_words": sending_words.delivery_state,
        "round_words": sending_words.standing,
        "follow_up": sending_words.awaits(release.follow_up.standing) if release.follow_up else "",
    }
    return shown(request, "after.html", values)


@page("GET")
def people(request: HttpRequest, room: Newsroom, slug: str, approval: int, channel: str) -> HttpResponse:
    """Everybody on one mailing, a page at a time; `?failed=1` only those whom it did not reach."""
    release = _release(slug)
    found = Approval.objects.filter(release=release, pk=approval).select_related("version__release").first()
    if found is None or channel not in release.channels:
        raise NotOfThisRelease()
    number = int(asked) if (asked := request.GET.get("page", "1")).isdecimal() and len(asked) < 8 else 1
    failed = "failed" in request.GET
    shown_people = (
        failures_of(release, found, channel, number)
        if failed
        else people_of(room.keyring, release, found, channel, number)
    )
    values = {
        "release": release,
        "headline": open_version(room.keyring, found.version).headline,
        "approval": found,
        "channel": channel,
        "failed": failed,
        "page": shown_people,
        "rows": [(one, sending_words.person_state(one.state)) for one in shown_people.people],
        "count": sending_words.people,
    }
    return shown(request, "people_reached.html", values)


@page("POST")
def decide(request: HttpRequest, room: Newsroom, slug: str, delivery: str) -> HttpResponse:
    """Somebody knows what became of a delivery in doubt: it arrived, or it is sent again."""
    assert room.person is not None
    if not _release(slug).deliveries.filter(pk=delivery).exists():
        raise NotOfThisRelease()
    said = {"sent": _("On record: it arrived."), "resend": _("It is sent again now.")}
    answer = request.POST.get("answer", "")
    if answer not in said:
        raise NeitherNor()
    settling.decide(room, delivery, answer, room.person.name)
    messages.success(request, said[answer])
    return redirect("desk:after", slug=slug)


def _release(slug: str) -> Release:
    release = Release.objects.select_related("approval__version__release", "follow_up").filter(slug=slug).first()
    if release is None:
        raise UnknownRelease(slug=slug)
    return release


def _legs(release: Release, approval: Approval) -> list[tuple[Any, str, int]]:
    """Every channel of a round, with its lateness in words, and how many people are known not to have got it."""
    return [
        (leg, sending_words.lateness(leg.late), failed_people(release, approval, leg.channel) if leg.everybody else 0)
        for leg in legs(release, approval.pk)
    ]


def _page_url(room: Newsroom, release: Release) -> str:
    if release.approval is None or release.stage not in (Stage.LIFTED, Stage.WITHDRAWN):
        return ""
    return room.config.office.url + open_path(room.keyring, release.approval.version)
