"""The way off a list: one click by the mail program (RFC 8058), or a button for a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bot.newsroom.audience import leave, reader_of
from bot.pressroom.opening import newsroom
from bot.pressroom.page import not_found

_PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    "<title>{title}</title><body style='font:1.1rem/1.5 system-ui;max-width:34rem;margin:15vh auto;padding:0 1rem'>"
    "<h1 style='font-size:1.4rem'>{title}</h1>{rest}</body></html>"
)


@csrf_exempt  # RFC 8058 §3.1: the mail program posts here without cookies; the link itself is the credential.
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, link: str) -> HttpResponse:
    """GET asks (scanners follow links), POST takes the reader off the list. A link that is nobody's is a 404."""
    room = newsroom()
    reader = reader_of(room, link)
    if reader is None:
        return not_found(request)
    office = escape(room.config.office.name)
    if request.method == "POST":
        leave(room, reader)
        rest = f"<p>{escape(reader.email)} gets no more releases from {office}."
        return HttpResponse(_PAGE.format(title="You are off the list", rest=rest))
    button = "<form method=post><button style='font:inherit;padding:.5rem 1rem'>Take me off the list</button></form>"
    rest = f"<p>{escape(reader.email)} gets press releases from {office}.</p>{button}"
    return HttpResponse(_PAGE.format(title="Leave this list?", rest=rest))
