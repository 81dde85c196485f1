"""The way off a list: one click by the mail program (RFC 8058), or a button for a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bot.newsroom.media_list.audience import leave, opens_preferences, reader_of
from bot.pressroom.opening import newsroom
from bot.pressroom.page import not_found
from bot.pressroom.reader_pages import ReaderPages


@csrf_exempt  # RFC 8058 §3.1: the mail program posts here without cookies; the link itself is the credential.
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, link: str) -> HttpResponse:
    """GET asks (scanners follow links), POST takes the reader off the list, however old the link. One that is nobody's is a 404."""
    room = newsroom()
    reader = reader_of(room, link)
    if reader is None:
        return not_found(request)
    pages, opens = ReaderPages.of(room, reader), opens_preferences(room, link, reader)
    here = f"/unsubscribe/{link}"
    if request.method == "POST":
        leave(room, reader)
    if request.method == "POST" or reader.left_at is not None:
        again = f"/lists/{reader.list.name}" if pages.public else ""
        return pages.page("left", "left_title", again=again, here=here, opens=opens)
    links = ((f"{here}/preferences", pages.words["preferences_link"]),) if opens else ()
    said, button = pages.words["leave"], pages.words["leave_button"]
    return pages.page("asks", "leave_title", said=said, button=button, links=links, grave=False)
