"""Pictures in a mail's text: the release's own are taken with their bytes; logos and what belongs to a signature stay behind."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from PIL import Image, UnidentifiedImageError
from selectolax.lexbor import LexborNode

from bot.core.release import Picture
from bot.readers.cleaning import clean_again, squeeze
from bot.readers.doubts import doubt
from bot.readers.pictures_inside import Inside, is_made_up
from bot.readers.web_blocks import shortened

ADDRESS = "cid:"  # https://www.rfc-editor.org/rfc/rfc2392
_SENT = frozenset(("image/jpeg", "image/png", "image/gif", "image/webp"))
# Pixels. A signature's logo is shown small, a letterhead is a strip; a press picture is neither.
_LEAST_SHOWN = 160  # of the longer side, as the mail shows it
_LEAST_SIDES = (80, 240)  # of the shorter and the longer side, as it came
_LONGEST = 3.5  # times as long as wide, or as wide as long
# What mail programs leave in the plain text where a picture stands in the other.
_MARK = re.compile(r"\[(?:cid:[^\]\s]{1,300}|image: ?[^\]\n]{1,300})\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Inline:
    """A picture within a mail: the Content-ID by which the text names it ("" if it has none), its name, kind and bytes."""

    key: str
    name: str
    kind: str
    content: bytes

    @property
    def is_small(self) -> bool:
        """Whether it has the size or the shape of a logo; what can't be opened is told later, as a picture that can't be shown."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a very large picture is scaled like any other
                with Image.open(io.BytesIO(self.content)) as image:
                    sides = sorted(image.size)
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, KeyError):
            return False
        return any(side < least for side, least in zip(sides, _LEAST_SIDES, strict=True)) or sides[1] > (
            sides[0] * _LONGEST
        )


def inside(body: LexborNode, inline: Sequence[Inline]) -> Inside:
    """The pictures that a mail's HTML shows, by their addresses there. What is taken is told too: a mail holds more than the story."""
    made = Inside()
    by_key = {one.key: one for one in inline if one.key}
    for node in body.css("img"):
        address = (node.attributes.get("src") or "").strip()
        one = by_key.get(unquote(address[len(ADDRESS) :])) if address.lower().startswith(ADDRESS) else None
        if one is None or address in made.known or address in made.told:
            continue
        alt = squeeze(clean_again(node.attributes.get("alt") or "", 1, []))
        if _shown_small(node) or one.is_small:
            made.tell(address, doubt("picture-small", name=one.name))
        elif one.kind not in _SENT:
            made.tell(address, doubt("picture-kind", name=one.name))
        else:
            if is_made_up(alt):
                made.tell(address, doubt("alt-made-up", words=shortened(alt)))
                alt = ""
            made.tell(address, doubt("picture-from-mail", name=one.name))
            made.put(address, Picture(alt=alt or None), one.name, one.content)
    return made


def without_marks(text: str) -> str:
    """The plain text without what stands there for its pictures."""
    return _MARK.sub("", text)


def left_out(inline: Sequence[Inline], shown: Inside) -> list[str]:
    """The names of those that were neither come across in the text nor are a logo."""
    met = shown.met | (shown.told.keys() - shown.known.keys())
    seen = {unquote(address[len(ADDRESS) :]) for address in met}
    return [one.name for one in inline if one.key not in seen and not one.is_small]


def _shown_small(node: LexborNode) -> bool:
    sides = [node.attributes.get(side) or "" for side in ("width", "height")]
    shown = [int(side[:6]) for side in sides if side.isdecimal()]
    return bool(shown) and max(shown) < _LEAST_SHOWN
