"""The media lists: who is on them, and finding somebody."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse

from bot.core.roles import allows
from bot.desk.page import page, shown
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.store.listed import found, lists, page_of

FOUND = 50


@page("GET")
def show(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """Every list with how many are on it; whoever is searched for, on all of them."""
    asked = request.GET.get("q", "").strip()
    people = found(asked, FOUND + 1) if asked else []
    values = {
        "lists": [audience.show(name) for name in lists()],
        "channels": _channels(room),
        "asked": asked,
        "people": people[:FOUND],
        "most": FOUND if len(people) > FOUND else None,
    }
    return shown(request, "lists.html", values | _may(room))


@page("GET")
def one(request: HttpRequest, room: Newsroom, name: str) -> HttpResponse:
    """One list: its people a page at a time, or those who are searched for."""
    asked, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    counted = audience.show(name)
    if asked:
        people, further = found(asked, FOUND, name), None
    else:
        people, further = page_of(name, int(after) if after.isdecimal() and len(after) < 19 else 0, FOUND)
    values = {
        "list": counted,
        "channels": _channels(room)[name],
        "asked": asked,
        "people": people,
        "further": further,
        "beginning": not after,
        "most": FOUND if asked and len(people) == FOUND else None,
    }
    return shown(request, "list.html", values | _may(room))


@page("GET")
def export(request: HttpRequest, room: Newsroom, name: str) -> HttpResponse:
    """The list as CSV, without those who left; that it was taken out is on record."""
    assert room.person is not None
    table = "".join(audience.hand_out(room, name, room.person.name))
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _may(room: Newsroom) -> dict[str, bool]:
    assert room.person is not None
    return {f"may_{verb}": allows(room.person.role, verb) for verb in ("import", "export")}


def _channels(room: Newsroom) -> dict[str, list[str]]:
    """List → the channels that mail it."""
    made: dict[str, Any] = defaultdict(list)
    for channel in room.config.channels.values():
        if channel.list:
            made[channel.list].append(channel.name)
    return made
