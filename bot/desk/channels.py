"""The channels: how each is doing, what it may still send, and whether its provider takes our credentials."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bot.core.configuration import ChannelConfig
from bot.core.roles import allows
from bot.desk import sending_words
from bot.desk.clock_faces import zone_of
from bot.desk.page import page, shown
from bot.newsroom.lift import vetting
from bot.newsroom.lift.rates import still_allowed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import endpoints, redelivering
from bot.store.channel_board import Standing, standings, tries
from bot.store.models import Attempt

TRIES = 50
WEBHOOK = endpoints.KIND


@page("GET")
def show(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """Every channel of the office, at a glance."""
    left = still_allowed(room)
    cards = [_card(room, one, left) for one in standings(list(room.config.channels))]
    return shown(request, "channels.html", {"cards": cards, "zone": zone_of(request)})


@page("GET")
def one(request: HttpRequest, room: Newsroom, channel: str) -> HttpResponse:
    """One channel: what its provider answered last, and what was tried there."""
    room.config.channel(channel)
    (standing,) = standings([channel])
    values = _card(room, standing, still_allowed(room)) | {
        "tries": [_try(attempt) for attempt in tries(channel, TRIES)],
        "most": TRIES,
        "zone": zone_of(request),
        "may_redeliver": room.person is not None and allows(room.person.role, "redeliver"),
        "may_enable": room.person is not None and allows(room.person.role, "enable"),
    }
    return shown(request, "channel.html", values)


@page("POST")
def test(request: HttpRequest, room: Newsroom, channel: str) -> HttpResponse:
    """Ask the provider now whether it would take a release; nothing is posted."""
    assert room.person is not None
    checks = vetting.test(room, channel, room.person.name)
    if all(check.ok is not False for check in checks):
        messages.success(request, _("%(channel)s answers, and nothing was posted.") % {"channel": channel})
    else:
        messages.error(request, _("%(channel)s needs mending: see below.") % {"channel": channel})
    return redirect("desk:channel", channel=channel)


@page("POST")
def enable(request: HttpRequest, room: Newsroom, channel: str) -> HttpResponse:
    """Let a receiver have its webhooks again."""
    assert room.person is not None
    waiting = endpoints.enable(room, channel, room.person.name)
    told = ngettext("%(count)s delivery leaves now.", "%(count)s deliveries leave now.", waiting) % {"count": waiting}
    messages.success(request, _("%(channel)s is enabled.") % {"channel": channel} + " " + told)
    return redirect("desk:channel", channel=channel)


@page("POST")
def redeliver(request: HttpRequest, room: Newsroom, channel: str) -> HttpResponse:
    """Post one webhook once more, under the id it always had."""
    assert room.person is not None
    redelivering.redeliver(room, request.POST.get("delivery", ""), room.person.name)
    messages.success(request, _("It is on its way again, under the id it always had."))
    return redirect("desk:channel", channel=channel)


def _card(room: Newsroom, standing: Standing, left: dict[str, int]) -> dict[str, Any]:
    config = room.config.channel(standing.name)
    late = None
    if standing.last is not None and standing.last.accepted_at and standing.last.due_at:
        late = standing.last.accepted_at - standing.last.due_at
    checks = standing.vetting.checks if standing.vetting else []
    return {
        "channel": config,
        "target": _target(config),
        "standing": standing,
        "state": _state(standing, checks),
        "late": sending_words.lateness(late),
        "left": left.get(standing.name),
        "checks": [{"name": name, "ok": ok, "detail": detail} for name, ok, detail in checks],
        "is_webhook": config.kind == WEBHOOK,
    }


def _state(standing: Standing, checks: list[list[Any]]) -> str:
    """One word for a badge: off, failing, refused, well, unknown."""
    if standing.endpoint is not None and standing.endpoint.disabled_at:
        return "off"
    if any(ok is False for _name, ok, _detail in checks):
        return "refused"
    if standing.endpoint is not None:
        return "failing"
    return "well" if checks or standing.last else "unknown"


def _target(config: ChannelConfig) -> str:
    """Where it goes, as a person would say it: the list, the account, the receiver's address without what may be secret in it."""
    if config.list:
        return _("the list %(list)s") % {"list": config.list}
    for name in ("handle", "account"):
        if value := config.options.get(name):
            return str(value)
    url = str(config.options.get("url", "") or config.base_url)
    return url.partition("?")[0].partition("://")[2].partition("/")[0].rpartition("@")[2]


def _try(attempt: Attempt) -> dict[str, Any]:
    row = attempt.delivery
    return {
        "at": attempt.began_at,
        "slug": row.release.slug,
        "delivery": row.pk,
        "number": attempt.number,
        "outcome": _outcome(attempt.outcome),
        "detail": attempt.detail,
        "repeatable": row.kind == WEBHOOK and row.state in redelivering.REPEATABLE,
    }


def _outcome(outcome: str) -> str:
    """What came of a try, as it is said; of the closed set `core.delivery.Outcome`, "" while it is under way."""
    words = {"": _("under way"), "sent": _("taken"), "retry": _("to be tried again")}
    return words.get(outcome) or sending_words.delivery_state(outcome)
