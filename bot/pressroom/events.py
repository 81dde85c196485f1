"""Where providers and mail servers post what became of each recipient. A signature or a token is the credential."""

from __future__ import annotations

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bot.core.events import NotGenuine, Unreadable
from bot.newsroom.outcomes.hearing import NobodyListens, hear
from bot.pressroom.opening import newsroom
from bot.pressroom.page import not_found

log = structlog.get_logger(__name__)
MOST_BYTES = 2_000_000  # SendGrid posts at the latest when 768 kB have come together


@csrf_exempt  # a provider posts without cookies
@require_POST
def take(request: HttpRequest, provider: str, channel: str) -> HttpResponse:
    """204 when it is on record. Anything but 2xx makes the provider post it again, so that only what may pass later gets 503."""
    if _length(request) > MOST_BYTES:
        return _answer(413, "That is more than a post of events ever is.")
    try:
        heard = hear(newsroom(), provider, channel, request.headers, request.body)
    except NobodyListens:
        return not_found(request)
    except NotGenuine as error:
        log.warning("events refused", channel=channel, because=str(error))
        return _answer(403, str(error))
    except Unreadable as error:
        log.warning("events refused", channel=channel, because=str(error))
        return _answer(400, str(error))
    except DatabaseError as error:
        log.warning("events put off", channel=channel, kind=type(error).__name__)
        return _answer(503, "Not now.")
    log.info("events", channel=channel, count=heard.events, left=heard.left)
    return HttpResponse(status=204)


def _length(request: HttpRequest) -> int:
    length = request.headers.get("Content-Length", "0")
    return int(length) if length.isdigit() else MOST_BYTES + 1


def _answer(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(
        f"{sentence}\n", status=status, content_type="text/plain", headers={"Cache-Control": "no-store"}
    )
