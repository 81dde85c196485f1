"""A release's public page. Before the lift it is the same 404 as a page that never was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bot.core.rendition import fill
from bot.core.workflow import Stage
from bot.newsroom.languages import parted
from bot.pressroom.opening import newsroom
from bot.store.contents import open_rendition, page_key
from bot.store.embargoes import utc_text
from bot.store.models import Release, Rendition

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https:; base-uri 'none'; form-action 'none'",
    "Cache-Control": "public, max-age=60",
}
_NOT_FOUND = "<!doctype html><meta charset=utf-8><title>Not found</title><p>There is no such page."


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The approved bytes of the page, once its release has lifted."""
    room = newsroom()
    main, language = parted(request.path)
    key = page_key(room.keyring, main)
    release = (
        Release.objects.filter(stage=Stage.LIFTED, approval__version__page_key=key).select_related("approval").first()
    )
    if release is None:
        return not_found(request)
    rendition = Rendition.objects.filter(approval=release.approval, channel="", language=language).first()
    if rendition is None:
        return not_found(request)
    approved = open_rendition(room.keyring, release.slug, rendition).decode()
    assert release.instant is not None
    return HttpResponse(fill(approved, {"lift": utc_text(release.instant)}), headers=_HEADERS)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one answer to whatever is not public: nothing tells a held release from a wrong address."""
    return HttpResponse(_NOT_FOUND, status=404, headers={"Cache-Control": "no-store"})
