"""A release's public page. Before the lift it is the same 404 as a page that never was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from bot.core.rendition import fill
from bot.pressroom.answering import Made, not_found, public, told
from bot.pressroom.opening import catalogue, newsroom
from bot.renditions.standing import since
from bot.store.contents import open_rendition
from bot.store.embargoes import utc_text
from bot.store.models import Rendition

__all__ = ["not_found", "show"]
_HTML = "text/html; charset=utf-8"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https:; base-uri 'none'; form-action 'none'",
    "Cache-Control": "public, max-age=60",
}


@require_safe
@public
def show(request: HttpRequest, generation: int) -> HttpResponseBase:
    """The approved bytes of the page, once its release has lifted."""
    room, found = newsroom(), catalogue().page(request.path)
    if found is None:
        return not_found(request)
    entry, text = found
    rendition = Rendition.objects.get(approval=entry.approval, channel="", language=text.mark)
    approved = open_rendition(room.keyring, entry.slug, rendition).decode()
    values = {"lift": utc_text(entry.published)}
    if entry.revised is not None:
        values |= since(entry.revised, text.language, room.config.office.zone)
    body = fill(approved, values).encode()
    if entry.withdrawn:  # it is gone, as whoever has a link can read: RFC 9110, section 15.5.11
        return HttpResponse(body, status=410, content_type=_HTML, headers=_HEADERS)
    return told(request, body, _HTML, entry.changed, Made(generation, by_query=False), _HEADERS)
