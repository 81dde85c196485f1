"""The embargo as it is entered, told back: what it means everywhere, and what is odd about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from bot.desk import release_form
from bot.desk.page import page, shown
from bot.newsroom.copy import drafting, entering
from bot.newsroom.newsroom import Newsroom


@page("GET")
def echo(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """What an entry comes to, before it is saved: for htmx, and for a form that moves an embargo."""
    here = drafting.opened(room, slug)
    entry = release_form.entered(request.GET)
    found = entering.looked_over(room, entry, here.draft.channels, slug)
    values: dict[str, Any] = {"considered": found, "side": entry.side, "now": room.now(), "contradicted": []}
    return shown(request, "embargo_echo.html", values)
