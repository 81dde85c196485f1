"""A release's pictures and files. Before the lift each is the same 404 as an address that never was."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, quote_etag
from django.views.decorators.http import require_safe

from bot.core.enclosure import Entry
from bot.pressroom.answering import LARGEST, Made, not_found, public, told
from bot.pressroom.opening import catalogue, newsroom
from bot.pressroom.ranges import Unsatisfiable, asked
from bot.store.enclosures import part, pieces, published
from bot.store.models import Enclosure
from bot.store.sealing import Keyring

_HEADERS = {
    # Whatever is in a file, it acts for nobody here: no script, no frame, no form.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=300",
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
        made = Made(generation, by_query=False)
        return told(request, body, content_type, lifted.published, made, headers | {"Accept-Ranges": "none"})
    etag = quote_etag(entry.digest.removeprefix("sha256:")[:32])
    dated = {"ETag": etag, "Last-Modified": http_date(lifted.published.timestamp()), "Accept-Ranges": "bytes"}
    response = _streamed(request, room.keyring, row, entry.size, content_type, headers | dated)
    known = get_conditional_response(request, etag, int(lifted.published.timestamp()), HttpResponse(headers=dated))
    return known if known is not None and known.status_code in (304, 412) else response


def _streamed(
    request: HttpRequest, keyring: Keyring, row: Enclosure, size: int, content_type: str, headers: Mapping[str, str]
) -> HttpResponseBase:
    """A large one, piece by piece; or the part of it that was asked for."""
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers=headers)
    try:
        span = asked(request.headers.get("Range"), request.headers.get("If-Range"), headers["ETag"], size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    if span is None:
        return StreamingHttpResponse(pieces(keyring, row), content_type=content_type, headers=headers)
    told_of_it = {**headers, "Content-Length": str(span.stop - span.start), "Content-Range": span.told}
    content = part(keyring, row, span.start, span.stop)
    return StreamingHttpResponse(content, status=206, content_type=content_type, headers=told_of_it)


def _disposition(entry: Entry) -> str:
    """RFC 6266; letters beyond ASCII by RFC 8187."""
    return content_disposition_header(not entry.width, entry.name) or "attachment"
