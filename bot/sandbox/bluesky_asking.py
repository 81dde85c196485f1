"""What every method of a Bluesky server does alike: read its input, count what is asked for, refuse by name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.sandbox.exchange import Request
from bot.sandbox.posting import Window


class Refused(Exception):
    """An XRPC error: status, its name and its message."""

    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(message)
        self.status, self.name = status, name


def counted(windows: Iterable[Window], who: str, now: datetime, points: int, headers: dict[str, str]) -> None:
    """Counts in every window and tells of the first, or of the one that is used up. Raises Refused."""
    for window in windows:
        left, reset = window.count(who, now, points)
        if left < 0 or not headers:
            headers |= limits(window.most, max(left, 0), reset)
        if left < 0:
            raise Refused(429, "RateLimitExceeded", "Rate Limit Exceeded")


def limits(limit: int, left: int, reset: int) -> dict[str, str]:
    """The headers that tell of a limit."""
    return {"ratelimit-limit": str(limit), "ratelimit-remaining": str(left), "ratelimit-reset": str(reset)}


def body_of(request: Request) -> dict[str, Any]:
    """The input of a procedure. Raises Refused."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(400, "InvalidRequest", "Wrong request encoding (Content-Type)")
    try:
        given = json.loads(request.body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Refused(400, "InvalidRequest", "Input must be an object")
    return given
