"""What a Bluesky server refuses of a post, by its lexicons, and more: what a reader would find broken.

https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky/feed/post.json and app/bsky/richtext/facet.json
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import regex

MAX_GRAPHEMES = 300
MAX_BYTES = 3000
MAX_LANGUAGES = 3
MAX_IMAGES = 4
TID = re.compile(r"[234567abcdefghij][234567a-z]{12}")  # https://atproto.com/specs/tid
_POST_KEYS = {"$type", "text", "createdAt", "facets", "reply", "embed", "langs", "labels", "tags", "entities"}
_FEATURES = {
    "app.bsky.richtext.facet#link": "uri",
    "app.bsky.richtext.facet#tag": "tag",
    "app.bsky.richtext.facet#mention": "did",
}


class Invalid(Exception):
    """A record that its lexicon does not allow, in the server's own words (HTTP 400), and the error's name."""

    def __init__(self, message: str, name: str = "InvalidRequest") -> None:
        super().__init__(message)
        self.name = name


def checked(record: Any) -> dict[str, Any]:
    """A record of app.bsky.feed.post without its replies, which need the other posts. Raises Invalid."""
    if not isinstance(record, dict) or record.get("$type") != "app.bsky.feed.post":
        raise Invalid("Invalid $type: expected app.bsky.feed.post")
    if unknown := set(record) - _POST_KEYS:
        raise Invalid(f"Invalid app.bsky.feed.post record: Record/{min(unknown)} is not known here")
    text = record.get("text")
    if not isinstance(text, str):
        raise _wrong("text", 'must have the property "text"')
    if len(text.encode()) > MAX_BYTES:
        raise _wrong("text", f"must not be longer than {MAX_BYTES} characters")
    if graphemes(text) > MAX_GRAPHEMES:
        raise _wrong("text", f"must not be longer than {MAX_GRAPHEMES} graphemes")
    _check_moment(record.get("createdAt"))
    languages = record.get("langs", [])
    if not isinstance(languages, list) or len(languages) > MAX_LANGUAGES or not all(map(_is_language, languages)):
        raise _wrong("langs", "must be well-formed BCP 47 language tags, at most 3")
    for place, facet in enumerate(record.get("facets", [])):
        _check_facet(f"facets/{place}", facet, text.encode())
    if "embed" in record:
        _check_embed(record["embed"])
    return record


def graphemes(text: str) -> int:
    """How many characters a reader sees."""
    return len(regex.findall(r"\X", text))


def cid_of(record: Mapping[str, Any]) -> str:
    """A CID in shape, the same for the same content: version 1, dag-cbor, SHA-256, base32 (its content here is JSON)."""
    digest = hashlib.sha256(json.dumps(record, sort_keys=True, ensure_ascii=False).encode()).digest()
    return "b" + base64.b32encode(b"\x01\x71\x12\x20" + digest).decode().lower().rstrip("=")


def card_of(record: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Title, description and address of the box below a post."""
    external = record.get("embed", {}).get("external")
    return (external["title"], external["description"], external["uri"]) if external else None


def _check_moment(text: object) -> None:
    moment = None
    if isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
    if moment is None:
        raise _wrong("createdAt", "must be an valid atproto datetime (both RFC-3339 and ISO-8601)")


def _check_facet(where: str, facet: Any, text: bytes) -> None:
    index, features = _dict(facet).get("index"), _dict(facet).get("features")
    start, end = _dict(index).get("byteStart"), _dict(index).get("byteEnd")
    if not isinstance(start, int) or not isinstance(end, int) or start < 0:
        raise _wrong(f"{where}/index", "must have byteStart and byteEnd, integers from 0")
    if not start < end <= len(text) or not _is_whole(text[start:end]):
        raise _wrong(f"{where}/index", f"does not cut whole characters out of {len(text)} bytes: {start} to {end}")
    if not isinstance(features, list) or not features:
        raise _wrong(f"{where}/features", "must be a list")
    covered = text[start:end].decode()
    for feature in features:
        name = _FEATURES.get(_dict(feature).get("$type", ""))
        value = _dict(feature).get(name or "")
        if name is None or not isinstance(value, str):
            raise _wrong(f"{where}/features", "must be a link with uri, a tag with tag, or a mention with did")
        if name == "uri" and not (re.match(r"https?://", value) and value.endswith(covered)):
            raise _wrong(f"{where}/features", f"leads elsewhere than the words it stands on: {value}")
        if name == "tag" and covered.lstrip("#＃") != value:
            raise _wrong(f"{where}/features", f"is another tag than the words it stands on: {value}")


def _check_embed(embed: Any) -> None:
    external = _dict(_dict(embed).get("external"))
    if _dict(embed).get("$type") == "app.bsky.embed.images":
        _check_images(_dict(embed).get("images"))
        return
    if _dict(embed).get("$type") != "app.bsky.embed.external":
        known = "app.bsky.embed.external, app.bsky.embed.images"
        raise _wrong("embed", f"must be one that this stand-in knows: {known}")
    if not all(isinstance(external.get(name), str) for name in ("uri", "title", "description")):
        raise _wrong("embed/external", "must have uri, title and description")
    if not re.fullmatch(r"https?://\S+", external["uri"]):
        raise _wrong("embed/external/uri", "must be a uri")


def _check_images(images: Any) -> None:
    if not isinstance(images, list) or not 1 <= len(images) <= MAX_IMAGES:
        raise _wrong("embed/images", f"must not have more than {MAX_IMAGES} elements, nor none")
    for place, image in enumerate(images):
        where, blob, ratio = f"embed/images/{place}", _dict(_dict(image).get("image")), _dict(image).get("aspectRatio")
        if not isinstance(_dict(image).get("alt"), str) or not image["alt"].strip():
            raise _wrong(f"{where}/alt", "must be words: nobody here posts a picture without them")
        if blob.get("$type") != "blob" or not isinstance(_dict(blob.get("ref")).get("$link"), str):
            raise _wrong(f"{where}/image", "should be a blob ref")
        if not isinstance(blob.get("size"), int) or not str(blob.get("mimeType", "")).startswith("image/"):
            raise _wrong(f"{where}/image", "must be a blob with a size, whose type is an image's")
        sides = [_dict(ratio).get(side) for side in ("width", "height")]
        if ratio is not None and not all(isinstance(side, int) and side >= 1 for side in sides):
            raise _wrong(f"{where}/aspectRatio", "must have width and height, integers from 1")


def _is_language(tag: object) -> bool:
    return isinstance(tag, str) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", tag) is not None


def _is_whole(cut: bytes) -> bool:
    try:
        cut.decode()
    except UnicodeDecodeError:
        return False
    return True


def _dict(given: Any) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}


def _wrong(where: str, problem: str) -> Invalid:
    return Invalid(f"Invalid app.bsky.feed.post record: Record/{where} {problem}")
