"""The three networks, alike: what a test of threads or pictures needs to know of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.base import Channel
from bot.core.delivery import Order
from bot.core.rendition import Image, Thread
from bot.sandbox.posting import Picture, Posting
from bot.sandbox.server import Sandbox
from tests.channels.orders import SKY, THREAD, channel, order

PNG = b"\x89PNG\r\n\x1a\n"
PICTURES = (
    Image("bridge.png", "image/png", PNG + b"the bridge \r\n\x00\xff", "The bridge at dawn, without a ship", 1200, 800),
    Image("harbour.jpg", "image/jpeg", b"\xff\xd8\xff" + b"the harbour", "Größere Kräne – “alt” & <neu>", 900, 1200),
)


@dataclass(frozen=True)
class Network:
    """One of them. `before`: requests of an attempt before its first upload or post; `each`: requests of one upload."""

    name: str
    ids: str
    uploads: str
    before: int
    each: int
    opened: Callable[[Sandbox, float], Channel]
    posts: Callable[[Sandbox], Sequence[Posting]]
    pictures: Callable[[Sandbox], Mapping[Any, Picture]]

    def __str__(self) -> str:
        return self.name

    def open(self, sandbox: Sandbox, timeout: float = 0.5) -> Channel:
        """The channel, with seconds that it waits for an answer."""
        return self.opened(sandbox, timeout)

    def posted(self, sandbox: Sandbox) -> list[str]:
        """The texts that arrived."""
        return [post.text for post in self.posts(sandbox)]

    def kept(self, progress: Mapping[str, Any]) -> list[str]:
        """The ids of the posts in what a channel kept."""
        return [one["uri"] if isinstance(one, dict) else one for one in progress[self.ids]]


X = Network(
    "x",
    "ids",
    "media",
    0,
    2,
    lambda sandbox, timeout: channel("x", "x", base_url=sandbox.x_url, timeout=timeout),
    lambda sandbox: sandbox.x.received,
    lambda sandbox: sandbox.x.pictures,
)
MASTODON = Network(
    "mastodon",
    "ids",
    "media",
    0,
    1,
    lambda sandbox, timeout: channel("mastodon", "mastodon", base_url=sandbox.mastodon_url, timeout=timeout),
    lambda sandbox: sandbox.mastodon.received,
    lambda sandbox: sandbox.mastodon.media.pictures,
)
BLUESKY = Network(
    "bluesky",
    "refs",
    "blobs",
    1,
    1,
    lambda sandbox, timeout: channel(
        "bluesky", "bluesky", base_url=sandbox.bluesky_url, timeout=timeout, options={"handle": SKY.handle}
    ),
    lambda sandbox: sandbox.bluesky.received,
    lambda sandbox: sandbox.bluesky.blobs.pictures,
)
NETWORKS = (X, MASTODON, BLUESKY)
WORDS = [post.text for post in THREAD.posts]


def asked(thread: Thread = THREAD, **changes: Any) -> Order:
    """An order for a thread of three posts."""
    return order(thread.to_bytes(), **changes)


def illustrated(**changes: Any) -> Order:
    """The same with two pictures."""
    return replace(asked(**changes), pictures=PICTURES)
