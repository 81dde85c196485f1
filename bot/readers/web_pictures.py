"""A picture's element: whether it is one of the story's, what it says of itself, and where it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from bot.core.release import Picture
from bot.readers.cleaning import squeeze
from bot.readers.links import is_public
from bot.readers.web_article import absolute

_ICON = 48  # pixels
# Where browsers put the pictures of a page that they save whole: a folder beside it, called like it.
_SAVED = re.compile(r"(?:\./)?([^:?#/\\]+_(?:files|fichiers|dateien|archivos)/[^:?#/\\]+)", re.IGNORECASE)


def picture_in(
    node: LexborNode, words: str, base: str, known: Mapping[str, Picture], decorates: bool
) -> Picture | None:
    """The picture of an <img>; None for an icon or decoration.

    It has no source where it has no public address and was not saved beside the page. `words`: its alt text, cleaned. `known`:
    those that came with the file, by address. `decorates`: an empty alt text says that it is decoration.
    """
    attributes = node.attributes
    written = (attributes.get("src") or "").strip()
    sides = [attributes.get(side) or "" for side in ("width", "height")]
    small = any(side.isdecimal() and int(side[:6]) <= _ICON for side in sides)
    alt = attributes.get("alt")
    if written in known and not small:
        return known[written]
    if small or (alt is not None and not alt.strip() and decorates):
        return None
    address = absolute(written, base)
    source = address if address.lower().startswith(("https://", "http://")) and is_public(address) else None
    if saved := _SAVED.fullmatch(written):
        source = unquote(saved[1])
    return Picture(alt=squeeze(words) or None, source=source)
