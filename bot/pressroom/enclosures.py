"""A release's pictures and files. Before the lift each is the same 404 as an address that never was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from bot.core.enclosure import Entry
from bot.pressroom.answering import LARGEST, Made, not_found, public, told
from bot.pressroom.opening import catalogue, newsroom
from bot.store.enclosures import pieces, published

_HEADERS = {
    # Whatever is in a file, it acts for nobody here: no script, no frame, no form.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=300",
    "Accept-Ranges": "none",
}


@require_safe
@public
def show(request: HttpRequest, generation: int) -> HttpResponseBase:
    """The approved bytes, once the release has lifted; a picture to look at, a file to save under its name."""
    room = newsroom()
    lifted = catalogue().enclosure(request.path)
    found = published(room.keyring, request.path) if lifted is not None else None
    if found is None or lifted is None:
        return not_found(request)
    entry, row = found
    headers = _HEADERS | {"Content-Length": str(entry.size), "Content-Disposition": _disposition(entry)}
    content_type = f"{entry.media_type}; charset=utf-8" if entry.media_type.startswith("text/") else entry.media_type
    if entry.size <= LARGEST:
        body = b"".join(pieces(room.keyring, row))
        return told(request, body, content_type, lifted.published, Made(generation, by_query=False), headers)
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers=headers)
    return StreamingHttpResponse(pieces(room.keyring, row), content_type=content_type, headers=headers)


def _disposition(entry: Entry) -> str:
    """RFC 6266; letters beyond ASCII by RFC 8187."""
    return content_disposition_header(not entry.width, entry.name) or "attachment"
