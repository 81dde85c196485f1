"""What a reader gets, changed by themselves: behind the link in each of their mails, without a password."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bot.core.audience import beats_of, told_beats
from bot.newsroom.media_list.audience import opens_preferences, reader_of
from bot.newsroom.media_list.erasing import erase
from bot.newsroom.media_list.preferences import (
    BadPreference,
    OffTheList,
    change,
    come_back,
    offered_beats,
    own_data,
    rest,
)
from bot.pressroom.opening import newsroom
from bot.pressroom.page import not_found
from bot.pressroom.reader_pages import ReaderPages
from bot.renditions.wording import LABELS, own_name
from bot.store.models import Reader

_ACTS: dict[str, Callable[..., None]] = {"rest": rest, "return": come_back}


def _behind_a_link(
    view: Callable[[HttpRequest, str, Reader], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """What is shown to the reader whose link it is. One that is nobody's is a 404; an old one still leads off the list."""

    @wraps(view)
    def shown(request: HttpRequest, link: str) -> HttpResponse:
        room = newsroom()
        reader = reader_of(room, link)
        if reader is None:
            return not_found(request)
        return view(request, link, reader) if opens_preferences(room, link, reader) else _too_old(reader, link)

    return shown


@csrf_exempt  # the link is the credential: nobody is signed in, and no other page can know it
@require_http_methods(["GET", "HEAD", "POST"])
@_behind_a_link
def show(request: HttpRequest, link: str, reader: Reader) -> HttpResponse:
    """GET shows what is kept, POST changes it."""
    room = newsroom()
    fault = saved = ""
    try:
        if request.method == "POST" and reader.left_at is None:
            _taken(request, reader)
            saved = "saved"
    except BadPreference:
        fault = "no_name"
    except OffTheList:
        pass  # they left in this very moment: the page says so
    reader.refresh_from_db()
    pages, here = ReaderPages.of(room, reader), f"/unsubscribe/{link}"
    if reader.left_at is not None:
        again = f"/lists/{reader.list.name}" if pages.public else ""
        return pages.page("left", "left_title", again=again, here=here, opens=True)
    values = _shown(reader) | {"here": here, "saved": saved, "fault": pages.words[fault] if fault else ""}
    # 200 where something is wrong, too: Django writes the addresses of other answers to the log, and this one is a key.
    return pages.page("preferences", "preferences_title", **values)


@csrf_exempt
@require_safe
@_behind_a_link
def data(request: HttpRequest, link: str, reader: Reader) -> HttpResponse:
    """What the list has of them, as a file."""
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"', "Cache-Control": "no-store"}
    return JsonResponse(own_data(reader), headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})


@csrf_exempt  # the link is the credential
@require_http_methods(["GET", "HEAD", "POST"])
@_behind_a_link
def erasure(request: HttpRequest, link: str, reader: Reader) -> HttpResponse:
    """GET asks once more, POST erases. Afterwards the link is nobody's."""
    room = newsroom()
    pages = ReaderPages.of(room, reader)
    if request.method == "POST":
        erase(room, reader.email, "reader")
        return pages.told("erased_title", "erased")
    links = ((f"/unsubscribe/{link}/preferences", pages.words["erase_back"]),)
    said, button = pages.words["erase"], pages.words["erase_sure"]
    return pages.page("asks", "erase_title", said=said, button=button, links=links, grave=True)


def _too_old(reader: Reader, link: str) -> HttpResponse:
    """What a link does for ever is left to it. It tells nothing of the reader, and 200 keeps it out of the log, as above."""
    pages = ReaderPages.of(newsroom(), reader)
    return pages.told("too_old_title", "too_old", links=((f"/unsubscribe/{link}", pages.words["leave_title"]),))


def _taken(request: HttpRequest, reader: Reader) -> None:
    room, act = newsroom(), request.POST.get("act", "")
    if act in _ACTS:
        _ACTS[act](room, reader)
        return
    given = {name: request.POST[name] for name in ("name", "language") if name in request.POST}
    if "name" in given or "beat" in request.POST:
        given["beat"] = told_beats(tuple(request.POST.getlist("beat")))
    change(room, reader, given)


def _shown(reader: Reader) -> dict[str, Any]:
    theirs = beats_of(reader.beat)
    mine = {beat.casefold() for beat in theirs}
    offered = offered_beats(newsroom(), reader.list, theirs)
    languages = dict.fromkeys((*LABELS, *([reader.language] if reader.language else [])))
    return {
        "name": reader.name,
        "beats": [(beat, beat.casefold() in mine) for beat in offered],
        "languages": [(code, own_name(code)) for code in languages],
        "reads": reader.language,
        "resting": reader.paused_at is not None,
    }
