"""Renditions as bytes: what is hashed, sealed, previewed and sent. Merge fields apart, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

# The only places that are filled after approval. They can't occur in a release: the reader takes control characters out.
GREETING = "\u241egreeting\u241e"
UNSUBSCRIBE = "\u241eunsubscribe\u241e"
LIFT = "\u241elift\u241e"
REVISED = "\u241erevised\u241e"  # on a page: since when it says what it says, for machines
SINCE = "\u241esince\u241e"  # the same in words
MERGE_FIELDS: Mapping[str, str] = {
    "greeting": GREETING,
    "unsubscribe": UNSUBSCRIBE,
    "lift": LIFT,
    "revised": REVISED,
    "since": SINCE,
}

# What a webhook's `format` may be, and the media type it is posted as (https://www.iana.org/assignments/media-types/).
BODY_TYPES: Mapping[str, str] = {
    "ninjs-3.1": "application/json",
    "newsml-g2": "application/vnd.iptc.g2.newsitem+xml",
}
DEFAULT_BODY = "ninjs-3.1"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as everybody receives it; `html` and `text` hold GREETING and UNSUBSCRIBE where those go."""

    subject: str
    html: str
    text: str
    sender: str
    reply_to: str
    language: str

    def to_bytes(self) -> bytes:
        return _canonical(asdict(self))

    @classmethod
    def from_bytes(cls, raw: bytes) -> Mail:
        return cls(**json.loads(raw))


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as one channel carries it: scaled to what the channel takes, without metadata; sizes in pixels.

    `alt` is never empty: a picture that nobody described goes nowhere. `name` is a file name without a folder.
    """

    name: str
    media_type: str
    content: bytes
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a thread, exactly as it will read."""

    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A link shown as a box below a post, where a network lets its author write it."""

    url: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The posts of one account, the first standing alone and each next one a reply to the one before.

    `card` goes with the first post (Bluesky); every post stands behind `warning` (Mastodon), unless it is empty. `removes`:
    nothing is posted, and these posts (ids, or addresses on Bluesky) are deleted. `deletes`: so is all else of the release that
    is known to be out when it is sent. `characters`: what its instance takes in a post (Mastodon), where that is not the usual.
    """

    posts: tuple[Post, ...]
    language: str
    card: Card | None = None
    warning: str = ""
    removes: tuple[str, ...] = ()
    characters: int = 0
    deletes: bool = False

    def to_bytes(self) -> bytes:
        return _canonical({key: value for key, value in asdict(self).items() if value or key in ("posts", "language")})

    @classmethod
    def from_bytes(cls, raw: bytes) -> Thread:
        """The inverse of `to_bytes`."""
        data = json.loads(raw)
        card = Card(**data["card"]) if "card" in data else None
        return cls(
            tuple(Post(**post) for post in data["posts"]),
            data["language"],
            card,
            data.get("warning", ""),
            tuple(data.get("removes", ())),
            data.get("characters", 0),
            data.get("deletes", False),
        )


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put merge values (by field name) in their places; a field without a value keeps its place."""
    for name, value in values.items():
        template = template.replace(MERGE_FIELDS[name], value)
    return template


def _canonical(data: object) -> bytes:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
