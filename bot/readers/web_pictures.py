"""A picture's element: whether it is one of the story's, what it says of itself, and where it is."""

from __future__ import annotations

from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from bot.core.release import Picture
from bot.readers.cleaning import squeeze
from bot.readers.links import is_public
from bot.readers.web_article import absolute

_ICON = 48  # pixels


def picture_in(
    node: LexborNode, words: str, base: str, known: Mapping[str, Picture], decorates: bool
) -> Picture | None:
    """The picture of an <img>, without a source where it has no public address; None for an icon or decoration.

    `words`: its alt text, cleaned. `known`: those that came with the file, by address. `decorates`: an empty alt text says
    that it is decoration.
    """
    attributes = node.attributes
    written = (attributes.get("src") or "").strip()
    if written in known:
        return known[written]
    sides = [attributes.get(side) or "" for side in ("width", "height")]
    small = any(side.isdecimal() and int(side[:6]) <= _ICON for side in sides)
    alt = attributes.get("alt")
    if small or (alt is not None and not alt.strip() and decorates):
        return None
    address = absolute(written, base)
    source = address if address.lower().startswith(("https://", "http://")) and is_public(address) else None
    return Picture(alt=squeeze(words) or None, source=source)
