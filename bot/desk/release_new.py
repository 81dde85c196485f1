"""A new release: pasted, dropped as a file, or begun on an empty page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from bot.core.errors import EmbargoError
from bot.desk.page import page, said, shown
from bot.newsroom.copy import drafting, taking_in
from bot.newsroom.copy.taking_in import Taken
from bot.newsroom.newsroom import Newsroom


@page("GET", "HEAD", "POST")
def show(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """The page with its two ways in; posted, the draft that came of one. What is refused keeps what was pasted."""
    assert room.person is not None
    if request.method != "POST":
        return shown(request, "release_new.html", {"pasted": "", "problem": ""})
    try:
        taken = _taken(request, room)
        release = drafting.begin(room, taken.draft, room.person.name, taken.enclosures)
    except EmbargoError as error:
        values = {"pasted": request.POST.get("pasted", ""), "problem": said(error)}
        return shown(request, "release_new.html", values, status=422)
    messages.success(request, _("It is a draft now: nothing goes anywhere until it is put up and approved."))
    return redirect("desk:release", slug=release.slug)


def _taken(request: HttpRequest, room: Newsroom) -> Taken:
    """A file counts before what was pasted."""
    room.allow("draft")
    file = request.FILES.get("file")
    if file is not None:
        return taking_in.uploaded(room, file.name or "", file.read(taking_in.LARGEST_TEXT + 1))
    if "blank" in request.POST:
        return Taken(taking_in.blank(room))
    return taking_in.pasted(room, request.POST.get("pasted", ""))
