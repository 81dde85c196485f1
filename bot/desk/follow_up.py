"""After the lift: correction, update, minor fix, withdrawal, a mail to the wrong list, and sending again what failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bot.core.errors import EmbargoError, UnknownRelease
from bot.desk import sending_words
from bot.desk.page import page, said, shown
from bot.newsroom.afterwards import redrafting, standing
from bot.newsroom.afterwards.standing import Draft
from bot.newsroom.copy.filing import get
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import resending

Act = Callable[[HttpRequest, Newsroom, str, str], str]
FIELDS = ("was", "now_reads", "adds", "paragraphs", "because", "delete_posts", "channel")
MOST_TEXTS = 50
MADE_OF_TEXT = ("correction", "update", "minor-fix")


def _form(kind: str, work: Act, then: str) -> Callable[..., HttpResponse]:
    """One of these paths: its page, and what its form does; what is refused is said above the form, with all that was typed."""

    @page("GET", "HEAD", "POST")
    def answer(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
        assert room.person is not None
        if request.method != "POST":
            return _shown(request, room, slug, kind)
        try:
            messages.success(request, work(request, room, slug, room.person.name))
        except UnknownRelease:
            raise
        except EmbargoError as error:
            return _shown(request, room, slug, kind, said(error))
        return redirect(then, slug=slug)

    return answer


def _shown(request: HttpRequest, room: Newsroom, slug: str, kind: str, problem: str = "") -> HttpResponse:
    release, text = get(slug), redrafting.standing_text(room, slug)
    values: dict[str, Any] = {
        "release": release,
        "headline": text.headline,
        "text": text,
        "kind": kind,
        "of_text": kind in MADE_OF_TEXT,
        "problem": problem,
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "texts": [
            (
                one.language,
                {name: request.POST.get(f"{name}-{place}", getattr(one, name)) for name in redrafting.EDITED},
            )
            for place, one in enumerate(redrafting.as_typed(text) if kind in MADE_OF_TEXT else ())
        ],
        "mailings": _mailings(room, release.channels),
        "chosen": request.POST.getlist("channel"),
    }
    return shown(request, "follow_up.html", values, status=422 if problem else 200)


def _mailings(room: Newsroom, channels: list[str]) -> list[tuple[str, str]]:
    """The channels of a release that send to a list, with that list."""
    found = ((name, room.config.channels[name].list) for name in channels if name in room.config.channels)
    return [(name, media_list) for name, media_list in found if media_list]


def _draft(request: HttpRequest, room: Newsroom, slug: str) -> Draft:
    """The whole text as a file or as it was edited, else one passage put right, else new paragraphs."""
    file, given = request.FILES.get("file"), request.POST
    if file is not None:
        return redrafting.from_file(room, slug, file.name or "text", file.read(redrafting.LARGEST + 1))
    edited = redrafting.rewritten(room, slug, _edited(request))
    if edited is not None:
        return edited
    if given.get("was", "").strip():
        return redrafting.put_right(room, slug, given["was"], " ".join(given.get("now_reads", "").split()))
    return redrafting.added_to(room, slug, given.get("paragraphs", ""))


def _edited(request: HttpRequest) -> list[dict[str, str]]:
    """What stands in the editor of each text, the main one first: `body-0`, `body-1`, …"""
    found: list[dict[str, str]] = []
    while f"body-{len(found)}" in request.POST and len(found) < MOST_TEXTS:
        fields = {name: request.POST.get(f"{name}-{len(found)}") for name in redrafting.EDITED}
        found.append({name: value for name, value in fields.items() if value is not None})
    return found


def _correct(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    draft = _draft(request, room, slug)
    standing.correct(room, slug, draft, by, request.POST.get("was", ""), request.POST.get("now_reads", ""))
    return _("The correction is filed. Nobody is told until it is approved.")


def _update(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    standing.update(room, slug, _draft(request, room, slug), by, request.POST.get("adds", ""))
    return _("The update is filed. Nobody is told until it is approved.")


def _fix(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    standing.fix(room, slug, _draft(request, room, slug), by)
    return _("The fix is filed. The page changes when it is approved; nobody is written to.")


def _withdraw(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    standing.withdraw(room, slug, by, request.POST.get("because", ""), "delete_posts" in request.POST)
    return _("What has not left is stopped. Everybody who got it is told as soon as a second person approves.")


def _recall(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    standing.recall(room, slug, by, request.POST.get("because", ""), request.POST.getlist("channel"))
    return _(
        "What has not left is stopped. Those who got it are asked to disregard it as soon as a second person approves."
    )


def _resend(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    again = resending.resend(room, slug, by, request.POST.get("channel") or None)
    told = [
        ngettext("%(count)s sending goes again.", "%(count)s sendings go again.", again.deliveries)
        % {"count": again.deliveries}
    ]
    if again.people:
        told.append(_("%(people)s get it anew.") % {"people": sending_words.people(again.people)})
    if again.doubtful:
        told.append(_("What is not confirmed was left alone: decide that below."))
    return " ".join(told)


correction = _form("correction", _correct, "desk:approval")
update = _form("update", _update, "desk:approval")
minor_fix = _form("minor-fix", _fix, "desk:approval")
withdrawal = _form("withdrawal", _withdraw, "desk:approval")
wrong_list = _form("wrong-list", _recall, "desk:approval")
resend = _form("resend", _resend, "desk:after")


@page("POST")
def discard(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """Take back what awaits an approval after the lift."""
    assert room.person is not None
    standing.drop(room, slug, room.person.name)
    messages.success(request, _("Taken back: nobody was told."))
    return redirect("desk:after", slug=slug)
