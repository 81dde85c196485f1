"""Stop everything: one control for whoever is first to see that something is wrong, and the way back, which takes two."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from bot.core.roles import allows
from bot.desk.clock_faces import zone_of
from bot.desk.page import page, shown
from bot.newsroom.hold import stopping_all
from bot.newsroom.newsroom import Newsroom
from bot.store.standstill import standstill


@page("GET")
def show(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """What it would stop; or, while everything is stopped, what waits, and who has to say that it goes on."""
    assert room.person is not None
    found = standstill()
    values = {
        "stopped": found,
        "holds": stopping_all.what_it_holds(),
        "may_resume": allows(room.person.role, "resume"),
        "mine": found is not None and found.agreed_by.casefold() == room.person.name.casefold(),
        "late_after": room.config.clock.late_after,
        "zone": zone_of(request),
        "now": room.now(),
    }
    return shown(request, "standstill.html", values)


@page("POST")
def begin(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """From now on nothing lifts and nothing is sent."""
    assert room.person is not None
    stopping_all.stop_everything(room, room.person.name, request.POST.get("because", ""))
    messages.success(request, _("Done: nothing lifts and nothing more is sent. Below is what stays here."))
    return redirect("desk:standstill")


@page("POST")
def end(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """One of the two words that it takes."""
    assert room.person is not None
    if stopping_all.let_everything_go_on(room, room.person.name):
        messages.success(request, _("Everything goes on."))
        return redirect("desk:queue")
    messages.success(request, _("On record. It goes on as soon as a second person says so too."))
    return redirect("desk:standstill")
