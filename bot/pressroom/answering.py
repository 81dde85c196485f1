"""Public answers: named by their bytes, dated, answered with 304 where the asker has them, and kept for the next who asks."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from threading import Lock
from typing import Any

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from bot.pressroom.opening import catalogue, watch

log = structlog.get_logger(__name__)
KEEP = "embargo.keep"
"""In the request's META: what the answer was made from, where it may be given to the next who asks."""
MOST_BYTES = 64_000_000
LARGEST = 1_000_000  # bytes of one answer that is kept
# Lists and feeds change at an instant that nobody may learn from them: a cache may have them, and asks each time whether they still
# hold. A lifetime that ended at the next instant would tell it. docs/decisions has the reasons.
ASK_FIRST = "public, no-cache"
# The same bytes whatever is asked for: no template, no office's name, nothing that takes another time for another address.
_PLAIN = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content='width=device-width, initial-scale=1'>"
    "<meta name=color-scheme content='light dark'><title>{title}</title>"
    "<style>body{{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.25rem}}h1{{font-size:1.5rem}}</style>"
    "</head><body><main><h1>{title}</h1><p>{sentence}</p></main></body></html>\n"
)
_NOT_FOUND = _PLAIN.format(title="Not found", sentence="There is no such page.")
_NOT_NOW = _PLAIN.format(title="Not now", sentence="Please try again in a moment.")
_POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "Cache-Control": "no-store"}
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Made:
    """What an answer was made from: the catalogue's generation; `by_query`: another query is another answer."""

    generation: int
    by_query: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it left, to be given again as long as nothing public has changed."""

    made: Made
    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass
class Larder:
    """Answers by address, the ones asked for last; no more than MOST_BYTES of them."""

    _kept: OrderedDict[str, Kept] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)

    def find(self, path: str, query: str) -> Kept | None:
        """The answer to this address, if there is one; whether it still holds is for the asker to see."""
        kept = self._kept.get(path)
        if not query or (kept is not None and not kept.made.by_query):
            return kept
        return self._kept.get(f"{path}?{query}")

    def put(self, path: str, query: str, kept: Kept) -> None:
        """Keep it instead of the one before."""
        address = f"{path}?{query}" if query and kept.made.by_query else path
        with self._lock:
            self._drop(address)
            self._kept[address] = kept
            self._size += len(kept.body)
            while self._size > MOST_BYTES:
                self._drop(next(iter(self._kept)))

    def _drop(self, address: str) -> None:
        old = self._kept.pop(address, None)
        if old is not None:
            self._size -= len(old.body)


def public(view: View) -> View:
    """A view of what is public: nothing is answered from before the last change in the ledger."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponseBase:
        try:
            generation = catalogue().look()
        except DatabaseError as error:
            log.warning("the press room can't ask the ledger", kind=type(error).__name__)
            return HttpResponse(_NOT_NOW, status=503, headers=_POLICY | {"Retry-After": "1"})
        return view(request, generation, **named)

    return answer


def told(
    request: HttpRequest,
    body: bytes,
    content_type: str,
    changed: datetime,
    made: Made | None,
    headers: Mapping[str, str],
) -> HttpResponseBase:
    """The answer with these bytes, or 304. `changed`: since when it is so; `made` None: nobody else asks just this."""
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    dated = {"ETag": etag, "Last-Modified": http_date(changed.timestamp()), "Cache-Control": ASK_FIRST}
    response = HttpResponse(body, content_type=content_type, headers=dated | dict(headers))
    if made is not None and len(body) <= LARGEST:
        request.META[KEEP] = made
    return get_conditional_response(request, etag, int(changed.timestamp()), response) or response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one answer to whatever is not public: nothing tells a held release from a wrong address."""
    watch().missed(request)
    return HttpResponse(_NOT_FOUND, status=404, headers=_POLICY)
