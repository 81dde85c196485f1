"""A release's pictures and files. Before the lift each is the same 404 as an address that never was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from bot.core.enclosure import Entry
from bot.pressroom.opening import newsroom
from bot.pressroom.page import not_found
from bot.store.enclosures import pieces, published

_HEADERS = {
    # Whatever is in a file, it acts for nobody here: no script, no frame, no form.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=300",
    "Accept-Ranges": "none",
}


@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    """The approved bytes, once the release has lifted; a picture to look at, a file to save under its name."""
    room = newsroom()
    found = published(room.keyring, request.path)
    if found is None:
        return not_found(request)
    entry, row = found
    headers = _HEADERS | {"Content-Length": str(entry.size), "Content-Disposition": _disposition(entry)}
    content_type = f"{entry.media_type}; charset=utf-8" if entry.media_type.startswith("text/") else entry.media_type
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers=headers)
    return StreamingHttpResponse(pieces(room.keyring, row), content_type=content_type, headers=headers)


def _disposition(entry: Entry) -> str:
    """RFC 6266; letters beyond ASCII by RFC 8187."""
    return content_disposition_header(not entry.width, entry.name) or "attachment"
