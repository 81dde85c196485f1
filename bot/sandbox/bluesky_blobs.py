"""A Bluesky server's blobs: pictures that lie there for a while until a post shows them.

https://atproto.com/specs/blob; as in the reference server's packages/pds/src/actor-store/blob/transactor.ts.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.bluesky_rules import Invalid
from bot.sandbox.posting import Picture, picture_kind

MAX_UPLOAD = 5 * 1024 * 1024  # bytes of any blob: PDS_BLOB_UPLOAD_LIMIT
MAX_PICTURE = 2_000_000  # bytes of a picture in a post: lexicons/app/bsky/embed/images.json
KEPT = timedelta(hours=1)  # what no post shows; the reference server promises minutes


class TooLarge(Exception):
    """More than the server takes in."""


class Blobs:
    """Those of all accounts: each has its own."""

    def __init__(self) -> None:
        self.pictures: dict[tuple[str, str], Picture] = {}
        self._shown: set[tuple[str, str]] = set()

    def take(self, content: bytes, kind: str, author: str, now: datetime) -> dict[str, Any]:
        """The blob of an upload; the same bytes make the same. Raises TooLarge."""
        if len(content) > MAX_UPLOAD:
            raise TooLarge("request entity too large")
        link = link_of(content)
        kind = picture_kind(content) or kind
        self.pictures[author, link] = Picture(now, id=link, author=author, kind=kind, content=content)
        return {"$type": "blob", "ref": {"$link": link}, "mimeType": kind, "size": len(content)}

    def show(self, embed: Any, author: str, now: datetime) -> tuple[Picture, ...]:
        """The pictures of an embed that the lexicon allows, with their alt texts. Raises Invalid."""
        if not isinstance(embed, dict) or embed.get("$type") != "app.bsky.embed.images":
            return ()
        pictures = tuple(self._shown_by(image, author, now) for image in embed["images"])
        self._shown.update((author, picture.id) for picture in pictures)
        return pictures

    def _shown_by(self, image: Mapping[str, Any], author: str, now: datetime) -> Picture:
        blob = image["image"]
        link = blob["ref"]["$link"]
        found = self.pictures.get((author, link))
        if found is None or ((author, link) not in self._shown and now - found.at > KEPT):
            raise Invalid(f"Could not find blob: {link}", "BlobNotFound")
        for name, is_there, given in (
            ("Mimetype", found.kind, blob["mimeType"]),
            ("Size", len(found.content), blob["size"]),
        ):
            if is_there != given:
                message = f"Referenced {name} does not match stored blob. Expected: {is_there}, Got: {given}"
                raise Invalid(message, "InvalidMimeType" if name == "Mimetype" else "InvalidSize")
        if len(found.content) > MAX_PICTURE:
            message = (
                f"blob too big (maximum {MAX_PICTURE}, got {len(found.content)}) at $.record.embed.images[0].image"
            )
            raise Invalid(f"Invalid app.bsky.feed.post record: {message}")
        return Picture(now, id=link, author=author, kind=found.kind, content=found.content, alt_text=image["alt"])


def link_of(content: bytes) -> str:
    """The CID of raw bytes: version 1, raw, SHA-256, base32."""
    digest = hashlib.sha256(content).digest()
    return "b" + base64.b32encode(b"\x01\x55\x12\x20" + digest).decode().lower().rstrip("=")
