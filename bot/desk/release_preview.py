"""What every channel would receive of what is typed; and the links by which somebody outside may look at a release."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from bot.core.draft import Entry
from bot.core.errors import EmbargoError
from bot.desk import postbox
from bot.desk.approval import FRAME_POLICY
from bot.desk.clock_faces import when
from bot.desk.opening import newsroom
from bot.desk.page import KEPT_BY_NOBODY, page, said, shown
from bot.newsroom.approval import draft_preview, showing
from bot.newsroom.copy import drafting
from bot.newsroom.copy.entering import considered
from bot.newsroom.newsroom import Newsroom

COOKIE = "preview"
SPANS = {"1": timedelta(hours=1), "24": timedelta(hours=24), "72": timedelta(hours=72), "336": timedelta(days=14)}


@xframe_options_sameorigin
@page("GET")
def frame(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """Every rendition as what is typed would be set, for the frame in the editor."""
    return _renditions(_draft(room, drafting.opened(room, slug)))


@page("GET")
def reload(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """The frame itself, anew: for htmx, after a save."""
    return shown(request, "release_frame.html", {"opened": drafting.opened(room, slug)})


@page("POST")
def make(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """A link for somebody outside, shown this once."""
    assert room.person is not None
    span = SPANS.get(request.POST.get("hours", ""), timedelta(0))
    made = showing.make_link(room, slug, request.POST.get("whom", ""), span, room.person.name)
    address = postbox.address(room, reverse("desk:preview", args=(made.secret,)))
    return shown(request, "preview_link.html", {"slug": slug, "link": made.link, "address": address})


@page("POST")
def revoke(request: HttpRequest, room: Newsroom, slug: str, link: int) -> HttpResponse:
    """Take a link back."""
    assert room.person is not None
    showing.revoke(room, slug, link, room.person.name)
    messages.success(request, _("The link shows nothing any more."))
    return redirect("desk:release", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, secret: str) -> HttpResponse:
    """A link's page, for whoever has it: a door, so that mail filters that try every link open nothing; posted, the release.

    The first browser that opens it is the only one: a link that is handed on shows nothing.
    """
    room, browser = newsroom(), request.COOKIES.get(COOKIE, "")
    try:
        if request.method != "POST":
            link = showing.known(room, secret)
            response = _door(request, {"link": link, "problem": ""})
        else:
            browser = browser or token_urlsafe(24)
            link = showing.open_link(room, secret, browser)
            response = _renditions(_draft(room, drafting.put_up_last(room, link.release.slug)))
            response.set_cookie(
                COOKIE,
                browser,
                max_age=int(showing.LONGEST.total_seconds()),
                path=reverse("desk:preview", args=("x",)).removesuffix("x"),
                secure=postbox.address(room, "").startswith("https:"),
                httponly=True,
                samesite="Strict",
            )
    except EmbargoError as error:
        response = _door(request, {"link": None, "problem": said(error)}, status=404)
    for name, value in KEPT_BY_NOBODY.items():
        response.headers[name] = value
    # Not "no-referrer": browsers would send the button's form as from nowhere, and it would be taken for a forged one.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _door(request: HttpRequest, values: dict[str, object], status: int = 200) -> HttpResponse:
    frame = {"office": newsroom().config.office, "now": newsroom().now()}
    return render(request, "desk/preview_door.html", frame | values, status=status, using="jinja2")


def _draft(room: Newsroom, here: drafting.Opened) -> bytes:
    return draft_preview.page(room, here, _lifts(room, here.draft.entry))


def _lifts(room: Newsroom, entry: Entry) -> list[str]:
    """When it goes, as far as that is settled."""
    if entry.kind == "now":
        return [_("As soon as it is approved.")]
    settled = considered(room, entry).embargo
    if settled is None:
        return [_("not settled yet")]
    if settled.instant is None:
        return [_("On somebody’s word, when the speaker has begun.")]
    return [when(settled.instant, zone) for zone in dict.fromkeys((settled.zone, room.config.office.zone, "UTC"))]


def _renditions(content: bytes) -> HttpResponse:
    response = HttpResponse(content)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response._csp_exempt = True  # type: ignore[attr-defined]  # django-csp leaves a response alone that says so
    return response
