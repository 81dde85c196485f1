"""Approving: exactly what one word lets go, what is different from the last approval, and the word itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from bot.core.errors import EmbargoError, UnknownRelease
from bot.core.roles import allows, may
from bot.core.zones import known_zones
from bot.desk import sending_words
from bot.desk.clock_faces import when
from bot.desk.page import page, said, shown
from bot.desk.proof import offered
from bot.newsroom.afterwards.following import FollowUp
from bot.newsroom.approval import comparing, preflight, previewing
from bot.newsroom.approval.approving import FourEyes
from bot.newsroom.approval.approving import plan as plan_of
from bot.newsroom.approval.usual import usual_of
from bot.newsroom.copy.filing import get, latest
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import Plan
from bot.store.contents import open_version

# The renditions bring their own styles, as the mails do that they show; no script, and nothing from elsewhere.
FRAME_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src about:; frame-ancestors 'self'"
)


@page("GET", "HEAD", "POST")
def show(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """What would be approved; posted, the approval of exactly what was shown."""
    if request.method != "POST":
        return _shown(request, room, slug)
    assert room.person is not None
    try:
        comparing.sign_off(room, slug, request.POST.get("seen", ""), room.person.name, request.POST.get("alone"))
    except comparing.ChangedSinceShown as error:
        return _shown(request, room, slug, shifts=error.shifts)
    except FourEyes as error:
        return _shown(request, room, slug, refusal=said(error))
    messages.success(request, _("Approved, on record as %(name)s.") % {"name": room.person.name})
    return redirect("desk:lift", slug=slug)


@xframe_options_sameorigin
@page("GET")
def renditions(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """Every rendition as it would be sealed, for the frame on the approval page; none where that page is out of date."""
    plan = plan_of(room, slug)
    if request.GET.get("of") != plan.digest:
        return HttpResponse(_("This has changed. Load the page again."), status=409, content_type="text/plain")
    response = HttpResponse(previewing.of_plan(room, plan, _lifts(room, plan), ()))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response._csp_exempt = True  # type: ignore[attr-defined]  # django-csp leaves a response alone that says so
    return response


def _shown(
    request: HttpRequest, room: Newsroom, slug: str, shifts: tuple[comparing.Shift, ...] = (), refusal: str = ""
) -> HttpResponse:
    """The page; with what changed since a stale one was shown, or why the word was not taken."""
    status = 409 if shifts else 403 if refusal else 200
    values = {"shifts": [sending_words.shift(one) for one in shifts], "refusal": refusal, "now": room.now()}
    try:
        plan = plan_of(room, slug)
    except UnknownRelease:
        raise
    except EmbargoError as error:
        release = get(slug)
        values |= {
            "release": release,
            "problem": said(error),
            "headline": open_version(room.keyring, latest(release)).headline,
        }
        return shown(request, "approval.html", values, status=status)
    return shown(request, "approval.html", values | _values(room, plan), status=status)


def _values(room: Newsroom, plan: Plan) -> dict[str, Any]:
    assert room.person is not None
    since = comparing.since_last_approval(room, plan)
    report = preflight.of_plan(room, plan)
    return {
        "release": plan.release,
        "headline": plan.text.headline,
        "problem": "",
        "plan": plan,
        "page_url": plan.page_url if any(not part.channel for part in plan.parts) else "",
        "seen": comparing.shown(plan),
        "since": since,
        "since_shifts": [sending_words.shift(one) for one in since.shifts] if since else [],
        "findings": report.findings,
        "silenced": len(report.silenced),
        "mailings": _mailings(plan),
        "others": [part for part in plan.parts if part.channel and not part.list],
        "may_approve": may(room.person, "approve"),
        "in_place_of": "" if allows(room.person.role, "approve") else room.person.deputy_of,
        "needs_another": comparing.needs_another(room, plan, room.person.name),
        "two_always": comparing.two_always(plan, room.person.name),
        "follow_up": plan if isinstance(plan, FollowUp) else None,
        "standing": sending_words.standing(plan.version.standing),
        "zones": _zones(room, plan),
        "question": _question(plan),
        "proofs": offered(room),
        "people": sending_words.people,
        "kind": sending_words.kind,
    }


def _mailings(plan: Plan) -> list[dict[str, Any]]:
    """Every mailing with how many people it goes to, beside how many it usually goes to."""
    known = usual_of(plan)
    return [
        {
            "channel": channel,
            "list": parts[0].list,
            "people": people,
            "usual": known[channel].people if channel in known else 0,
            "odd": channel in known and known[channel].is_far_from(people),
        }
        for channel, parts in plan.mailings.items()
        for people in [sum(part.recipients for part in parts)]
    ]


def _lifts(room: Newsroom, plan: Plan) -> list[str]:
    """When it goes, as the preview says it above all."""
    if isinstance(plan, FollowUp):
        return [_("As soon as it is approved.")]
    if plan.release.instant is None:
        return [_("On somebody’s word, when the speaker has begun.")]
    instant = plan.release.instant
    return [when(instant, zone) for zone in (plan.release.embargo_zone, *_zones(room, plan))]


def _zones(room: Newsroom, plan: Plan) -> list[str]:
    """Beside the embargo's own zone: the office's, UTC, and those in which its readers live."""
    theirs = audience.zones({part.list for parts in plan.mailings.values() for part in parts if part.list})
    named = dict.fromkeys((room.config.office.zone, "UTC", *theirs))
    return [zone for zone in named if zone != plan.release.embargo_zone and zone in known_zones()]


def _question(plan: Plan) -> str:
    """What the button will do, in one sentence."""
    to = [
        _("%(people)s on %(list)s")
        % {"people": sending_words.people(sum(one.recipients for one in parts)), "list": parts[0].list}
        for parts in plan.mailings.values()
    ]
    to += list(dict.fromkeys(part.channel for part in plan.parts if part.channel and not part.list))
    if not to:
        return _("The page alone changes.")
    if isinstance(plan, FollowUp):
        return _("It goes at once to %(whom)s.") % {"whom": ", ".join(to)}
    return _("It goes to %(whom)s, at the time above and not before.") % {"whom": ", ".join(to)}
