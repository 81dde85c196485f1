"""A Mastodon instance's shelf of pictures: taken up, worked on, shown once, forgotten after a day.

https://docs.joinmastodon.org/methods/media/; sizes and words as in the server's app/models/media_attachment.rb and
config/locales/en.yml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.sandbox.exchange import Request
from bot.sandbox.mastodon_rules import Invalid
from bot.sandbox.posting import Picture, picture_kind

MAX_PICTURE = 16 * 1024 * 1024  # bytes
MAX_PICTURES = 4
MAX_DESCRIPTION = 1_500  # characters
KEPT = timedelta(days=1)  # what no status shows
FIRST_PICTURE = 115_000_000_000_000_000


class Shelf:
    """The pictures of all accounts. `looks`: how often somebody has to ask for one that was taken up until it is ready."""

    def __init__(self) -> None:
        self.pictures: dict[str, Picture] = {}
        self.looks = 0
        self._left: dict[str, int] = {}
        self._shown: set[str] = set()
        self._taken = 0

    def forget(self) -> None:
        """Empties it; ids go on counting."""
        self.pictures, self.looks, self._left, self._shown = {}, 0, {}, set()

    def take(self, request: Request, author: str, now: datetime) -> Picture:
        """Reads the body of `POST /api/v2/media`. Raises Invalid."""
        fields = form_in(request)
        content, description = fields.get("file", b""), fields.get("description", b"").decode("utf-8", "replace")
        kind = picture_kind(content)
        if not content:
            raise Invalid("Validation failed: File can't be blank")
        if kind is None:
            raise Invalid("Validation failed: File content type is invalid, File is invalid")
        if len(content) > MAX_PICTURE:
            raise Invalid("Validation failed: File file size must be less than 16 MB")
        if len(description) > MAX_DESCRIPTION:
            raise Invalid(f"Validation failed: Description character limit of {MAX_DESCRIPTION} exceeded")
        self._taken += 1
        id = str(FIRST_PICTURE + self._taken)
        self.pictures[id] = Picture(now, id=id, author=author, kind=kind, content=content, alt_text=description.strip())
        self._left[id] = self.looks
        return self.pictures[id]

    def look(self, id: str, author: str, now: datetime) -> Picture | None:
        """One that no status shows yet, of its own account; asking for it brings it on."""
        picture = self._of(id, author, now)
        if picture is not None:
            self._left[id] = max(0, self._left[id] - 1)
        return picture

    def ready(self, picture: Picture) -> bool:
        """Whether the instance is done with it."""
        return self._left[picture.id] == 0

    def show(self, ids: Iterable[str], author: str, now: datetime) -> tuple[Picture, ...]:
        """The pictures for a status, which are its own from now on. Raises Invalid."""
        wanted = list(ids)
        if len(wanted) > MAX_PICTURES:
            raise Invalid(f"Cannot attach more than {MAX_PICTURES} files")
        found = {id: self._of(id, author, now) for id in wanted}
        if missing := [id for id, picture in found.items() if picture is None]:
            raise Invalid(f"Media {', '.join(missing)} not found or already attached to another post")
        pictures = tuple(picture for picture in found.values() if picture is not None)
        if not all(map(self.ready, pictures)):
            raise Invalid("Cannot attach files that have not finished processing. Try again in a moment!")
        self._shown.update(wanted)
        return pictures

    def _of(self, id: str, author: str, now: datetime) -> Picture | None:
        picture = self.pictures.get(id)
        if picture is None or picture.author != author or id in self._shown or now - picture.at > KEPT:
            return None
        return picture


def shown(picture: Picture, url: str | None) -> dict[str, object]:
    """The MediaAttachment entity; `url` None while it is worked on."""
    return {
        "id": picture.id,
        "type": "gifv" if picture.kind == "image/gif" else "image",
        "url": url,
        "preview_url": url,
        "remote_url": None,
        "meta": {},
        "description": picture.alt_text or None,
        "blurhash": None,
    }


def form_in(request: Request) -> dict[str, bytes]:
    """The fields of a multipart/form-data body (RFC 7578) by name. Raises Invalid."""
    kind = request.headers.get("Content-Type", "")
    boundary = re.search(r'multipart/form-data;.*boundary="?([^";]+)', kind, re.IGNORECASE)
    if boundary is None:
        raise Invalid("Validation failed: File can't be blank")
    fields = {}
    for part in request.body.split(b"--" + boundary[1].encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]*)"', head)
        if name is not None:
            fields[name[1].decode("utf-8", "replace")] = content.removesuffix(b"\r\n")
    return fields
