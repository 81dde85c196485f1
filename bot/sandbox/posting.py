"""What every network's posts have in common, so that threads are shown and counted alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from bot.sandbox.exchange import Noted


@dataclass
class Posting(Noted):
    """One post, its text as it was sent; `in_reply_to` and `conversation_id` are ids of posts.

    `weight` is its length as the network counts it, of at most `limit`; `warning` what it stands behind; `card` the
    title, description and address of a box below it.
    """

    network: ClassVar[str]
    limit: ClassVar[int]

    id: str
    author: str
    author_id: str
    text: str
    weight: int
    in_reply_to: str | None
    conversation_id: str
    media: tuple[Picture, ...] = ()
    language: str | None = field(default=None, kw_only=True)
    warning: str = field(default="", kw_only=True)
    card: tuple[str, str, str] | None = field(default=None, kw_only=True)
    deleted_at: datetime | None = field(default=None, kw_only=True)
    """Since when it is gone from its network; the stand-in remembers that it was there."""


PICTURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}


def picture_kind(content: bytes) -> str | None:
    """The type of a picture by how its bytes begin; None for anything else."""
    return next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)


@dataclass
class Picture(Noted):
    """One uploaded picture."""

    id: str
    author: str
    kind: str
    content: bytes = field(repr=False)
    alt_text: str = ""


class Window:
    """Counts what an account asks for in a span of time, as rate limits do: `most` in `seconds`, from the first on."""

    def __init__(self, most: int, seconds: int) -> None:
        self.most, self._seconds = most, seconds
        self._windows: dict[str, tuple[float, int]] = {}

    def count(self, account: str, now: datetime, points: int = 1) -> tuple[int, int]:
        """How much is left (negative: too much was asked), and the Unix second at which the window ends."""
        start, used = self._windows.get(account, (now.timestamp(), 0))
        if now.timestamp() >= start + self._seconds:
            start, used = now.timestamp(), 0
        self._windows[account] = (start, used + points)
        return self.most - used - points, int(start + self._seconds)
