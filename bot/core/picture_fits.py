"""How large a picture may be where it goes: pixels, bytes, how many, and how long its alternative text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST_PIXELS = 64_000_000  # of a picture as it comes: 192 MB unpacked, more than any press camera but a few takes


@dataclass(frozen=True, slots=True)
class Fit:
    """A picture is scaled down, never up, until it has at most `width` × `height` pixels and `most_bytes`."""

    width: int
    height: int
    most_bytes: int


@dataclass(frozen=True, slots=True)
class Posting:
    """What a network takes with a post: how many pictures, and how long an alternative text (in characters)."""

    network: str
    fit: Fit
    pictures: int
    alt: int


# A column of mail or page is 640 px wide: twice that on the sharp screens of today. Large mails are slow on a phone.
WEB = Fit(1200, 1600, 600_000)
# What partners get to print: as large as it came, within reason.
FULL = Fit(8000, 8000, 20_000_000)
POSTING: Mapping[str, Posting] = {
    # https://docs.x.com/x-api/media/quickstart/best-practices: 5 MB an image, 4 a post; alt text: 1,000 characters.
    "x": Posting("X", Fit(4096, 4096, 5_000_000), 4, 1000),
    # https://docs.joinmastodon.org/entities/Instance/: image_size_limit, image_matrix_limit and max_media_attachments are the
    # instance's own. These hold on instances since version 3 (8 MB, 1,920 × 1,080 in any shape); alt text: 1,500.
    "mastodon": Posting("Mastodon", Fit(1920, 1920, 2_000_000), 4, 1500),
    # Lexicon app.bsky.embed.images: 4 images, maxSize 2,000,000 bytes; its app takes 2,000 characters of alt text.
    "bluesky": Posting("Bluesky", Fit(2000, 2000, 2_000_000), 4, 2000),
}
