"""The queue: what lifts next, what waits for whom, and what has gone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from bot.desk.page import page, shown
from bot.newsroom.newsroom import Newsroom


@page("GET")
def show(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """What happens next, when, and who must act."""
    return shown(request, "queue.html", {"now": room.now()})
