"""The front door: what was answered a moment ago is answered again before Django wakes, as long as nothing public has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from email.utils import parsedate_to_datetime
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils.cache import get_conditional_response

from bot.core.desk_settings import LARGEST_UPLOAD
from bot.pressroom.answering import KEEP, Kept, Larder, Made
from bot.pressroom.opening import catalogue, watch

Environment = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environment, Start], Iterable[bytes]]
TRUSTED = (
    0.005  # seconds for which a look at the ledger is good enough to repeat an answer; what is not kept always looks
)
CALM = 60.0  # seconds between two thoughts about whether guessing has ended
LARGEST_POST = 4_000_000  # bytes; of what is larger nothing is read
_SMALL = frozenset({"cache-control", "content-location", "date", "etag", "expires", "last-modified", "vary", "link"})


class Front:
    """WSGI (PEP 3333) around WSGI. GET and HEAD of what is kept are answered here; everything else goes through."""

    def __init__(self, inside: Application) -> None:
        self._inside = inside
        self._larder = Larder()
        self._looked = (-TRUSTED, 0)
        self._thought = 0.0

    def __call__(self, environ: Environment, start: Start) -> Iterable[bytes]:
        """Answer one request."""
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return _refused(start) if _too_large(environ) else self._inside(environ, start)
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        kept = self._larder.find(path, query)
        if kept is None or kept.made.generation != self._generation(kept):
            return self._ask(environ, start, path, query) if method == "GET" else self._inside(environ, start)
        if "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ:
            status = _conditional(environ, kept)
            if status is not None:
                start(status, [one for one in kept.headers if one[0].lower() in _SMALL])
                return []
        start(kept.status, list(kept.headers))
        return [kept.body] if method == "GET" else []

    def _generation(self, kept: Kept) -> int:
        """As of now, or a few milliseconds ago. While the ledger can't be asked, what was public a moment ago still is."""
        now = time.monotonic()
        looked, generation = self._looked
        if now - looked < TRUSTED:
            return generation
        try:
            generation = catalogue().look()
        except DatabaseError:
            connection.close()
            return kept.made.generation
        self._looked = (now, generation)
        if now - self._thought > CALM:
            self._thought = now
            watch().calm()
        return generation

    def _ask(self, environ: Environment, start: Start, path: str, query: str) -> Iterable[bytes]:
        """From Django; what it says may be kept is kept."""
        told: list[tuple[str, list[tuple[str, str]]]] = []
        answer = self._inside(environ, lambda status, headers, *_: told.append((status, headers)))
        status, headers = told[-1]
        made = environ.get(KEEP)
        if not isinstance(made, Made) or not status.startswith("200"):
            start(status, headers)
            return answer
        body = b"".join(answer)
        _close(answer)
        names = {name.lower() for name, _ in headers}
        if "content-length" not in names:
            headers.append(("Content-Length", str(len(body))))
        if "set-cookie" not in names:
            self._larder.put(path, query, Kept(made, status, tuple(headers), body))
        start(status, headers)
        return [body]


def _conditional(environ: Environment, kept: Kept) -> str | None:
    """The status line where the asker has these bytes (RFC 9110, section 13), by Django's own reading of the conditions."""
    headers = {name.lower(): value for name, value in kept.headers}
    request = HttpRequest()
    request.META, request.method = environ, environ["REQUEST_METHOD"]
    dated = int(parsedate_to_datetime(headers["last-modified"]).timestamp())
    answer = get_conditional_response(request, headers["etag"], dated)
    if answer is None:
        return None
    return f"{answer.status_code} {answer.reason_phrase}"


def _too_large(environ: Environment) -> bool:
    length = environ.get("CONTENT_LENGTH") or "0"
    known = environ["PATH_INFO"].startswith("/desk/") and "sessionid=" in environ.get("HTTP_COOKIE", "")
    most = LARGEST_UPLOAD if known else LARGEST_POST
    return not length.isdigit() or int(length) > most


def _refused(start: Start) -> list[bytes]:
    body = b"That is more than is ever posted here.\n"
    headers = {"Content-Type": "text/plain", "Content-Length": str(len(body)), "Cache-Control": "no-store"}
    start("413 Content Too Large", list(headers.items()))
    return [body]


def _close(answer: Any) -> None:
    """PEP 3333: whoever has read an answer closes it."""
    if hasattr(answer, "close"):
        answer.close()
